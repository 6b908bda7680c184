"""What two documents say apart from what happens on the wire: words, examples, names, extensions, parts nobody uses.

Walks both documents as their authors wrote them, object by object (`document.grammar` says what stands where), so
nothing in them is out of sight. What the comparison of the contracts has already found is not said twice.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from itertools import zip_longest
from operator import itemgetter
from typing import Final, TypeAlias

from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.difference import Difference, is_wording, pointer_to, value_at
from handfast.compare.forms import Form, Place
from handfast.compare.keys import keyed, part_name
from handfast.compare.known import Known
from handfast.compare.lists import INHERITED, Context, is_default, is_inherited, is_stated, is_used
from handfast.compare.matching import matched, surplus
from handfast.compare.normal import CHOICES, literal, value_of
from handfast.compare.renames import Renames
from handfast.compare.same import is_same
from handfast.compare.side import Side
from handfast.compare.unchanged import mapping_target
from handfast.contract.bundle import FILES
from handfast.contract.model import JSON, Contract
from handfast.diagnostics import Pointer
from handfast.document.grammar import KINDS, Shape

_PASSED_ON: Final = frozenset({"paths", "path item", "operation"})
"""Objects that inherit from the one around them."""

_LABELS: Final = {"paths": "", "responses": "", "schema": "", "components": "", "requestBody": "request body"}
"""What a change calls the object in a field, where that is not the field's name."""

Maybe: TypeAlias = Place | tuple[Place, ...] | None
Labelled: TypeAlias = Iterator[tuple[str, Place | None, Place | None]]
"""Members of two lists, with what changes call them."""
_FRESH: Final = (Context(), Context())
_NOWHERE: Final = Place(Pointer(""), {})


Found: TypeAlias = Iterator[Difference]


@dataclass(frozen=True, slots=True)
class _At:
    """Where the walk is: objects of which kind, under which name, and what they inherit.

    `holders` are the objects themselves, as soon as they are looked into; `through` as in `Difference`.
    """

    kind: str
    subject: Subject
    contexts: tuple[Context, Context] = _FRESH
    holders: tuple[Place, Place] = (_NOWHERE, _NOWHERE)
    through: tuple[Pointer, Pointer] | None = None

    def is_inheriting(self) -> bool:
        """Whether what is inherited differs, so that the same words may mean something else."""
        return self.kind in _PASSED_ON and not is_same(self.contexts[0].values(), self.contexts[1].values())

    def passing_on(self, old: Form, new: Form) -> _At:
        """The same place with what the parts of two objects inherit."""
        if self.kind not in INHERITED:
            return self
        left, right = self.contexts
        return replace(self, contexts=(left.within(self.kind, old), right.within(self.kind, new)))

    def without(self, name: str) -> _At:
        """The same place with a list that is not passed on, since the difference has been told."""
        left, right = self.contexts
        return replace(self, contexts=(left.without(name), right.without(name)))

    def inside(self, kind: str, subject: Subject) -> _At:
        """The place of a part."""
        contexts = self.contexts if kind in _PASSED_ON and self.kind != "components" else _FRESH
        return _At(kind, subject, contexts, through=self.through)


def compare_written(old: Contract, new: Contract, wire: Sequence[Change]) -> Iterator[Change]:
    """The changes that are not among those on the wire."""
    known = Known(wire)
    for found in written_differences(old, new):
        if found.is_wording or not known.tells(found.change):
            yield found.change


def written_differences(old: Contract, new: Contract) -> Iterator[Difference]:
    """Every difference between what two documents say, whether or not the wire shows it."""
    left, right = Side(old), Side(new)
    walk = _Walk(left, right, Renames(left, right))
    subject = Subject(Aspect.DOCUMENT, "", "", left.root.pointer, right.root.pointer)
    for found in walk.documents(subject):
        before, after = left.written_at(found.change.old), right.written_at(found.change.new)
        holder = left.written_at(found.holder) or found.holder
        change = replace(found.change, old=before, new=after)
        start = found.through and left.written_at(found.through[0])
        through = (start, found.through[1]) if found.through and start else None
        yield Difference(change, found.is_wording, holder, found.way, through)


