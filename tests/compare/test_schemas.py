"""Which spellings of a schema are the same, and which are never."""

from __future__ import annotations

from typing import Any

import pytest
from contracts import carrying
from documents import contract_of, pets

from handfast.compare import Aspect, Kind, compare

REF = "#/components/schemas/"

SAME: list[tuple[Any, Any]] = [
    ({"type": "string"}, {"type": ["string"]}),
    ({"type": ["string", "null"]}, {"type": ["null", "string"]}),
    ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
    ({"enum": ["a"]}, {"const": "a"}),
    ({"const": 1}, {"const": 1.0}),
    ({"required": ["a", "b"]}, {"required": ["b", "a"]}),
    ({"required": []}, {}),
    ({"allOf": [{"type": "string"}]}, {"type": "string"}),
    ({"allOf": [{"allOf": [{"type": "string"}]}, {}]}, {"type": "string"}),
    ({"allOf": [{"maxLength": 1}, {"minLength": 1}]}, {"allOf": [{"minLength": 1}, {"maxLength": 1}]}),
    ({"oneOf": [{"type": "null"}, {"type": "string"}]}, {"oneOf": [{"type": "string"}, {"type": "null"}]}),
    ({"properties": {"a": {}, "b": {"type": "null"}}}, {"properties": {"b": {"type": "null"}, "a": True}}),
    ({"title": "T", "description": "d", "example": 1, "x-a": 1}, {}),
    ({"readOnly": False, "deprecated": False, "uniqueItems": False, "minLength": 0}, {}),
    ({"not": {}}, False),
    ({"dependentRequired": {"a": ["b", "c"]}}, {"dependentRequired": {"a": ["c", "b"]}}),
    ({"$ref": REF + "A", "default": 1}, {"allOf": [{"$ref": REF + "A"}], "default": 1}),
]

DIFFERENT: list[tuple[Any, Any, Kind, str]] = [
    ({"format": "date"}, {}, Kind.REMOVED, "format"),
    ({"format": "date"}, {"format": "uuid"}, Kind.CHANGED, "format"),
    ({"default": None}, {}, Kind.REMOVED, "default"),
    ({"default": 1}, {"default": True}, Kind.CHANGED, "default"),
    ({"readOnly": True}, {}, Kind.REMOVED, "readOnly"),
    ({"prefixItems": [{"type": "null"}, {}]}, {"prefixItems": [{}, {"type": "null"}]}, Kind.REMOVED, "prefixItems"),
    ({"type": "string"}, {"type": "integer"}, Kind.CHANGED, "type"),
    ({"maxLength": 3}, {"maxLength": 4}, Kind.CHANGED, "maxLength"),
    ({"minLength": 0}, {"minLength": False}, Kind.ADDED, "minLength"),
    ({"enum": ["a", "b"]}, {"enum": ["a", "c"]}, Kind.CHANGED, "enum"),
    ({"properties": {"a": {}}}, {"properties": {}}, Kind.REMOVED, "property `a`"),
    ({"properties": {"a": {"type": "string"}}}, {"properties": {"a": {}}}, Kind.REMOVED, "property `a`: type"),
    ({"oneOf": [{"type": "null"}]}, {"oneOf": [{"type": "null"}] * 2}, Kind.ADDED, "member of oneOf"),
    ({"additionalProperties": False}, {}, Kind.REMOVED, "additionalProperties"),
    ({"items": {"type": "string"}}, {"items": {"type": "null"}}, Kind.CHANGED, "items: type"),
    (True, False, Kind.CHANGED, "reply 200"),
    ({"$ref": REF + "A"}, {"$ref": REF + "B"}, Kind.CHANGED, "`A` / `B`: maxLength"),
    ({"$ref": REF + "Gone"}, {}, Kind.REMOVED, "$ref"),
    ({"$id": "https://a.example", "title": "a"}, {"$id": "https://a.example", "title": "b"}, Kind.CHANGED, ""),
]

