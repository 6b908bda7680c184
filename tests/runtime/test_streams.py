"""Bodies and replies that come in pieces: bounded, judged item by item, closed whatever happens."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from single import DONE, Single, judge, serve
from starlette.requests import ClientDisconnect

from handfast.runtime import Body, Content, Model, Operation, Reply, Response
from handfast.runtime.media import parse
from handfast.runtime.streams import StreamedResponse, item_encoder

ITEM = {
    "type": "object",
    "required": ["n"],
    "properties": {"n": {"type": "integer"}, "id": {"type": "string", "readOnly": True}},
}
EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {"data": {"type": "string"}, "retry": {"type": "integer"}},
}


class Item(Model):
    n: int
    id: str | None = None


def app(
    folder: Path,
    media_type: str,
    hint: Any = AsyncIterator[Item],
    schema: Any = ITEM,
    *,
    is_item: bool = True,
    **more: Any,
) -> Single:
    key: dict[str, Any] = {"item_schema": "#/s"} if is_item else {"schema": "#/s"}
    body = Body(content=(Content(media_type=media_type, **key),), required=more.pop("required", True))
    operation = Operation(pointer="#/o", id="o", method="POST", path="/x", handler="o", body=body, responses=(DONE,))
    return serve(judge(folder, {"#/s": schema}), operation, {"body": hint}, **more)


def post(single: Single, media_type: str, *chunks: bytes) -> Any:
    return single.ask("POST", "/x", headers={"content-type": media_type}, body=chunks)


# --- items in requests ------------------------------------------------------------------------------------------------

JSONL, SEQUENCE, EVENTS = "application/jsonl", "application/json-seq", "text/event-stream"


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    ("media_type", "sent"),
    [
        (JSONL, b'{"n":1}\n\r\n {"n":2} \r\n{"n":3}'),
        ("application/x-ndjson", b'{"n":1}\n{"n":2}\n{"n":3}\n'),
        (SEQUENCE, b'\x1e{"n":1}\n\x1e\x1e{"n":\n2}\n\x1e{"n":3}\n'),
        ("application/geo+json-seq", b'\x1e{"n":1}\n\x1e{"n":2}\n\x1e{"n":3}\n'),
        (EVENTS, b'\xef\xbb\xbf:c\r\ndata: {"n":1}\r\n\r\nid: 1\ndata:{"n"\ndata::2}\n\ndata: {"n":3}\r\r'),
    ],
)
def test_items_arrive_however_they_are_cut(tmp_path: Path, media_type: str, sent: bytes, size: int) -> None:
    single = app(tmp_path, media_type, is_item=media_type != EVENTS)
    chunks = [sent[start : start + size] for start in range(0, len(sent), size)]
    answer = post(single, media_type, *chunks)
    assert (answer.status, answer.body) == (204, b"")
    assert single.calls == [{"body": [Item(n=1), Item(n=2), Item(n=3)]}]


def test_whole_events(tmp_path: Path) -> None:
    single = app(tmp_path, EVENTS, AsyncIterator[Any], EVENT)
    assert post(single, EVENTS, b"event: e\nid: \x00\nretry: 5\nretry: x\ndata\ndata: a\n\nid: 1\n\n").status == 204
    assert single.calls == [{"body": [{"event": "e", "retry": 5, "data": "\na"}]}]


@pytest.mark.parametrize(
    ("media_type", "sent", "pointer", "message"),
    [
        (JSONL, b'{"n":1}\n{"n":"x"}\n', "/1/n", "value is not of type"),
        (JSONL, b'{"n":1}\n{"n":2}\n{', "/2", "is not JSON"),
        (JSONL, b'{"n":1,"n":2}', "/0", "has an object in which a member comes twice"),
        (JSONL, b"[" * 100_000, "/0", "is not JSON"),
        (SEQUENCE, b'{"n":1}\n', "/0", "does not begin with a record separator"),
        (EVENTS, b'data: {"n":1}\n\ndata: {"n":2}\n', "/1", "ends before the blank line"),
        (EVENTS, b'data: {"n":1}\n\ndata: \xff\n\n', "/1", "is not UTF-8"),
    ],
)
def test_an_item_that_breaks_the_contract(
    tmp_path: Path, media_type: str, sent: bytes, pointer: str, message: str
) -> None:
    answer = post(app(tmp_path, media_type, is_item=media_type != EVENTS), media_type, sent)
    assert (answer.status, answer.failure) == (400, None)
    error = answer.json["errors"][0]
    assert error["pointer"] == pointer
    assert message in error["message"]


@pytest.mark.parametrize("media_type", [JSONL, SEQUENCE, EVENTS])
def test_an_item_is_bounded_and_the_stream_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, media_type: str
) -> None:
    monkeypatch.setenv("HANDFAST_STREAM_LIMIT", "5000")
    single = app(tmp_path, media_type, is_item=media_type != EVENTS, body_limit=50)
    open_, close = {JSONL: (b"", b"\n"), SEQUENCE: (b"\x1e", b"\n"), EVENTS: (b"data: ", b"\n\n")}[media_type]
    assert post(single, media_type, *[open_ + b'{"n":1}' + close] * 100).status == 204
    assert post(single, media_type, open_, *[b" "] * 100).status == 413
    assert post(single, media_type, *[open_ + b'{"n":1}' + close] * 1000).status == 413


def test_events_of_many_lines_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_STREAM_LIMIT", "100000")
    assert post(app(tmp_path, EVENTS, body_limit=50), EVENTS, b"data:\n" * 20).status == 413


def test_read_only_properties_of_items_are_left_out(tmp_path: Path) -> None:
    single = app(tmp_path, JSONL)
    assert post(single, JSONL, b'{"n":1,"id":"a"}').status == 204
    assert single.calls[0]["body"] == [Item(n=1)]


# --- bytes in requests ------------------------------------------------------------------------------------------------

BINARY = "application/octet-stream"


def test_bytes_are_bounded_on_the_way(tmp_path: Path) -> None:
    single = app(tmp_path, BINARY, AsyncIterator[bytes], True, is_item=False, body_limit=100)
    assert post(single, BINARY, *[b"x" * 10] * 10).status == 204
    assert post(single, BINARY, *[b"x" * 10] * 11).status == 413
    assert single.calls[-1]["body"] is not None  # the handler was on its way
    headers = {"content-type": BINARY, "content-length": "101"}
    assert single.ask("POST", "/x", headers=headers, body=b"").status == 413
    assert len(single.calls) == 2  # it was not even called


def test_the_schema_bounds_bytes(tmp_path: Path) -> None:
    schema = {"type": "string", "format": "binary", "minLength": 2, "maxLength": 4}
    single = app(tmp_path, BINARY, AsyncIterator[bytes], schema, is_item=False)
    assert [post(single, BINARY, b"x" * size).status for size in (1, 2, 4, 5)] == [400, 204, 204, 400]


@pytest.mark.parametrize(
    ("required", "headers", "chunks", "body"),
    [
        (True, {"content-type": BINARY}, [b""], []),
        (True, {"content-type": BINARY, "content-length": "0"}, [b""], []),
        (False, {"content-type": BINARY, "content-length": "0"}, [b""], None),
        (False, {}, [b""], None),
        (False, {"content-type": BINARY}, [b"", b"a", b"b"], [b"a", b"b"]),
        (True, {}, [b"a"], [b"a"]),
    ],
)
def test_no_bytes_and_no_body(tmp_path: Path, required: bool, headers: Any, chunks: Any, body: Any) -> None:
    single = app(tmp_path, BINARY, AsyncIterator[bytes] | None, True, is_item=False, required=required)
    assert single.ask("POST", "/x", headers=headers, body=chunks).status == 204
    assert single.calls == [{"body": body}]


# --- replies ----------------------------------------------------------------------------------------------------------


class Exchange:
    """Takes what a reply sends; the client goes away when told."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.sent: list[Any] = []
        self.gone = asyncio.Event()
        self.refuses = refuses

    async def send(self, message: Any) -> None:
        if self.refuses:
            raise OSError
        self.sent.append(message)
        await asyncio.sleep(0)

    async def receive(self) -> Any:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def run(self, body: Any, *, at_once: bool = False) -> None:
        encode = item_encoder(parse("application/octet-stream"), None, whole_events=False)  # type: ignore[arg-type]
        response = StreamedResponse(body, encode, 200, "application/octet-stream", at_once=at_once)
        await response({"type": "http"}, self.receive, self.send)

    @property
    def has_ended(self) -> bool:
        return bool(self.sent) and self.sent[-1].get("more_body") is False


