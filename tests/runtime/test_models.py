"""DTOs: absence and null, defaults, names on the wire, and classes that are built late."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import Field, TypeAdapter
from typing_extensions import TypeAliasType

from handfast.runtime import Judge, Model, Upload
from handfast.runtime.building import Builder

Build = Callable[[Any, Any], Any]
Nullable = Field(json_schema_extra={"x-nullable": True})


class Leaf(Model):
    kind: Literal["leaf"] = "leaf"
    size: int = 3
    absent: str | None = None
    null: Annotated[str | None, Nullable] = None
    created_at: Annotated[str | None, Field(alias="createdAt")] = None


class Tree(Model):
    kids: list[Tree] | None = None
    leaf: Leaf | None = None
    any_: Annotated[Any | None, Field(alias="any")] = None
    later: Later | None = None


class Later(Model):
    tree: Tree
    nested: Nested | None = None


Nested = TypeAliasType("Nested", "str | list[Nested] | Leaf")


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Builds values of types that no choice is among."""
    (tmp_path / "schemas.json").write_text('{"schemas": {}}')
    judge = Judge(tmp_path / "schemas.json")
    return lambda kind, value: Builder(kind, judge).build(value)


def dumped(value: Any, kind: Any = None) -> Any:
    """What goes on the wire."""
    return json.loads(TypeAdapter(kind or type(value)).dump_json(value, by_alias=True, exclude_unset=True))


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {"kind": "leaf", "size": 3}),
        ({"absent": None, "null": None}, {"kind": "leaf", "size": 3, "null": None}),
        ({"absent": "a", "null": "b", "size": 4}, {"kind": "leaf", "size": 4, "absent": "a", "null": "b"}),
        ({"created_at": "c"}, {"kind": "leaf", "size": 3, "createdAt": "c"}),
        ({"createdAt": "c"}, {"kind": "leaf", "size": 3, "createdAt": "c"}),
        ({"more": None}, {"kind": "leaf", "size": 3, "more": None}),
    ],
)
def test_made_in_python(given: dict[str, Any], sent: Any) -> None:
    assert dumped(Leaf(**given)) == sent
    assert dumped(Tree(leaf=Leaf(**given))) == {"leaf": sent}


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"null": None},
        {"kind": "leaf", "createdAt": "c", "created_at": 5},
        {"created_at": "no field of this name on the wire"},
        {"size": 1, "more": {"deep": None}},
    ],
)
def test_a_round_trip_keeps_what_was_sent(sent: dict[str, Any], build: Build) -> None:
    value = build(Leaf, sent)
    assert dumped(value) == sent
    assert ("null" in value.model_fields_set) is ("null" in sent)


def test_recursion_and_forward_references(build: Build) -> None:
    sent = {
        "kids": [{"kids": []}, {"leaf": {"size": 1}}],
        "any": {"x": None},
        "later": {"tree": {}, "nested": ["a", ["b", {"size": 2}]]},
    }
    for kind in (Tree, list[Tree] | Tree, Tree | Leaf):
        value = build(kind, sent)
        assert isinstance(value, Tree)
        assert dumped(value, kind) == sent
    assert value.later is not None
    assert isinstance(value.later.nested, list)
    assert build(Nested, [[{"size": 1}]]) == [[Leaf.model_construct(size=1)]]


def test_importing_builds_nothing() -> None:
    class Unused(Model):
        other: Leaf

    assert not Unused.__pydantic_complete__


def test_defaults_belong_to_their_own_class() -> None:
    class Small(Leaf):
        extra_default: int = 1

    assert dumped(Leaf()) == {"kind": "leaf", "size": 3}
    assert dumped(Small()) == {"kind": "leaf", "size": 3, "extra_default": 1}


def test_whole_floats_and_huge_numbers(build: Build) -> None:
    class Numbers(Model):
        one: int
        id: UUID | None = None

    value = build(list[Numbers], [{"one": 1.0}, {"one": 1e25}])
    assert [number.one for number in value] == [1, 10**25]


def test_uploads_take_what_a_schema_of_text_allows() -> None:
    adapter: TypeAdapter[Upload] = TypeAdapter(Upload)
    assert adapter.validate_python("é").size == 2
    assert adapter.validate_python(b"abc").size == 3
    with pytest.raises(ValueError, match="a file is expected"):
        adapter.validate_python(3)
