"""Values of a schema, made from a seed, and values that differ from one in a single place."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from handfast.runtime import Judge

_TEXTS: Mapping[str, str] = {
    "date-time": "2020-02-29T12:30:45.5Z",
    "date": "2020-02-29",
    "uuid": "12345678-1234-5678-1234-567812345678",
    "uri": "https://example.com/a?b=c",
    "email": "a@example.com",
    "hostname": "example.com",
    "ipv4": "127.0.0.1",
    "ipv6": "::1",
}
_OTHERS = [None, True, False, 0, -1, 1.0, 2.5, 10**20, 1e300, "", "x", "2020-13-45", "not a format", [], {}, [None]]
_DEEP = 5


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes values that a schema is likely to accept; the judge says whether it does."""

    judge: Judge
    source: Random

    def value(self, node: Any, depth: int = 0) -> Any:
        if not isinstance(node, dict):
            return "anything"
        if "$ref" in node:
            return self.value(self.judge.target(node["$ref"]), depth + 1)
        for keyword in ("const", "default"):
            if keyword in node and self.source.random() < 0.9:
                return copy.deepcopy(node[keyword])
        if node.get("enum"):
            return copy.deepcopy(self.source.choice(node["enum"]))
        parts = [*node.get("allOf", ())]
        parts += [self.source.choice(node[keyword]) for keyword in ("anyOf", "oneOf") if node.get(keyword)]
        if parts:
            return self._together([self.value(part, depth) for part in (*parts, _own(node)) if part])
        return self._plain(node, depth)

    def _together(self, values: list[Any]) -> Any:
        """One value of several parts: their members, where they are objects."""
        objects = [value for value in values if isinstance(value, dict)]
        if not objects:
            return values[0]
        return {name: member for value in objects for name, member in value.items()}

    def _plain(self, node: Mapping[str, Any], depth: int) -> Any:
        kinds = node.get("type", "object" if "properties" in node else "string")
        kind = self.source.choice(kinds) if isinstance(kinds, list) else kinds
        match kind:
            case "object":
                return self._object(node, depth)
            case "array":
                least = node.get("minItems", 0)
                count = (
                    least if depth > _DEEP else self.source.randint(least, max(least, min(2, node.get("maxItems", 2))))
                )
                return [self.value(node.get("items", True), depth + 1) for _ in range(count)]
            case "integer":
                return max(int(node.get("minimum", 0)), min(int(node.get("maximum", 9)), self.source.randint(0, 9)))
            case "number":
                return max(node.get("minimum", 0.0), min(node.get("maximum", 9.5), self.source.choice([1, 2.5, 0.1])))
            case "boolean":
                return self.source.random() < 0.5
            case "null":
                return None
            case _:
                return self._text(node)

    def _object(self, node: Mapping[str, Any], depth: int) -> dict[str, Any]:
        required = node.get("required", ())
        made = {
            name: self.value(schema, depth + 1)
            for name, schema in node.get("properties", {}).items()
            if name in required or (depth < _DEEP and self.source.random() < 0.6)
        }
        extra = node.get("additionalProperties")
        if isinstance(extra, dict) and depth < _DEEP:
            made["more"] = self.value(extra, depth + 1)
        return made

    def _text(self, node: Mapping[str, Any]) -> str:
        text = _TEXTS.get(str(node.get("format")), self.source.choice(["a", "text", "é", "a longer text"]))
        return text.ljust(node.get("minLength", 0), "a")[: node.get("maxLength", 1000)]


def _own(node: Mapping[str, Any]) -> dict[str, Any]:
    """What a schema says besides its parts."""
    own = {key: value for key, value in node.items() if key not in ("allOf", "anyOf", "oneOf", "description", "title")}
    return own if "properties" in own or "type" in own else {}


def mutated(value: Any, source: Random) -> Any:
    """A copy of a value in which one thing is different: a member gone, added or renamed, another type, a value out of
    range.
    """
    changed = [copy.deepcopy(value)]
    holder, key = source.choice([*_places(changed)])
    one = holder[key]
    kind = source.random()
    if isinstance(one, dict) and one and kind < 0.4:
        del one[source.choice(sorted(one))]
    elif isinstance(one, dict) and kind < 0.55:
        one["not declared"] = source.choice(_OTHERS)
    elif isinstance(one, str) and kind < 0.4:
        holder[key] = one + source.choice(["", "x", " ", "Z", "\x00"]) * source.choice([1, 300])
    elif isinstance(one, list) and one and kind < 0.4:
        one.append(copy.deepcopy(source.choice(one)))
    elif isinstance(one, int | float) and not isinstance(one, bool) and kind < 0.5:
        holder[key] = source.choice([-one, one + 0.5, float(one), str(one), one * 10**12])
    else:
        holder[key] = copy.deepcopy(source.choice(_OTHERS))
    return changed[0]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a value, as the container and the key in it."""
    for key, one in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(one, dict | list):
            yield from _places(one)


def examples(node: Any) -> Iterator[Any]:
    """The examples that a schema gives of itself."""
    if isinstance(node, dict):
        yield from ([node["example"]] if "example" in node else [])
        yield from node.get("examples", ()) if isinstance(node.get("examples"), list) else ()