def test_an_item_is_made_when_the_one_before_is_sent() -> None:
    async def run() -> None:
        exchange, made = Exchange(), []

        async def body() -> AsyncIterator[bytes]:
            for number in range(5):
                made.append(number)
                assert len(exchange.sent) == (number + 1 if number else 0)
                yield b"x"

        await exchange.run(body())
        assert made == [0, 1, 2, 3, 4]
        assert exchange.has_ended

    asyncio.run(run())


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize("is_cancelled", [False, True])
def test_the_body_is_closed_when_nobody_waits_for_it(before: int, *, is_cancelled: bool) -> None:
    async def run() -> None:
        exchange, steps, waits = Exchange(), [], asyncio.Event()

        async def body() -> AsyncIterator[bytes]:
            try:
                for _ in range(before):
                    yield b"x"
                waits.set()
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0)  # awaiting in a clean-up works
                steps.append("closed")

        running = asyncio.create_task(exchange.run(body()))
        await waits.wait()
        if is_cancelled:
            running.cancel()
        else:
            exchange.gone.set()
        await asyncio.wait({running})
        assert running.cancelled() is is_cancelled
        assert steps == ["closed"]
        assert not exchange.has_ended

    asyncio.run(run())


def test_a_body_that_never_waits_ends_when_its_client_goes() -> None:
    class Heedless(Exchange):
        """Takes whatever it is sent at once, as servers do whose client has gone."""

        async def send(self, message: Any) -> None:
            self.sent.append(message)
            self.gone.set()

    async def run() -> None:
        exchange = Heedless()

        async def body() -> AsyncIterator[bytes]:
            for _ in range(10_000):
                yield b"x"

        await exchange.run(body())
        assert len(exchange.sent) < 100
        assert not exchange.has_ended

    asyncio.run(run())


