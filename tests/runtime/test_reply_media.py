"""Replies of other media types than JSON, and streams."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from replying import (
    JSON,
    PET,
    Bare,
    Ok,
    Pet,
    Several,
    app,
    broken,
    chunks,
    content,
)
from single import judge, serve

from handfast.runtime import Content, ContractError, Operation, Reply, Response


@pytest.mark.parametrize(
    ("names", "body", "accept", "media_type", "sent"),
    [
        (("text/plain",), "é", None, "text/plain; charset=utf-8", "é".encode()),
        (("application/xml",), "<a/>", None, "application/xml", b"<a/>"),
        (("image/png",), b"\x00", None, "image/png", b"\x00"),
        (("*/*",), {"a": 1}, None, "application/json", b'{"a":1}'),
        (("*/*",), b"\x00", None, "application/octet-stream", b"\x00"),
        (("application/vnd.a+json",), {"a": 1}, None, "application/vnd.a+json", b'{"a":1}'),
        (("application/json", "text/csv"), "a,b", "text/csv", "text/csv; charset=utf-8", b"a,b"),
        (("application/json", "text/csv"), {"a": 1}, "text/csv", "application/json", b'{"a":1}'),
        (("application/a+json", "application/b+json"), 1, "application/b+json", "application/b+json", b"1"),
        (("application/a+json", "application/b+json"), 1, "application/*;q=0.5, */*;q=0.1", "application/a+json", b"1"),
        (("application/a+json", "application/b+json"), 1, "a/a+json;q=x,,;;", "application/a+json", b"1"),
    ],
)
def test_media_types(
    tmp_path: Path, names: tuple[str, ...], body: Any, accept: str | None, media_type: str, sent: bytes
) -> None:
    single = app(tmp_path, body, content(*names), Bare)
    answer = single.ask("GET", "/x", headers={"accept": accept} if accept else {})
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, media_type, sent)


def test_the_reply_says_its_media_type(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    declared = content("application/json", "text/csv", "image/*", reply=Several)
    for media_type, body, sent in (
        ("text/csv", "a", "text/csv; charset=utf-8"),
        ("application/json", "a", "application/json"),
        ("image/png", b"a", "image/png"),
    ):
        result = Several(body=body, media_type=media_type)  # type: ignore[arg-type]
        answer = app(tmp_path / media_type.replace("/", "_"), result, declared, Several).ask("GET", "/x")
        assert answer.headers["content-type"] == sent
    result = Several(body="a", media_type="text/html")  # type: ignore[arg-type]
    broken(app(tmp_path / "x", result, declared, Several), caplog, "with the media type 'text/html'")


@pytest.mark.parametrize(
    ("names", "schema", "body", "message"),
    [
        (("image/png",), None, {"a": 1}, "returned `dict` as image/png"),
        (("text/plain",), "#/s", "long", "longer than 3"),
    ],
)
def test_bodies_that_do_not_fit(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, names: Any, schema: Any, body: Any, message: str
) -> None:
    broken(app(tmp_path, body, content(*names, schema=schema), Bare), caplog, message)


def test_a_stream_of_bytes(tmp_path: Path) -> None:
    answer = app(tmp_path, lambda: chunks(b"a", b"b"), content("application/zip"), Bare).ask("GET", "/x")
    assert (answer.body, answer.headers) == (b"ab", {"content-type": "application/zip"})


@pytest.mark.parametrize(
    ("media_type", "items", "sent"),
    [
        ("application/jsonl", [Pet(name="a"), {"name": "b"}], b'{"name":"a"}\n{"name":"b"}\n'),
        ("application/json-seq", [Pet(name="a")], b'\x1e{"name":"a"}\n'),
        ("text/event-stream", [Pet(name="a\nb")], b'data: {"name":"a\\nb"}\n\n'),
        ("text/event-stream", [b": ping\n\n"], b": ping\n\n"),
    ],
)
def test_streams(tmp_path: Path, media_type: str, items: Any, sent: bytes) -> None:
    declared = content(media_type, schema="#/pet")
    answer = app(tmp_path / "a", lambda: chunks(*items), declared, Bare).ask("GET", "/x")
    assert (answer.status, answer.body) == (200, sent)
    assert app(tmp_path / "b", items, declared, Bare).ask("GET", "/x").body == sent


def test_whole_events(tmp_path: Path) -> None:
    event = {"event": "e x", "id": "1", "retry": 5, "data": "a\nb"}
    declared = content("text/event-stream", item="#/any")
    single = app(tmp_path, lambda: chunks(event, {"data": {"a": 1}}), declared, Bare, check_replies=False)
    assert single.ask("GET", "/x").body == b'event: e x\nid: 1\nretry: 5\ndata: a\ndata: b\n\ndata: {"a":1}\n\n'


@pytest.mark.parametrize(
    "field", [{"event": "a\nb"}, {"event": "a\rb"}, {"id": "1\n"}, {"id": "\0"}, {"retry": "5\ndata: x"}, {"retry": -1}]
)
def test_fields_of_events_that_no_line_can_hold(tmp_path: Path, field: Any) -> None:
    declared = content("text/event-stream", item="#/any")
    for share in (True, False):  # it is decided even where replies are not judged
        single = app(
            tmp_path, lambda: chunks({"data": "a"}, {"data": "b", **field}), declared, Bare, check_replies=share
        )
        answer = single.ask("GET", "/x")
        assert answer.body == b"data: a\n\n"
        assert isinstance(answer.failure, ContractError)
        assert f"`{next(iter(field))}`" in str(answer.failure)


def test_a_stream_stops_at_an_item_that_breaks_the_contract(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    declared = content("application/jsonl", item="#/pet")
    with caplog.at_level(logging.ERROR, "handfast"):
        single = app(tmp_path, lambda: chunks({"name": "a"}, {"name": 3}, {"name": "c"}), declared, Bare)
        answer = single.ask("GET", "/x")
    assert answer.body == b'{"name":"a"}\n'
    assert isinstance(answer.failure, ContractError)
    (line,) = [one.message for one in caplog.records]
    assert line.startswith("o (#/o), handler ")
    assert "ended in the middle: it returned what breaks the contract: reply /name" in line
    assert "(#/pet/properties/name/type)" in line


@pytest.mark.parametrize("is_stream", [False, True])
def test_a_reply_must_have_what_only_requests_may_leave_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, *, is_stream: bool
) -> None:
    schema = {**PET, "required": ["name", "age"]}
    decided = judge(tmp_path, {"#/pet": schema}, request={"/$defs/#~1pet/required": ["name"]})
    assert decided.is_valid("#/pet", {"name": "a"}, "request")

    async def items() -> AsyncIterator[Pet]:
        yield Pet(name="a")

    content = Content(media_type="application/jsonl", item_schema="#/pet") if is_stream else JSON
    response = Response(status="200", reply=Ok, content=(content,))
    operation = Operation(
        pointer="#/o", id="o", method="GET", path="/x", handler="o", responses=(response,), success=Ok
    )
    single = serve(decided, operation, {}, returns=Any, result=items if is_stream else Pet(name="a"))
    if is_stream:
        with caplog.at_level(logging.ERROR, "handfast"):
            answer = single.ask("GET", "/x")
        assert b"name" not in answer.body
    else:
        broken(single, caplog, '"age" is a required property')


def test_a_body_that_may_be_a_stream_may_be_held(tmp_path: Path) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Pets(Reply):
        status: ClassVar[int] = 200
        body: AsyncIterator[Pet] | Pet

    declared = (Response(status="200", reply=Pets, content=(JSON,)),)
    answer = app(tmp_path, Pets(body=Pet(name="a")), declared, Pets).ask("GET", "/x")
    assert (answer.status, answer.body) == (200, b'{"name":"a"}')
