"""Mocked apps for tests, and a client that asks them in process."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from handfast import emit
from handfast.contract import Contract, resolve
from handfast.document import load
from handfast.runtime import Judge

_NUMBERS = itertools.count()
LETTING_IN = {"Authorization": "Bearer anything"}


@dataclass(frozen=True)
class MockedApp:
    app: FastAPI
    contract: Contract
    judge: Judge
    application: Any

    def ask(self, method: str, url: str, **options: Any) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://mock.test") as client:
                return await client.request(method, url, **options)

        return asyncio.run(sent())

    def get(self, url: str, **options: Any) -> httpx.Response:
        return self.ask("GET", url, **options)


@contextmanager
def imported(folder: Path, name: str) -> Iterator[Any]:
    sys.path.insert(0, str(folder))
    try:
        yield import_module(f"{name}.application")
    finally:
        sys.path.remove(str(folder))


def generated(contract: Contract, folder: Path) -> Any:
    """The application module of a contract, generated as `handfast mock` does."""
    name = f"mocked_{next(_NUMBERS)}"
    output = emit.sketch(contract, "openapi.yaml")
    assert output.findings == ()
    emit.write(output.files, folder / name)
    with imported(folder, name) as application:
        return application


def mocked(spec: Path | str | dict[str, Any], folder: Path) -> MockedApp:
    """An app that mocks a spec: a file, its text, or its value."""
    if not isinstance(spec, Path):
        path = folder / "openapi.yaml"
        path.write_text(spec if isinstance(spec, str) else json.dumps(spec))
        spec = path
    contract = resolve(load(spec)).contract
    assert contract is not None
    application = generated(contract, folder)
    app = FastAPI()
    application.include_contract(app, unimplemented="mock")
    return MockedApp(app, contract, application.JUDGE, application)


def one_reply(schema: Any, **media: Any) -> dict[str, Any]:
    """A document with one operation, `GET /thing`, that answers with a schema."""
    content = {"application/json": {"schema": schema, **media}}
    replies = {"200": {"description": "it", "content": content}}
    return document({"/thing": {"get": {"operationId": "getThing", "responses": replies}}})


def document(paths: dict[str, Any], **components: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths, "components": components}
