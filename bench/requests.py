"""Requests a second: a generated route against the same route written by hand in plain FastAPI.

Both run in one process through the ASGI interface, in interleaved rounds, timed in CPU seconds. A ratio above 1 means
that the generated route is faster. The hand-written one does what people write: Pydantic models, no exactness.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, final

from fastapi import FastAPI
from pydantic import BaseModel

from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate, write

ROUNDS, REQUESTS = 15, 300
SPEC = """
openapi: 3.1.0
info: {title: Bench, version: "1"}
paths:
  /items/{id}:
    get:
      operationId: getItem
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}}
  /orders:
    post:
      operationId: makeOrder
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}}
components:
  schemas:
    Item: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}}
    Line:
      type: object
      required: [item, count]
      properties: {item: {$ref: "#/components/schemas/Item"}, count: {type: integer, minimum: 1}}
    Order:
      type: object
      required: [lines]
      properties: {note: {type: string}, lines: {type: array, items: {$ref: "#/components/schemas/Line"}}}
"""
ORDER = json.dumps(
    {"note": "n", "lines": [{"item": {"id": n, "name": f"item {n}"}, "count": n + 1} for n in range(10)]}
).encode()


class Item(BaseModel):
    """As a team would write it."""

    id: int
    name: str


class Line(BaseModel):
    """As a team would write it."""

    item: Item
    count: int


class Order(BaseModel):
    """As a team would write it."""

    note: str | None = None
    lines: list[Line]


def run() -> dict[str, object]:
    """FastAPI's time by ours, median and range over rounds."""
    with tempfile.TemporaryDirectory() as scratch:
        ours, hand = _generated(Path(scratch)), _by_hand()
        return {
            "small GET": _paired(ours, hand, "GET", "/items/1", b""),
            "nested POST, 10 lines": _paired(ours, hand, "POST", "/orders", ORDER),
        }


def _by_hand() -> FastAPI:
    app = FastAPI()

    @app.get("/items/{id}")
    async def get_item(id: int) -> Item:  # noqa: A002 - what the path calls it
        return Item(id=id, name="item")

    @app.post("/orders")
    async def make_order(order: Order) -> Order:
        return order

    return app


def _generated(folder: Path) -> FastAPI:
    (folder / "openapi.yaml").write_text(SPEC)
    contract = resolve(load(folder / "openapi.yaml")).contract
    if contract is None:
        raise AssertionError("the bench's own spec must resolve")
    write(generate(contract, "openapi.yaml").files, folder / "benched")
    sys.path.insert(0, str(folder))
    from benched.api.default import DefaultApi  # type: ignore[import-not-found]  # noqa: PLC0415 - written just now
    from benched.application import include_contract  # type: ignore[import-not-found]  # noqa: PLC0415
    from benched.models import Item as Made  # type: ignore[import-not-found]  # noqa: PLC0415

    @final
    class Handlers(DefaultApi):  # type: ignore[misc]
        async def get_item(self, *, id: int) -> Any:  # noqa: A002
            return Made(id=id, name="item")

        async def make_order(self, *, body: Any) -> Any:
            return body

    app = FastAPI()
    include_contract(app, default=Handlers())
    return app


def _paired(ours: FastAPI, hand: FastAPI, method: str, path: str, body: bytes) -> dict[str, object]:
    async def measure() -> list[float]:
        ask = [_asker(app, method, path, body) for app in (ours, hand)]
        for one in ask:
            await _spent(one)
        return [(await _spent(ask[1])) / (await _spent(ask[0])) for _ in range(ROUNDS)]

    ratios = asyncio.run(measure())
    return {"ratio": round(statistics.median(ratios), 2), "from": round(min(ratios), 2), "to": round(max(ratios), 2)}


async def _spent(ask: Callable[[], Any]) -> float:
    started = time.process_time()
    for _ in range(REQUESTS):
        await ask()
    return time.process_time() - started


def _asker(app: FastAPI, method: str, path: str, body: bytes) -> Callable[[], Any]:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]

    async def ask() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start" and message["status"] != 200:  # noqa: PLR2004
                raise AssertionError(f"{method} {path} answered {message['status']}")

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "scheme": "http",
            "query_string": b"",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        await app(scope, receive, send)

    return ask
