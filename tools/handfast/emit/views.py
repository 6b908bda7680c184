"""Reads a schema as one object: properties of its parts, references followed, combinations merged.

A DTO is never tighter than its schema, so merging widens: what a conjunction (`allOf`) says of a property is the
conjunction, what a choice (`anyOf`, `oneOf`) says of it is the choice, and a property that one open branch does not
mention may be anything there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handfast.contract import JSON, Schema

ANNOTATIONS = frozenset(
    {
        "title",
        "description",
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
        "example",
        "examples",
        "externalDocs",
        "xml",
        "discriminator",
        "summary",
        "$comment",
    }
)
"""Keywords that say nothing about which instances are valid (JSON Schema 2020-12 §9, OpenAPI 3.2 §4.24)."""
_SHAPES = frozenset(
    {"$ref", "type", "properties", "additionalProperties", "items", "prefixItems", "enum", "const", "format"}
    | {"allOf", "anyOf", "oneOf", "patternProperties", "$dynamicRef"}
)


@dataclass(slots=True)
class View:
    """A schema read as one object. `is_typed`: it says `type: object`; `is_foreign`: it also allows other types."""

    properties: dict[str, JSON] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    is_closed: bool = False
    is_typed: bool = False
    is_foreign: bool = False
    has_pattern: bool = False


@dataclass(frozen=True, slots=True)
class Views:
    """Reads schemas as objects, following references through `schemas`."""

    schemas: Mapping[str, Schema]

    def of(self, node: JSON, seen: frozenset[str] = frozenset()) -> View:
        """The object that `node` describes. A reference back to a schema being read adds nothing."""
        if not isinstance(node, Mapping):
            return View()
        view = self._own(node)
        reference = node.get("$ref")
        if isinstance(reference, str) and reference not in seen and reference in self.schemas:
            _narrow(view, self.of(self.schemas[reference].node, seen | {reference}))
        for part in node.get("allOf") or ():
            _narrow(view, self.of(part, seen))
        for choice in (node.get("anyOf"), node.get("oneOf")):
            if choice:
                _narrow(view, self._choice(choice, seen))
        return view

    def takes_null(self, node: JSON, depth: int = 8) -> bool:
        """Whether null is valid, as far as types, fixed values and what they refer to say."""
        if not isinstance(node, Mapping) or depth == 0:
            return node is not False
        kinds = types_of(node)
        if (kinds and "null" not in kinds) or None not in node.get("enum", [None]) or node.get("const") is not None:
            return False
        reference = self.schemas.get(str(node.get("$ref")))
        choices = [node[word] for word in ("anyOf", "oneOf") if node.get(word)]
        return (
            (reference is None or self.takes_null(reference.node, depth - 1))
            and all(self.takes_null(part, depth - 1) for part in node.get("allOf") or ())
            and all(any(self.takes_null(part, depth - 1) for part in choice) for choice in choices)
        )

    def _own(self, node: Mapping[str, JSON]) -> View:
        kinds = types_of(node)
        return View(
            properties=dict(node.get("properties") or {}),
            required={name for name in node.get("required") or () if isinstance(name, str)},
            is_closed=node.get("additionalProperties") is False,
            is_typed="object" in kinds,
            is_foreign=bool(kinds - {"object", "null"}) or "items" in node or "enum" in node or "const" in node,
            has_pattern="patternProperties" in node or isinstance(node.get("additionalProperties"), Mapping),
        )

    def _choice(self, branches: Iterable[JSON], seen: frozenset[str]) -> View:
        views = [self.of(branch, seen) for branch in branches if not is_null(branch)]
        names = dict.fromkeys(name for view in views for name in view.properties)
        return View(
            properties={name: _any_of([_said_of(view, name) for view in views]) for name in names},
            required=set[str]()
            .union(*(view.required for view in views[:1]))
            .intersection(*(view.required for view in views)),
            is_typed=bool(views) and all(view.is_typed for view in views),
            is_foreign=any(view.is_foreign for view in views),
            has_pattern=any(view.has_pattern for view in views),
        )


def types_of(node: Mapping[str, JSON]) -> frozenset[str]:
    """The types a schema names itself."""
    kind = node.get("type")
    if isinstance(kind, str):
        return frozenset({kind})
    return frozenset(one for one in kind if isinstance(one, str)) if isinstance(kind, list) else frozenset()


def is_null(node: JSON) -> bool:
    """Whether a schema allows nothing but null."""
    return isinstance(node, Mapping) and (
        types_of(node) == {"null"} or node.get("enum") == [None] or ("const" in node and node["const"] is None)
    )


def has_shape(node: JSON) -> bool:
    """Whether a schema says what a value looks like, and does not only bound it (`{required: [a]}`)."""
    return isinstance(node, Mapping) and not _SHAPES.isdisjoint(node)


def without(node: Mapping[str, JSON], *keywords: str) -> dict[str, JSON]:
    """The schema without some keywords and without annotations."""
    return {
        key: value
        for key, value in node.items()
        if key not in keywords and key not in ANNOTATIONS and not key.startswith("x-")
    }


def _said_of(view: View, name: str) -> JSON:
    if name in view.properties:
        return view.properties[name]
    return None if view.is_closed else True


def _any_of(said: list[JSON]) -> JSON:
    options: list[JSON] = []
    for one in said:
        if one is not None and one not in options:
            options.append(one)
    return options[0] if len(options) == 1 else {"anyOf": options}


def _narrow(view: View, other: View) -> None:
    """Both hold: keep what either says."""
    for name, node in other.properties.items():
        known = view.properties.get(name)
        view.properties[name] = node if known is None or known == node else {"allOf": [known, node]}
    view.required |= other.required
    view.is_closed |= other.is_closed
    view.is_typed |= other.is_typed
    view.is_foreign |= other.is_foreign
    view.has_pattern |= other.has_pattern
