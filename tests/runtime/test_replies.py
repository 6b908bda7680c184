"""What goes out: exactly what is declared, or a 500 that says why in the log."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from single import Single, judge, serve

from handfast.runtime import Content, ContractError, Header, Model, Operation, Raised, Reply, Response


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
        (("application/a+json", "application/b+json"), 1, "image/png", "application/a+json", b"1"),
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
