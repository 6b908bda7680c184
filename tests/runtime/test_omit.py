"""What `readOnly` leaves out where keywords other than `properties` and `items` speak of members and elements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from single import judge

from handfast.runtime.omit import omission

ID: dict[str, Any] = {"properties": {"id": {"readOnly": True}}}
FLAG: dict[str, Any] = {"readOnly": True}
ONE = {"id": 1, "a": 2}
LEFT = {"a": 2}


@pytest.mark.parametrize(
    ("schema", "value", "kept"),
    [
        ({"patternProperties": {"^x-": ID}}, {"x-a": ONE, "y": ONE}, {"x-a": LEFT, "y": ONE}),
        ({"patternProperties": {"^x-": FLAG}}, {"x-a": 1, "ax-": 1}, {"ax-": 1}),
        ({"patternProperties": {r"^\p{Lu}": FLAG}}, {"Ä": 1, "ä": 1}, {"ä": 1}),
        ({"properties": {"x-a": {}}, "patternProperties": {"^x-": FLAG}}, {"x-a": 1, "x-b": 1}, {"x-a": 1}),
        ({"properties": {"x-a": FLAG}, "patternProperties": {"^x-": FLAG}}, {"x-a": 1}, {}),
        ({"patternProperties": {"^x": FLAG, "z$": {}}}, {"x": 1, "xz": 1, "z": 1}, {"xz": 1, "z": 1}),
        ({"patternProperties": {"^x": {}}, "additionalProperties": ID}, {"x": ONE, "y": ONE}, {"x": ONE, "y": LEFT}),
        ({"properties": {"a": {}}, "additionalProperties": FLAG}, {"a": 1, "b": 1}, {"a": 1}),
        ({"allOf": [{"properties": {"a": {}}}, {"additionalProperties": ID}]}, {"a": ONE}, {"a": LEFT}),
        ({"prefixItems": [ID, {}], "items": ID}, [ONE, ONE, ONE, ONE], [LEFT, ONE, LEFT, LEFT]),
        ({"prefixItems": [{}, ID]}, [ONE, ONE, ONE], [ONE, LEFT, ONE]),
        ({"prefixItems": [{}, ID]}, [ONE], [ONE]),
        ({"allOf": [{"prefixItems": [{}]}, {"items": ID}]}, [ONE, ONE], [LEFT, LEFT]),
        ({"if": {"required": ["a"]}, "then": ID}, ONE, LEFT),
        ({"if": {"required": ["b"]}, "then": {}, "else": ID}, ONE, LEFT),
        ({"if": {"properties": {"id": {"const": 1}}}, "then": ID}, ONE, LEFT),
        ({"then": ID}, ONE, ONE),
        ({"dependentSchemas": {"a": ID}}, ONE, LEFT),
        ({"if": {}, "then": {"properties": {"id": {}}}, "allOf": [ID]}, ONE, ONE),
        ({"patternProperties": {"(": FLAG, "^x": FLAG}}, {"(": 1, "x": 1}, {"(": 1}),
    ],
)
def test_keywords(tmp_path: Path, schema: Any, value: Any, kept: Any) -> None:
    schemas = judge(tmp_path, {"#/s": schema, "#/other": ID})
    omit = omission(schemas, schemas.schema("#/s"), "readOnly")
    assert (value if omit is None else omit(value)) == kept


def test_what_meets_itself_through_patterns_is_finite(tmp_path: Path) -> None:
    node = {
        "patternProperties": {"^a": {"$ref": "#/$defs/%23~1s"}, "b$": ID},
        "prefixItems": [{"$ref": "#/$defs/%23~1s"}],
    }
    schemas = judge(tmp_path, {"#/s": node})
    omit = omission(schemas, schemas.schema("#/s"), "readOnly")
    assert omit is not None
    assert omit({"aa": {"ab": ONE}, "ab": [{"b": ONE}]}) == {"aa": {"ab": LEFT}, "ab": [{"b": LEFT}]}


def test_many_patterns_that_flag_nothing_cost_nothing(tmp_path: Path) -> None:
    schemas = judge(tmp_path, {"#/s": {"patternProperties": {f"{index}": {} for index in range(20)}}})
    assert omission(schemas, schemas.schema("#/s"), "readOnly") is None
