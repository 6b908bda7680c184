"""The values of a spec's files as they would be if the spec said what the app does."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from handfast.compare import Kind
from handfast.compare.difference import Difference
from handfast.contract import JSON
from handfast.contract.bundle import FILES
from handfast.diagnostics import Pointer, unescape
from handfast.document import Document

_SPARE = frozenset({"parameters", "headers", "content", "links", "callbacks", "properties", "examples", "encoding"})
"""Maps and lists that are taken away with their last member."""


@dataclass(frozen=True, slots=True)
class Edits:
    """Turns differences into values. `live` is the app's document, which is one file.

    `is_inlined`: where the app says itself what the spec refers to, the reference goes and its target stays.
    """

    spec: Document
    live: Document
    is_inlined: bool = False

    def values(self, differences: Iterable[Difference]) -> Mapping[str, JSON]:
        """Every file of the spec with the differences taken over, components that they need included."""
        files: Mapping[str, JSON] = self.spec.files
        ordered = sorted(map(_whole, differences), key=lambda one: one.change.kind is not Kind.REMOVED)
        done: set[Pointer] = set()
        for one in ordered:
            place, value = self._edit(one)
            if place is None or place in done or place.file not in files or place.parts[:1] == (FILES,):
                continue
            if one.through and self.is_inlined:
                done.add(place)
            files = _edited(files, place, value)
            for spelled, said in self._spelled_with(one, place):
                files = _edited(files, spelled, said)
        return self._completed(files)

    def _spelled_with(self, one: Difference, place: Pointer) -> Iterator[tuple[Pointer, JSON]]:
        """The keywords that say a thing together with another one, as the app has them beside it."""
        group = next((group for group in _TOGETHER if place.parts and place.parts[-1] in group), ())
        at = one.change.new
        if at is None or not group or (one.through and self.is_inlined):
            return
        parts = at.parts if one.change.kind is Kind.REMOVED else at.parts[:-1]
        beside = self._said(Pointer(at.file, parts), place.file, None)
        if isinstance(beside, Mapping):
            for name in group:
                yield Pointer(place.file, (*place.parts[:-1], name)), beside.get(name, _GONE)

    def _edit(self, one: Difference) -> tuple[Pointer | None, JSON]:
        """Where a difference is to be written, and what; nothing is `_GONE`."""
        if one.through and self.is_inlined:
            return one.through[0], self._said(one.through[1], one.through[0].file, None)
        change, holder = one.change, one.holder
        is_own = change.old is not None and change.old.file == holder.file and _starts(change.old.parts, holder.parts)
        if change.kind is Kind.REMOVED:
            is_reference = change.old == holder  # beside other keywords it is compared as a member of `allOf`
            return (holder / "$ref" if is_reference else change.old, _GONE) if is_own else (None, None)
        new = change.new or Pointer(self.live.root)
        if change.kind is Kind.CHANGED and (is_own or not one.way):
            return change.old, self._said(new, change.old.file if change.old else holder.file, change.after)
        place = Pointer(holder.file, (*holder.parts, *one.way)) if one.way else None
        return place, self._said(new, holder.file, change.after)

    def _said(self, at: Pointer, file: str, otherwise: JSON) -> JSON:
        """What the app's document says at a place, in words for one of the spec's files."""
        try:
            value = self.live.value(at)
        except KeyError:
            value = otherwise
        return self._relinked(value, file)

    def _relinked(self, value: JSON, file: str) -> JSON:
        """A value of the app's document with its references as a file of the spec would write them."""
        if isinstance(value, Mapping):
            return {
                key: self._reference(one, file) if key == "$ref" and isinstance(one, str) else self._relinked(one, file)
                for key, one in value.items()
            }
        return [self._relinked(one, file) for one in value] if isinstance(value, list) else value

    def _reference(self, reference: str, file: str) -> str:
        if not reference.startswith("#"):
            return reference
        target, rest = self.spec.root, reference.split("/")[1:]
        if rest[:1] == [FILES] and unescape("".join(rest[1:2])) in self.spec.files:
            target, rest = unescape(rest[1]), rest[2:]
        fragment = "#" + "".join(f"/{part}" for part in rest)
        return fragment if target == file else posixpath.relpath(target, posixpath.dirname(file) or ".") + fragment

    def _completed(self, files: Mapping[str, JSON]) -> Mapping[str, JSON]:
        """The files with those of the app's components that something now refers to and the spec does not have."""
        while True:
            missing = {one for one in _components(files[self.spec.root]) if not _has(files[self.spec.root], one)}
            found = sorted(one for one in missing if _has(self.live.files[self.live.root], one))
            if not found:
                return files
            for section, name in found:
                place = Pointer(self.spec.root, ("components", section, name))
                value = self._said(Pointer(self.live.root, place.parts), self.spec.root, None)
                files = _edited(files, place, value)


