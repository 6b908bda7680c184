"""What goes out: exactly what is declared, or a 500 that says why in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import field_serializer
from replying import (
    DECLARED,
    HEADED,
    TOTAL,
    Gone,
    Ok,
    Pet,
    Range,
    Undeclared,
    WithHeaders,
    app,
    broken,
)

from handfast.runtime import Content, ContractError, Header, Model, Raised, Reply, Response


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
