"""A generated app whose operations send back the bodies they are given, built from a document and asked over ASGI."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate, write


@dataclass(frozen=True, slots=True)
class Reply:
    """What the app answers: its status, and its body as it was sent."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Echo:
    """The app, and the modules it was made of."""

    app: FastAPI
    package: str

    def module(self, name: str) -> Any:
        """A module of the generated package."""
        return importlib.import_module(f"{self.package}.{name}")

    def send(self, path: str, text: bytes, method: str = "POST") -> Reply:
        """The answer to a JSON text."""
        return asyncio.run(_exchange(self.app, method, path, text))


def document(paths: Mapping[str, Any], schemas: Mapping[str, Any], version: str, **more: Any) -> dict[str, Any]:
    """An OpenAPI document of these paths and component schemas."""
    head = {"openapi": version, "info": {"title": "Echo", "version": "1"}, **more}
    return {**head, "paths": dict(paths), "components": {"schemas": dict(schemas)}}


def echoing(schema: Any, method: str = "post", **more: Any) -> dict[str, Any]:
    """A path item whose one operation takes and gives back a value of a schema."""
    content = {"application/json": {"schema": schema}}
    body = {"required": True, "content": content}
    return {method: {"requestBody": body, "responses": {"200": {"description": "", "content": content}}, **more}}


def build(folder: Path, package: str, spec: Any, files: Mapping[str, Any] | None = None) -> Echo:
    """The app of a document; `files` are other files that it refers to, by name."""
    for name, value in {**(files or {}), "openapi.json": spec}.items():
        path = folder / package / "spec" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value))
    resolution = resolve(load(folder / package / "spec" / "openapi.json"))
    assert resolution.contract is not None, resolution.findings
    output = generate(resolution.contract, "openapi.json")
    assert output.files, output.findings
    write(output.files, folder / package / "generated" / package)
    sys.path.insert(0, str(folder / package / "generated"))
    try:
        application = importlib.import_module(f"{package}.application")
        interface = importlib.import_module(f"{package}.api.default").DefaultApi
        app = FastAPI()
        application.include_contract(app, default=_handlers(interface)())
        return Echo(app, package)
    finally:
        sys.path.remove(str(folder / package / "generated"))


def _handlers(interface: type) -> type:
    """A class that implements every operation of an interface: it returns the body."""
    return type("Handlers", (interface,), {name: _returning(getattr(interface, name)) for name in _names(interface)})


def _names(interface: Any) -> list[str]:
    return sorted(interface.__abstractmethods__)


def _returning(declared: Any) -> Any:
    async def method(self: object, **given: Any) -> Any:
        return given["body"]

    method.__signature__ = inspect.signature(declared)  # type: ignore[attr-defined]
    method.__annotations__ = declared.__annotations__
    return method


async def _exchange(app: FastAPI, method: str, path: str, text: bytes) -> Reply:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(text)).encode())],
        "server": ("test", 80),
        "client": ("test", 1),
        "state": {},
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": text, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return Reply(sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]))
