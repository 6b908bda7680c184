"""The normal form of one level of a JSON Schema: two spellings of the same meaning get the same form."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from handfast.contract.model import JSON

ONE_SCHEMA: Final = frozenset(
    {
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
NAMED_SCHEMAS: Final = frozenset({"properties", "patternProperties", "dependentSchemas"})
CHOICES: Final = frozenset({"allOf", "anyOf", "oneOf"})
"""Lists of schemas whose order says nothing (JSON Schema §10.2.1)."""
ORDERED_SCHEMAS: Final = frozenset({"prefixItems"})
VALUE_SETS: Final = frozenset({"required", "enum", "type"})
"""Lists of values whose order says nothing (JSON Schema Validation §6.1, §6.5.3)."""

_ANNOTATIONS: Final = frozenset(
    {
        "$anchor",
        "$comment",
        "$defs",
        "$schema",
        "definitions",
        "description",
        "example",
        "examples",
        "externalDocs",
        "title",
    }
)
_DEFAULTS: Final[dict[str, JSON]] = {
    "deprecated": False,
    "minItems": 0,
    "minLength": 0,
    "minProperties": 0,
    "readOnly": False,
    "required": [],
    "uniqueItems": False,
    "writeOnly": False,
}
"""Assertions and flags that say what their absence says."""


def normal(node: JSON) -> JSON:
    """The schema `node` with everything that has no meaning on the wire taken away: True, False or a dict.

    Only this level is changed, not the schemas below. `$ref` beside other keywords becomes a member of `allOf`; a
    schema that only refers to another stays `{"$ref": ...}`. A schema resource with an `$id` of its own is kept as
    it is.
    """
    if not isinstance(node, dict):
        return node
    if "$id" in node:
        return node
    form = {keyword: value for keyword, value in node.items() if not _is_neutral(keyword, value)}
    if isinstance(form.get("enum"), list) and len(form["enum"]) == 1 and "const" not in form:
        form["const"] = form.pop("enum")[0]
    if isinstance(form.get("type"), str):
        form["type"] = [form["type"]]
    _gather_all_of(form)
    if form.keys() == {"not"} and normal(form["not"]) is True:
        return False
    return form or True


def _is_neutral(keyword: str, value: JSON) -> bool:
    if keyword in _ANNOTATIONS or keyword.startswith("x-"):
        return True
    return is_default(keyword, value) or (keyword in NAMED_SCHEMAS and value == {})


def is_default(keyword: str, value: JSON) -> bool:
    """Whether an assertion or a flag says what its absence says."""
    return keyword in _DEFAULTS and literal(value) == literal(_DEFAULTS[keyword])


def _gather_all_of(form: dict[str, JSON]) -> None:
    """Make `$ref` a member of `allOf`, drop members that allow everything, and lift a member that stands alone."""
    if "allOf" not in form and "$ref" not in form:
        return
    members = [member for member in form.pop("allOf", ()) if normal(member) is not True]
    reference = form.pop("$ref", None)
    if reference is not None and not members and not form:
        form["$ref"] = reference
        return
    if reference is not None:
        members.append({"$ref": reference})
    if form or len(members) > 1:
        form.update({"allOf": members} if members else {})
    elif members:
        alone = normal(members[0])
        form.update(alone if isinstance(alone, dict) else {"not": {}})


def literal(value: JSON) -> Hashable:
    """A hashable stand-in for a JSON value, equal for equal values: 1 equals 1.0 and is not true (§4.2.2)."""
    match value:
        case bool() | None:
            return ("b", value)
        case str():
            return value
        case int() | float():
            return ("n", value)
        case list():
            return ("a", *map(literal, value))
        case dict():
            return ("o", *sorted((key, literal(one)) for key, one in value.items()))
    message = f"not a JSON value: {type(value).__name__}"
    raise TypeError(message)


def value_of(keyword: str, value: JSON) -> Hashable:
    """The stand-in of a keyword that holds no schema, order-free where the keyword is a set."""
    if keyword in VALUE_SETS and isinstance(value, list):
        return ("s", frozenset(map(literal, value)))
    if keyword == "dependentRequired" and isinstance(value, dict):
        return ("d", *sorted((name, frozenset(map(str, names))) for name, names in value.items()))
    return literal(value)
