"""Where requests and replies differ: `required` meets `readOnly` and `writeOnly` (OpenAPI 3.1 §4.8.24).

A `readOnly` property is not required in a request, a `writeOnly` one not in a reply. Everything else is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from handfast.contract.dialect import MANY, NAMED, ONE
from handfast.contract.model import JSON, Contract, Schema, operation_schemas

Parts: TypeAlias = tuple[str, ...]
_SAME_INSTANCE = frozenset({"allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "not"})


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A `required` array that is shorter in one direction. `at` leads from the schema to the array."""

    at: Parts
    required: tuple[str, ...]


def relaxed(schema: Schema, flag: str, schemas: Mapping[str, Schema]) -> tuple[Relaxed, ...]:
    """The `required` arrays of a schema that a property's `flag` (`readOnly`, `writeOnly`) shortens."""
    return tuple(_walk(schema.node, (), frozenset(), flag, schemas))


def reached(contract: Contract) -> tuple[frozenset[str], frozenset[str]]:
    """The references that request bodies and parameters reach, and those that replies reach."""
    request: list[JSON] = []
    response: list[JSON] = []
    for operation in contract.operations:
        replies = {
            id(schema)
            for reply in operation.replies
            for media in reply.content
            for schema in (media.schema, media.item_schema)
            if schema is not None
        }
        for schema in operation_schemas(operation):
            (response if id(schema) in replies else request).append(schema.node)
    return _closure(request, contract.schemas), _closure(response, contract.schemas)


def references_in(node: JSON) -> Iterator[str]:
    """Every `$ref` of a schema, its subschemas included."""
    if not isinstance(node, Mapping):
        return
    if isinstance(node.get("$ref"), str):
        yield node["$ref"]
    for _, child in subschemas(node):
        yield from references_in(child)


def subschemas(node: Mapping[str, JSON]) -> Iterator[tuple[Parts, JSON]]:
    """The schemas right inside a schema, with the way to each."""
    for keyword, value in node.items():
        if keyword in ONE:
            yield (keyword,), value
        elif keyword in MANY and isinstance(value, list):
            yield from (((keyword, str(index)), one) for index, one in enumerate(value))
        elif keyword in NAMED and isinstance(value, Mapping):
            yield from (((keyword, name), one) for name, one in value.items())


def _closure(nodes: list[JSON], schemas: Mapping[str, Schema]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [reference for node in nodes for reference in references_in(node)]
    while waiting:
        reference = waiting.pop()
        if reference not in found and reference in schemas:
            found.add(reference)
            waiting.extend(references_in(schemas[reference].node))
    return frozenset(found)


def _walk(node: JSON, at: Parts, around: frozenset[str], flag: str, schemas: Mapping[str, Schema]) -> Iterator[Relaxed]:
    if not isinstance(node, Mapping):
        return
    flagged = around | _flagged(node, flag, schemas, frozenset())
    required = node.get("required")
    if flagged and isinstance(required, list):
        kept = tuple(name for name in required if name not in flagged)
        if len(kept) < len(required):
            yield Relaxed((*at, "required"), kept)
    for way, child in subschemas(node):
        yield from _walk(child, at + way, flagged if way[0] in _SAME_INSTANCE else frozenset(), flag, schemas)


def _flagged(node: JSON, flag: str, schemas: Mapping[str, Schema], seen: frozenset[str]) -> frozenset[str]:
    """The properties that a schema, or a part of it, marks with `flag`."""
    if not isinstance(node, Mapping):
        return frozenset()
    properties = node.get("properties")
    names = {
        name
        for name, one in (properties.items() if isinstance(properties, Mapping) else ())
        if is_flagged(one, flag, schemas)
    }
    reference = node.get("$ref")
    if isinstance(reference, str) and reference in schemas and reference not in seen:
        names |= _flagged(schemas[reference].node, flag, schemas, seen | {reference})
    for part in node.get("allOf") or ():
        names |= _flagged(part, flag, schemas, seen)
    return frozenset(names)


def is_flagged(node: JSON, flag: str, schemas: Mapping[str, Schema], depth: int = 4) -> bool:
    """Whether a property is `readOnly` or `writeOnly`, itself, in a part of it, or in what it refers to."""
    if not isinstance(node, Mapping) or depth == 0:
        return False
    target = schemas.get(str(node.get("$ref")))
    parts = [*(node.get("allOf") or ()), *([target.node] if target else ())]
    return node.get(flag) is True or any(is_flagged(part, flag, schemas, depth - 1) for part in parts)
