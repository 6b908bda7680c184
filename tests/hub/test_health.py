"""Health, readiness, and answers that no handler gave."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import accounts
from app.hub import Hub
from app.settings import Settings
from tests.hub.conftest import running, visitor
from tests.hub.declared import Declared

pytestmark = pytest.mark.anyio


async def test_a_started_hub_is_alive_and_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ok"}


async def test_a_hub_that_shuts_down_is_alive_but_not_ready(hub: FastAPI, declared: Declared) -> None:
    async with running(hub):
        pass

    async with visitor(hub, declared) as client:
        assert (await client.get("/readyz")).status_code == 503
        assert (await client.get("/healthz")).status_code == 200


async def test_a_database_without_its_tables_is_not_ready(hub: FastAPI, client: httpx.AsyncClient) -> None:
    state: Hub = hub.state.hub
    async with state.sessions.writing() as session:
        await session.execute(text("DELETE FROM alembic_version"))

    answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert "migrated" in answer.json()["detail"]


async def test_a_database_that_can_not_be_opened_is_not_ready(
    settings: Settings, hub: FastAPI, declared: Declared
) -> None:
    assert settings.sqlite_file is not None
    settings.sqlite_file.mkdir()

    async with visitor(hub, declared) as client:
        assert (await client.get("/readyz")).status_code == 503
        answer = await client.post("/login", data={"grant_type": "password", "username": "a", "password": "b"})

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"


async def test_an_unexpected_error_says_nothing_of_itself(
    hub: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise LookupError("a secret")

    monkeypatch.setattr(accounts, "by_username", fail)
    transport = httpx.ASGITransport(hub, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=client.base_url) as visiting:
        answer = await visiting.post("/login", data={"grant_type": "password", "username": "a", "password": "b"})

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


async def test_a_busy_database_is_a_503(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr(accounts, "by_username", fail)

    answer = await client.post("/login", data={"grant_type": "password", "username": "a", "password": "b"})

    assert answer.status_code == 503
    assert "SELECT" not in answer.text


async def test_an_unknown_path_and_method_are_problems(client: httpx.AsyncClient) -> None:
    assert (await client.get("/nowhere")).status_code == 404
    answer = await client.put("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
