"""Builders for tests of replies: replies of a pet shop, and an app of one operation that gives one."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from single import Single, judge, serve

from handfast.runtime import Content, ContractError, Header, Model, Operation, Reply, Response


class Pet(Model):
    name: str
    age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ok(Reply):
    status: ClassVar[int] = 200
    body: Pet


@dataclass(frozen=True, slots=True, kw_only=True)
class WithHeaders(Reply):
    status: ClassVar[int] = 201
    x_total: Any
    x_tags: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range(Reply):
    status: int
    body: Pet


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone(Reply):
    status: ClassVar[int] = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeclared(Reply):
    status: ClassVar[int] = 418


PET = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}
JSON = Content(media_type="application/json", schema="#/pet")
DECLARED = (
    Response(status="200", reply=Ok, content=(JSON,)),
    Response(status="410", reply=Gone),
    Response(status="4XX", reply=Range, content=(JSON,)),
)


def app(folder: Path, result: Any, responses: Any = DECLARED, success: Any = Ok, **settings: Any) -> Single:
    method = settings.pop("method", "GET")
    operation = Operation(
        pointer="#/o", id="o", method=method, path="/x", handler="o", responses=responses, success=success
    )
    schemas = judge(
        folder,
        {
            "#/pet": PET,
            "#/n": {"type": "integer"},
            "#/any": True,
            "#/s": {"type": "string", "maxLength": 3},
        },
    )
    return serve(schemas, operation, {}, returns=Any, result=result, **settings)


def broken(single: Single, caplog: pytest.LogCaptureFixture, message: str, target: str = "/x") -> None:
    """The reply is not sent, and the log says why."""
    with caplog.at_level(logging.ERROR, "handfast"):
        answer = single.ask("GET", target)
    assert answer.status == 500
    assert isinstance(answer.failure, ContractError)
    assert message in str(answer.failure)
    assert [message in record.getMessage() for record in caplog.records if record.name == "handfast"] == [True]


TOTAL = Header(name="X-Total", field="x_total", required=True, schema="#/n")
TAGS = Header(name="X-Tags", field="x_tags")
HEADED = (Response(status="201", reply=WithHeaders, headers=(TOTAL, TAGS)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(Reply):
    status: ClassVar[int] = 200
    body: Any
    media_type: Literal["application/json", "text/csv", "image/*"] = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare(Reply):
    status: ClassVar[int] = 200
    body: Any


def content(*names: str, schema: str | None = None, item: str | None = None, reply: Any = Bare) -> Any:
    contents = tuple(Content(media_type=name, schema=schema, item_schema=item) for name in names)
    return (Response(status="200", reply=reply, content=contents),)


async def chunks(*items: Any) -> AsyncIterator[Any]:
    for item in items:
        yield item