COMPONENTS = {"A": {"maxLength": 1}, "B": {"maxLength": 2}}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_schema_are_the_same(one: Any, other: Any) -> None:
    assert compare(carrying(one, COMPONENTS), carrying(other, COMPONENTS)) == ()


@pytest.mark.parametrize(("one", "other", "kind", "what"), DIFFERENT)
def test_a_difference_is_one_change_at_its_keyword(one: Any, other: Any, kind: Kind, what: str) -> None:
    changes = compare(carrying(one, COMPONENTS), carrying(other, COMPONENTS))
    assert changes
    assert changes[0].kind is kind
    assert what in changes[0].what
    assert {change.aspect for change in changes} == {Aspect.SCHEMA}


def test_a_change_points_at_both_sides() -> None:
    def bounded(most: int) -> Any:
        schemas = {"A": {"properties": {"b": {"maxLength": most}}}}
        content = {"application/json": {"schema": {"$ref": REF + "A"}}}
        reply = {"description": "", "content": content}
        paths = {"/pets": {"get": {"responses": {"200": reply}}}}
        return contract_of(pets(components={"schemas": schemas}, paths=paths))

    (change,) = compare(bounded(1), bounded(2))
    assert str(change.old) == "openapi.yaml#/components/schemas/A/properties/b/maxLength"
    assert (change.before, change.after) == (1, 2)
    assert change.operation == ""


def test_a_component_used_many_times_is_reported_once() -> None:
    uses = {"prefixItems": [{"$ref": REF + "A"}] * 3, "items": {"$ref": REF + "A"}}
    assert len(compare(carrying(uses, {"A": {"maxLength": 1}}), carrying(uses, {"A": {"maxLength": 2}}))) == 1


def test_a_component_that_nothing_uses_is_compared_by_its_name() -> None:
    (change,) = compare(carrying({}, {"A": {"maxLength": 1}}), carrying({}, {"A": {"maxLength": 2}}))
    assert change.what == "`A`: maxLength"


def test_recursion_that_one_side_has_unrolled_is_the_same() -> None:
    knot = {"A": {"properties": {"next": {"$ref": REF + "A"}}}}
    unrolled = {"A": {"properties": {"next": {"properties": {"next": {"$ref": REF + "A"}}}}}}
    assert compare(carrying({"$ref": REF + "A"}, knot), carrying({"$ref": REF + "A"}, unrolled)) == ()


def test_recursive_schemas_that_differ_far_down_are_found() -> None:
    def knot(bound: int) -> dict[str, Any]:
        return {
            "A": {"properties": {"next": {"$ref": REF + "B"}}},
            "B": {"properties": {"next": {"$ref": REF + "A"}, "other": {"$ref": REF + "C"}}},
            "C": {"maxLength": bound},
        }

    (change,) = compare(carrying({"$ref": REF + "A"}, knot(1)), carrying({"$ref": REF + "A"}, knot(2)))
    assert change.what == "`C`: maxLength"


@pytest.mark.parametrize("ring", [{"A": {"$ref": REF + "B"}, "B": {"$ref": REF + "A"}}, {"A": {"$ref": REF + "A"}}])
def test_a_ring_of_references_ends(ring: dict[str, Any]) -> None:
    assert compare(carrying({"$ref": REF + "A"}, ring), carrying({"$ref": REF + "A"}, ring)) == ()


def test_a_discriminator_goes_by_what_its_values_lead_to() -> None:
    def pets(name: str, property_name: str = "kind") -> Any:
        components = {name: {"type": "object"}, "Cat": {"type": "string"}}
        mapping = {"dog": REF + name, "cat": "Cat"}
        return carrying({"discriminator": {"propertyName": property_name, "mapping": mapping}}, components)

    assert compare(pets("Dog"), pets("Hound")) == ()
    assert [change.what for change in compare(pets("Dog"), pets("Dog", "type"))] == [
        "reply 200: application/json: discriminator"
    ]
