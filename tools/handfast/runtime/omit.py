"""What does not belong in a direction is left out: `readOnly` properties of a request, `writeOnly` ones of a reply.

A value is judged as it came, whole; what is left out afterwards is neither seen by the handler nor sent (OpenAPI 3.0.4
§4.7.24.2; JSON Schema Validation 2020-12 §9.4: attempts to set them are ignored).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Literal

import jsonschema_rs

from handfast.runtime.judge import BACKTRACK_LIMIT
from handfast.runtime.shape import parts_of

if TYPE_CHECKING:
    from handfast.runtime.judge import Judge

Flag = Literal["readOnly", "writeOnly"]
Omit = Callable[[Any], Any]

_MOST_KNOWN = 256
"""Sets of patterns that names have matched; others are looked up again."""


def omission(judge: Judge, node: Any, flag: Flag) -> Omit | None:
    """What leaves out the flagged properties of values of this schema; None where it has none.

    A property that several parts of a schema declare is left out when all of them flag it. The parts are those that
    `$ref`, `allOf`, `anyOf`, `oneOf`, `then`, `else` and `dependentSchemas` lead to. `unevaluatedProperties`,
    `unevaluatedItems`, `contains`, `not` and `$dynamicRef` are not looked into: what they mean depends on the value.
    """
    found = _Omission(judge, flag).of([node])
    return None if found is None or not found.finds(set()) else found.apply


class _Member:
    """What happens to one member of an object: it is left out, or looked into."""

    __slots__ = ("is_left_out", "level")

    def __init__(self, level: _Level | None, *, is_left_out: bool) -> None:
        self.is_left_out = is_left_out
        self.level = level

    def finds(self, seen: set[int]) -> bool:
        """Whether it is left out, or something in it can be."""
        return self.is_left_out or (self.level is not None and self.level.finds(seen))


class _Level:
    """What is left out of one object or array, and what to look into below it.

    `matching` gives the member for a name that no schema declares, by the patterns that it matches; `possible` has
    one for each pattern alone.
    """

    __slots__ = ("items", "matching", "members", "possible", "prefix")

    def __init__(self) -> None:
        self.members: dict[str, _Member] = {}
        self.matching: Callable[[str], _Member] = _kept
        self.possible: tuple[_Member, ...] = ()
        self.prefix: tuple[_Level | None, ...] = ()
        self.items: _Level | None = None

    def finds(self, seen: set[int]) -> bool:
        """Whether anything can be left out here or below."""
        if id(self) in seen:
            return False
        seen.add(id(self))
        below = [one for one in (*self.prefix, self.items) if one is not None]
        members = (*self.members.values(), *self.possible)
        return any(one.finds(seen) for one in members) or any(one.finds(seen) for one in below)

    def apply(self, value: Any) -> Any:
        """The value without what is left out; itself where nothing is."""
        if isinstance(value, dict):
            return self._object(value)
        if isinstance(value, list) and (self.prefix or self.items is not None):
            levels = chain(self.prefix, repeat(self.items))
            return [one if level is None else level.apply(one) for one, level in zip(value, levels, strict=False)]
        return value

    def _object(self, value: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for name, one in value.items():
            member = self.members.get(name)
            if member is None:
                member = self.matching(name)
            if not member.is_left_out:
                kept[name] = one if member.level is None else member.level.apply(one)
        return kept


_KEPT = _Member(None, is_left_out=False)


def _kept(_: str) -> _Member:
    return _KEPT


class _Omission:
    """Compiles schemas into levels. Schemas that lead back to themselves are compiled once."""

    def __init__(self, judge: Judge, flag: Flag) -> None:
        self._judge = judge
        self._flag = flag
        self._known: dict[frozenset[int], _Level] = {}
        self._patterns: dict[str, Callable[[str], bool]] = {}

    def of(self, nodes: list[Any]) -> _Level | None:
        """The level of values that meet one of these schemas."""
        schemas = [node for node in nodes if isinstance(node, dict)]
        if not schemas:
            return None
        key = frozenset(map(id, schemas))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _Level()
            self._fill(known, schemas)
        return known

    def _fill(self, level: _Level, schemas: list[Any]) -> None:
        parts = self._parts(schemas)
        patterns = list(dict.fromkeys(one for part in parts for one in part.get("patternProperties", {})))
        for name in dict.fromkeys(name for part in parts for name in part.get("properties", {})):
            matched = frozenset(one for one in patterns if self._matches(one, name))
            level.members[name] = self._member(parts, matched, name)
        others = self._member(parts, frozenset())
        level.possible = (others, *(self._member(parts, frozenset({one})) for one in patterns))
        level.matching = self._matching(parts, patterns, others)
        level.items, level.prefix = self._elements(parts)

    def _parts(self, schemas: list[Any]) -> list[dict[str, Any]]:
        """The schema objects that a value meets, or may meet: branches of conditions are looked into like others."""
        waiting = list(schemas)
        found: dict[int, dict[str, Any]] = {}
        while waiting:
            for part, _ in parts_of(waiting.pop(0), self._judge.target):
                if id(part) not in found:
                    found[id(part)] = part
                    waiting += [part[word] for word in ("then", "else") if "if" in part and word in part]
                    waiting += part.get("dependentSchemas", {}).values()
        return list(found.values())

    def _member(self, parts: list[dict[str, Any]], matched: frozenset[str], name: str | None = None) -> _Member:
        """The member of this name, which matches these patterns. No part that only speaks of others declares it."""
        said: list[Any] = []
        beside: list[Any] = []
        for part in parts:
            properties, patterns = part.get("properties", {}), part.get("patternProperties", {})
            own = [properties[name]] if name in properties else []
            own += [schema for pattern, schema in patterns.items() if pattern in matched]
            said += own
            if not own and isinstance(part.get("additionalProperties"), dict):
                beside.append(part["additionalProperties"])
        deciding = said or beside
        if deciding and all(map(self._is_flagged, deciding)):
            return _Member(None, is_left_out=True)
        return _Member(self.of([*said, *beside]), is_left_out=False)

    def _matching(self, parts: list[dict[str, Any]], patterns: list[str], others: _Member) -> Callable[[str], _Member]:
        if not patterns:
            return lambda _: others
        known = {frozenset[str](): others}

        def matching(name: str) -> _Member:
            matched = frozenset(one for one in patterns if self._matches(one, name))
            member = known.get(matched)
            if member is None:
                member = self._member(parts, matched)
                if len(known) < _MOST_KNOWN:
                    known[matched] = member
            return member

        return matching

    def _matches(self, pattern: str, name: str) -> bool:
        """Whether the judge, whose regular expressions are not Python's, takes a name for one of a pattern."""
        if pattern not in self._patterns:
            try:
                self._patterns[pattern] = jsonschema_rs.Draft202012Validator(
                    {"pattern": pattern},
                    pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT),
                ).is_valid
            except jsonschema_rs.ValidationError:  # the judge does not check it either
                self._patterns[pattern] = lambda _: False
        return self._patterns[pattern](name)

    def _elements(self, parts: list[dict[str, Any]]) -> tuple[_Level | None, tuple[_Level | None, ...]]:
        """The level of elements, and those of the first ones (JSON Schema 2020-12 §10.3.1)."""
        prefixes = [(part.get("prefixItems", ()), part.get("items")) for part in parts]
        length = max((len(prefix) for prefix, _ in prefixes), default=0)
        first = [
            self.of([prefix[index] if index < len(prefix) else rest for prefix, rest in prefixes])
            for index in range(length)
        ]
        return self.of([rest for _, rest in prefixes]), tuple(first)

    def _is_flagged(self, node: Any) -> bool:
        return any(
            is_certain and part.get(self._flag) is True for part, is_certain in parts_of(node, self._judge.target)
        )
