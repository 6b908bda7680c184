"""Where OpenAPI objects stand inside one another: which field holds an object of which kind.

Only these places can hold a reference; everything else (examples, defaults, enums, extensions) is data. All versions
share one table, since a field that a version lacks is an error in it, not data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Shape(Enum):
    """How a field holds its objects."""

    ONE = "one"
    LIST = "list"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Field:
    """A field that holds objects of one kind."""

    kind: str
    shapes: frozenset[Shape]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object: its fields that hold objects, and the kind of the ones under names of the author's choice."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    named: str | None = None
    is_reference_allowed: bool = True


def _one(kind: str) -> Field:
    return Field(kind, frozenset({Shape.ONE}))


def _list(kind: str) -> Field:
    return Field(kind, frozenset({Shape.LIST}))


def _map(kind: str) -> Field:
    return Field(kind, frozenset({Shape.MAP}))


_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies")
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMAS = (
    "additionalProperties",
    "additionalItems",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
)
_CARRIED = {"schema": _one("schema"), "content": _map("media type"), "examples": _map("example")}
_ENCODINGS = {
    "encoding": _map("encoding"),
    "prefixEncoding": _list("encoding"),
    "itemEncoding": _one("encoding"),
}

KINDS: Mapping[str, Kind] = {
    "document": Kind(
        {
            "info": _one("info"),
            "paths": _one("paths"),
            "webhooks": _map("path item"),
            "components": _one("components"),
            "servers": _list("server"),
            "tags": _list("tag"),
            "externalDocs": _one("external documentation"),
            "security": _list("security requirement"),
        },
        is_reference_allowed=False,
    ),
    "info": Kind({"contact": _one("contact"), "license": _one("license")}, is_reference_allowed=False),
    "contact": Kind(is_reference_allowed=False),
    "license": Kind(is_reference_allowed=False),
    "server": Kind({"variables": _map("server variable")}, is_reference_allowed=False),
    "server variable": Kind(is_reference_allowed=False),
    "tag": Kind({"externalDocs": _one("external documentation")}, is_reference_allowed=False),
    "external documentation": Kind(is_reference_allowed=False),
    "security requirement": Kind(is_reference_allowed=False),
    "paths": Kind(named="path item", is_reference_allowed=False),
    "components": Kind(
        {
            "schemas": _map("schema"),
            "responses": _map("response"),
            "parameters": _map("parameter"),
            "examples": _map("example"),
            "requestBodies": _map("request body"),
            "headers": _map("header"),
            "securitySchemes": _map("security scheme"),
            "links": _map("link"),
            "callbacks": _map("callback"),
            "pathItems": _map("path item"),
            "mediaTypes": _map("media type"),
        },
        is_reference_allowed=False,
    ),
    "path item": Kind(
        {
            **dict.fromkeys(_METHODS, _one("operation")),
            "additionalOperations": _map("operation"),
            "parameters": _list("parameter"),
            "servers": _list("server"),
        }
    ),
    "operation": Kind(
        {
            "parameters": _list("parameter"),
            "requestBody": _one("request body"),
            "responses": _one("responses"),
            "callbacks": _map("callback"),
            "servers": _list("server"),
            "externalDocs": _one("external documentation"),
            "security": _list("security requirement"),
        },
        is_reference_allowed=False,
    ),
    "responses": Kind(named="response", is_reference_allowed=False),
    "callback": Kind(named="path item"),
    "parameter": Kind(_CARRIED),
    "header": Kind(_CARRIED),
    "request body": Kind({"content": _map("media type")}),
    "response": Kind({"headers": _map("header"), "content": _map("media type"), "links": _map("link")}),
    "media type": Kind(
        {"schema": _one("schema"), "itemSchema": _one("schema"), "examples": _map("example"), **_ENCODINGS}
    ),
    "encoding": Kind({"headers": _map("header"), **_ENCODINGS}, is_reference_allowed=False),
    "example": Kind(),
    "link": Kind({"server": _one("server")}),
    "security scheme": Kind({"flows": _one("flows")}),
    "flows": Kind(
        dict.fromkeys(
            ("implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization"), _one("flow")
        ),
        is_reference_allowed=False,
    ),
    "flow": Kind(is_reference_allowed=False),
    "schema": Kind(
        {
            **dict.fromkeys(_SCHEMA_MAPS, _map("schema")),
            **dict.fromkeys(_SCHEMA_LISTS, _list("schema")),
            **dict.fromkeys(_SCHEMAS, _one("schema")),
            "items": Field("schema", frozenset({Shape.ONE, Shape.LIST})),
            "discriminator": _one("discriminator"),
            "xml": _one("xml"),
            "externalDocs": _one("external documentation"),
        }
    ),
    "discriminator": Kind(is_reference_allowed=False),
    "xml": Kind(is_reference_allowed=False),
}


def children(kind: str, value: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """The objects directly inside an object of a kind: the parts that lead there, the kind, the value."""
    entry = KINDS[kind]
    if entry.named is not None:
        for name, child in value.items():
            if not name.startswith("x-"):
                yield (name,), entry.named, child
        return
    fields = entry.fields
    for name, child in value.items():
        if name in fields:
            yield from _held(name, fields[name], child)


def _held(name: str, place: Field, child: Any) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    if Shape.MAP in place.shapes:
        if isinstance(child, dict):
            for key, one in child.items():
                yield (name, key), place.kind, one
    elif isinstance(child, list):
        if Shape.LIST in place.shapes:
            for index, one in enumerate(child):
                yield (name, str(index)), place.kind, one
    elif Shape.ONE in place.shapes:
        yield (name,), place.kind, child


def kind_at(parts: tuple[str, ...], root: str = "document") -> tuple[str | None, tuple[str, ...]]:
    """The kind of the innermost object that a place lies in, and the parts below that object.

    The kind is `None` in data: inside an example, a default or an extension.
    """
    kind, below = root, parts
    while below:
        step = _step(kind, below)
        if step is None:
            return (None if _is_data(kind, below) else kind), below
        kind, taken = step
        below = below[taken:]
    return kind, ()


_DATA = frozenset({"example", "examples", "default", "enum", "const", "value", "dataValue"})


def _is_data(kind: str, below: tuple[str, ...]) -> bool:
    return below[0] in _DATA or below[0].startswith("x-") or (kind == "link" and below[0] == "parameters")


def _step(kind: str, below: tuple[str, ...]) -> tuple[str, int] | None:
    """The kind one object further down and how many parts lead there, or `None` when no object follows."""
    entry, first = KINDS[kind], below[0]
    if entry.named is not None:
        return None if first.startswith("x-") else (entry.named, 1)
    place = entry.fields.get(first)
    if place is None:
        return None
    if Shape.ONE in place.shapes and not (Shape.LIST in place.shapes and below[1:2] and below[1].isdecimal()):
        return place.kind, 1
    return (place.kind, 2) if len(below) > 1 else None
