"""The service of `contract.yaml` as Handfast generates it, with handlers that do what the hand-written ones do."""

from __future__ import annotations

import importlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from stage import Service

from tests.writing_code import write_code

PACKAGE = "differential_shop"


def generated_service(folder: Path) -> Service:
    """Generates the package into `folder` and imports it."""
    write_code(Path(__file__).parent / "contract.yaml", folder / PACKAGE, "contract.yaml")
    sys.path.insert(0, str(folder))
    try:
        api = importlib.import_module(f"{PACKAGE}.api.default")
        models = importlib.import_module(f"{PACKAGE}.models")
        routers = importlib.import_module(f"{PACKAGE}.routers.default")
        security = importlib.import_module(f"{PACKAGE}.security")
    finally:
        sys.path.remove(str(folder))

    def router(shop: Any, guard: Any) -> APIRouter:
        routes: APIRouter = routers.default_router(shop, security=guard)
        return routes

    def created(item: Any, location: str) -> Any:
        return api.CreateItemCreated(body=item, location=location)

    return Service(
        name="the generated app",
        Shop=_shop(api.DefaultApi, models.Item),
        Guard=_guard(security.Security),
        Item=models.Item,
        router=router,
        created=created,
    )


def _shop(interface: Any, item: Any) -> Any:
    class Shop(interface[Any]):  # type: ignore[misc]
        async def list_items(self, *, limit: int) -> Any:
            return [item(id=number, name="thing") for number in range(limit)]

        async def create_item(self, *, body: Any) -> Any:
            return item(id=1, name=body.name)

        async def get_item(self, *, item_id: int) -> Any:
            return item(id=item_id, name="thing")

        async def delete_item(self, *, item_id: int) -> None:
            return None

        async def read_feed(self) -> Any:
            async def chunks() -> AsyncIterator[bytes]:
                yield b"one"
                yield b"two"

            return chunks()

        async def list_mine(self, *, principal: Any) -> Any:
            return item(id=1, name=principal)

    return Shop


def _guard(interface: Any) -> Any:
    class Guard(interface[Any]):  # type: ignore[misc]
        async def bearer(self, *, token: str, scopes: frozenset[str]) -> Any:
            return token if token != "wrong" else None

    return Guard
