"""Name-free shapes of the schemas of two contracts: equal numbers exactly when the schemas mean the same.

Schemas that reach no cycle get their number bottom-up by hash-consing, so a reference and its inlined target are the
same. What reaches a cycle is split into classes by partition refinement over both contracts at once, until nothing
splits any more; recursion that one side has unrolled is then equal too. Nothing is hashed down to a digest, so there
are no collisions to construct.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from handfast.compare.normal import (
    CHOICES,
    NAMED_SCHEMAS,
    ONE_SCHEMA,
    ORDERED_SCHEMAS,
    literal,
    normal,
    value_of,
)
from handfast.compare.unchanged import Graph, Unchanged, mapping_target
from handfast.contract.model import JSON, Contract

Groups: TypeAlias = tuple[tuple[int, ...], ...]
"""The members of a schema; within a group their order says nothing."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A schema that reaches a cycle: what it says itself, and its members, group by group."""

    label: int
    groups: Groups


class Shapes:
    """The shapes of the schemas of two contracts."""

    def __init__(self, old: Contract, new: Contract, unchanged: Unchanged) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._cells: list[_Cell] = []
        self.old = Side(self, old, unchanged.old, {})
        shared = {key: self.old.named[key] for key in unchanged.keys if key in self.old.named}
        self.new = Side(self, new, unchanged.new, shared)
        self._classes = _refine(self._cells)
        for cell, one in zip(self._cells, self._classes, strict=True):
            groups = tuple(tuple(map(self.shape, group)) for group in cell.groups)
            self._numbers.setdefault(_structure(cell.label, groups), ~one)

    def number(self, key: Hashable) -> int:
        """The number of a finished structure."""
        return self._numbers.setdefault(key, len(self._numbers))

    def structure(self, label: int, groups: Groups) -> int:
        """The number of a schema by what it says itself and by the shapes of its members, group by group."""
        return self.number(_structure(label, groups))

    def reserve(self) -> int:
        """The handle of a new cell, always negative, to be filled later."""
        self._cells.append(_Cell(-1, ()))
        return ~(len(self._cells) - 1)

    def fill(self, handle: int, label: int, groups: Groups) -> None:
        """Say what a reserved cell consists of."""
        self._cells[~handle] = _Cell(label, groups)

    def shape(self, handle: int) -> int:
        """The number that equal schemas share; negative for what reaches a cycle."""
        return handle if handle >= 0 else ~self._classes[~handle]


def _structure(label: int, groups: Groups) -> Hashable:
    return ("schema", label, tuple(tuple(sorted(group)) for group in groups))


