"""What goes out: exactly what is declared, or a 500 that says why in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from pydantic import field_serializer
from single import Single, judge, serve

from handfast.runtime import Content, ContractError, Header, Model, Operation, Raised, Reply, Response
from handfast.runtime.accept import accepted
from handfast.runtime.media import parse
from handfast.runtime.problems import NotAcceptable
from handfast.runtime.replies import Replies
from handfast.runtime.sampling import FIRST_REPLIES
from handfast.runtime.settings import check_replies
from handfast.runtime.wire import Wire


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


def test_a_reply_and_a_bare_success(tmp_path: Path) -> None:
    for index, result in enumerate((Ok(body=Pet(name="a")), Pet(name="a"), {"name": "a"})):
        answer = app(tmp_path / str(index), result).ask("GET", "/x")
        assert (answer.status, answer.body) == (200, b'{"name":"a"}')
        assert answer.headers == {"content-type": "application/json", "content-length": "12"}


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (Undeclared(), "returned `Undeclared`, declared are Ok | Gone | Range"),
        (Pet.model_construct(name=3), "/name: value is not of type"),
        (Ok(body=Pet.model_construct(age=1)), '"name" is a required property'),
        (3, "is not of type"),
        (None, "is not of type"),
        (object(), "no JSON"),
        (Range(status=200, body=Pet(name="a")), "declared is 4XX"),
        (Range(status=410, body=Pet(name="a")), "has a reply of its own"),
        (Range(status=True, body=Pet(name="a")), "has the status of type `bool`"),
        (Range(status=100, body=Pet(name="a")), "ends no exchange"),
        (b'{"name":3}', "/name: value is not of type"),
        (b"{", "is not JSON"),
    ],
)
def test_what_is_not_declared_is_not_sent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, result: Any, message: str
) -> None:
    broken(app(tmp_path, result), caplog, message)


def test_checks_of_bodies_can_be_off(tmp_path: Path) -> None:
    single = app(tmp_path, Pet.model_construct(name=3), check_replies=False)
    assert single.ask("GET", "/x").body == b'{"name":3}'


@pytest.mark.parametrize(("value", "status"), [("never", 200), ("0", 200), ("1", 500), ("", 500)])
def test_the_environment_turns_checks_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, status: int
) -> None:
    monkeypatch.setenv("HANDFAST_CHECK_REPLIES", value)
    assert app(tmp_path, Pet.model_construct(name=3)).ask("GET", "/x").status == status


def test_a_range(tmp_path: Path) -> None:
    answer = app(tmp_path, Range(status=451, body=Pet(name="a"))).ask("GET", "/x")
    assert (answer.status, answer.body) == (451, b'{"name":"a"}')


@pytest.mark.parametrize(("status", "sent"), [(503, 503), (200, 500), (404, 500), (99, 500), (600, 500)])
def test_default(tmp_path: Path, status: int, sent: int) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Default(Reply):
        status: int

    responses = (*DECLARED, Response(status="default", reply=Default))
    assert app(tmp_path, Default(status=status), responses).ask("GET", "/x").status == sent


def test_a_raised_reply(tmp_path: Path) -> None:
    def fail() -> Any:
        raise Gone().as_exception()

    answer = app(tmp_path / "a", fail).ask("GET", "/x")
    assert (answer.status, answer.body, answer.failure) == (410, b"", None)

    def fail_undeclared() -> Any:
        raise Raised(Undeclared())

    answer = app(tmp_path / "b", fail_undeclared).ask("GET", "/x")
    assert (answer.status, type(answer.failure)) == (500, ContractError)


def test_no_body(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    responses = (Response(status="410", reply=Gone),)
    assert app(tmp_path / "a", None, responses, Gone).ask("GET", "/x").body == b""
    broken(app(tmp_path / "b", Pet(name="a"), responses, Gone), caplog, "`Gone` has no body")
    head = app(tmp_path / "c", Pet(name="a"), method="HEAD").ask("HEAD", "/x")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "12")


# --- headers ----------------------------------------------------------------------------------------------------------

TOTAL = Header(name="X-Total", field="x_total", required=True, schema="#/n")
TAGS = Header(name="X-Tags", field="x_tags")
HEADED = (Response(status="201", reply=WithHeaders, headers=(TOTAL, TAGS)),)


@pytest.mark.parametrize(
    ("value", "explode", "sent"),
    [
        ("a", False, "a"),
        (True, False, "true"),
        (1.5, False, "1.5"),
        (["a", 1], False, "a,1"),
        ({"a": 1, "b": 2}, False, "a,1,b,2"),
        ({"a": 1, "b": 2}, True, "a=1,b=2"),
        (date(2024, 1, 2), False, "2024-01-02"),
        (datetime(2024, 1, 2, tzinfo=UTC), False, "2024-01-02T00:00:00Z"),
        ("é", False, "é"),
        (None, False, None),
    ],
)
def test_headers(tmp_path: Path, value: Any, explode: bool, sent: str | None) -> None:
    tags = Header(name="X-Tags", field="x_tags", explode=explode)
    responses = (Response(status="201", reply=WithHeaders, headers=(TOTAL, tags)),)
    answer = app(tmp_path, WithHeaders(x_total=3, x_tags=value), responses, WithHeaders).ask("GET", "/x")
    assert (answer.headers["x-total"], answer.headers.get("x-tags")) == ("3", sent)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (WithHeaders(x_total=None), "without its required header X-Total"),
        (WithHeaders(x_total="x"), "X-Total: value is not of type"),
        (WithHeaders(x_total=1, x_tags="a\r\nSet-Cookie: b"), "line break"),
        (WithHeaders(x_total=1, x_tags=object()), "can't be written"),
        (None, "required headers: X-Total"),
    ],
)
def test_wrong_headers(tmp_path: Path, caplog: pytest.LogCaptureFixture, result: Any, message: str) -> None:
    broken(app(tmp_path, result, HEADED, WithHeaders), caplog, message)


def test_several_cookies(tmp_path: Path) -> None:
    headers = (TOTAL, Header(name="Set-Cookie", field="x_tags"))
    responses = (Response(status="201", reply=WithHeaders, headers=headers),)
    answer = app(tmp_path, WithHeaders(x_total=1, x_tags=["a=1", "b=2"]), responses, WithHeaders).ask("GET", "/x")
    assert [line for line in answer.lines if line[0] == "set-cookie"] == [("set-cookie", "a=1"), ("set-cookie", "b=2")]


# --- other media types ------------------------------------------------------------------------------------------------


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
    event = {"event": "e\nx", "id": "1", "retry": 5, "data": "a\nb"}
    declared = content("text/event-stream", item="#/any")
    single = app(tmp_path, lambda: chunks(event, {"data": {"a": 1}}), declared, Bare, check_replies=False)
    assert single.ask("GET", "/x").body == b'event: e x\nid: 1\nretry: 5\ndata: a\ndata: b\n\ndata: {"a":1}\n\n'


def test_a_stream_stops_at_an_item_that_breaks_the_contract(tmp_path: Path) -> None:
    declared = content("application/jsonl", item="#/pet")
    answer = app(tmp_path, lambda: chunks({"name": "a"}, {"name": 3}, {"name": "c"}), declared, Bare).ask("GET", "/x")
    assert answer.body == b'{"name":"a"}\n'
    assert isinstance(answer.failure, ContractError)


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


# --- how many replies are judged --------------------------------------------------------------------------------------


def refused(single: Single, count: int) -> list[int]:
    """Which of so many wrong replies were refused."""
    return [number for number in range(1, count + 1) if single.ask("GET", "/x").status == 500]


FIRST = list(range(1, FIRST_REPLIES + 1))


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (True, list(range(1, 61))),
        (False, []),
        (0, []),
        (1.0, list(range(1, 61))),
        (0.05, [*FIRST, 30, 50]),
        (0.5, [*FIRST, *range(12, 61, 2)]),
        (0.001, FIRST),
    ],
)
def test_a_share_of_replies_is_judged_and_always_the_first(tmp_path: Path, share: float, expected: list[int]) -> None:
    assert refused(app(tmp_path, Pet.model_construct(name=3), check_replies=share), 60) == expected


def test_the_first_replies_of_each_declared_response_are_judged(tmp_path: Path) -> None:
    results: list[Any] = [Pet(name="a")] * 50 + [Range(status=404, body=Pet.model_construct(name=3))]
    single = app(tmp_path, lambda: results.pop(0), check_replies=0.01)
    assert [single.ask("GET", "/x").status for _ in range(51)] == [200] * 50 + [500]


def test_a_share_is_of_headers_and_of_streams_too(tmp_path: Path) -> None:
    wrong = WithHeaders(x_total="x")
    assert refused(app(tmp_path / "a", wrong, HEADED, WithHeaders, check_replies=0.001), 12) == FIRST
    declared = content("application/jsonl", item="#/pet")
    single = app(tmp_path / "b", lambda: chunks({"name": 3}), declared, Bare, check_replies=0.001)
    sent = [single.ask("GET", "/x").body for _ in range(12)]
    assert sent == [b""] * FIRST_REPLIES + [b'{"name":3}\n'] * 2


@pytest.mark.parametrize(
    ("text", "share"),
    [
        *((text, 1.0) for text in ("", "always", " ALWAYS ", "true", "yes", "on", "1", "1.0")),
        *((text, 0.0) for text in ("never", "0", "false", "no", "off", "0.0")),
        *((text, float(text)) for text in ("0.01", ".5", "0.001")),
    ],
)
def test_the_environment_says_the_share(monkeypatch: pytest.MonkeyPatch, text: str, share: float) -> None:
    monkeypatch.setenv("HANDFAST_CHECK_REPLIES", text)
    assert check_replies(None) == share
    assert (check_replies(True), check_replies(False), check_replies(0.25)) == (1.0, 0.0, 0.25)


@pytest.mark.parametrize("text", ["sometimes", "2", "-1", "1.5", "1%", "nan", "1e-3", "\u0660"])
def test_a_share_that_is_none_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("HANDFAST_CHECK_REPLIES", text)
    with pytest.raises(ValueError, match="HANDFAST_CHECK_REPLIES must be `always`"):
        app(tmp_path, Pet(name="a"))


@pytest.mark.parametrize("share", [-0.1, 1.1, 2, float("nan")])
def test_so_it_is_in_code(tmp_path: Path, share: float) -> None:
    with pytest.raises(ValueError, match="check_replies must be True, False or a share from 0 to 1"):
        app(tmp_path, Pet(name="a"), check_replies=share)


# --- what the client accepts ------------------------------------------------------------------------------------------

OFFERED = ("text/html", "application/json", "image/*", "text/plain;format=flowed")


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        ([], "text/html"),
        ([""], "text/html"),
        ([",,;"], "text/html"),
        (["*/*"], "text/html"),
        (["application/json"], "application/json"),
        (["APPLICATION/JSON"], "application/json"),
        (["application/*"], "application/json"),
        (["text/html;q=0.5, application/json;q=0.6"], "application/json"),
        (["text/html;q=0.5", "application/json;q=0.6"], "application/json"),
        (["text/html;q=0, */*;q=0.1"], "application/json"),
        (["text/*, text/html;q=0.1, application/json;q=0.5"], "text/plain;format=flowed"),
        (["text/plain;q=0.2, text/plain;format=flowed, text/html;q=0.3"], "text/plain;format=flowed"),
        (["text/plain;format=fixed, application/json;q=0.1"], "application/json"),
        (["image/png"], "image/*"),
        (["image/*;q=0, text/html;q=0.1"], "text/html"),
        (["image/webp;q=0.9, application/json;q=0.8"], "image/*"),
        (["text/html;Q=0.001, application/json;q=0.000"], "text/html"),
        (['text/html;a="b,application/json;q=1";q=0.4, application/json;q=0.3'], "application/json"),
        (["application/json;q=2, text/html;q=0.1"], "text/html"),
        (["application/json;q=0.5;ext=1, text/html;q=0.1"], "application/json"),
        (["application/xml"], None),
        (["text/html;q=0"], None),
        (["*/*;q=0"], None),
        (["text/html;level=1"], None),
    ],
)
def test_accept(lines: list[str], chosen: str | None) -> None:
    offered = [parse(name) for name in OFFERED]
    accept = accepted(lines)
    index = 0 if accept is None else accept.preferred([one for one in offered if one is not None])
    assert (None if index is None else OFFERED[index]) == chosen


def test_a_hostile_accept_is_read_in_no_time() -> None:
    started = time.process_time()
    for text in ('"\\' * 30_000, 'a/b;"' + '\\"' * 30_000, "," * 60_000, "a/b;q=" + "0" * 60_000, "a/b," * 15_000):
        accepted([text])
    assert time.process_time() - started < 2


def replies_of(folder: Path, *responses: Any) -> Replies:
    operation = Operation(pointer="#/o", id="o", method="GET", path="/x", handler="o", responses=responses)
    return Replies(judge(folder, {"#/pet": PET}), operation)


def wire(accept: str | None) -> Wire:
    return Wire({"headers": [] if accept is None else [(b"accept", accept.encode())]})


TWO = content("application/json", "text/csv", reply=Several)[0]
ONE = content("application/json")[0]
EMPTY = Response(status="410", reply=Gone)


@pytest.mark.parametrize(
    ("responses", "accept", "is_refused"),
    [
        ((TWO,), "image/png", True),
        ((TWO,), "text/csv;q=0, application/json;q=0, */*", True),
        ((TWO,), "text/csv;q=0.1", False),
        ((TWO,), None, False),
        ((TWO, EMPTY), "image/png", True),
        ((ONE,), "image/png", False),
        ((TWO, replace(ONE, status="201")), "image/png", False),
        ((TWO, replace(EMPTY, status="204")), "image/png", False),
        ((TWO, replace(EMPTY, status="303")), "image/png", False),
        ((TWO, replace(EMPTY, status="304")), "image/png", True),
        ((replace(TWO, status="2XX"),), "image/png", True),
        ((replace(TWO, status="default"),), "image/png", False),
        ((), "image/png", False),
    ],
)
def test_406_before_anything_is_done(tmp_path: Path, responses: Any, accept: str | None, is_refused: bool) -> None:
    replies = replies_of(tmp_path, *responses)
    if not is_refused:
        replies.refuse_unacceptable(wire(accept))
        return
    with pytest.raises(NotAcceptable) as caught:
        replies.refuse_unacceptable(wire(accept))
    assert caught.value.status == 406


@pytest.mark.parametrize(
    ("body", "accept", "media_type"),
    [
        ({"a": 1}, None, "application/json"),
        ("a,b", "text/csv", "text/csv; charset=utf-8"),
        ({"a": 1}, "text/csv", "application/json"),
        ("a,b", "application/json;q=0.1, text/csv;q=0.2", "text/csv; charset=utf-8"),
        (b"a,b", "text/csv", "text/csv"),
    ],
)
def test_a_reply_that_names_no_media_type_leaves_it_to_the_client(
    tmp_path: Path, body: Any, accept: str | None, media_type: str
) -> None:
    result = Several(body=body, media_type=None)  # type: ignore[arg-type]
    single = app(tmp_path, result, content("application/json", "text/csv", reply=Several), Several)
    answer = single.ask("GET", "/x", headers={"accept": accept} if accept else {})
    assert (answer.status, answer.headers["content-type"]) == (200, media_type)


def test_a_range_must_be_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken(app(tmp_path / "a", b"x", content("image/*"), Bare), caplog, "without saying its media type")
    for name in ("image/*", "*/*", "image/png\r\nx:y", "image/png\x7f", "text/html", "nonsense"):
        caplog.clear()
        result = Several(body=b"x", media_type=name)  # type: ignore[arg-type]
        folder = tmp_path / str(abs(hash(name)))
        broken(app(folder, result, content("image/*", reply=Several), Several), caplog, "which is not declared")


# --- statuses, framing, and what the log says -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Reply):
    status: int
    body: Any = None


@pytest.mark.parametrize(
    ("status", "length"), [(204, None), (304, None), (205, "0"), (200, "2")], ids=["204", "304", "205", "200"]
)
def test_statuses_without_a_body(tmp_path: Path, status: int, length: str | None) -> None:
    responses = (Response(status="default", reply=Status, content=(Content(media_type="application/json"),)),)
    answer = app(tmp_path, Status(status=status, body=[]), responses, None).ask("GET", "/x")
    assert (answer.status, answer.body) == (status, b"[]" if status == 200 else b"")
    assert answer.headers.get("content-length") == length


def test_an_informational_reply_ends_no_exchange(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Switching(Reply):
        status: ClassVar[int] = 101

    broken(app(tmp_path, Switching(), (Response(status="101", reply=Switching),), None), caplog, "ends no exchange")


@pytest.mark.parametrize(("length", "status"), [(2, 200), (3, 500)])
def test_a_declared_length_is_the_length(tmp_path: Path, length: int, status: int) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Sized(Reply):
        status: ClassVar[int] = 200
        body: Any
        content_length: int

    header = Header(name="Content-Length", field="content_length", required=True)
    response = Response(status="200", reply=Sized, content=(Content(media_type="application/json"),), headers=(header,))
    answer = app(tmp_path, Sized(body=[], content_length=length), (response,), None).ask("GET", "/x")
    assert answer.status == status
    assert [value for name, value in answer.lines if name == "content-length"] == ["2" if status == 200 else "21"]


def test_a_header_with_content_is_json(tmp_path: Path) -> None:
    header = Header(name="X-Tags", field="x_tags", media_type="application/json")
    responses = (Response(status="201", reply=WithHeaders, headers=(TOTAL, header)),)
    answer = app(tmp_path, WithHeaders(x_total=1, x_tags=["a", {"b": 1}]), responses, WithHeaders).ask("GET", "/x")
    assert answer.headers["x-tags"] == '["a",{"b":1}]'


class Talkative(Model):
    name: str

    @field_serializer("name")
    def fail(self, value: str) -> str:
        raise ValueError(value)


def cycle() -> Any:
    found: list[Any] = []
    found.append(found)
    return found


@pytest.mark.parametrize(
    ("result", "responses"),
    [
        (Pet.model_construct(name={"s3cret": "s3cret"}), DECLARED),
        ({"name": "a", "age": Talkative(name="s3cret")}, DECLARED),
        (WithHeaders(x_total=1, x_tags=Talkative(name="s3cret")), HEADED),
        (Pet.model_construct(name="s3cret\ud800"), DECLARED),
        ({"name": "s3cret", "age": float("nan")}, DECLARED),
        ({"name": "s3cret", "age": object()}, DECLARED),
        ({"name": ["s3cret", cycle()]}, DECLARED),
        (b'{"name": "s3cret"', DECLARED),
        (b'{"name": "s3cret", "name": "s3cret"}', DECLARED),
        (WithHeaders(x_total="s3cret"), HEADED),
        (WithHeaders(x_total=1, x_tags="s3cret\r\n"), HEADED),
        (Range(status="s3cret", body=Pet(name="a")), DECLARED),  # type: ignore[arg-type]
    ],
)
def test_the_log_names_the_place_and_never_the_value(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, result: Any, responses: Any
) -> None:
    broken(app(tmp_path, result, responses), caplog, "o (#/o), handler `")
    (message,) = [record.getMessage() for record in caplog.records if record.name == "handfast"]
    assert "s3cret" not in message
