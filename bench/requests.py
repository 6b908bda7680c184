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
from typing import Annotated, Any, Literal, final

import pytest
from fastapi import Depends, FastAPI
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate, write

ROUNDS, REQUESTS = 200, 20
SPEC = """
openapi: 3.1.0
info: {title: Bench, version: "1"}
paths:
  /items/{id}:
    get:
      operationId: getItem
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: limit, in: query, required: true, schema: {type: integer}}
        - {name: q, in: query, schema: {type: string}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Small"}}}}}
  /items:
    get:
      operationId: listItems
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Small"}}}}
  /account:
    get:
      operationId: getAccount
      tags: [account]
      security: [{token: []}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Small"}}}}}
  /orders:
    post:
      operationId: makeOrder
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Small:
      type: object
      required: [id, name, limit]
      properties:
        id: {type: integer}
        name: {type: string}
        q: {type: [string, "null"]}
        limit: {type: integer}
        active: {type: boolean, default: true}
    Address:
      type: object
      required: [street, city, zip, country]
      properties:
        street: {type: string, minLength: 1, maxLength: 200}
        city: {type: string}
        zip: {type: string}
        country: {type: string, minLength: 2, maxLength: 2}
    Customer:
      type: object
      required: [name, email, address]
      properties: {name: {type: string}, email: {type: string}, address: {$ref: "#/components/schemas/Address"}}
    Line:
      type: object
      required: [sku, qty, price]
      properties: {sku: {type: string}, qty: {type: integer, minimum: 1}, price: {type: number}}
    Order:
      type: object
      required: [id, ref, status, customer, lines, tags, total, currency]
      properties:
        id: {type: integer}
        ref: {type: string, maxLength: 64}
        status: {enum: [new, paid, sent]}
        customer: {$ref: "#/components/schemas/Customer"}
        lines: {type: array, items: {$ref: "#/components/schemas/Line"}}
        tags: {type: array, items: {type: string}}
        total: {type: number}
        currency: {type: string, minLength: 3, maxLength: 3}
        note: {type: [string, "null"]}
        gift: {type: boolean, default: false}
"""


class Small(BaseModel):
    """As a team would write it."""

    id: int
    name: str
    q: str | None = None
    limit: int
    active: bool = True


class Address(BaseModel):
    """As a team would write it."""

    street: str = Field(min_length=1, max_length=200)
    city: str
    zip: str
    country: str = Field(min_length=2, max_length=2)


class Customer(BaseModel):
    """As a team would write it."""

    name: str
    email: str
    address: Address


class Line(BaseModel):
    """As a team would write it."""

    sku: str
    qty: int = Field(ge=1)
    price: float


class Order(BaseModel):
    """As a team would write it."""

    id: int
    ref: str = Field(max_length=64)
    status: Literal["new", "paid", "sent"]
    customer: Customer
    lines: list[Line]
    tags: list[str]
    total: float
    currency: str = Field(min_length=3, max_length=3)
    note: str | None = None
    gift: bool = False


def order(lines: int) -> bytes:
    """An order with this many lines, as JSON."""
    return json.dumps(
        {
            "id": 7,
            "ref": "R-2026-0007",
            "status": "new",
            "customer": {
                "name": "Ada Lovelace",
                "email": "ada@example.org",
                "address": {"street": "12 St James Sq", "city": "London", "zip": "SW1Y", "country": "GB"},
            },
            "lines": [{"sku": f"A-{n}", "qty": n + 1, "price": 9.5} for n in range(lines)],
            "tags": ["web", "eu"],
            "total": 44.25,
            "currency": "EUR",
            "note": None,
            "gift": False,
        }
    ).encode()


CASES: dict[str, tuple[str, str, bytes]] = {
    "small GET": ("GET", "/items/1?limit=10&q=x", b""),
    "bearer and two dependencies": ("GET", "/account", b""),
    "list of 100": ("GET", "/items", b""),
    "nested POST, 3 lines": ("POST", "/orders", order(3)),
    "nested POST, 30 lines": ("POST", "/orders", order(30)),
}


async def one() -> int:
    """A dependency."""
    return 1


async def two(number: Annotated[int, Depends(one)]) -> int:
    """A dependency that has one."""
    return number + 1


