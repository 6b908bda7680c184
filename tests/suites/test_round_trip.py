"""Bodies through a whole app: what is absent stays absent, what is null stays null, and numbers stay exact."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from echo import Echo, build, document, echoing

PATCH: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "nick": {"type": ["string", "null"]},
        "size": {"type": "integer", "default": 3},
        "owner": {"type": ["object", "null"], "properties": {"since": {"type": ["string", "null"], "format": "date"}}},
        "price": {"type": "number", "multipleOf": 0.01},
        "weight": {"type": "number"},
    },
    "required": [],
}


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Echo:
    paths = {
        "/thing": echoing(PATCH, "patch", operationId="patch"),
        "/price": echoing({"type": "number", "multipleOf": 0.01}, operationId="price"),
        "/prices": echoing({"type": "array", "items": {"type": "number", "format": "decimal"}}, operationId="prices"),
        "/numbers": echoing({"type": "array", "items": {"type": "number"}}, operationId="numbers"),
    }
    return build(tmp_path_factory.mktemp("round_trip"), "round_trip", document(paths, {}, "3.1.0"))


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"nick": None},
        {"nick": "x", "name": "y"},
        {"owner": None},
        {"owner": {}},
        {"owner": {"since": None}},
        {"owner": {"since": "2020-01-01", "more": None}},
        {"unknown": None, "size": 3},
    ],
)
def test_a_merge_patch_tells_null_from_absent(sent: Any, echo: Echo) -> None:
    reply = echo.send("/thing", json.dumps(sent).encode(), "PATCH")
    assert (reply.status, reply.json) == (200, sent)


@pytest.mark.parametrize("sent", [{"name": None}, {"size": None}, {"owner": {"since": "tomorrow"}}, {"price": 0.005}])
def test_optional_is_not_nullable(sent: Any, echo: Echo) -> None:
    assert echo.send("/thing", json.dumps(sent).encode(), "PATCH").status == 400


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/price", "0.1"),
        ("/price", "19.99"),
        ("/price", "1234567890123.45"),
        ("/prices", "[0.1,1e-7,12,123456.789]"),
        ("/numbers", "[9007199254740993,-9223372036854775809,0.1,1e300,18446744073709551616]"),
        ("/thing", '{"price":0.3,"weight":9007199254740993}'),
    ],
)
def test_numbers_stay_exact(path: str, sent: str, echo: Echo) -> None:
    reply = echo.send(path, sent.encode(), "PATCH" if path == "/thing" else "POST")
    assert reply.status == 200
    assert json.loads(reply.body, parse_float=Decimal) == json.loads(sent, parse_float=Decimal)


@pytest.mark.parametrize("sent", [b"123456789012345678.91", b"90071992547409.91", b"1234567890123456.78"])
def test_a_decimal_that_a_double_confuses_keeps_its_digits(sent: bytes, echo: Echo) -> None:
    reply = echo.send("/price", sent)
    assert (reply.status, reply.body) == (200, sent)
