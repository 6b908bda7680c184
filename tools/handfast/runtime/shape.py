"""What a schema says about the form of a value, found without judging: for turning text into JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Kinds = frozenset[str]

ANY: Kinds = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
NUMBER: Kinds = frozenset({"integer", "number"})

_DEEP = 40
_WIDE = 2_000


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a value: which JSON types it may have, and what its parts are.

    `kinds` is never empty: a schema that nothing satisfies is left to the judge. `additional` is None when
    nothing is said about undeclared properties; `items` is None when nothing is said about elements.
    """

    kinds: Kinds
    properties: Mapping[str, Any] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    additional: Any = None
    items: Any = None
    default: Any = None
    has_default: bool = False
    is_binary: bool = False
    is_open: bool = False
    choices: tuple[Any, ...] = ()
    text_format: str = ""

    @property
    def takes_any_member(self) -> bool:
        """Whether undeclared properties are members: where the schema speaks of them, or names none at all."""
        return self.additional is not False and (self.additional is not None or not self.properties)


def shape_of(node: Any, target: Callable[[str], Any]) -> Shape:
    """The shape of a schema; `$ref`, `allOf`, `anyOf` and `oneOf` are looked through."""
    parts = list(parts_of(node, target))
    properties: dict[str, list[Any]] = {}
    for part, _ in parts:
        for name, schema in part.get("properties", {}).items():
            properties.setdefault(name, []).append(schema)
    items = [part["items"] for part, _ in parts if "items" in part]
    stated = [part["additionalProperties"] for part, _ in parts if "additionalProperties" in part]
    certain = [part for part, is_certain in parts if is_certain]
    defaults = [part["default"] for part in certain if "default" in part]
    choices = [part["enum"] if "enum" in part else [part["const"]] for part in certain if {"enum", "const"} & set(part)]
    kinds = _kinds(node, target, {}, _DEEP)
    is_open = kinds == ANY
    if is_open:
        kinds = _implied(bool(properties), bool(items))
    return Shape(
        kinds=kinds or frozenset({"string"}),
        properties={name: _one(schemas) for name, schemas in properties.items()},
        required=frozenset(name for part in certain for name in part.get("required", ())),
        additional=_one(stated) if stated else None,
        items=_one(items) if items else None,
        default=defaults[0] if defaults else None,
        has_default=bool(defaults),
        is_binary=_is_binary(
            [part for part, is_certain in parts_of(_besides_null(node, target), target) if is_certain], kinds
        ),
        is_open=is_open,
        choices=tuple(choices[0]) if choices else (),
        text_format=next((str(part["format"]) for part in certain if "format" in part), ""),
    )


def parts_of(node: Any, target: Callable[[str], Any]) -> Iterator[tuple[dict[str, Any], bool]]:
    """The schema objects that a value meets, each with whether it meets it in any case."""
    waiting = [(node, True)]
    seen: set[int] = set()
    while waiting and len(seen) < _WIDE:
        schema, is_certain = waiting.pop(0)
        if not isinstance(schema, dict) or id(schema) in seen:
            continue
        seen.add(id(schema))
        yield schema, is_certain
        if isinstance(schema.get("$ref"), str):
            waiting.append((target(schema["$ref"]), is_certain))
        waiting.extend((one, is_certain) for one in schema.get("allOf", ()))
        for keyword in ("anyOf", "oneOf"):
            branches = schema.get(keyword, ())
            waiting.extend((one, is_certain and len(branches) == 1) for one in branches)


def _kinds(node: Any, target: Callable[[str], Any], known: dict[int, Kinds], depth: int) -> Kinds:
    """The JSON types that a value of this schema may have; all of them when nothing is said.

    `known` remembers schemas met before; one that leads back to itself adds nothing.
    """
    if not isinstance(node, dict) or depth == 0:
        return ANY
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = frozenset()
    kinds = _own_kinds(node)
    if isinstance(node.get("$ref"), str):
        kinds &= _kinds(target(node["$ref"]), target, known, depth - 1)
    for one in node.get("allOf", ()):
        kinds &= _kinds(one, target, known, depth - 1)
    for keyword in ("anyOf", "oneOf"):
        if node.get(keyword):
            kinds &= frozenset().union(*(_kinds(one, target, known, depth - 1) for one in node[keyword]))
    known[id(node)] = kinds
    return kinds


def _own_kinds(node: Mapping[str, Any]) -> Kinds:
    kinds = ANY
    if "type" in node:
        stated = node["type"] if isinstance(node["type"], list) else [node["type"]]
        kinds &= frozenset(stated) | (NUMBER if "number" in stated else frozenset())
    if "const" in node:
        kinds &= _kind(node["const"])
    if isinstance(node.get("enum"), list):
        kinds &= frozenset().union(*(_kind(value) for value in node["enum"]))
    return kinds


def _kind(value: Any) -> Kinds:
    """The JSON types of a value; an integer is also a number (JSON Schema 2020-12 §4.2.1)."""
    match value:
        case None:
            return frozenset({"null"})
        case bool():
            return frozenset({"boolean"})
        case int() | float():
            return NUMBER
        case str():
            return frozenset({"string"})
        case list():
            return frozenset({"array"})
        case _:
            return frozenset({"object"})


def _implied(has_properties: bool, has_items: bool) -> Kinds:  # noqa: FBT001 - two facts about one schema
    """What a schema without `type` is most likely for: text, unless it speaks of properties or elements."""
    if has_properties:
        return frozenset({"object"})
    return frozenset({"array"}) if has_items else frozenset({"string"})


def _besides_null(node: Any, target: Callable[[str], Any]) -> Any:
    """The schema of values that are not null, where null is a branch of its own: there is no null in a form."""
    for _ in range(_DEEP):
        if not isinstance(node, dict):
            break
        branches = node.get("anyOf") or node.get("oneOf") or ()
        others = [one for one in branches if not (isinstance(one, dict) and one.get("type") == "null")]
        if len(others) == 1:
            node = others[0]
        elif isinstance(node.get("$ref"), str) and not branches:
            node = target(node["$ref"])
        else:
            break
    return node


def _is_binary(parts: list[dict[str, Any]], kinds: Kinds) -> bool:
    """Whether a form field of this schema is a file (OpenAPI 3.0 §4.7.14.2, 3.1 §4.8.14.3).

    Code is generated by the same rule (`emit/files.py`); a test holds the two together.
    """
    if any("contentEncoding" in part for part in parts) or "string" not in kinds:
        return False
    return any(part.get("format") == "binary" or _is_file_type(part.get("contentMediaType")) for part in parts)


def _is_file_type(media_type: Any) -> bool:
    """Whether content of this media type is not text; JSON is text."""
    if not isinstance(media_type, str):
        return False
    essence = media_type.partition(";")[0].strip().lower()
    is_json = essence == "application/json" or essence.endswith("+json")
    return not is_json and not essence.startswith("text/")


def _one(schemas: list[Any]) -> Any:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