def _whole(one: Difference) -> Difference:
    """A difference of the only value of an `enum`, which is compared as a `const`, as one of the `enum`."""
    old, new = one.change.old, one.change.new
    is_old, is_new = (at is not None and at.parts[-2:] == ("enum", "0") for at in (old, new))
    change = replace(
        one.change,
        old=Pointer(old.file, old.parts[:-1]) if old and is_old else old,
        new=Pointer(new.file, new.parts[:-1]) if new and is_new else new,
    )
    return replace(one, change=change, way=(*one.way[:-1], "enum") if is_new and one.way == ("const",) else one.way)


_GONE: Final = object()
_TOGETHER: Final = (
    ("type", "nullable"),
    ("minimum", "exclusiveMinimum"),
    ("maximum", "exclusiveMaximum"),
    ("enum", "const"),
)
"""Keywords of which one can say what another says (OpenAPI 3.0.4 §4.7.24)."""


def _edited(files: Mapping[str, JSON], place: Pointer, value: JSON) -> Mapping[str, JSON]:
    return {**files, place.file: _put(files[place.file], place.parts, value)}


def _put(node: JSON, parts: tuple[str, ...], value: JSON) -> JSON:
    """A copy of a value with another one at the end of a way, which is made as far as it is not there."""
    if not parts:
        return node if value is _GONE else value
    first, rest = parts[0], parts[1:]
    if isinstance(node, list):
        return _put_item(node, first, rest, value)
    if not isinstance(node, Mapping):
        return node if value is _GONE else _put({} if first != "-" else [], parts, value)
    copy = dict(node)
    if value is _GONE and first not in copy:
        return node
    if value is _GONE and not rest:
        del copy[first]
        return copy
    inner = copy.get(first, [] if rest[:1] == ("-",) else {})
    copy[first] = _put(inner, rest, value)
    if value is _GONE and copy[first] in ({}, []) and first in _SPARE:
        del copy[first]
    return copy


def _put_item(node: list[JSON], first: str, rest: tuple[str, ...], value: JSON) -> JSON:
    if first == "-":
        return [*node, _put({}, rest, value)] if rest else [*node, value]
    if not first.isdecimal() or int(first) >= len(node):
        return node
    index = int(first)
    if value is _GONE and not rest:
        return [*node[:index], *node[index + 1 :]]
    return [*node[:index], _put(node[index], rest, value) if rest else value, *node[index + 1 :]]


def _starts(parts: tuple[str, ...], start: tuple[str, ...]) -> bool:
    return parts[: len(start)] == start


def _components(value: JSON) -> Iterator[tuple[str, str]]:
    """The components that a document refers to, by section and name."""
    if isinstance(value, Mapping):
        reference = value.get("$ref")
        match reference.split("/") if isinstance(reference, str) else ():
            case ["#", "components", section, name, *_]:
                yield section, unescape(name)
        for one in value.values():
            yield from _components(one)
    elif isinstance(value, list):
        for one in value:
            yield from _components(one)


def _has(root: JSON, component: tuple[str, str]) -> bool:
    section = (root.get("components") or {}).get(component[0])
    return isinstance(section, Mapping) and component[1] in section