@dataclass(slots=True)
class _Walk:
    old: Side
    new: Side
    renames: Renames
    _seen: set[Hashable] = attribute(default_factory=set)
    _met: set[tuple[Pointer | None, Pointer | None]] = attribute(default_factory=set)

    def documents(self, subject: Subject) -> Found:
        """The changes between the documents, and between those parts of other files that nothing refers to."""
        at = _At("document", subject)
        yield from self.objects(at, self.old.root, self.new.root)
        before, after = (side.root.value.get(FILES) for side in (self.old, self.new))
        if before is not None or after is not None:
            yield from self._rest(at, FILES, *(_entry_of(side.root, FILES) for side in (self.old, self.new)))

    def _rest(self, at: _At, name: str, old: Place | None, new: Place | None) -> Found:
        """The changes between two values of other files, but for what a reference has led to."""
        if old is None or new is None:
            yield _difference(at, at.subject.within(name), (name,), old, new)
        elif (old.pointer, new.pointer) in self._met or is_same(old.value, new.value):
            return
        elif isinstance(old.value, dict) and isinstance(new.value, dict):
            at = replace(at, holders=(old, new))
            for key in sorted({*old.value, *new.value}):
                yield from self._rest(at, key, _entry_of(old, key), _entry_of(new, key))
        elif literal(old.value) != literal(new.value):
            yield _difference(at, at.subject.within(name), (name,), old, new)

    def objects(self, at: _At, old: Place, new: Place) -> Found:
        """The changes between two objects of a kind, each pair once."""
        key = at.kind, old.pointer, new.pointer, at.contexts == _FRESH
        if key in self._seen:
            return
        self._seen.add(key)
        self._met.add((old.pointer, new.pointer))
        if is_same(old.value, new.value) and not at.is_inheriting():
            return
        if not (_is_object(at.kind, old.value) and _is_object(at.kind, new.value)):
            yield from self._plain(at, "", old, new)
            return
        at = replace(at, subject=replace(at.subject, old=old.pointer, new=new.pointer))
        before, after = self.old.form(at.kind, old), self.new.form(at.kind, new)
        left, right = (_is_reference(at.kind, fields) for fields in (before, after))
        if left and right:
            yield from self._references(at, old, new)
            before, after = _without_reference(before), _without_reference(after)
        elif left or right:
            one = self.old.followed(at.kind, old) if left else old
            other = self.new.followed(at.kind, new) if right else new
            if (one, other) != (old, new):
                through = at.through or ((old.pointer, new.pointer) if left else None)
                yield from self.objects(replace(at, through=through), one, other)
                return
        yield from self._fields(replace(at, holders=(old, new)), before, after)

    def _references(self, at: _At, old: Place, new: Place) -> Found:
        """Two references: to components that go by the same name, or to others."""
        left, right = self.old.target(old), self.new.target(new)
        if left and right and self.renames.is_same_target(left.pointer, right.pointer):
            section, name = ("", "", *left.pointer.parts)[-2:]
            target = replace(at.subject, operation="", what=part_name(section, at.kind, name))
            yield from self.objects(replace(at, subject=target, through=None), left, right)
        else:
            yield from self._plain(at, "$ref", old.at("$ref"), new.at("$ref"))

    def _fields(self, at: _At, before: Form, after: Form) -> Found:
        at = at.passing_on(before, after)
        if at.kind == "operation":
            before = at.contexts[0].completed(self.old, before)
            after = at.contexts[1].completed(self.new, after)
        inherited = [name for name in INHERITED.get(at.kind, ()) if name in before or name in after]
        for name in inherited:
            if self._is_for_all(at, name, before.get(name), after.get(name)):
                at = at.without(name)
                yield from self._field(at, name, before.get(name), after.get(name))
            else:
                yield from self._inherited(at, name, before.get(name), after.get(name))
        if KINDS[at.kind].named:
            yield from self._map(at, at.kind, _named(before), _named(after))
        apart = {*inherited, *((FILES,) if at.kind == "document" else ())}
        for name in sorted({*before, *after} - apart):
            if not KINDS[at.kind].named or name.startswith("x-"):
                yield from self._field(at, name, before.get(name), after.get(name))

    def _field(self, at: _At, name: str, old: Maybe, new: Maybe) -> Found:
        entry = KINDS[at.kind].fields.get(name)
        if entry is None or name == "security":
            yield from self._plain(at, name, old, new)
        elif isinstance(old, tuple) or isinstance(new, tuple):
            yield from self._list(at, name, old, new)
        elif Shape.MAP in entry.shapes and all(one is None or isinstance(one.value, dict) for one in (old, new)):
            yield from self._map(at, name, _entries(old), _entries(new))
        elif isinstance(old, Place) and isinstance(new, Place):
            yield from self.objects(at.inside(entry.kind, _inside(at, name)), old, new)
        else:
            yield from self._plain(at, name, old, new)

    def _is_for_all(self, at: _At, name: str, old: Maybe, new: Maybe) -> bool:
        """Whether a list that one side has is missing on the other, for every heir: none there has one of its own."""
        if name == "parameters" or (old is None) == (new is None) or is_default(name, old or new):
            return False
        side, holder = (self.old, at.holders[0]) if old is None else (self.new, at.holders[1])
        return not is_stated(side, at.kind, name, holder)

    def _inherited(self, at: _At, name: str, old: Maybe, new: Maybe) -> Found:
        """A list that is there for those below. Where only one side has it, its heirs tell; without heirs, it does."""
        side, holder = (self.new, at.holders[1]) if old is None else (self.old, at.holders[0])
        if name == "parameters":
            yield from self._shared_parameters(at)
        elif (old is not None and new is not None) or not is_inherited(side, at.kind, name, holder):
            yield from self._field(at, name, old, new)

    def _shared_parameters(self, at: _At) -> Found:
        left, right = at.contexts
        for label, old, new in self._parameters(at, left.parameters, right.parameters):
            inside = at.inside("parameter", at.subject.within(label))
            if old and new:
                yield from self.objects(inside, old, new)
            elif (old and not is_used(self.old, left, old, at.holders[0])) or (
                new and not is_used(self.new, right, new, at.holders[1])
            ):
                yield _difference(at, inside.subject, ("parameters", "-"), old, new)

    def _parameters(self, at: _At, old: tuple[Place, ...], new: tuple[Place, ...]) -> Labelled:
        left = {at.contexts[0].key(self.old, one): one for one in old}
        right = {at.contexts[1].key(self.new, one): one for one in new}
        for key, before, after in matched(left, right):
            yield (f"{key[0]} parameter `{key[1]}`" if isinstance(key, tuple) else "parameter"), before, after

    def _list(self, at: _At, name: str, old: Maybe, new: Maybe) -> Found:
        """Two lists of parts. The order of parameters and of `allOf`, `anyOf`, `oneOf` says nothing."""
        if isinstance(old, Place) or isinstance(new, Place):
            yield from self._plain(at, name, old, new)
            return
        entry = KINDS[at.kind].fields[name].kind
        for label, before, after in self._pairs(at, name, old or (), new or ()):
            inside = at.inside(entry, at.subject.within(label))
            if before and after:
                yield from self.objects(inside, before, after)
            else:
                yield _difference(at, inside.subject, (name, "-"), before, after)
        if entry == "tag":  # last, since an edit that puts them into order writes the whole list
            yield from _order_of_tags(at, name, old or (), new or ())

    def _pairs(self, at: _At, name: str, old: tuple[Place, ...], new: tuple[Place, ...]) -> Labelled:
        """The members of two lists that are the same subject."""
        entry = KINDS[at.kind].fields[name].kind
        if entry == "parameter":
            return self._parameters(at, old, new)
        if entry == "tag":
            return _pairs_of_tags(old, new)
        if name in CHOICES:  # members that say the same cancel out; what is left is paired in order of appearance
            before = [self.old.meaning("schema", one, self.renames.name) for one in old]
            after = [self.new.meaning("schema", one) for one in new]
            left = [old[position] for position in surplus(before, after)]
            right = [new[position] for position in surplus(after, before)]
            return ((f"member of {name}", *pair) for pair in zip_longest(left, right))
        return ((f"{entry} {index}", *pair) for index, pair in enumerate(zip_longest(old, new), 1))

    def _map(self, at: _At, name: str, old: Form, new: Form) -> Found:
        """Two maps of parts, by the names that the author chose."""
        entry = KINDS[at.kind].named or KINDS[at.kind].fields[name].kind
        is_component = at.kind == "components"
        left = {key: old[written] for key, written in keyed(entry, old).items()}
        right = {key: new[written] for key, written in keyed(entry, new).items()}
        if is_component:
            left = {self.renames.name(name, key): place for key, place in left.items()}
        for _, before, after in sorted(matched(left, right), key=itemgetter(0)):
            names = [_last(one) for one in (before, after) if one]
            inside = _entry(at, entry, name, names)
            if isinstance(before, Place) and isinstance(after, Place):
                yield from self.objects(inside, before, after)
                if (is_component or entry == "path item") and names[0] != names[1]:
                    subject = replace(inside.subject, old=before.pointer, new=after.pointer)
                    yield _of_words(at, subject.changed("name", *names))
            else:
                way = (names[0],) if KINDS[at.kind].named else (name, names[0])
                yield _difference(at, inside.subject, way, before, after)

    def _plain(self, at: _At, name: str, old: Maybe, new: Maybe) -> Found:
        """Values without parts that have a kind of their own."""
        before, after = value_at(old), value_at(new)
        places = pointer_to(old), pointer_to(new)
        if name == "security" and None not in places and places in self._met:
            return  # a list that both inherit
        self._met.add(places)
        if old is None or new is None or self._means(at.kind, name, before) != self._means(at.kind, name, after):
            yield _difference(at, at.subject.within(name), (name,) if name else (), old, new)

    def _means(self, kind: str, name: str, value: JSON) -> Hashable:
        if kind == "discriminator" and name == "mapping" and isinstance(value, dict):
            return literal({key: mapping_target(one) for key, one in value.items()})
        if name == "security" and isinstance(value, list):
            return frozenset(map(_requirement, value))
        return value_of(name, value) if kind == "schema" else literal(value)


