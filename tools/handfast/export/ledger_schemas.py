"""What becomes of every assertion of a schema: it is held against the document by which the live judge decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from handfast.contract.dialect import MANY, NAMED, ONE
from handfast.contract.keywords import compiles, is_sound
from handfast.export.enforcement import Direction, Enforcer, Row, elsewhere, never, unless
from handfast.export.fragments import JSON
from handfast.export.spots import Spot, Spots
from handfast.runtime.judge import Judge, knows_format
from handfast.runtime.settings import ASSERT_FORMATS, assert_formats
from handfast.runtime.sizes import plain_keyword

_VALUES: Final = frozenset(
    {"type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"}
    | {"maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains", "minContains"}
    | {"maxProperties", "minProperties", "required", "dependentRequired", "format", "nullable", "dependencies"}
    | {"$dynamicRef", "$recursiveRef", "contentMediaType", "contentEncoding", "contentSchema"}
)
_DECIDING: Final = _VALUES | {
    *("not", "if", "then", "else", "anyOf", "oneOf", "contains", "propertyNames", "additionalProperties"),
    *("additionalItems", "unevaluatedItems", "unevaluatedProperties"),
}
"""Keywords that get a row. Those that only hold other schemas have none: what they hold has."""

_NEEDS: Final = {"then": "if", "else": "if", "minContains": "contains", "maxContains": "contains"}
_SETTLED: Final[tuple[JSON, ...]] = (True, {}, None)
"""Values of a keyword that asserts nothing with them."""

_DESCRIPTIONS: Final = frozenset({"contentMediaType", "contentEncoding", "contentSchema"})
_NUMBER_FORMATS: Final = frozenset({"int32", "int64"})
_UNBREAKABLE: Final = frozenset({"binary", "password"})
"""Formats that every text has (OpenAPI Format Registry)."""
EDITED: Final = "the app's judge decides by other schemas than the spec's"
_ROOTS: Final[Mapping[Direction, str]] = {"request": "request", "reply": "response"}


class SchemaRows:
    """The rows of the schemas that one direction uses, each schema once. `lost` says why nothing judges there."""

    def __init__(self, spots: Spots, judge: Judge, direction: Direction, lost: str = "") -> None:
        self._spots = spots
        self._direction: Direction = direction
        self._by = Enforcer.JUDGE if direction == "request" else Enforcer.REPLIES
        self._lost = lost
        self._lost_formats = lost or ("" if assert_formats() else f"{ASSERT_FORMATS} is `no`")
        self._judged: Mapping[str, JSON] = judge.document[_ROOTS[direction]].get("$defs", {})
        self._others = [judge.document[root].get("$defs", {}) for root in _ROOTS.values()]
        self._is_3_0 = str(spots.document.get("openapi", "")).startswith("3.0")
        self._seen: set[str] = set()
        self._waiting: list[str] = []

    def rows(self, key: str) -> Iterator[Row]:
        """The rows of the schema named `key`, and of all that it refers to, as far as they were not asked for yet."""
        self._waiting.append(key)
        while self._waiting:
            wanted = self._waiting.pop()
            if wanted not in self._seen and wanted in self._judged:
                self._seen.add(wanted)
                both = [one.get(wanted) for one in self._others]
                yield from self._node(self._spots.at(wanted), self._judged[wanted], both, is_apart=False)

    def _node(self, spot: Spot, judged: JSON, both: list[JSON], *, is_apart: bool) -> Iterator[Row]:
        """A schema beside its judged form. `both` are the forms of each direction, `is_apart` tells of an own `$id`."""
        node = spot.value
        if node is False:  # below a keyword without a row of its own
            yield self._row(spot, "false", "" if judged is False else EDITED)
        if not isinstance(node, Mapping):
            return
        held = {plain_keyword(name): value for name, value in judged.items()} if isinstance(judged, Mapping) else {}
        is_apart = is_apart or "$id" in node or "id" in node
        for keyword, value in node.items():
            if keyword in _DECIDING and not _says_nothing(keyword, value):
                yield self._keyword(spot / keyword, node, held, both)
        ref = node.get("$ref")
        if isinstance(ref, str) and ref.startswith("#") and not is_apart:
            self._waiting.append(self._spots.at(unquote(ref)).key)
        for way, inner in _inner(node, held):
            child = spot
            for part in way:
                child /= part
            if child.value is False and way[0] in _DECIDING:
                continue
            if inner is None:
                yield self._absent(child, way[-1], node, way[0])
            else:
                yield from self._node(child, inner, [_below(one, way, node) for one in both], is_apart=is_apart)

    def _keyword(self, spot: Spot, node: Mapping[str, JSON], held: Mapping[str, JSON], both: list[JSON]) -> Row:
        keyword, value = spot.parts[-1], spot.value
        if keyword in _DESCRIPTIONS:
            return never(spot.key, keyword, "describes text and decides nothing", self._direction)
        if keyword == "format" and isinstance(value, str):
            return self._format(spot, value, held)
        if _NEEDS.get(keyword, keyword) not in node:
            return never(spot.key, keyword, f"means nothing without `{_NEEDS[keyword]}`", self._direction)
        if _is_held(keyword, value, held, both):
            return self._row(spot, keyword)
        return self._absent(spot, keyword, node, keyword)

    def _absent(self, spot: Spot, name: str, node: Mapping[str, JSON], keyword: str) -> Row:
        """The row of what the judge does not have."""
        why = _reason(keyword, name, node, is_3_0=self._is_3_0)
        if why:
            return never(spot.key, keyword, why, self._direction)
        return self._row(spot, keyword, EDITED)

    def _format(self, spot: Spot, name: str, held: Mapping[str, JSON]) -> Row:
        kinds = _listed(held.get("type"))
        if name in _NUMBER_FORMATS:
            if {"minimum", "maximum"} <= held.keys():
                return self._row(spot, "format")
            return never(spot.key, "format", f"`{name}` is a format of numbers", self._direction)
        if name in _UNBREAKABLE:
            return elsewhere(
                spot.key, "format", f"`{name}` says how to treat a text; every text is one", self._direction
            )
        if not knows_format(name):
            return never(spot.key, "format", f"`{name}` is no format that the judge decides about", self._direction)
        if kinds and "string" not in kinds:
            return never(spot.key, "format", f"`{name}` is a format of text", self._direction)
        if held.get("format") != name:
            return self._absent(spot, "format", {"format": name}, "format")
        return unless(self._lost_formats, spot.key, "format", self._by, self._direction)

    def _row(self, spot: Spot, construct: str, lost: str = "") -> Row:
        return unless(lost or self._lost, spot.key, construct, self._by, self._direction)


def _says_nothing(keyword: str, value: JSON) -> bool:
    if keyword in ("uniqueItems", "nullable"):
        return value is not True
    if keyword in ("exclusiveMinimum", "exclusiveMaximum"):
        return value is False
    return keyword not in _VALUES and value in _SETTLED and keyword not in ("not", "contains")


def _is_held(keyword: str, value: JSON, held: Mapping[str, JSON], both: list[JSON]) -> bool:
    """Whether the judge asserts what a keyword says."""
    match keyword:
        case "nullable":
            return "null" in _listed(held.get("type"))
        case "type":
            return bool(held.get("type")) and set(_listed(value)) <= set(_listed(held["type"]))
        case "minimum" | "maximum":
            return _is_bound(keyword, value, held)
        case "exclusiveMinimum" | "exclusiveMaximum" if value is True:
            return keyword in held
        case "required":
            sides = [one["required"] for one in both if isinstance(one, Mapping) and "required" in one]
            return bool(sides) and set().union(*sides) == set(value)  # each direction leaves out what is not its own
        case "dependencies":
            return not held.keys().isdisjoint({"dependencies", "dependentRequired", "dependentSchemas"})
        case "additionalItems":
            return "items" in held
        case _ if keyword in _VALUES:
            return keyword in held and bool(held[keyword] == value)
    return keyword in held


def _is_bound(keyword: str, value: JSON, held: Mapping[str, JSON]) -> bool:
    """Whether a bound is held, perhaps as an exclusive one, or as the closer one of `int32`."""
    exclusive = held.get("exclusiveMinimum" if keyword == "minimum" else "exclusiveMaximum")
    bound = held.get(keyword)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    closer = isinstance(bound, int | float) and (bound >= value if keyword == "minimum" else bound <= value)
    return closer or (exclusive is not None and exclusive == value)


def _reason(keyword: str, name: str, node: Mapping[str, JSON], *, is_3_0: bool) -> str:
    """Why the judge was never given a keyword; empty where there is no reason."""
    if "$ref" in node and keyword != "$ref":
        return "stands beside `$ref`, where this version of schemas ignores it"
    if keyword == "nullable":
        return "means nothing without `type` (OpenAPI 3.0.4 §4.7.24)"
    if keyword == "$recursiveRef":
        return "is a keyword of JSON Schema 2019-09 alone"
    pattern = name if keyword == "patternProperties" else node.get(keyword)
    if keyword in ("pattern", "patternProperties") and isinstance(pattern, str) and not compiles(pattern):
        return "is a regular expression that the judge's engine can't read"
    if not is_sound(keyword, node.get(keyword)):
        return "has no meaning with this value"
    if keyword == "additionalItems":
        return "means nothing without an array of `items`"
    if is_3_0 or "$schema" in node:
        return f"`{keyword}` is no keyword of this version of schemas"
    return ""


def _inner(node: Mapping[str, JSON], held: Mapping[str, JSON]) -> Iterator[tuple[tuple[str, ...], JSON]]:
    """The schemas right inside one that decide something: the way to each, and its judged form, None where it has none.

    A keyword that the judge lacks as a whole has a row of its own.
    """
    for keyword, value in node.items():
        here = held.get(_spelt(keyword, node), held.get(keyword))
        if here is None or keyword in ("contentSchema", "$defs", "definitions"):
            continue
        if keyword in ONE and not isinstance(value, list):
            yield (keyword,), here
        elif (keyword in MANY or keyword == "items") and isinstance(value, list) and isinstance(here, list):
            yield from (((keyword, str(index)), one) for index, one in enumerate(here[: len(value)]))
        elif keyword in NAMED or keyword == "dependencies":
            found = value if isinstance(value, Mapping) else {}
            names = [name for name, one in found.items() if keyword != "dependencies" or isinstance(one, Mapping)]
            yield from (((keyword, name), here.get(name)) for name in names)


def _spelt(keyword: str, node: Mapping[str, JSON]) -> str:
    """What 2020-12 calls a keyword that holds schemas."""
    if isinstance(node.get("items"), list):
        return {"items": "prefixItems", "additionalItems": "items"}.get(keyword, keyword)
    return {"dependencies": "dependentSchemas"}.get(keyword, keyword)


def _below(judged: Any, way: tuple[str, ...], node: Mapping[str, JSON]) -> Any:
    """What stands below a judged schema on the way that leads there in the spec."""
    for part in (_spelt(way[0], node), *way[1:]):
        if isinstance(judged, list):
            judged = judged[int(part)]
        else:
            judged = judged.get(part) if isinstance(judged, Mapping) else None
    return judged


def _listed(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else [] if value is None else [value]
