"""Name-free shapes of the schemas of two contracts: equal numbers exactly when the schemas mean the same.

Schemas that reach no cycle get their number bottom-up by hash-consing, so a reference and its inlined target are the
same. What reaches a cycle is split into classes by partition refinement over both contracts at once, until nothing
splits any more; recursion that one side has unrolled is then equal too. Nothing is hashed down to a digest, so there
are no collisions to construct.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from handfast.compare.held import held_schemas
from handfast.compare.normal import (
    CHOICES,
    NAMED_SCHEMAS,
    ONE_SCHEMA,
    ORDERED_SCHEMAS,
    literal,
    normal,
    value_of,
)
from handfast.contract.model import JSON, Contract


@dataclass(frozen=True, slots=True)
class _Cell:
    """A schema that reaches a cycle: what it says itself, and its members, group by group."""

    label: int
    groups: tuple[tuple[int, ...], ...]


class Shapes:
    """The shapes of the schemas of two contracts."""

    def __init__(self, old: Contract, new: Contract) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._cells: list[_Cell] = []
        self.old = Side(self, old)
        self.new = Side(self, new)
        self._classes = _refine(self._cells)

    def number(self, key: Hashable) -> int:
        """The number of a finished structure, counted from 0."""
        return self._numbers.setdefault(key, len(self._numbers))

    def reserve(self) -> int:
        """The handle of a new cell, always negative, to be filled later."""
        self._cells.append(_Cell(-1, ()))
        return ~(len(self._cells) - 1)

    def fill(self, handle: int, label: int, groups: tuple[tuple[int, ...], ...]) -> None:
        """Say what a reserved cell consists of."""
        self._cells[~handle] = _Cell(label, groups)

    def shape(self, handle: int) -> int:
        """The number that equal schemas share; negative for what reaches a cycle."""
        return handle if handle >= 0 else ~self._classes[~handle]


class Side:
    """The schemas of one of the two contracts."""

    def __init__(self, shapes: Shapes, contract: Contract) -> None:
        self._shapes = shapes
        self._contract = contract  # keeps every node alive, so that an id stays the name of one node
        self._schemas = contract.schemas
        self._graph = {key: tuple(_targets(schema.node)) for key, schema in contract.schemas.items()}
        self._named: dict[str, int] = {}
        self._seen: dict[int, int] = {}
        order, cyclic = _sorted(self._graph)
        for key in cyclic:
            if self.follow(key) == key:
                self._named[key] = shapes.reserve()
        for key in order:
            self._named[key] = self._build(contract.schemas[key].node)
        for key in cyclic:
            if key in self._named:
                self._build(contract.schemas[key].node, self._named[key])
        for schema in held_schemas(contract):
            self._build(schema.node)

    def shape(self, node: JSON) -> int:
        """The number that equal schemas share. Only for schemas that are part of this side's contract."""
        key = sole_reference(node)
        if key is not None:
            return self._shapes.shape(self._reference(key))
        return self._shapes.shape(self._seen[id(node)] if isinstance(node, dict) else self._build(node))

    def discriminator(self, value: Mapping[str, JSON]) -> Hashable:
        """What a discriminator says, with shapes in place of component names."""
        return tuple((label, *map(self._shapes.shape, group)) for label, group in self._discriminator(value))

    def reached(self) -> set[str]:
        """The reference targets that some operation, webhook or callback leads to."""
        waiting = [key for schema in held_schemas(self._contract) for key in _targets(schema.node)]
        reached: set[str] = set()
        while waiting:
            key = waiting.pop()
            if key not in reached:
                reached.add(key)
                waiting.extend(self._graph.get(key, ()))
        return reached

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
        built = self._structure(node, handle)
        if isinstance(node, dict):
            self._seen[id(node)] = built
        return built

    def _structure(self, node: JSON, handle: int | None) -> int:
        form = normal(node)
        if not isinstance(form, dict) or "$id" in form:
            return self._shapes.number(("literal", literal(form)))
        labels: list[Hashable] = []
        groups: list[tuple[int, ...]] = []
        for keyword in sorted(form):
            for label, group in self._parts(keyword, form[keyword]):
                labels.append((keyword, label, len(group)))
                groups.append(group)
        key = ("schema", *labels)
        if handle is None and all(member >= 0 for group in groups for member in group):
            return self._shapes.number((key, tuple(tuple(sorted(group)) for group in groups)))
        handle = self._shapes.reserve() if handle is None else handle
        self._shapes.fill(handle, self._shapes.number(key), tuple(groups))
        return handle

    def _reference(self, key: str) -> int:
        target = self.follow(key)
        if target in self._named:
            return self._named[target]
        return self._shapes.number(("unresolved", target))

    def _parts(self, keyword: str, value: JSON) -> Iterator[tuple[Hashable, tuple[int, ...]]]:
        """What a keyword contributes: something fixed, and a group of schemas whose order says nothing."""
        if keyword in ONE_SCHEMA and isinstance(value, dict | bool):
            yield "", (self._build(value),)
        elif keyword in NAMED_SCHEMAS and isinstance(value, dict):
            for name in sorted(value):
                yield name, (self._build(value[name]),)
        elif keyword in CHOICES and isinstance(value, list):
            yield "", tuple(self._build(member) for member in value)
        elif keyword in ORDERED_SCHEMAS and isinstance(value, list):
            for index, member in enumerate(value):
                yield index, (self._build(member),)
        elif keyword == "discriminator" and isinstance(value, dict):
            yield from self._discriminator(value)
        else:
            yield value_of(keyword, value), ()

    def _discriminator(self, value: Mapping[str, JSON]) -> Iterator[tuple[Hashable, tuple[int, ...]]]:
        """The property and what each value leads to; component names have no meaning of their own."""
        yield literal(value.get("propertyName")), ()
        mapping = value.get("mapping")
        for name, target in sorted(mapping.items()) if isinstance(mapping, dict) else ():
            key = mapping_target(target)
            yield name, ((self._reference(key),) if key in self._schemas else (self._shapes.number(literal(target)),))


def mapping_target(target: JSON) -> str:
    """The reference that an entry of a discriminator's `mapping` means (OpenAPI 3.1 §4.8.25.4)."""
    name = target if isinstance(target, str) else ""
    return name if "#" in name else f"#/components/schemas/{name}"


def sole_reference(node: JSON) -> str | None:
    """The reference that a schema consists of, if it says nothing else."""
    if not isinstance(node, dict) or ("$ref" not in node and "allOf" not in node):
        return None
    form = normal(node)
    if isinstance(form, dict) and len(form) == 1 and isinstance(form.get("$ref"), str):
        return str(form["$ref"])
    return None


def _targets(node: JSON) -> Iterator[str]:
    """The references that a schema makes, without those inside literal values."""
    waiting: list[JSON] = [node]
    while waiting:
        form = normal(waiting.pop())
        if not isinstance(form, dict) or "$id" in form:
            continue
        for keyword, value in form.items():
            if keyword == "$ref" and isinstance(value, str):
                yield value
            elif keyword in ONE_SCHEMA:
                waiting.append(value)
            elif keyword in NAMED_SCHEMAS and isinstance(value, dict):
                waiting.extend(value.values())
            elif (keyword in CHOICES or keyword in ORDERED_SCHEMAS) and isinstance(value, list):
                waiting.extend(value)
            elif keyword == "discriminator" and isinstance(value, dict) and isinstance(value.get("mapping"), dict):
                yield from map(mapping_target, value["mapping"].values())


def _sorted(graph: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
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
