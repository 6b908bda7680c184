"""The service of `contract.yaml` as a team writes it in plain FastAPI: the judge of this suite."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Response, Security
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from pydantic import BaseModel
from stage import Service


class NewItem(BaseModel):
    name: str


class Item(BaseModel):
    id: int
    name: str


@dataclass
class Created:
    """An item and the header that goes with it."""

    item: Item
    location: str


class Shop:
    """What scenarios derive from; the handlers call it as the generated routes call theirs."""

    async def list_items(self, *, limit: int) -> Any:
        return [Item(id=number, name="thing") for number in range(limit)]

    async def create_item(self, *, body: Any) -> Any:
        return Item(id=1, name=body.name)

    async def get_item(self, *, item_id: int) -> Any:
        return Item(id=item_id, name="thing")

    async def delete_item(self, *, item_id: int) -> None:
        return None

    async def read_feed(self) -> Any:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"one"
            yield b"two"

        return chunks()

    async def list_mine(self, *, principal: Any) -> Any:
        return Item(id=1, name=principal)


class Guard:
    async def bearer(self, *, token: str, scopes: frozenset[str]) -> Any:
        return token if token != "wrong" else None


def router(shop: Any, guard: Any) -> APIRouter:
    """The routes, with one object per request for a class."""
    routes = APIRouter()
    Made = Annotated[Any, Depends(_provider(shop))]  # noqa: N806 - an alias of a type
    Guarding = Annotated[Any, Depends(_provider(guard))]  # noqa: N806
    Credentials = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]  # noqa: N806

    async def principal(guard: Guarding, scopes: SecurityScopes, sent: Credentials) -> Any:
        found = await guard.bearer(token=sent.credentials, scopes=frozenset(scopes.scopes))
        if found is None:
            raise HTTPException(401)
        return found

    @routes.get("/items", operation_id="listItems")
    async def list_items(made: Made, limit: int = 2) -> list[Item]:
        return await made.list_items(limit=limit)

    @routes.post("/items", status_code=201, operation_id="createItem")
    async def create_item(body: NewItem, made: Made, response: Response) -> Item:
        result = await made.create_item(body=body)
        if isinstance(result, Created):
            response.headers["location"] = result.location
            return result.item
        return result

    @routes.get("/items/{item_id}", operation_id="getItem")
    async def get_item(item_id: int, made: Made) -> Item:
        return await made.get_item(item_id=item_id)

    @routes.delete("/items/{item_id}", status_code=204, response_class=Response, operation_id="deleteItem")
    async def delete_item(item_id: int, made: Made) -> None:
        await made.delete_item(item_id=item_id)

    @routes.get("/feed", response_class=StreamingResponse, operation_id="readFeed")
    async def read_feed(made: Made) -> StreamingResponse:
        return StreamingResponse(await made.read_feed(), media_type="application/octet-stream")

    @routes.get("/mine", operation_id="listMine")
    async def list_mine(principal: Annotated[Any, Security(principal, scopes=["read"])], made: Made) -> Item:
        return await made.list_mine(principal=principal)

    return routes


def _provider(given: Any) -> Any:
    if isinstance(given, type):
        return given

    async def shared() -> Any:
        return given

    return shared


HAND_WRITTEN = Service(name="plain FastAPI", Shop=Shop, Guard=Guard, Item=Item, router=router, created=Created)
