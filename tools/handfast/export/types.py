"""Whether the types and operations that an app works with are the ones that were generated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from typing_extensions import TypeAliasType

from handfast.export.difference import first_difference
from handfast.export.facts import Facts, is_same
from handfast.export.fragments import JSON
from handfast.runtime.declare import Operation


def changed_types(live: Mapping[str, Any], generated: Mapping[str, Any], packages: tuple[str, str]) -> tuple[str, ...]:
    """The names of the live types that are not the generated ones; `packages` are the names of both sides.

    Each is compared by what it says itself: a class inside another is named only.
    """
    own, other = (Facts(package) for package in packages)
    return tuple(
        name for name, one in generated.items() if name not in live or not is_same(live[name], one, own, other)
    )


def types_of(module: Any) -> dict[str, Any]:
    """The classes and aliases that a generated module defines."""
    return {
        name: one
        for name, one in vars(module).items()
        if isinstance(one, TypeAliasType) or (isinstance(one, type) and one.__module__ == module.__name__)
    }


def described(one: Any, component: str) -> JSON:
    """What Pydantic says of a type that stands for a component. What it refers to is kept below it."""
    place = component.replace("~", "~0").replace("/", "~1")
    schema: JSON = TypeAdapter(one).json_schema(ref_template=f"#/components/schemas/{place}/$defs/{{model}}")
    return schema


def differing(live: Operation, generated: Operation, packages: tuple[str, str]) -> str:
    """The first part of an operation that is not as it was generated (`/parameters/0/into`); empty when none is."""
    own, other = (Facts(package) for package in packages)
    found = first_difference(own.of(live), other.of(generated))
    return f"`{found.place}` is {found.live}, generated is {found.said}" if found else ""
