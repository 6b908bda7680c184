"""The app of the fixture project: handlers as somebody would write them."""

from typing import Annotated, final

from fastapi import Depends, FastAPI
from generated.api.pets import GetPetNotFound, ListPetsOk, PetsApi

from generated.api.health import HealthApi
from generated.application import include_contract
from generated.models import Pet, Problem
from generated.security import Security


class Store:
    def __init__(self) -> None:
        self.pets = [Pet(name="Rex")]


def get_store() -> Store:
    return Store()


@final
class Pets(PetsApi[str]):
    def __init__(self, store: Annotated[Store, Depends(get_store)]) -> None:
        self.store = store

    async def list_pets(self, *, limit: int, x_trace: str | None, principal: str) -> ListPetsOk:
        return ListPetsOk(body=self.store.pets[:limit], x_total=len(self.store.pets))

    async def create_pet(self, *, x_trace: str | None, body: Pet, principal: str | None) -> Pet:
        return body

    async def get_pet(self, *, pet_id: int, principal: str) -> Pet | GetPetNotFound:
        if pet_id != 1:
            return GetPetNotFound(body=Problem(title="no such pet"))
        return self.store.pets[0]


@final
class Health(HealthApi):
    async def health(self) -> None:
        return None


@final
class Tokens(Security[str]):
    async def token(self, *, token: str, scopes: frozenset[str]) -> str | None:
        return "me" if token == "secret" else None


app = FastAPI()
include_contract(app, pets=Pets, health=Health, security=Tokens)