def _entry_of(place: Place, name: str) -> Place | None:
    return place.at(name) if name in place.value else None


def _is_object(kind: str, value: JSON) -> bool:
    return isinstance(value, dict) or (kind == "schema" and isinstance(value, bool))


def _is_reference(kind: str, fields: Form) -> bool:
    return "$ref" in fields and KINDS[kind].is_reference_allowed and (kind != "schema" or len(fields) == 1)


def _without_reference(fields: Form) -> Form:
    return {name: one for name, one in fields.items() if name != "$ref"}


def _named(fields: Form) -> Form:
    return {name: one for name, one in fields.items() if not name.startswith("x-")}


def _entries(place: Maybe) -> Form:
    return {name: place.at(name) for name in place.value} if isinstance(place, Place) else {}


def _pairs_of_tags(old: tuple[Place, ...], new: tuple[Place, ...]) -> Labelled:
    """Tags by name."""
    left, right = {_tag_name(one): one for one in old}, {_tag_name(one): one for one in new}
    return ((f"tag `{name}`", before, after) for name, before, after in matched(left, right))


def _order_of_tags(at: _At, name: str, old: tuple[Place, ...], new: tuple[Place, ...]) -> Found:
    """The difference of the order of tags, which is the order that readers see (OpenAPI 3.2 §4.1.1)."""
    before, after = [_tag_name(one) for one in old], [_tag_name(one) for one in new]
    left, right = [one for one in before if one in after], [one for one in after if one in before]
    if left != right:
        lists = replace(at.subject.within("order of tags"), old=pointer_to(old), new=pointer_to(new))
        yield _of_words(at, lists.changed("", left, right), name)


