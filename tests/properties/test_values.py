"""Values of every kind fit their types and come back as they were sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

Make = Callable[..., Any]
MONEY = {"type": "number", "multipleOf": 0.01}


def fields(**properties: Any) -> dict[str, Any]:
    return {"Root": {"type": "object", "properties": properties}}


@pytest.mark.parametrize(
    "schema", [MONEY, {"type": "number", "format": "decimal"}, {**MONEY, "type": ["number", "null"]}]
)
@pytest.mark.parametrize("text", ["0.1", "19.99", "-0.01", "123456789012.34", "5", "1.10", "1e2"])
def test_decimals_are_what_was_sent(schema: Any, text: str, types: Make) -> None:
    made = types(fields(amount=schema, amounts={"type": "array", "items": schema}))
    sent = json.loads(f'{{"amount": {text}, "amounts": [{text}]}}')
    built = made.make("Root", sent)
    assert isinstance(built.amount, Decimal)
    assert built.amount == built.amounts[0] == Decimal(text)
    assert made.sent("Root", built) == sent
    built.amount += Decimal("0.2")
    assert Decimal(repr(made.sent("Root", built)["amount"])) == Decimal(text) + Decimal("0.2")


def test_decimals_that_a_double_confuses_are_refused(types: Make) -> None:
    made = types(fields(amount=MONEY))
    with pytest.raises(ValidationError, match="more digits"):
        made.make("Root", {"amount": 123456789012345678.91})
    with pytest.raises(PydanticSerializationError, match="more digits"):
        made.sent("Root", made.models.Root(amount=Decimal("123456789012345678.91")))
    assert made.make("Root", {"amount": 10**30}).amount == 10**30


@pytest.mark.parametrize("value", [2**53 + 1, -(2**63) - 1, 10**400, 1, 1.0, 2.5, 1e300, 5e-324])
def test_numbers_keep_their_value(value: Any, types: Make) -> None:
    made = types(fields(n={"type": "number"}, many={"type": "array", "items": {"type": ["number", "null"]}}))
    sent = {"n": value, "many": [value, None]}
    built = made.make("Root", sent)
    assert (built.n, built.many) == (value, [value, None])
    assert isinstance(built.n, float if abs(value) < 2**53 else float | int)
    assert made.sent("Root", built) == sent


@pytest.mark.parametrize(
    ("value", "held"), [(1.0, 1), (2**64, 2**64), (-(10**40), -(10**40)), (1e25, 10**25), (-0.0, 0)]
)
def test_integers_of_any_size_and_spelling(value: Any, held: int, types: Make) -> None:
    built = types(fields(n={"type": "integer"}, k={"const": 7})).make("Root", {"n": value, "k": 7.0})
    assert isinstance(built.n, int)
    assert (built.n, built.k) == (held, 7)


@pytest.mark.parametrize("schema", [{"format": "byte"}, {"contentEncoding": "base64"}, {"format": "decimal"}])
@pytest.mark.parametrize("value", ["aGk=", "", "not base64 !", "12.50"])
def test_encoded_text_stays_text(schema: Any, value: str, types: Make) -> None:
    made = types(fields(b={"type": "string", **schema}))
    built = made.make("Root", {"b": value})
    assert built.b == value
    assert made.sent("Root", built) == {"b": value}


NAMES = ["class", "None", "match", "self", "cls", "copy", "json", "dict", "schema", "validate", "construct", "_private"]
NAMES += ["__private", "_", "__dict__", "model_dump", "model_config", "model_fields", "model_fields_set", "parse_obj"]
NAMES += ["fooBar", "foo_bar", "foo-bar", "FooBar", "FOO_BAR", "foo bar", "1st", "é", "", "$ref", "a.b", "type", "int"]
NAMES += [
    "list",
    "date",
    "Any",
    "Literal",
    "Optional",
    "Field",
    "Root",
    "UUID",
    "build",
    "__init__",
    "__class__",
    "@id",
]
NAMES += ["_defaulted_fields", "model_rebuild", "model_extra", "__pydantic_extra__", "from_orm", "field", "fields"]


def test_any_name_can_be_a_property(types: Make) -> None:
    made = types(fields(**{name: {"type": "integer"} for name in NAMES}))
    sent = {name: index for index, name in enumerate(NAMES)}
    built = made.make("Root", sent)
    assert not built.model_extra
    assert made.sent("Root", built) == sent
    for name in NAMES:
        assert made.sent("Root", made.make("Root", {name: 1})) == {name: 1}
        with pytest.raises(AssertionError):
            made.make("Root", {name: "x"})


@pytest.mark.parametrize(
    "values",
    [
        ["", " ", "a b", "\n", "'\"", "\\"],
        ["a", None],
        [1, "1", True],
        [True, 1],
        [0, False, None],
        [1.5, 2],
        [[1], {}],
    ],
)
def test_awkward_enums(values: list[Any], types: Make) -> None:
    made = types(fields(e={"enum": values}, many={"type": "array", "items": {"enum": values}}))
    for value in values:
        sent = {"e": value, "many": [value]}
        built = made.make("Root", sent)
        assert built.e == value
        assert isinstance(built.e, bool) is isinstance(value, bool)
        assert made.sent("Root", built) == sent


def test_recursion_of_every_kind(types: Make) -> None:
    ref = {"$ref": "#/components/schemas/Node"}
    node = {
        "type": "object",
        "properties": {
            "self": ref,
            "many": {"type": "array", "items": ref},
            "named": {"type": "object", "additionalProperties": ref},
            "other": {"$ref": "#/components/schemas/Other"},
            "maybe": {"anyOf": [ref, {"type": "null"}]},
        },
    }
    nested = {"type": "array", "items": {"$ref": "#/components/schemas/Nested"}}
    other = {"type": "object", "properties": {"node": ref, "nested": {"$ref": "#/components/schemas/Nested"}}}
    made = types({"Node": node, "Other": other, "Nested": nested})
    sent = {
        "self": {"many": [{"named": {"a": {"maybe": None}}}]},
        "other": {"node": {"many": []}, "nested": [[], [[]]]},
    }
    built = made.make("Node", sent)
    assert type(built.self_.many[0].named["a"]) is type(built.other.node) is type(built)
    assert made.sent("Node", built) == sent


def test_defaults_are_filled_and_not_sent_back(types: Make) -> None:
    made = types(fields(a={"type": "integer", "default": 3}, b={"type": "string", "enum": ["x", "y"], "default": "y"}))
    built = made.make("Root", {})
    assert (built.a, built.b) == (3, "y")
    assert made.sent("Root", built) == {}
    assert made.sent("Root", made.models.Root()) == {"a": 3, "b": "y"}
