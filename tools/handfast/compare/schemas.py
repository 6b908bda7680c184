"""Changes between two schemas, each pair of schemas compared once however often it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.held import held_schemas
from handfast.compare.matching import surplus
from handfast.compare.normal import (
    CHOICES,
    NAMED_SCHEMAS,
    ONE_SCHEMA,
    ORDERED_SCHEMAS,
    VALUE_SETS,
    normal,
    value_of,
)
from handfast.compare.shapes import Shapes, Side, sole_reference
from handfast.compare.unchanged import Unchanged, targets
from handfast.contract.model import JSON, Contract, Schema
from handfast.diagnostics import Pointer, unescape


@dataclass(frozen=True, slots=True)
class _Node:
    """A place inside a schema: where it is, and what stands there. An absent schema has `node` True."""

    pointer: Pointer | None
    node: JSON

    def at(self, keyword: str, *names: str | int) -> _Node:
        """What stands below."""
        pointer, node = self.pointer, self.node[keyword]
        for part in (keyword, *names):
            pointer = pointer / part if pointer else None
        for name in names:
            node = node[name]
        return _Node(pointer, node)


class Schemas:
    """Compares the schemas of two contracts; remembers the pairs it has reported."""

    def __init__(self, old: Contract, new: Contract) -> None:
        self._contracts = old, new
        self._old, self._new = old.schemas, new.schemas
        self._unchanged = Unchanged(old, new)
        self._reported: set[tuple[int, int]] = set()

    @cached_property
    def _shapes(self) -> Shapes:
        """Built when first something is not spelled the same on both sides."""
        return Shapes(*self._contracts, self._unchanged)

    def compare(self, subject: Subject, old: Schema | None, new: Schema | None) -> Iterator[Change]:
        """The changes from `old` to `new`. A missing schema allows everything."""
        before = _Node(old.pointer, old.node) if old else _Node(subject.old, True)  # noqa: FBT003 - a JSON value
        after = _Node(new.pointer, new.node) if new else _Node(subject.new, True)  # noqa: FBT003 - a JSON value
        yield from self._compare(replace(subject, aspect=Aspect.SCHEMA), before, after)

    def compare_unused(self) -> Iterator[Change]:
        """The changes of components that have the same name and that no operation of either side reaches."""
        changed = [key for key in self._old if key in self._new and key not in self._unchanged.keys]
        reached = self._reached() if changed else set()
        for key in changed:
            if key not in reached and key.startswith("#/components/schemas/"):
                before, after = self._old[key], self._new[key]
                subject = Subject(Aspect.SCHEMA, _name(key), "", before.pointer, after.pointer)
                yield from self.compare(subject, before, after)

    def _reached(self) -> set[str]:
        """The reference targets that some operation, webhook or callback of either side leads to."""
        reached: set[str] = set()
        for contract, graph in zip(self._contracts, (self._unchanged.old, self._unchanged.new), strict=True):
            waiting = [key for schema in held_schemas(contract) for key in targets(schema.node)]
            seen: set[str] = set()
            while waiting:
                key = waiting.pop()
                if key not in seen:
                    seen.add(key)
                    waiting.extend(graph.get(key, ()))
            reached |= seen
        return reached

    def _same(self, old: JSON, new: JSON) -> bool:
        return self._unchanged.has(old, new) or self._shapes.old.shape(old) == self._shapes.new.shape(new)

    def _compare(self, subject: Subject, old: _Node, new: _Node) -> Iterator[Change]:
        if self._same(old.node, new.node):
            return
        old, old_name = _target(old, self._old, self._shapes.old)
        new, new_name = _target(new, self._new, self._shapes.new)
        pair = id(old.node), id(new.node)
        if pair in self._reported and isinstance(old.node, dict) and isinstance(new.node, dict):
            return
        self._reported.add(pair)
        if old_name or new_name:
            subject = replace(subject, operation="", what=_both(old_name, new_name))
        subject = replace(subject, old=old.pointer or subject.old, new=new.pointer or subject.new)
        before, after = normal(old.node), normal(new.node)
        if not (_has_keywords(before) and _has_keywords(after)):
            yield subject.changed("", before, after)
            return
        before, after = _keywords(before), _keywords(after)
        for keyword in sorted({*before, *after}):
            yield from self._keyword(subject, keyword, _Node(old.pointer, before), _Node(new.pointer, after))

    def _keyword(self, subject: Subject, keyword: str, old: _Node, new: _Node) -> Iterator[Change]:
        before, after = old.node.get(keyword), new.node.get(keyword)
        if keyword not in old.node or keyword not in new.node:
            if keyword in NAMED_SCHEMAS:
                yield from self._named(subject, keyword, old, new)
            else:
                yield from self._one_sided(subject, keyword, old, new)
        elif keyword in ONE_SCHEMA and _is_schema(before) and _is_schema(after):
            yield from self._compare(subject.within(keyword), old.at(keyword), new.at(keyword))
        elif keyword in NAMED_SCHEMAS:
            yield from self._named(subject, keyword, old, new)
        elif keyword in CHOICES:
            yield from self._choices(subject, keyword, old, new)
        elif keyword in ORDERED_SCHEMAS:
            yield from self._ordered(subject, keyword, old, new)
        elif keyword == "discriminator":
            yield from self._discriminator(subject, old, new)
        elif value_of(keyword, before) != value_of(keyword, after):
            place = replace(subject, old=old.at(keyword).pointer, new=new.at(keyword).pointer)
            yield place.changed(keyword, _in_order(keyword, before), _in_order(keyword, after))

    def _one_sided(self, subject: Subject, keyword: str, old: _Node, new: _Node) -> Iterator[Change]:
        """A keyword that only one side has."""
        inside = subject.within(keyword)
        if keyword in old.node:
            place = old.at(keyword)
            yield inside.one_sided(_in_order(keyword, place.node), None, is_added=False, old=place.pointer)
        else:
            place = new.at(keyword)
            yield inside.one_sided(None, _in_order(keyword, place.node), is_added=True, new=place.pointer)

    def _named(self, subject: Subject, keyword: str, old: _Node, new: _Node) -> Iterator[Change]:
        before, after = old.node.get(keyword, {}), new.node.get(keyword, {})
        for name in (*before, *(name for name in after if name not in before)):
            inside = subject.within(f"property `{name}`" if keyword == "properties" else f"{keyword} `{name}`")
            left = old.at(keyword, name) if name in before else None
            right = new.at(keyword, name) if name in after else None
            if left and right:
                yield from self._compare(inside, left, right)
            elif left:
                yield inside.one_sided(left.node, None, is_added=False, old=left.pointer)
            elif right:
                yield inside.one_sided(None, right.node, is_added=True, new=right.pointer)

    def _choices(self, subject: Subject, keyword: str, old: _Node, new: _Node) -> Iterator[Change]:
        """Members that are equal cancel out; what is left is paired in order of appearance."""
        before = [self._shapes.old.shape(member) for member in old.node[keyword]]
        after = [self._shapes.new.shape(member) for member in new.node[keyword]]
        left = [old.at(keyword, position) for position in surplus(before, after)]
        right = [new.at(keyword, position) for position in surplus(after, before)]
        yield from self._members(subject.within(f"member of {keyword}"), left, right)

    def _ordered(self, subject: Subject, keyword: str, old: _Node, new: _Node) -> Iterator[Change]:
        left = [old.at(keyword, position) for position in range(len(old.node[keyword]))]
        right = [new.at(keyword, position) for position in range(len(new.node[keyword]))]
        yield from self._members(subject.within(f"member of {keyword}"), left, right)

    def _members(self, subject: Subject, left: Sequence[_Node], right: Sequence[_Node]) -> Iterator[Change]:
        for one, other in zip(left, right, strict=False):
            yield from self._compare(subject, one, other)
        for one in left[len(right) :]:
            yield subject.one_sided(one.node, None, is_added=False, old=one.pointer)
        for other in right[len(left) :]:
            yield subject.one_sided(None, other.node, is_added=True, new=other.pointer)

    def _discriminator(self, subject: Subject, old: _Node, new: _Node) -> Iterator[Change]:
        before, after = old.at("discriminator"), new.at("discriminator")
        if self._shapes.old.discriminator(before.node) != self._shapes.new.discriminator(after.node):
            place = replace(subject, old=before.pointer, new=after.pointer)
            yield place.changed("discriminator", before.node, after.node)


def _target(place: _Node, schemas: Mapping[str, Schema], side: Side) -> tuple[_Node, str]:
    """What a place means after references that say nothing of their own, and the name of the last of them."""
    key = sole_reference(place.node)
    if key is None:
        return place, ""
    key = side.follow(key)
    target = schemas.get(key)
    if target is None:
        return place, ""
    return _Node(target.pointer, target.node), _name(key)


def _name(key: str) -> str:
    """The name of a reference target: the last part of its pointer, which is itself one in a `$defs` key."""
    return "`" + unescape(unescape(key.rpartition("/")[2]).rpartition("/")[2]) + "`"


def _both(old: str, new: str) -> str:
    """The name of a component, or both where it has another on each side; the same whichever side comes first."""
    return " / ".join(sorted({old, new} - {""}))


def _is_schema(node: JSON) -> bool:
    return isinstance(node, dict | bool)


def _has_keywords(form: JSON) -> bool:
    """Whether a schema can be compared keyword by keyword. False and a resource with an `$id` are one thing each."""
    return form is True or (isinstance(form, dict) and "$id" not in form)


def _keywords(form: JSON) -> dict[str, JSON]:
    return form if isinstance(form, dict) else {}


def _in_order(keyword: str, value: JSON) -> JSON:
    """A set of plain values in one order for both sides, so that a printed change shows only what differs."""
    if keyword in VALUE_SETS and isinstance(value, list):
        return value[0] if keyword == "type" and len(value) == 1 else sorted(value, key=repr)
    return value
