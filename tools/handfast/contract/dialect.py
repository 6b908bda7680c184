"""Lowers a schema of any OpenAPI version to JSON Schema 2020-12, the one dialect of everything later.

OpenAPI 3.1 and 3.2 schemas already are 2020-12, unless they name an older draft (`drafts`). 3.0 schemas (an extended
subset of draft 5) are translated keyword by keyword (OpenAPI 3.0.4 §4.7.24): `nullable`, boolean `exclusiveMinimum` and
`exclusiveMaximum`, siblings of `$ref`, and keywords that 3.0 does not have, which a 3.0 processor ignores and a 2020-12
one would not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from handfast.contract.drafts import Dialect, dialect_of, modern
from handfast.contract.keywords import compiles, is_sound
from handfast.contract.model import JSON

Parts: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lowering:
    """How schemas of one document are lowered. Places are ways from the schema being lowered.

    `rewrite` turns a `$ref` and its place into the reference to write. `skip` is told of a regular expression that
    the judge's engine can't compile: it is left out.
    """

    dialect: Dialect
    rewrite: Callable[[str, Parts], str]
    skip: Callable[[str, Parts], None]


ONE = frozenset(
    {
        "items",
        "additionalItems",
        "additionalProperties",
        "not",
        "if",
        "then",
        "else",
        "contains",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
        "contentSchema",
    }
)
"""Keywords that hold one schema (JSON Schema 2020-12 §10, §11)."""
MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
"""Keywords that hold an array of schemas."""
NAMED = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs", "definitions"})
"""Keywords that hold a map of schemas."""

_OPENAPI_3_0 = frozenset(
    {
        "$ref",
        "title",
        "multipleOf",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "maxProperties",
        "minProperties",
        "required",
        "enum",
        "type",
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "items",
        "properties",
        "additionalProperties",
        "description",
        "format",
        "default",
        "nullable",
        "discriminator",
        "readOnly",
        "writeOnly",
        "xml",
        "externalDocs",
        "example",
        "deprecated",
    }
)
_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def lower(node: JSON, lowering: Lowering, at: Parts = ()) -> JSON:
    """The 2020-12 schema that decides as `node` does in its own dialect. Anything but an object or boolean is `True`.

    A subtree with an `$id` is a schema resource of its own (JSON Schema 2020-12 §8.2.1): its references are relative
    to that `$id`, so they stay as they are.
    """
    if not isinstance(node, Mapping):
        return node if isinstance(node, bool) else True
    if lowering.dialect is Dialect.OPENAPI_3_0:
        node = _without_3_0_habits(node)
    else:
        lowering = replace(lowering, dialect=dialect_of(node.get("$schema"), lowering.dialect))
        node = modern(node, lowering.dialect)
        if "$id" in node and is_sound("$id", node["$id"]):
            lowering = replace(lowering, rewrite=_as_written)
    lowered = {
        keyword: _lower_keyword(keyword, value, lowering, at)
        for keyword, value in _with_exclusive_bounds(node).items()
        if _is_usable(keyword, value, lowering, at)
    }
    return _bounded(lowered)


def _as_written(reference: str, _: Parts) -> str:
    return reference


def _lower_keyword(keyword: str, value: JSON, lowering: Lowering, at: Parts) -> JSON:
    here = (*at, keyword)
    if keyword == "$ref":
        return lowering.rewrite(value, here)
    if keyword in ONE:
        return lower(value, lowering, here)
    if keyword in MANY:
        return [lower(one, lowering, (*here, str(index))) for index, one in enumerate(value)]
    if keyword in NAMED:
        return {
            name: lower(one, lowering, (*here, name))
            for name, one in value.items()
            if keyword != "patternProperties" or _is_compiled(name, lowering, (*here, name))
        }
    return value


def _is_usable(keyword: str, value: JSON, lowering: Lowering, at: Parts) -> bool:
    if not is_sound(keyword, value):
        return False
    return keyword != "pattern" or _is_compiled(value, lowering, (*at, keyword))


def _is_compiled(pattern: str, lowering: Lowering, at: Parts) -> bool:
    if compiles(pattern):
        return True
    lowering.skip(pattern, at)
    return False


def _without_3_0_habits(node: Mapping[str, JSON]) -> Mapping[str, JSON]:
    if "$ref" in node:  # OpenAPI 3.0.4 §4.7.23.1: siblings of a reference are ignored
        return {"$ref": node["$ref"]}
    kept = {key: value for key, value in node.items() if key in _OPENAPI_3_0 or key.startswith("x-")}
    if kept.pop("nullable", False) is True and isinstance(kept.get("type"), str):
        kept["type"] = [kept["type"], "null"]
    return kept


def _with_exclusive_bounds(node: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Boolean `exclusiveMinimum` and `exclusiveMaximum` as numbers; in 3.1 too, since their meaning is plain."""
    kept = node
    for exclusive, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(node.get(exclusive), bool):
            kept = {key: value for key, value in kept.items() if key != exclusive}
            if node[exclusive] and inclusive in kept:
                kept[exclusive] = kept.pop(inclusive)
    return kept


def _bounded(node: dict[str, JSON]) -> dict[str, JSON]:
    """`int32` and `int64` as bounds on numbers (OpenAPI format registry): 2020-12 asserts formats on strings only."""
    bounds = _BOUNDS.get(node.get("format", "")) if isinstance(node.get("format"), str) else None
    kind = node.get("type")
    if bounds is None or not (kind in ("integer", "number") or (isinstance(kind, list) and "integer" in kind)):
        return node
    low, high = bounds
    node["minimum"] = max(low, node["minimum"]) if _is_number(node.get("minimum")) else low
    node["maximum"] = min(high, node["maximum"]) if _is_number(node.get("maximum")) else high
    return node


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