def _tag_name(tag: Place) -> str:
    return str(tag.value.get("name")) if isinstance(tag.value, dict) else str(tag.pointer)


def _requirement(value: JSON) -> Hashable:
    """A security requirement as a set of schemes, each with a set of scopes."""
    if not isinstance(value, dict):
        return literal(value)
    return frozenset((name, frozenset(map(literal, scopes or ()))) for name, scopes in value.items())


def _last(place: Place | tuple[Place, ...]) -> str:
    return place.pointer.parts[-1] if isinstance(place, Place) else ""


def _inside(at: _At, name: str) -> Subject:
    """The subject of the object in a field: an operation is called by its method and path."""
    if KINDS[at.kind].fields[name].kind == "operation":
        return replace(at.subject, operation=f"{name.upper()} {at.subject.operation}")
    return at.subject.within(_LABELS.get(name, name))


def _entry(at: _At, entry: str, name: str, names: list[str]) -> _At:
    """The place of an entry of a map that has one name on each side."""
    subject = replace(at.subject, what="") if at.kind == "components" else at.subject
    if entry == "operation":
        return at.inside(entry, replace(subject, operation=f"{min(names)} {subject.operation}"))
    if entry != "path item":
        return at.inside(entry, subject.within(part_name(name, entry, min(names))))
    inside = at.inside(entry, replace(subject, operation=min(names)))
    contexts = replace(inside.contexts[0], path=names[0]), replace(inside.contexts[1], path=names[-1])
    return replace(inside, contexts=contexts)


def _of_words(at: _At, change: Change, *way: str) -> Difference:
    """A difference that never happens on the wire."""
    return Difference(change, is_wording=True, holder=at.holders[0].pointer, way=way)


def _difference(at: _At, subject: Subject, way: tuple[str, ...], old: Maybe, new: Maybe) -> Difference:
    """The difference of what a subject names, at the end of a way into the objects that are looked into."""
    subject = replace(subject, old=pointer_to(old) or subject.old, new=pointer_to(new) or subject.new)
    before, after = value_at(old), value_at(new)
    if old is not None and new is not None:
        change = subject.changed("", before, after)
    else:
        change = subject.one_sided(before, after, is_added=old is None)
    return Difference(change, is_wording(at.kind, way), at.holders[0].pointer, way, at.through)
