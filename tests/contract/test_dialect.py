"""3.0 schemas become 2020-12 ones that decide the same."""

from __future__ import annotations

from typing import Any

import pytest

from handfast.contract.dialect import Lowering, lower
from handfast.contract.drafts import Dialect


def lowered(node: Any, *, is_3_0: bool) -> Any:
    dialect = Dialect.OPENAPI_3_0 if is_3_0 else Dialect.CURRENT
    return lower(node, Lowering(dialect, lambda ref, at: f"{ref}@{'/'.join(at)}", lambda pattern, at: None))


@pytest.mark.parametrize(
    ("older", "expected"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"nullable": True, "enum": ["a"]}, {"enum": ["a"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        ({"exclusiveMaximum": True}, {}),
        ({"$ref": "#/a", "description": "x"}, {"$ref": "#/a@$ref"}),
        ({"const": 1, "patternProperties": {}, "x-a": 1}, {"x-a": 1}),
        (
            {"type": "array", "items": {"nullable": True, "type": "object"}},
            {"type": "array", "items": {"type": ["object", "null"]}},
        ),
        ({"properties": {"$ref": {"type": "string"}}}, {"properties": {"$ref": {"type": "string"}}}),
        (
            {"type": "integer", "format": "int32"},
            {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1},
        ),
        (
            {"type": "integer", "format": "int32", "minimum": 5, "maximum": 2**40},
            {"type": "integer", "format": "int32", "minimum": 5, "maximum": 2**31 - 1},
        ),
        (
            {"type": "integer", "nullable": True, "format": "int64"},
            {"type": ["integer", "null"], "format": "int64", "minimum": -(2**63), "maximum": 2**63 - 1},
        ),
        ("nonsense", True),
    ],
)
def test_older_schemas(older: Any, expected: Any) -> None:
    assert lowered(older, is_3_0=True) == expected


@pytest.mark.parametrize(
    "node",
    [
        True,
        {"type": ["string", "null"]},
        {"const": {"$ref": "data"}},
        {"$ref": "#/a@$ref", "minLength": 1},
        {"$id": "https://example.com/x", "properties": {"a": {"$ref": "#/left/alone"}}},
        {"properties": {"enum": {"enum": [{"$ref": "data"}]}}},
    ],
)
def test_newer_schemas_stay_as_they_are(node: Any) -> None:
    expected = node
    if isinstance(node, dict) and "$ref" in node:
        node = {**node, "$ref": "#/a"}
    assert lowered(node, is_3_0=False) == expected


def test_references_are_rewritten_where_they_stand() -> None:
    node = {"allOf": [{"$ref": "x"}], "properties": {"a": {"items": {"$ref": "y"}}}}
    assert lowered(node, is_3_0=False) == {
        "allOf": [{"$ref": "x@allOf/0/$ref"}],
        "properties": {"a": {"items": {"$ref": "y@properties/a/items/$ref"}}},
    }


def test_a_pattern_that_no_engine_compiles_is_left_out_and_reported() -> None:
    skipped: list[tuple[str, tuple[str, ...]]] = []
    lowering = Lowering(
        Dialect.CURRENT, rewrite=lambda ref, at: ref, skip=lambda pattern, at: skipped.append((pattern, at))
    )
    node = {"items": {"pattern": "(", "minLength": 1}, "patternProperties": {"[": {}, "^a": {}}, "pattern": "^(?=a)"}
    assert lower(node, lowering) == {"items": {"minLength": 1}, "patternProperties": {"^a": {}}, "pattern": "^(?=a)"}
    assert skipped == [("(", ("items", "pattern")), ("[", ("patternProperties", "["))]


@pytest.mark.parametrize(
    "unsound",
    [
        {"required": True},
        {"required": ["a", "a"]},
        {"minLength": "3"},
        {"maxItems": -1},
        {"multipleOf": 0},
        {"type": "file"},
        {"type": []},
        {"allOf": []},
        {"items": [{}]},
        {"properties": []},
        {"additionalProperties": "no"},
        {"uniqueItems": "yes"},
        {"enum": "a"},
        {"dependentRequired": {"a": "b"}},
        {"dependencies": {"a": 1}},
        {"readOnly": "yes"},
        {"writeOnly": None},
        {"$id": True},
        {"$id": "https://example.com/x#part"},
        {"$schema": 7},
        {"$anchor": "two words"},
        {"$dynamicAnchor": "#a"},
        {"$vocabulary": {"https://example.com/v": "yes"}},
        {"$recursiveAnchor": True},
        {"$recursiveRef": "#"},
    ],
)
def test_what_would_stop_the_judge_is_left_out(unsound: dict[str, Any]) -> None:
    assert lowered({**unsound, "minimum": 1}, is_3_0=False) == {"minimum": 1}


@pytest.mark.parametrize(
    ("dialect", "older", "expected"),
    [
        (Dialect.DRAFT_7, {"items": [True, {}], "additionalItems": False}, {"prefixItems": [True, {}], "items": False}),
        (Dialect.DRAFT_7, {"items": {"type": "string"}, "additionalItems": False}, {"items": {"type": "string"}}),
        (
            Dialect.DRAFT_7,
            {"dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
            {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"required": ["d"]}}},
        ),
        (Dialect.DRAFT_7, {"$ref": "#/a", "minLength": 1, "definitions": {}}, {"$ref": "#/a@$ref", "definitions": {}}),
        (Dialect.DRAFT_7, {"if": {"minimum": 1}, "prefixItems": [False]}, {"if": {"minimum": 1}}),
        (Dialect.DRAFT_7, {"$id": "#here", "const": 1}, {"$anchor": "here", "const": 1}),
        (Dialect.DRAFT_6, {"if": {"minimum": 1}, "const": 1}, {"const": 1}),
        (Dialect.DRAFT_4, {"const": 1, "minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        (
            Dialect.DRAFT_4,
            {"id": "https://example.com/a", "not": {"$ref": "b"}},
            {"$id": "https://example.com/a", "not": {"$ref": "b"}},
        ),
        (Dialect.CURRENT, {"$schema": "http://json-schema.org/draft-04/schema#", "const": 1}, {}),
    ],
)
def test_schemas_of_older_drafts(dialect: Dialect, older: Any, expected: Any) -> None:
    lowering = Lowering(dialect, lambda ref, at: f"{ref}@{'/'.join(at)}", lambda pattern, at: None)
    assert lower(older, lowering) == expected
