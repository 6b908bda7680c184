"""A body that is read in one pass is what the long way makes of it; usual ones are read so."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from handfast.runtime.one_pass import OnePass, one_pass
from handfast.runtime.problems import Unheld
from handfast.runtime.quick import UNSURE
from handfast.runtime.readers import Verdict
from handfast.runtime.typed import read_json
from handfast.runtime.wire import Malformed

Make = Callable[..., Any]
REFUSED = object()


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(*required: str, more: Any = True, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": more}


TEXT, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
SCHEMAS: dict[str, Any] = {
    "Leaf": thing("a", a=WHOLE, b=TEXT),
    "Closed": thing("a", a={"type": "boolean"}, b=NUMBER, more=False),
    "Typed": thing(a=WHOLE, more=TEXT),
    "Counted": thing(a=WHOLE, more=NUMBER),
    "Tree": thing("a", a=ref("Leaf"), b={"type": "array", "items": ref("Tree"), "maxItems": 2}),
    "Pair": thing(a=ref("Leaf"), b=ref("Leaf"), c={"type": "array", "items": ref("Leaf"), "minItems": 1}),
    "Absent": thing(a={"type": ["string", "null"]}, b={"type": "string", "default": "x"}, c=NUMBER),
    "Null": thing(a={"anyOf": [ref("Leaf"), {"type": "null"}]}, b={"oneOf": [WHOLE, {"type": "null"}]}),
    "Fixed": thing("a", a={"enum": ["x", "y"]}, b={"const": "z"}, c={"type": ["string", "null"], "enum": ["x", None]}),
    "Mixed": thing(a={"enum": ["x", 1, True, None]}, b={"const": 1}, c={"enum": [1, 2]}),
    "Bounds": thing(
        a={"type": "integer", "minimum": -2, "exclusiveMaximum": 3.5},
        b={"type": "number", "exclusiveMinimum": 0.5, "maximum": 2},
        c={"type": "integer", "multipleOf": 2},
        d={"type": "integer", "minimum": 2**53 + 1, "maximum": 2**70},
    ),
    "Lengths": thing(a={"type": "string", "minLength": 1, "maxLength": 2}, b={"type": "string", "pattern": "^[a-z]+$"}),
    "Formats": thing(
        a={"type": "string", "format": "uuid"},
        b={"type": "string", "format": "date-time"},
        c={"type": "string", "format": "email"},
        d={"type": "string", "format": "date"},
        e={"type": "string", "format": "unheard-of"},
    ),
    "Map": {"type": "object", "additionalProperties": WHOLE, "maxProperties": 2},
    "Maps": thing(a=ref("Map"), b={"type": "object", "additionalProperties": ref("Leaf")}),
    "Wild": thing(a={}, b={"type": "array"}, c={"type": "object"}),
    "Unique": thing(a={"type": "array", "items": WHOLE, "uniqueItems": True}),
    "Names": thing("class", **{"class": WHOLE, "class_": WHOLE, "fooBar": TEXT, "foo_bar": TEXT, "a b": TEXT}),
    "All": {"allOf": [ref("Leaf"), thing("c", c=WHOLE)]},
    "HoldsAll": thing("a", a=ref("All"), b=ref("All")),
    "Either": {"oneOf": [ref("Closed"), ref("Leaf")]},
    "Holder": thing("a", a={"type": "array", "items": ref("Either")}, b=ref("Either")),
    "Depends": {**thing(a=WHOLE, b=TEXT), "dependentRequired": {"a": ["b"]}},
    "HoldsDepends": thing(a=ref("Depends"), b={"type": "array", "items": ref("Depends")}),
    "ReadOnly": thing("b", a={"type": "integer", "readOnly": True}, b=TEXT),
    "Unnamed": {**thing(a=WHOLE), "required": ["z"]},
    "Loose": {"properties": {"a": WHOLE}},
    "HoldsLoose": thing(a=ref("Loose")),
    "Leaves": {"type": "array", "items": ref("Leaf"), "maxItems": 2},
    "NullConst": thing(a={"type": ["string", "null"], "const": "x"}),
    "NullAll": thing(a={"type": ["string", "null"], "allOf": [{"type": "string"}]}),
    "NullAny": thing(a={"type": ["integer", "null"], "anyOf": [{"type": "integer", "minimum": 2}]}),
    "NullNot": thing(a={"type": ["string", "null"], "not": {"type": "null"}}),
    "NullIf": thing(a={"type": ["string", "null"], "if": {"type": "null"}, "then": False}),
}
NO_PASS = {"All", "Either", "Depends", "Unnamed", "Loose"}
"""The whole body must be judged before it is built."""

OFTEN_LONG = {"ReadOnly", "Bounds"}
"""What nobody should send is sent here half of the time."""

NAMES = ["a", "b", "c", "d", "e", "class", "class_", "fooBar", "foo_bar", "a b", "z", ""]
ATOMS: list[Any] = [None, True, False, 0, 1, 2, -3, 1.0, 2.5, 0.5, 10**20, 2**53 + 1, 1e300, -0.0, "", "x", "y", "z"]
ATOMS += ["abc", "é", "a:b", ":", "\U0001f600", "a@b.de", "2020-01-01", "2020-01-01T00:00:00Z", "0000-01-01", [], {}]
ATOMS += ["12345678-1234-5678-1234-567812345678", "2016-12-31T23:59:60Z", "NaN", "Infinity", 'q"q', "back\\slash"]

SCALARS: dict[str, list[Any]] = {
    "integer": [0, 1, 2, 4, -1, 2**60],
    "number": [1, 1.5, 2, 2**60, 0.75],
    "boolean": [True, False],
    "null": [None],
}


def any_value(source: random.Random, depth: int = 3) -> Any:
    kind = source.random()
    if depth == 0 or kind < 0.5:
        return source.choice(ATOMS)
    if kind < 0.65:
        return [any_value(source, depth - 1) for _ in range(source.randint(0, 3))]
    return {source.choice(NAMES): any_value(source, depth - 1) for _ in range(source.randint(0, 4))}


def likely(source: random.Random, schema: Any, depth: int = 4) -> Any:
    """A value that a schema will often accept."""
    if not isinstance(schema, dict) or source.random() < 0.04:
        return any_value(source, 1)
    if "$ref" in schema or "anyOf" in schema or "oneOf" in schema or "enum" in schema or "allOf" in schema:
        return _led_to(source, schema, depth)
    kind = schema.get("type", "object" if "properties" in schema else None)
    match source.choice(kind) if isinstance(kind, list) else kind:
        case "object":
            return _object(source, schema, depth)
        case "array":
            count = source.randint(0, 2 if depth else 0)
            return [likely(source, schema.get("items", True), depth - 1) for _ in range(count)]
        case "string":
            return source.choice(["x", "ab", "a:b", *ATOMS[-9:]] if "format" in schema else ["x", "ab", "a:b", "é"])
        case None:
            return schema.get("const", any_value(source, 1))
        case scalar:
            return source.choice(SCALARS[scalar])


def _led_to(source: random.Random, schema: Any, depth: int) -> Any:
    if "$ref" in schema:
        return likely(source, SCHEMAS[schema["$ref"].rsplit("/", 1)[1]], depth)
    for keyword in ("anyOf", "oneOf", "enum"):
        if keyword in schema:
            one = source.choice(schema[keyword])
            return one if keyword == "enum" else likely(source, one, depth)
    parts = [likely(source, part, depth) for part in schema["allOf"]]
    return {name: one for part in parts if isinstance(part, dict) for name, one in part.items()}


def _object(source: random.Random, schema: Any, depth: int) -> dict[str, Any]:
    properties, required = schema.get("properties", {}), schema.get("required", ())
    chosen = [name for name in properties if name in required or (depth > 0 and source.random() < 0.6)]
    found = {name: likely(source, properties[name], depth - 1) for name in chosen}
    if schema.get("additionalProperties", True) is not False and source.random() < 0.2:
        found[source.choice(NAMES)] = likely(source, schema.get("additionalProperties", True), 1)
    return found


def texts(source: random.Random, value: Any) -> Iterator[bytes]:
    """The value as JSON, in several spellings; and what a parser could lose something of."""
    compact = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    yield compact.encode()
    yield json.dumps(value, indent=source.choice([None, 1])).encode()
    yield compact.replace('":', '" :').encode()
    if compact.startswith('{"'):
        name = source.choice(list(value))
        again = f"{json.dumps(name)}:{json.dumps(value[name])}"
        yield f"{compact[:-1]},{again}}}".encode()
        yield f'{{"a": 1,{compact[1:]}'.encode()
    inner = compact.find('{"', 1)
    if inner > 0:
        yield (compact[:inner] + '{"a":1,' + compact[inner + 1 :]).encode()
    for number in ("1e400", "NaN", "1.0", "-0", "1E2", "12345678901234567890.5"):
        if "1" in compact:
            yield compact.replace("1", number, 1).encode()
    yield compact.encode() + b"x"
    yield b"\xef\xbb\xbf" + compact.encode()


def long_way(judge: Any, key: str, hint: Any, raw: bytes) -> Any:
    try:
        value = read_json(raw)
    except Malformed:
        return REFUSED
    if not judge.is_valid(key, value):
        return REFUSED
    try:
        return Verdict(judge, key, hint).built(value)
    except Unheld:
        return REFUSED


@pytest.fixture(scope="module")
def passes(types_of: Make) -> dict[str, tuple[OnePass | None, Any, Any]]:
    """The pass of each schema, its judge and its type."""
    made = types_of(SCHEMAS)
    found = {}
    for name in SCHEMAS:
        hint = getattr(made.models, name)
        found[name] = (one_pass(made.judge, f"#/components/schemas/{name}", hint), made.judge, hint)
    return found


@pytest.mark.parametrize("name", SCHEMAS)
def test_one_pass_reads_what_the_long_way_reads(name: str, passes: Any) -> None:
    short, judge, hint = passes[name]
    assert (short is None) == (name in NO_PASS)
    if short is None:
        return
    key, source = f"#/components/schemas/{name}", random.Random(name)  # noqa: S311 - the same values at every run
    values = [*ATOMS, *({"a": one} for one in ATOMS), *(likely(source, SCHEMAS[name]) for _ in range(400))]
    valid, accepted, share = 0, 0, 0.25 if name in OFTEN_LONG else 0.6
    for raw in (one for value in values for one in texts(source, value)):
        value, expected = short.value(raw), long_way(judge, key, hint, raw)
        valid += expected is not REFUSED
        if value is not UNSURE:
            accepted += 1
            assert expected is not REFUSED, raw
            assert repr(value) == repr(expected), raw
            assert value == expected, raw
    assert accepted > share * valid > 0, (accepted, valid)
