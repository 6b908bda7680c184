"""All that a value must satisfy at once: references followed, `allOf` opened, one branch of each choice taken."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from handfast.contract import JSON
from handfast.mock.schemas import Schemas

ALL: Final = frozenset({"object", "array", "string", "integer", "number", "boolean", "null"})
_RISKY: Final = frozenset(
    {"oneOf", "not", "if", "contains", "uniqueItems", "unevaluatedProperties", "unevaluatedItems", "dependentSchemas"}
    | {"patternProperties", "propertyNames", "dependentRequired", "$dynamicRef", "minProperties"}
)
"""Keywords that a value made of its parts may still break."""
_SPEAKS_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("properties", "required", "additionalProperties", "patternProperties"), "object"),
    **dict.fromkeys(("minProperties", "maxProperties", "propertyNames", "unevaluatedProperties"), "object"),
    **dict.fromkeys(("items", "prefixItems", "minItems", "maxItems", "contains", "uniqueItems"), "array"),
    **dict.fromkeys(("pattern", "format", "minLength", "maxLength"), "string"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"),
}
_PREFERRED: Final = ("object", "array", "string", "number", "integer", "boolean", "null")
_FAR: Final = 1_000


class Impossible(Exception):  # noqa: N818 - says what a schema is, or seems to be
    """No value was found that satisfies a schema."""


class TooDeep(Impossible):
    """A value would be nested too deeply here; elsewhere it may be possible."""


@dataclass(slots=True)
class Demand:
    """Schema objects that a value must satisfy together, none of which leaves a choice.

    `forbidden` are names that the value must not have; `is_risky` tells that a value that follows all of it may still
    be invalid.
    """

    nodes: list[Mapping[str, JSON]] = field(default_factory=list)
    kinds: frozenset[str] = ALL
    forbidden: set[str] = field(default_factory=set)
    is_risky: bool = False

    def said(self, keyword: str) -> list[JSON]:
        """What all of them say about a keyword."""
        return [node[keyword] for node in self.nodes if keyword in node]

    def highest(self, keyword: str, default: int = 0) -> int:
        """The strictest of lower bounds that are counts."""
        return int(max(self.said(keyword), default=default))

    def lowest(self, keyword: str, default: int) -> int:
        """The strictest of upper bounds that are counts."""
        return int(min(self.said(keyword), default=default))

    def values(self) -> list[JSON] | None:
        """The fixed values that all of them allow; None where values are not fixed."""
        lists = [*self.said("enum"), *([one] for one in self.said("const"))]
        if not lists:
            return None
        return [one for one in lists[0] if all(_holds(other, one) for other in lists[1:])]

    def kind(self) -> str:
        """The JSON type that a value should have: the one that the keywords speak of, else the first that may be."""
        if len(self.kinds) == 1:
            return next(iter(self.kinds))
        if "number" in self.kinds and self.kinds <= {"number", "integer", "null"}:
            return "number"
        spoken = {_SPEAKS_OF[word] for node in self.nodes for word in node if word in _SPEAKS_OF}
        fitting = [kind for kind in _PREFERRED if kind in self.kinds and kind in spoken]
        if fitting:
            return fitting[0]
        return "string" if "string" in self.kinds else next(kind for kind in _PREFERRED if kind in self.kinds)

    def add(self, node: Mapping[str, JSON]) -> None:
        """Demand this too.

        Raises:
            Impossible: it has no type in common with the rest.
        """
        self.nodes.append(node)
        self.is_risky |= not _RISKY.isdisjoint(node)
        self.narrow(_kinds(node))

    def narrow(self, kinds: frozenset[str]) -> None:
        """Leave only these types."""
        self.kinds &= kinds
        if not self.kinds:
            raise Impossible

    def copy(self) -> Demand:
        """The same, to be narrowed on trial."""
        return Demand([*self.nodes], self.kinds, {*self.forbidden}, self.is_risky)


@dataclass(frozen=True, slots=True)
class Taste:
    """Which branches are taken: the least deep ones if `is_lean`, and null before others only if `may_be_null`."""

    random: Random
    is_lean: bool = False
    may_be_null: bool = True


class Reader:
    """Reads schemas into demands."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._heights: dict[int, tuple[JSON, int]] = {}
        self._denied: dict[int, tuple[JSON, JSON]] = {}
        self._named: dict[tuple[int, str], JSON] = {}

    def read(self, nodes: Iterable[JSON], taste: Taste) -> Demand:
        """One way to satisfy all of these schemas.

        Raises:
            Impossible: there is no such way, or it was not found.
        """
        demand = Demand()
        waiting: deque[JSON] = deque(nodes)
        choices: list[tuple[Mapping[str, JSON], str]] = []
        seen: set[int] = set()
        while waiting or choices:
            if not waiting:
                waiting.extend(self._taken(*choices.pop(0), demand, taste))
                continue
            node = waiting.popleft()
            if node is False:
                raise Impossible
            if not isinstance(node, Mapping) or id(node) in seen:
                continue
            seen.add(id(node))
            demand.add(node)
            _deny(node, demand)
            waiting.extend(self._together(node))
            choices += [(node, word) for word in ("anyOf", "oneOf", "if") if word in node]
        return demand

    def height(self, node: JSON) -> int:
        """How deep the smallest value of a schema is nested; far for one that leads back to itself."""
        if not isinstance(node, Mapping):
            return 0 if node is not False else _FAR
        known = self._heights.get(id(node))
        if known is None:
            self._heights[id(node)] = (node, _FAR)
            known = self._heights[id(node)] = (node, min(self._height(node), _FAR))
        return known[1]

    def _height(self, node: Mapping[str, JSON]) -> int:
        properties = node.get("properties", {})
        inner = [self.height(properties[name]) for name in node.get("required", ()) if name in properties]
        if node.get("minItems") and "items" in node:
            inner.append(self.height(node["items"]))
        beside = [self.height(one) for one in self._together(node)]
        beside += [min(map(self.height, node[word])) for word in ("anyOf", "oneOf") if node.get(word)]
        return max([max(inner, default=-1) + 1, *beside])

    def _together(self, node: Mapping[str, JSON]) -> Iterator[JSON]:
        """The schemas that hold wherever this one does."""
        if isinstance(node.get("$ref"), str):
            yield self._schemas.target(node["$ref"])
        yield from node.get("allOf", ())

    def _taken(self, node: Mapping[str, JSON], word: str, demand: Demand, taste: Taste) -> Sequence[JSON]:
        """The branch of a choice that is taken, as schemas that hold together."""
        ways = self._conditions(node) if word == "if" else [self._branch(node, one) for one in node[word]]
        fitting = [way for way in ways if self._goes_with(way, demand)]
        if not fitting:
            raise Impossible
        taste.random.shuffle(fitting)
        telling = [way for way in fitting if taste.may_be_null or not _is_null(way[0])] or fitting
        return min(telling, key=lambda way: max(map(self.height, way))) if taste.is_lean else telling[0]

    def _conditions(self, node: Mapping[str, JSON]) -> list[Sequence[JSON]]:
        condition = node["if"]
        denied = self._denied.setdefault(id(condition), (condition, {"not": condition}))[1]
        return [[condition, node.get("then", True)], [denied, node.get("else", True)]]

    def _branch(self, node: Mapping[str, JSON], branch: JSON) -> Sequence[JSON]:
        """A branch, and the name by which a discriminator tells it (OpenAPI 3.2 §4.25)."""
        said = node.get("discriminator")
        reference = branch.get("$ref") if isinstance(branch, Mapping) else None
        if not isinstance(said, Mapping) or not isinstance(reference, str):
            return [branch]
        tag = said.get("propertyName")
        mapping = said.get("mapping")
        known = mapping.items() if isinstance(mapping, Mapping) else ()
        plain = reference.rpartition("/")[2]
        name = next(
            (key for key, value in known if isinstance(value, str) and value.rpartition("/")[2] == plain), plain
        )
        if not isinstance(tag, str):
            return [branch]
        named = self._named.setdefault((id(branch), name), {"properties": {tag: {"anyOf": [{"const": name}, True]}}})
        return [branch, named]

    def _goes_with(self, way: Sequence[JSON], demand: Demand) -> bool:
        """Whether a branch can hold beside the rest, as far as types and fixed values tell."""
        trial = demand.copy()
        waiting = list(way)
        seen: set[int] = set()
        try:
            while waiting:
                node = waiting.pop()
                if node is False:
                    return False
                if isinstance(node, Mapping) and id(node) not in seen:
                    seen.add(id(node))
                    trial.add(node)
                    waiting.extend(self._together(node))
        except Impossible:
            return False
        return trial.values() != [] and all(self._has_value(trial, name) for name in _required(trial))

    def _has_value(self, demand: Demand, name: str) -> bool:
        """Whether the fixed values that are demanded of a property have one in common."""
        inner = Demand()
        try:
            for node in demand.said("properties"):
                if name in node and isinstance(node[name], Mapping):
                    inner.add(node[name])
        except Impossible:
            return False
        return inner.values() != []


def _required(demand: Demand) -> set[str]:
    return {name for names in demand.said("required") for name in names}


def _kinds(node: Mapping[str, JSON]) -> frozenset[str]:
    kind = node.get("type")
    if kind is None:
        return ALL
    named = {kind} if isinstance(kind, str) else set(kind)
    return frozenset(named | {"integer"} if "number" in named else named)


def _deny(node: Mapping[str, JSON], demand: Demand) -> None:
    """Take the plainest of what must not be: types, and properties that must be absent."""
    denied = node.get("not")
    if denied is True or denied == {}:
        raise Impossible
    if not isinstance(denied, Mapping):
        return
    if denied.keys() == {"type"}:
        demand.narrow(ALL - _kinds(denied))
    if denied.keys() == {"required"} and len(denied["required"]) == 1:
        demand.forbidden.add(denied["required"][0])


def _is_null(node: JSON) -> bool:
    return isinstance(node, Mapping) and (node.get("type") in ("null", ["null"]) or node.get("enum") == [None])


def _holds(values: Sequence[JSON], value: JSON) -> bool:
    """Whether a JSON value is one of these: `true` is no 1."""
    return any(one == value and isinstance(one, bool) == isinstance(value, bool) for one in values)
