"""Core schemas that accept exactly the strings, integers, numbers and fixed strings that a schema accepts.

Integers must be written as such; 1.0, which is one too, is left to the long way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from handfast.runtime.quick import keywords

_EXACT: Final = 2**53
"""Doubles tell integers below this apart."""
_BOUNDS: Final = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_WORDS: Final = {"minimum": "ge", "maximum": "le", "exclusiveMinimum": "gt", "exclusiveMaximum": "lt"}
_ROUNDED: Final[Mapping[str, Callable[[float], int]]] = {
    "minimum": math.ceil,
    "maximum": math.floor,
    "exclusiveMinimum": math.floor,
    "exclusiveMaximum": math.ceil,
}

NEVER: Final[dict[str, Any]] = {"type": "int", "strict": True, "ge": 1, "le": 0}
"""Accepts nothing."""


class Unlike(Exception):  # noqa: N818 - not an error: there is a long way
    """A schema and a type that don't become one core schema."""


def text(node: Mapping[str, Any]) -> dict[str, Any]:
    """Strings whose length is bounded, counted in code points as JSON Schema does (2020-12 §6.3)."""
    _only(node, "minLength", "maxLength")
    found = {
        name: node[word] for name, word in (("min_length", "minLength"), ("max_length", "maxLength")) if word in node
    }
    if any(type(one) is not int for one in found.values()):
        raise Unlike
    return {"type": "str", "strict": True, **found}


def whole(node: Mapping[str, Any]) -> dict[str, Any]:
    """Integers, of any size; formats bound them only through `minimum` and `maximum`."""
    _only(node, *_BOUNDS, "multipleOf", "format")
    factor = node.get("multipleOf", 1)
    if type(factor) is not int or factor < 1:
        raise Unlike
    found = {"type": "int", "strict": True, **_rounded(node)}
    return found if factor == 1 else {**found, "multiple_of": factor}


def number(node: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers: doubles, and the integers that no double equals as they are."""
    _only(node, *_BOUNDS, "format")
    bounds: dict[str, Any] = {_WORDS[word]: float(node[word]) for word in _BOUNDS if word in node}
    if any(abs(one) >= _EXACT for one in bounds.values()):
        raise Unlike
    double = {"type": "float", "strict": True, "allow_inf_nan": False, **bounds}
    near = {
        **double,
        "ge": max(bounds.get("ge", 1 - _EXACT), 1 - _EXACT),
        "le": min(bounds.get("le", _EXACT - 1), _EXACT - 1),
    }
    choices = [near, {"type": "int", "strict": True, **_rounded(node)}, double]
    return {"type": "union", "mode": "left_to_right", "choices": choices}


def literal(node: Mapping[str, Any], expected: list[Any]) -> dict[str, Any]:
    """Fixed strings."""
    if (
        keywords(node) - {"type", "enum", "const"}
        or node.get("type", "string") != "string"
        or {"enum", "const"} <= set(node)
    ):
        raise Unlike
    values = node.get("enum", [node.get("const")])
    if not values or not all(isinstance(one, str) for one in (*values, *expected)) or not set(values) <= set(expected):
        raise Unlike
    return {"type": "literal", "expected": list(values)}


def _only(node: Mapping[str, Any], *known: str) -> None:
    if keywords(node) - {"type", *known}:
        raise Unlike


def _rounded(node: Mapping[str, Any]) -> dict[str, int]:
    """The bounds of integers: from the next integer on, where a bound is between two."""
    found = {}
    for word, rounded in _ROUNDED.items():
        bound = node.get(word)
        if type(bound) is float and math.isfinite(bound):
            found[_WORDS[word]] = rounded(bound)
        elif type(bound) is int:
            found[_WORDS[word]] = bound
        elif word in node:
            raise Unlike
    return found
