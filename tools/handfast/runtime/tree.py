"""A prefix tree of path templates: finds the most concrete one in as many steps as a path has segments.

What a template means is `paths.Template`'s business; the tree only saves asking each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from handfast.runtime.paths import LITERAL, OPEN, Segment, Template, canonical
from handfast.runtime.wire import Wire

if TYPE_CHECKING:
    from starlette.types import Scope

Payload = TypeVar("Payload")


class Match(NamedTuple, Generic[Payload]):
    """What stands at one template: its payloads in the order they were added, the raw values of its parameters."""

    template: Template
    payloads: Sequence[Payload]
    values: dict[str, str]


@dataclass(slots=True)
class _Node(Generic[Payload]):
    """`templates` end here; `only` is the one that does, if it is alone and plain."""

    literals: dict[str, _Node[Payload]] = field(default_factory=dict)
    mixed: dict[str, tuple[re.Pattern[str], _Node[Payload]]] = field(default_factory=dict)
    open: _Node[Payload] | None = None
    templates: dict[str, tuple[Template, list[Payload]]] = field(default_factory=dict)
    only: tuple[Template, list[Payload]] | None = None

    def below(self, segment: Segment) -> _Node[Payload]:
        """The node for templates that go on with this segment; made when there is none."""
        if segment.kind == LITERAL:
            return self.literals.setdefault(segment.text, _Node())
        if segment.kind == OPEN:
            self.open = self.open or _Node()
            return self.open
        return self.mixed.setdefault(segment.pattern, (re.compile(segment.pattern), _Node()))[1]

    def find(self, segments: list[str], depth: int, path: str, scope: Scope) -> Sequence[Match[Payload]]:
        """What matches below this node, concrete before templated. A path meets each node of the tree once at most."""
        if depth == len(segments):
            return _most_concrete(self._here(segments, path, scope))
        segment = segments[depth]
        literal = self.literals.get(segment if "%" not in segment else canonical(segment))
        found = literal.find(segments, depth + 1, path, scope) if literal is not None else ()
        if not found and self.mixed:
            below = [node for pattern, node in self.mixed.values() if pattern.fullmatch(segment)]
            found = _most_concrete(match for node in below for match in node.find(segments, depth + 1, path, scope))
        if not found and self.open is not None and segment:
            return self.open.find(segments, depth + 1, path, scope)
        return found

    def _here(self, segments: list[str], path: str, scope: Scope) -> Iterator[Match[Payload]]:
        """The templates that end here and match."""
        for template, payloads in self.templates.values():
            values = (
                {name: segments[at] for name, at in template.at}
                if template.is_plain
                else template.match(path, Wire(scope).query if template.conditions else None)
            )
            if values is not None:
                yield Match(template, payloads, values)


def _most_concrete(matches: Iterable[Match[Payload]]) -> Sequence[Match[Payload]]:
    """Those that no other outranks."""
    best: list[Match[Payload]] = []
    for match in matches:
        if best and match.template.outranks(best[0].template):
            best = [match]
        elif not best or not best[0].template.outranks(match.template):
            best.append(match)
    return best


class Tree(Generic[Payload]):
    """Templates, each with what stands there."""

    def __init__(self) -> None:
        self._root = _Node[Payload]()

    def add(self, template: Template, payload: Payload) -> None:
        """Put a payload at a template."""
        node = self._root
        for segment in template.segments:
            node = node.below(segment)
        here = node.templates.setdefault(template.text, (template, []))
        here[1].append(payload)
        node.only = here if template.is_plain and len(node.templates) == 1 else None

    def find(self, path: str, scope: Scope) -> Sequence[Match[Payload]]:
        """What stands at the most concrete template that matches a raw path; several where only names tell them apart.

        The scope is asked for the query where a template has conditions on it.
        """
        return self._root.find(path.split("/")[1:], 0, path, scope)

    def straight(self, path: str) -> tuple[Sequence[Payload], dict[str, str]] | None:
        """What one walk down finds, without a look aside: the only plain template at its end; else nothing.

        The path must be the same raw and decoded.
        """
        node, segments = self._root, path.split("/")
        del segments[0]
        for segment in segments:
            below = node.literals.get(segment)
            if below is None:
                below = node.open
                if below is None or node.mixed or not segment:
                    return None
            node = below
        if node.only is None:
            return None
        template, payloads = node.only
        values: dict[str, str] = {}
        for name, at in template.at:
            values[name] = segments[at]
        return payloads, values
