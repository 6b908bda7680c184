"""The branch that the judge accepts is the one that is built."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

Make = Callable[..., Any]


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


TEXT = {"type": "string"}
PARENT = {"discriminator": {"propertyName": "kind", "mapping": {"tabby": "#/components/schemas/Cat", "pup": "Dog"}}}
INHERITED = {
    "Pet": {**thing("kind", kind=TEXT, name=TEXT), **PARENT},
    "Cat": {"allOf": [ref("Pet"), thing("lives", lives={"type": "integer"})]},
    "Dog": {"allOf": [ref("Pet"), thing(barks={"type": "boolean"})]},
    "Puppy": {"allOf": [ref("Dog"), thing(weeks={"type": "integer"})]},
    "Owner": thing(pets={"type": "array", "items": ref("Pet")}, pet=ref("Pet")),
}


def choice(**more: Any) -> dict[str, Any]:
    return {"oneOf": [ref("A"), ref("B")], **more}


CASES: list[tuple[str, dict[str, Any], Any, str]] = [
    ("length", {"A": thing(x={"type": "string", "maxLength": 2}), "B": thing(x={"minLength": 3})}, {"x": "abc"}, "B"),
    ("length", {"A": thing(x={"type": "string", "maxLength": 2}), "B": thing(x={"minLength": 3})}, {"x": "ab"}, "A"),
    ("required", {"A": thing("a", a=TEXT, b=TEXT), "B": thing("b", b=TEXT, c=TEXT), "is": "anyOf"}, {"b": "x"}, "B"),
    ("const", {"A": thing("k", k={"const": "a"}), "B": thing("k", k={"enum": ["b", "c"]})}, {"k": "c"}, "B"),
    ("closed", {"A": {**thing(a=TEXT), "additionalProperties": False}, "B": thing("z", a=TEXT)}, {"z": 1}, "B"),
    ("most members", {"A": thing(a=TEXT), "B": thing(a=TEXT, b=TEXT), "is": "anyOf"}, {"a": "x", "b": "y"}, "B"),
    ("numbers", {"A": thing("k", k={"const": 1}), "B": thing("k", k={"const": 2})}, {"k": 2.0}, "B"),
    (
        "untyped",
        {"A": {"properties": {"k": {"const": "a"}}, "required": ["k"]}, "B": thing("j"), "is": "anyOf"},
        {"k": "a"},
        "A",
    ),
]


@pytest.mark.parametrize("place", ["Plain", "List", "Optional", "Map", "Inline", "Nullable"])
@pytest.mark.parametrize(("name", "schemas", "value", "expected"), CASES, ids=[case[0] for case in CASES])
def test_branches(name: str, schemas: Any, value: Any, expected: str, place: str, types: Make) -> None:
    keyword = schemas.get("is", "oneOf")
    parts = {name: schema for name, schema in schemas.items() if name != "is"}
    union = {keyword: [ref("A"), ref("B")]}
    if place == "Inline":
        union = {keyword: [{**parts["A"], "title": "A"}, {**parts["B"], "title": "B"}]}
    wrapped, sent, found = {
        "Plain": (union, value, lambda made: made),
        "List": ({"type": "array", "items": union}, [value], lambda made: made[0]),
        "Map": ({"type": "object", "additionalProperties": union}, {"m": value}, lambda made: made["m"]),
        "Optional": (thing(u=union), {"u": value}, lambda made: made.u),
        "Nullable": ({keyword: [*union[keyword], {"type": "null"}]}, value, lambda made: made),
        "Inline": (thing(u=union), {"u": value}, lambda made: made.u),
    }[place]
    made = types({"Root": wrapped, **(parts if place != "Inline" else {})})
    built = made.make("Root", sent)
    assert type(found(built)).__name__.endswith(expected)
    assert made.sent("Root", built) == sent
    if place == "Nullable":
        assert made.make("Root", None) is None


@pytest.mark.parametrize(
    ("discriminator", "tag"),
    [
        ({"propertyName": "k"}, "B"),
        ({"propertyName": "k", "mapping": {"bee": "#/components/schemas/B"}}, "bee"),
        ({"propertyName": "k", "mapping": {"bee": "B"}}, "bee"),
        ({"propertyName": "k", "mapping": {"bee": "openapi.json#/components/schemas/B"}}, "bee"),
    ],
)
def test_a_discriminator_settles_what_several_branches_accept(discriminator: Any, tag: str, types: Make) -> None:
    schemas = {"A": thing("k", k=TEXT, a=TEXT), "B": thing("k", k=TEXT, a=TEXT)}
    made = types({"Root": {"anyOf": [ref("A"), ref("B")], "discriminator": discriminator}, **schemas})
    assert type(made.make("Root", {"k": tag, "a": "x"})).__name__ == "B"
    assert type(made.make("Root", {"k": "else"})).__name__ == "A"


def test_a_discriminator_never_overrules_the_judge(types: Make) -> None:
    schemas = {"A": thing("k", "a", k=TEXT, a=TEXT), "B": thing("k", "b", k=TEXT, b=TEXT)}
    made = types({"Root": choice(discriminator={"propertyName": "k"}), **schemas})
    assert type(made.make("Root", {"k": "B", "a": "x"})).__name__ == "A"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "tabby", "lives": 9}, "Cat"),
        ({"kind": "Cat", "lives": 9}, "Cat"),
        ({"kind": "pup"}, "Dog"),
        ({"kind": "Puppy", "weeks": 3}, "Puppy"),
        ({"kind": "fish", "lives": 9}, "Pet"),
        ({"kind": "Cat"}, "Pet"),
    ],
)
def test_heirs_stand_for_their_parent(value: Any, expected: str, types: Make) -> None:
    made = types(INHERITED)
    sent = {"pets": [value], "pet": value}
    owner = made.make("Owner", sent)
    assert type(owner.pet).__name__ == type(owner.pets[0]).__name__ == expected
    assert made.sent("Owner", owner) == sent


def test_choices_inside_choices(types: Make) -> None:
    inner = choice(discriminator={"propertyName": "k"})
    schemas = {"A": thing("k", k=TEXT, n={"type": "integer"}), "B": thing("k", k={"const": "B"}, again=ref("Root"))}
    schemas["C"] = thing("c", c={"type": "array", "items": ref("Root")})
    made = types(
        {"Inner": {"anyOf": inner.pop("oneOf"), **inner}, "Root": {"oneOf": [ref("Inner"), ref("C")]}, **schemas}
    )
    sent = {"c": [{"k": "B", "again": {"k": "A", "n": 1}}, {"c": []}]}
    built = made.make("Root", sent)
    names = (type(built), type(built.c[0]), type(built.c[0].again), type(built.c[1]))
    assert [one.__name__ for one in names] == ["C", "B", "A", "C"]
    assert made.sent("Root", built) == sent


@pytest.mark.parametrize(
    ("branches", "value", "expected"),
    [
        ([{**TEXT, "format": "date"}, {**TEXT, "maxLength": 3}], "2020-01-01", date(2020, 1, 1)),
        ([{**TEXT, "format": "date"}, {**TEXT, "maxLength": 3}], "abc", "abc"),
        (
            [{**TEXT, "pattern": "^x"}, {**TEXT, "format": "uuid"}, {"type": "null"}],
            "12345678-1234-5678-1234-567812345678",
            UUID("12345678-1234-5678-1234-567812345678"),
        ),
        ([{"type": "array", "items": TEXT}, {"type": "array", "items": {**TEXT, "format": "date"}}], ["a"], ["a"]),
    ],
)
def test_text_and_arrays(branches: list[Any], value: Any, expected: Any, types: Make) -> None:
    made = types({"Root": thing(u={"anyOf": branches})})
    assert made.make("Root", {"u": value}).u == expected
