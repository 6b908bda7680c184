"""What text means under a schema, defaults, and Python types."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import pytest
from single import DONE, Single, judge, serve

from handfast.runtime import Operation, Parameter


def app(folder: Path, schema: Any, hint: Any = Any, *, required: bool = False, name: str = "p") -> Single:
    parameter = Parameter(
        name=name, into="p", location="query", schema="#/s", style="form", explode=True, required=required
    )
    operation = Operation(
        pointer="#/o", id="o", method="GET", path="/x", handler="o", parameters=(parameter,), responses=(DONE,)
    )
    return serve(judge(folder, {"#/s": schema}), operation, {"p": hint})


INTEGER = {"type": "integer"}


@pytest.mark.parametrize(
    ("schema", "sent", "value"),
    [
        (INTEGER, "0", 0),
        (INTEGER, "-12", -12),
        (INTEGER, "123456789012345678901234567890", 123456789012345678901234567890),
        (INTEGER, "-0", 0),
        (INTEGER, "1.0", 1),
        (INTEGER, "1e2", 100),
        (INTEGER, "-1.2300E2", -123),
        (INTEGER, "12345678901234567890.00", 12345678901234567890),
        (INTEGER, "0e999999999", 0),
        ({"type": "number"}, "1.5", 1.5),
        ({"type": "number"}, "1.0", 1.0),
        ({"type": "boolean"}, "false", False),
        ({"type": ["integer", "null"]}, "null", None),
        ({"type": ["string", "null"]}, "null", "null"),
        ({"type": ["integer", "string"]}, "1", 1),
        ({"type": ["integer", "string"]}, "x", "x"),
        ({"anyOf": [{"type": "string", "pattern": "^1$"}, {"type": "integer", "minimum": 5}]}, "1", "1"),
        ({"const": 3}, "3", 3),
        ({"enum": ["1", "2"]}, "1", "1"),
        ({}, "1", "1"),
        ({"allOf": [INTEGER, {"minimum": 1}]}, "2", 2),
    ],
)
def test_text_becomes_what_the_schema_allows(tmp_path: Path, schema: Any, sent: str, value: Any) -> None:
    found = app(tmp_path, schema).given("GET", f"/x?p={sent}")["p"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "sent",
    [
        "1_000",
        "%201",
        "1%20",
        "%2B1",
        "+1",
        "01",
        "0x10",
        "1.5",
        "15e-1",
        "1e-400",
        "1e-999999999",
        "1.00000000000000000001",
        "",
        "-",
        "1.",
        ".5",
        "1e",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "1e" + "9" * 4290,
        "٣",
        "\uff11",  # a full-width digit
        "1" * 4301,
        "true",
    ],
)
def test_no_integer(tmp_path: Path, sent: str) -> None:
    answer = app(tmp_path, INTEGER).ask("GET", f"/x?p={sent.encode().decode('latin-1')}")
    assert answer.status == 400
    assert answer.json["errors"][0]["rule"] == "#/s/type"


@pytest.mark.parametrize("sent", ["True", "1", "yes", ""])
def test_no_boolean(tmp_path: Path, sent: str) -> None:
    assert app(tmp_path, {"type": "boolean"}).ask("GET", f"/x?p={sent}").status == 400


@pytest.mark.parametrize(
    ("schema", "hint", "sent", "value"),
    [
        (
            {"type": "string", "format": "uuid"},
            UUID,
            "7d4f1f2e-0000-4000-8000-000000000000",
            UUID("7d4f1f2e-0000-4000-8000-000000000000"),
        ),
        ({"type": "string", "format": "date"}, date, "2024-02-29", date(2024, 2, 29)),
        (
            {"type": "string", "format": "date-time"},
            datetime,
            "2024-02-29T01:02:03Z",
            datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC),
        ),
        (INTEGER, int, "1.0", 1),
        ({"enum": [1, 2]}, Literal[1, 2], "2", 2),
        ({"type": "array", "items": INTEGER}, list[int], "1&p=2.0", [1, 2]),
    ],
)
def test_handlers_get_python_types(tmp_path: Path, schema: Any, hint: Any, sent: str, value: Any) -> None:
    found = app(tmp_path, schema, hint | None).given("GET", f"/x?p={sent}")["p"]
    assert found == value
    assert type(found) is type(value)


def test_what_python_cannot_hold_is_said(tmp_path: Path) -> None:
    single = app(tmp_path, {"type": "string", "format": "date-time"}, datetime | None)
    answer = single.ask("GET", "/x?p=2016-12-31T23:59:60Z")
    assert answer.status == 400
    assert "can't be held" in answer.json["errors"][0]["message"]


def test_required_default_and_absent(tmp_path: Path) -> None:
    assert app(tmp_path / "a", {**INTEGER, "default": 20}, int).given("GET", "/x") == {"p": 20}
    assert app(tmp_path / "b", INTEGER, int | None).given("GET", "/x?q=1") == {"p": None}
    answer = app(tmp_path / "c", INTEGER, int, required=True).ask("GET", "/x")
    assert (answer.status, answer.json["errors"][0]["message"]) == (400, "is required")


def test_a_list_default_is_not_shared(tmp_path: Path) -> None:
    single = app(tmp_path, {"type": "array", "items": INTEGER, "default": [1]}, list[int])
    single.given("GET", "/x")["p"].append(2)
    assert single.given("GET", "/x") == {"p": [1]}


def test_a_name_is_decoded_once(tmp_path: Path) -> None:
    single = app(tmp_path, {"type": "string"}, name="a b[]")
    assert single.given("GET", "/x?a%20b%5B%5D=%2525") == {"p": "%25"}


def test_messages_do_not_hold_values(tmp_path: Path) -> None:
    answer = app(tmp_path, {"type": "string", "maxLength": 3, "pattern": "^a$", "format": "uuid"}).ask(
        "GET", "/x?p=s3cret"
    )
    assert answer.status == 400
    assert len(answer.json["errors"]) == 3
    assert b"s3cret" not in answer.body
