"""A contract may declare the paths where FastAPI shows its own pages; then they are the contract's."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate, write

SPEC = """
openapi: 3.1.0
info: {title: Own pages, version: "1"}
paths:
  /openapi.json:
    get:
      operationId: getDocument
      responses: {"200": {description: ok, content: {application/json: {schema: {type: integer}}}}}
"""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    (tmp_path / "openapi.yaml").write_text(SPEC)
    contract = resolve(load(tmp_path / "openapi.yaml")).contract
    assert contract is not None
    write(generate(contract, "openapi.yaml").files, tmp_path / "own_pages")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    api: Any = importlib.import_module("own_pages.api.default")

    class Default(api.DefaultApi):
        async def get_document(self) -> int:
            return 7

    app = FastAPI()
    importlib.import_module("own_pages.application").include_contract(app, default=Default())
    return app


async def ask(app: FastAPI, path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get(path)


@pytest.mark.anyio
async def test_the_contracts_path_wins(app: FastAPI) -> None:
    assert (await ask(app, "/openapi.json")).json() == 7


@pytest.mark.anyio
async def test_pages_it_does_not_declare_stay(app: FastAPI) -> None:
    assert (await ask(app, "/docs")).status_code == 200