async def bearer(found: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    """Who calls."""
    return found.credentials


def run() -> dict[str, object]:
    """FastAPI's time by ours: when every reply is judged, and when one of a hundred is."""
    with tempfile.TemporaryDirectory() as scratch:
        hand = _by_hand()
        found: dict[str, object] = {}
        for label, share in (("every reply judged", "always"), ("replies sampled", "0.01")):
            ours = _generated(Path(scratch), share)
            found[label] = {name: _paired(ours, hand, *case) for name, case in CASES.items()}
        return found


def _by_hand() -> FastAPI:
    app = FastAPI()

    @app.get("/items/{id}")
    async def get_item(id: int, limit: int, q: str | None = None) -> Small:  # noqa: A002 - what the path calls it
        return Small(id=id, name="item", q=q, limit=limit)

    @app.get("/items")
    async def list_items() -> list[Small]:
        return [Small(id=number, name="item", q=None, limit=number) for number in range(100)]

    @app.get("/account")
    async def get_account(
        account: Annotated[str, Depends(bearer)],
        number: Annotated[int, Depends(one)],
        more: Annotated[int, Depends(two)],
    ) -> Small:
        return Small(id=number, name=account, limit=more)

    @app.post("/orders")
    async def make_order(order: Order) -> Order:
        return order

    return app


def _generated(folder: Path, check_replies: str) -> FastAPI:
    """The service generated from the spec; how many replies it judges is a setting of the environment."""
    if not (folder / "benched").exists():
        (folder / "openapi.yaml").write_text(SPEC)
        contract = resolve(load(folder / "openapi.yaml")).contract
        if contract is None:
            raise AssertionError("the bench's own spec must resolve")
        write(generate(contract, "openapi.yaml").files, folder / "benched")
        sys.path.insert(0, str(folder))
    from benched.api.account import AccountApi  # type: ignore[import-not-found]  # noqa: PLC0415
    from benched.api.default import DefaultApi  # type: ignore[import-not-found]  # noqa: PLC0415 - written just now
    from benched.application import include_contract  # type: ignore[import-not-found]  # noqa: PLC0415
    from benched.models import Small as Made  # type: ignore[import-not-found]  # noqa: PLC0415
    from benched.security import Security  # type: ignore[import-not-found]  # noqa: PLC0415

    @final
    class Handlers(DefaultApi):  # type: ignore[misc]
        async def get_item(self, *, id: int, limit: int, q: str | None) -> Any:  # noqa: A002
            return Made(id=id, name="item", q=q, limit=limit)

        async def make_order(self, *, body: Any) -> Any:
            return body

        async def list_items(self) -> Any:
            return [Made(id=number, name="item", q=None, limit=number) for number in range(100)]

    @final
    class Account(AccountApi):  # type: ignore[misc]
        def __init__(self, number: Annotated[int, Depends(one)], more: Annotated[int, Depends(two)]) -> None:
            self.number = number
            self.more = more

        async def get_account(self, *, principal: Any) -> Any:
            return Made(id=self.number, name=principal, limit=self.more)

    @final
    class Bearer(Security):  # type: ignore[misc]
        async def token(self, *, token: str, scopes: frozenset[str]) -> Any:  # noqa: ARG002 - there are none
            return token

    app = FastAPI()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HANDFAST_CHECK_REPLIES", check_replies)
        include_contract(app, default=Handlers(), account=Account, security=Bearer())
    return app


def _paired(ours: FastAPI, hand: FastAPI, method: str, target: str, body: bytes) -> dict[str, object]:
    """CPU microseconds of a request in each one's best round, and how many of ours fit into one of theirs.

    Rounds are short and alternate, so that both have rounds in which nothing else ran on the machine.
    """

    async def measure() -> list[tuple[float, float]]:
        ask = [_asker(app, method, target, body) for app in (ours, hand)]
        for one in ask:
            await _spent(one)
        return [(await _spent(ask[0]), await _spent(ask[1])) for _ in range(ROUNDS)]

    rounds = asyncio.run(measure())
    mine, theirs = (min(times) / REQUESTS * 1e6 for times in zip(*rounds, strict=True))
    median = statistics.median(theirs / mine for mine, theirs in rounds)
    return {
        "ratio": round(theirs / mine, 2),
        "median_ratio": round(median, 2),
        "ours_us": round(mine, 1),
        "by_hand_us": round(theirs, 1),
    }


async def _spent(ask: Callable[[], Any]) -> float:
    started = time.process_time()
    for _ in range(REQUESTS):
        await ask()
    return time.process_time() - started


def _asker(app: FastAPI, method: str, target: str, body: bytes) -> Callable[[], Any]:
    path, _, query = target.partition("?")
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    headers.append((b"authorization", b"Bearer ada"))

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
            "query_string": query.encode(),
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        await app(scope, receive, send)

    return ask
