"""Lowers a schema of any OpenAPI version to JSON Schema 2020-12, the one dialect of everything later.

OpenAPI 3.1 and 3.2 schemas already are 2020-12; 3.0 schemas (an extended subset of draft 5) are translated keyword by
keyword (OpenAPI 3.0.4 §4.7.24): `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`, siblings of `$ref`, and
keywords that 3.0 does not have, which a 3.0 processor ignores and a 2020-12 one would not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from handfast.contract.model import JSON

Parts: TypeAlias = tuple[str, ...]
Rewrite: TypeAlias = Callable[[str, Parts], str]
"""Turns a `$ref` and where it stands (below the schema being lowered) into the reference to write."""

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


def lower(node: JSON, *, is_3_0: bool, rewrite: Rewrite, at: Parts = ()) -> JSON:
    """The 2020-12 schema that decides as `node` does in its own dialect. Anything but an object or boolean is `True`.

    A subtree with an `$id` is a schema resource of its own (JSON Schema 2020-12 §8.2.1): its references are relative
    to that `$id`, so they stay as they are.
    """
    if not isinstance(node, Mapping):
        return node if isinstance(node, bool) else True
    if is_3_0:
        node = _without_3_0_habits(node)
    elif "$id" in node:
        return node
    lowered = {keyword: _lower_keyword(keyword, value, is_3_0, rewrite, at) for keyword, value in node.items()}
    return _bounded(lowered)


def _lower_keyword(keyword: str, value: JSON, is_3_0: bool, rewrite: Rewrite, at: Parts) -> JSON:  # noqa: FBT001
    here = (*at, keyword)
    if keyword == "$ref" and isinstance(value, str):
        return rewrite(value, here)
    if keyword in ONE:
        return lower(value, is_3_0=is_3_0, rewrite=rewrite, at=here)
    if keyword in MANY and isinstance(value, list):
        return [lower(one, is_3_0=is_3_0, rewrite=rewrite, at=(*here, str(index))) for index, one in enumerate(value)]
    if keyword in NAMED and isinstance(value, Mapping):
        return {name: lower(one, is_3_0=is_3_0, rewrite=rewrite, at=(*here, name)) for name, one in value.items()}
    return value


def _without_3_0_habits(node: Mapping[str, JSON]) -> Mapping[str, JSON]:
    if "$ref" in node:  # OpenAPI 3.0.4 §4.7.23.1: siblings of a reference are ignored
        return {"$ref": node["$ref"]}
    kept = {key: value for key, value in node.items() if key in _OPENAPI_3_0 or key.startswith("x-")}
    if kept.pop("nullable", False) is True and isinstance(kept.get("type"), str):
        kept["type"] = [kept["type"], "null"]
    for exclusive, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if kept.pop(exclusive, False) is True and inclusive in kept:
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
