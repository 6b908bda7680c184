"""What does not belong in a direction is left out: `readOnly` properties of a request, `writeOnly` ones of a reply.

A value is judged as it came, whole; what is left out afterwards is neither seen by the handler nor sent (OpenAPI 3.0.4
§4.7.24.2; JSON Schema Validation 2020-12 §9.4: attempts to set them are ignored).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from handfast.runtime.shape import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handfast.runtime.judge import Judge

Flag = Literal["readOnly", "writeOnly"]
Omit = Callable[[Any], Any]


def omission(judge: Judge, node: Any, flag: Flag) -> Omit | None:
    """What leaves out the flagged properties of values of this schema; None where it has none.

    A property that several parts of a schema declare is left out when all of them flag it.
    """
    found = _Omission(judge, flag).of([node])
    return None if found is None or not found.finds(set()) else found.apply


class _Level:
    """What is left out of one object or array, and what to look into below it."""

    __slots__ = ("additional", "items", "names", "properties")

    def __init__(self) -> None:
        self.names: frozenset[str] = frozenset()
        self.properties: dict[str, _Level] = {}
        self.additional: _Level | None = None
        self.items: _Level | None = None

    def finds(self, seen: set[int]) -> bool:
        """Whether anything can be left out here or below."""
        if id(self) in seen:
            return False
        seen.add(id(self))
        return bool(self.names) or any(one.finds(seen) for one in self._below())

    def apply(self, value: Any) -> Any:
        """The value without what is left out; itself where nothing is."""
        if isinstance(value, dict):
            return {name: self._inside(name, one) for name, one in value.items() if name not in self.names}
        if isinstance(value, list) and self.items is not None:
            return [self.items.apply(one) for one in value]
        return value

    def _inside(self, name: str, value: Any) -> Any:
        level = self.properties.get(name, self.additional)
        return value if level is None else level.apply(value)

    def _below(self) -> Iterable[_Level]:
        return [one for one in (*self.properties.values(), self.additional, self.items) if one is not None]


class _Omission:
    """Compiles schemas into levels. Schemas that lead back to themselves are compiled once."""

    def __init__(self, judge: Judge, flag: Flag) -> None:
        self._judge = judge
        self._flag = flag
        self._known: dict[frozenset[int], _Level] = {}

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
        parts = [part for one in schemas for part, _ in parts_of(one, self._judge.target)]
        said: dict[str, list[Any]] = {}
        for part in parts:
            for name, schema in part.get("properties", {}).items():
                said.setdefault(name, []).append(schema)
        level.names = frozenset(name for name, found in said.items() if all(map(self._is_flagged, found)))
        for name in said.keys() - level.names:
            below = self.of(said[name])
            if below is not None:
                level.properties[name] = below
        level.additional = self.of([part.get("additionalProperties") for part in parts])
        level.items = self.of([part.get("items") for part in parts])

    def _is_flagged(self, node: Any) -> bool:
        return any(
            is_certain and part.get(self._flag) is True for part, is_certain in parts_of(node, self._judge.target)
        )