class Side:
    """The schemas of one of the two contracts. `named` are the handles of its reference targets.

    Reference targets are built at once, since they may reach one another; what operations hold is built when asked for.
    """

    def __init__(self, shapes: Shapes, contract: Contract, graph: Graph, shared: Mapping[str, int]) -> None:
        self._shapes = shapes
        self._schemas = contract.schemas  # keeps every node alive, so that an id stays the name of one node
        self.named: dict[str, int] = dict(shared)
        self._seen: dict[int, int] = {}
        order, cyclic = _sorted(graph)
        own = [key for key in cyclic if key not in shared and self.follow(key) == key]
        self.named.update((key, shapes.reserve()) for key in own)
        for key in order:
            if key not in shared:
                self.named[key] = self._build(contract.schemas[key].node)
        for key in own:
            self._build(contract.schemas[key].node, self.named[key])

    def shape(self, node: JSON) -> int:
        """The number that equal schemas share. The node must stay alive as long as this side does."""
        key = sole_reference(node)
        if key is not None:
            return self._shapes.shape(self._reference(key))
        if id(node) in self._seen:
            return self._shapes.shape(self._seen[id(node)])
        form = normal(node)
        if not isinstance(form, dict) or "$id" in form:
            return self._shapes.number(("literal", literal(form)))
        return self._shapes.structure(*self._members(form, self.shape))

    def discriminator(self, value: Mapping[str, JSON]) -> Hashable:
        """What a discriminator says, with shapes in place of component names."""
        return tuple(self._discriminator(value, self.shape))

    def follow(self, key: str) -> str:
        """The first reference target, from `key` on, that says something itself; `key` for a ring of references."""
        seen = [key]
        while (schema := self._schemas.get(seen[-1])) is not None:
            following = sole_reference(schema.node)
            if following is None:
                return seen[-1]
            if following in seen:
                return key
            seen.append(following)
        return seen[-1]

    def _build(self, node: JSON, handle: int | None = None) -> int:
        """The handle of a schema and, on the way, of every schema below it."""
        key = sole_reference(node)
        if key is not None:
            return self._reference(key)
        built = self._handle(node, handle)
        if isinstance(node, dict):
            self._seen[id(node)] = built
        return built

    def _handle(self, node: JSON, handle: int | None) -> int:
        form = normal(node)
        if not isinstance(form, dict) or "$id" in form:
            return self._shapes.number(("literal", literal(form)))
        label, groups = self._members(form, self._build)
        if handle is None and all(member >= 0 for group in groups for member in group):
            return self._shapes.structure(label, groups)
        handle = self._shapes.reserve() if handle is None else handle
        self._shapes.fill(handle, label, groups)
        return handle

    def _members(self, form: Mapping[str, JSON], built: Callable[[JSON], int]) -> tuple[int, Groups]:
        """What a schema says itself, as a number, and its members, group by group."""
        labels: list[Hashable] = []
        groups: list[tuple[int, ...]] = []
        for keyword in sorted(form):
            for label, group in self._parts(keyword, form[keyword], built):
                labels.append((keyword, label, len(group)))
                groups.append(group)
        return self._shapes.number(("label", *labels)), tuple(groups)

    def _reference(self, key: str) -> int:
        target = self.follow(key)
        if target in self.named:
            return self.named[target]
        return self._shapes.number(("unresolved", target))

    def _parts(
        self, keyword: str, value: JSON, built: Callable[[JSON], int]
    ) -> Iterator[tuple[Hashable, tuple[int, ...]]]:
        """What a keyword contributes: something fixed, and a group of schemas whose order says nothing."""
        if keyword in ONE_SCHEMA and isinstance(value, dict | bool):
            yield "", (built(value),)
        elif keyword in NAMED_SCHEMAS and isinstance(value, dict):
            for name in sorted(value):
                yield name, (built(value[name]),)
        elif keyword in CHOICES and isinstance(value, list):
            yield "", tuple(built(member) for member in value)
        elif keyword in ORDERED_SCHEMAS and isinstance(value, list):
            for index, member in enumerate(value):
                yield index, (built(member),)
        elif keyword == "discriminator" and isinstance(value, dict):
            yield from self._discriminator(value, built)
        else:
            yield value_of(keyword, value), ()

    def _discriminator(
        self, value: Mapping[str, JSON], built: Callable[[JSON], int]
    ) -> Iterator[tuple[Hashable, tuple[int, ...]]]:
        """The property and what each value leads to; component names have no meaning of their own."""
        yield literal(value.get("propertyName")), ()
        mapping = value.get("mapping")
        entries: list[tuple[Hashable, JSON]] = sorted(mapping.items()) if isinstance(mapping, dict) else []
        if "defaultMapping" in value:  # OpenAPI 3.2 §4.25
            entries.append((("default",), value["defaultMapping"]))
        for name, target in entries:
            key = mapping_target(target)
            yield name, (built({"$ref": key}) if key in self._schemas else self._shapes.number(literal(target)),)


def sole_reference(node: JSON) -> str | None:
    """The reference that a schema consists of, if it says nothing else."""
    if not isinstance(node, dict) or ("$ref" not in node and "allOf" not in node):
        return None
    form = normal(node)
    if isinstance(form, dict) and len(form) == 1 and isinstance(form.get("$ref"), str):
        return str(form["$ref"])
    return None


def _sorted(graph: Graph) -> tuple[list[str], list[str]]:
    """The keys that reach no cycle, targets first, and the others in document order."""
    users: defaultdict[str, list[str]] = defaultdict(list)
    waiting: Counter[str] = Counter()
    for key, targets in graph.items():
        known = {target for target in targets if target in graph}
        waiting[key] = len(known)
        for target in known:
            users[target].append(key)
    order = [key for key in graph if not waiting[key]]
    for key in order:
        for user in users[key]:
            waiting[user] -= 1
            if not waiting[user]:
                order.append(user)
    finished = set(order)
    return order, [key for key in graph if key not in finished]


def _refine(cells: list[_Cell]) -> list[int]:
    """The class of each cell in the coarsest partition that no member can tell apart."""
    classes = [0] * len(cells)
    count = 0
    while True:
        table: dict[Hashable, int] = {}
        previous = classes
        classes = [
            table.setdefault(
                (
                    cell.label,
                    tuple(
                        tuple(sorted(one if one >= 0 else ~previous[~one] for one in group)) for group in cell.groups
                    ),
                ),
                len(table),
            )
            for cell in cells
        ]
        if len(table) == count:
            return classes
        count = len(table)