def test_a_server_that_refuses_ends_the_reply() -> None:
    async def run() -> None:
        steps: list[str] = []

        async def body() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"x"
            finally:
                steps.append("closed")

        with pytest.raises(ClientDisconnect):
            await Exchange(refuses=True).run(body())
        assert steps == ["closed"]

    asyncio.run(run())


def test_a_clean_up_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("handfast.runtime.streams._SECONDS_TO_CLOSE", 0.01)

    async def run() -> None:
        exchange = Exchange()

        async def body() -> AsyncIterator[bytes]:
            try:
                yield b"x"
                yield b"y"
            finally:
                await asyncio.Event().wait()

        async def send(message: Any) -> None:
            if message.get("body") == b"x":
                raise OSError

        exchange.send = send  # type: ignore[method-assign]
        with pytest.raises(ClientDisconnect):
            await exchange.run(body())

    with caplog.at_level(logging.ERROR, "handfast"):
        asyncio.run(run())
    assert "was not closed within" in caplog.text


async def failing(before: int) -> AsyncIterator[bytes]:
    for _ in range(before):
        yield b"x"
    raise LookupError("the source has gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ok(Reply):
    status: ClassVar[int] = 200
    body: Any


@pytest.mark.parametrize(("before", "status", "body"), [(0, 500, None), (1, 200, b"x")])
def test_a_failure_is_an_answer_before_the_reply_has_begun(
    tmp_path: Path, before: int, status: int, body: bytes | None
) -> None:
    response = Response(status="200", reply=Ok, content=(Content(media_type=BINARY),))
    operation = Operation(
        pointer="#/o", id="o", method="GET", path="/x", handler="o", responses=(response,), success=Ok
    )
    single = serve(judge(tmp_path, {}), operation, {}, returns=Any, result=lambda: failing(before))
    answer = single.ask("GET", "/x")
    assert answer.status == status
    assert isinstance(answer.failure, LookupError)
    assert body is None or answer.body == body


def test_a_reply_may_be_made_of_the_request_while_it_comes(tmp_path: Path) -> None:
    content = (Content(media_type=BINARY),)
    operation = Operation(
        pointer="#/o",
        id="o",
        method="POST",
        path="/x",
        handler="o",
        body=Body(content=content, required=True),
        responses=(Response(status="200", reply=Ok, content=content),),
        success=Ok,
    )
    hints = {"body": AsyncIterator[bytes]}
    single = serve(judge(tmp_path, {}), operation, hints, returns=Any, echoes=True, body_limit=3)
    headers = {"content-type": BINARY}
    assert single.ask("POST", "/x", headers=headers, body=[b"a", b"b", b"c"]).body == b"abc"
    assert single.ask("POST", "/x", headers=headers, body=[b"abcd"]).status == 413


@pytest.mark.parametrize(
    ("media_type", "items", "sent"),
    [
        (JSONL, [{"a": 1}], b'{"a":1}\n'),
        (JSONL, [b'{"a": 1}'], b'{"a": 1}\n'),
        (SEQUENCE, [[1]], b"\x1e[1]\n"),
        ("application/geo+json-seq", [[1]], b"\x1e[1]\n"),
        (EVENTS, ["a\r\nb\rc"], b"data: a\ndata: b\ndata: c\n\n"),
        (EVENTS, [{"data": "a", "id": "1 2", "retry": 5}], b"id: 1 2\nretry: 5\ndata: a\n\n"),
        (EVENTS, [{"a": 1}], b'data: {"a":1}\n\n'),
        (EVENTS, [b": still here\n\n"], b": still here\n\n"),
        ("text/csv", ["a,b\n", b"c"], b"a,b\nc"),
    ],
)
def test_items_as_they_are_written(media_type: str, items: list[Any], sent: bytes) -> None:
    declared = parse(media_type)
    assert declared is not None
    for judged in (None, lambda value: value):
        encode = item_encoder(declared, judged, whole_events=True)
        assert b"".join(map(encode, items)) == sent


@pytest.mark.parametrize(
    ("media_type", "item"),
    [
        (JSONL, b"{"),
        (JSONL, object()),
        (EVENTS, b"data: x\n\n"),
        (EVENTS, object()),
        (BINARY, {"a": 1}),
        ("a/b+json", "x"),
    ],
)
def test_items_that_are_none(media_type: str, item: Any) -> None:
    declared = parse(media_type)
    assert declared is not None
    with pytest.raises(TypeError, match="returned"):
        item_encoder(declared, json.dumps, whole_events=True)(item)
