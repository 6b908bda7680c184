"""The Hub in process, on a database of its own, with every answer held against the contract."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.main import create_app
from app.settings import Settings
from tests.hub.declared import Declared


@pytest.fixture
def anyio_backend() -> str:
    """SQLAlchemy runs on asyncio."""
    return "asyncio"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A fresh database, and passwords that are quick to hash."""
    return Settings(
        database_url=f"sqlite+aiosqlite:///{tmp_path}/hub.sqlite",
        secret_key=SecretStr("a secret of forty characters for the test"),
        max_document_bytes=50_000,
        password_time_cost=1,
        password_memory_kibibytes=8,
    )


@pytest.fixture(scope="session")
def declared(root: Path) -> Declared:
    """What the contract lets the Hub answer."""
    return Declared.read(root / "spec" / "openapi.yaml")


@pytest.fixture
def hub(settings: Settings) -> FastAPI:
    """The app, not yet started."""
    return create_app(settings)


@pytest.fixture
async def client(hub: FastAPI, declared: Declared) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not logged in, at a started Hub."""
    async with running(hub), visitor(hub, declared) as visiting:
        yield visiting


@pytest.fixture
async def ada(hub: FastAPI, client: httpx.AsyncClient, declared: Declared) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is logged in."""
    async with visitor(hub, declared, await token(client, "ada")) as caller:
        yield caller


@pytest.fixture
async def bob(hub: FastAPI, client: httpx.AsyncClient, declared: Declared) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody else who is logged in."""
    async with visitor(hub, declared, await token(client, "bob")) as caller:
        yield caller


@asynccontextmanager
async def running(hub: FastAPI) -> AsyncIterator[None]:
    """The app between start-up and shut-down."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(hub.router.lifespan_context(hub))
        yield


def visitor(hub: FastAPI, declared: Declared, bearer: str | None = None) -> httpx.AsyncClient:
    """A client of the app. Its answers fail the test when the contract doesn't declare them."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(hub),
        base_url="http://hub",
        headers={"Authorization": f"Bearer {bearer}"} if bearer else {},
        event_hooks={"response": [declared.check]},
    )


async def token(client: httpx.AsyncClient, username: str, scope: str = "") -> str:
    """A token of an account that is registered if need be."""
    password = f"the password of {username}"
    registered = await client.post("/accounts", json={"username": username, "password": password})
    assert registered.status_code in {201, 409}
    form = {"grant_type": "password", "username": username, "password": password, "scope": scope}
    answer = await client.post("/login", data=form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])
