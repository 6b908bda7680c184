"""Whether a live DTO class is the one that was generated."""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

from handfast.export.fragments import JSON

_IDENTITY = frozenset({"ref", "schema_ref", "metadata"})
"""Entries of a core schema that name objects of one process, or that say nothing to a validator."""


def changed_types(live: Mapping[str, Any], generated: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the live types that are not the generated ones.

    Classes are compared by what they validate and serialize, each on its own: a class inside another is named only.
    """
    return tuple(
        name for name, one in generated.items() if name not in live or _fingerprint(live[name]) != _fingerprint(one)
    )


def described(one: Any, component: str) -> JSON:
    """What Pydantic says of a type that stands for a component. What it refers to is kept below it."""
    place = component.replace("~", "~0").replace("/", "~1")
    schema: JSON = TypeAdapter(one).json_schema(ref_template=f"#/components/schemas/{place}/$defs/{{model}}")
    return schema


def _fingerprint(one: Any) -> Any:
    core = TypeAdapter(one).core_schema
    return _normal(core, one)


def _normal(core: Any, top: Any) -> Any:
    """A core schema without anything that differs between two imports of the same code."""
    match core:
        case {"type": "definitions", "schema": inner, "definitions": [*_]}:
            return _normal(_inlined(inner, core["definitions"]), top)
        case {"cls": type() as cls} if cls is not top and issubclass(cls, BaseModel):
            return ["class", cls.__qualname__]
        case {"type": "definition-ref", "schema_ref": str(ref)}:
            return ["class", re.sub(r":\d+.*", "", ref).rpartition(".")[2]]
        case dict():
            return {key: _normal(value, top) for key, value in core.items() if key not in _IDENTITY}
        case list() | tuple():
            return [_normal(one, top) for one in core]
        case enum.Enum() | str() | int() | float() | None:
            return core
        case functools.partial():
            return ["partial", _normal(core.func, top), _normal(core.args, top)]
    name = getattr(core, "__qualname__", None)
    return name if name is not None else re.sub(r" at 0x[0-9a-f]+", "", repr(core))


def _inlined(inner: Any, definitions: list[Any]) -> Any:
    """The definition that Pydantic refers to because the class is recursive."""
    if isinstance(inner, dict) and inner.get("type") == "definition-ref":
        return next((one for one in definitions if one.get("ref") == inner["schema_ref"]), inner)
    return inner
