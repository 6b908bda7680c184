"""One of two documents, with what is needed to walk it as its author wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path

from handfast.compare.forms import Form, Place, form
from handfast.compare.normal import CHOICES, literal, value_of
from handfast.contract.bundle import FILES
from handfast.contract.model import JSON, Contract
from handfast.diagnostics import Pointer, Refused
from handfast.document import Document
from handfast.document.grammar import KINDS, Shape


class Side:
    """A document in one value: places in it are those of the bundle."""

    def __init__(self, contract: Contract) -> None:
        self._document = Document(contract.file, Path(), {contract.file: contract.source})
        self._has_nullable = str(contract.source.get("openapi", "")).startswith("3.0")
        self._files = frozenset(contract.files) - {contract.file}
        self.root = Place(Pointer(contract.file), contract.source)

    def written_at(self, pointer: Pointer | None) -> Pointer | None:
        """The place in the author's own files of a place in the bundle."""
        if pointer and pointer.parts[:1] == (FILES,) and pointer.parts[1:2] and pointer.parts[1] in self._files:
            return Pointer(pointer.parts[1], pointer.parts[2:])
        return pointer

    def form(self, kind: str, place: Place) -> Form:
        """The fields of an object, spelled in the one way."""
        return form(kind, place, has_nullable=self._has_nullable)

    def target(self, place: Place) -> Place | None:
        """What the object at a place refers to, None where it refers to nothing that is there."""
        reference = place.value.get("$ref") if isinstance(place.value, Mapping) else None
        if not isinstance(reference, str):
            return None
        try:
            pointer = self._document.target(reference, place.pointer)
        except Refused:
            return None
        return Place(pointer, self._document.value(pointer))

    def followed(self, kind: str, place: Place) -> Place:
        """The object behind references, with what stands beside them (OpenAPI 3.2 §4.23); the place itself for none."""
        seen: set[Pointer] = set()
        while KINDS[kind].is_reference_allowed and place.pointer not in seen:
            seen.add(place.pointer)
            target = self.target(place)
            if target is None or not isinstance(target.value, Mapping):
                break
            beside = {key: value for key, value in place.value.items() if key != "$ref"}
            place = Place(target.pointer, {**target.value, **beside} if beside else target.value)
        return place

    def meaning(self, kind: str, place: Place, names: Callable[[str, str], str] | None = None) -> Hashable:
        """A stand-in for an object, equal where two are spelled the same in the one way, targets unseen.

        `names` says what the other document calls a component of a section.
        """
        if not isinstance(place.value, dict | bool):
            return literal(place.value)
        parts: list[Hashable] = []
        for name, one in sorted(self.form(kind, place).items()):
            entry = KINDS[kind].fields.get(name)
            if isinstance(one, tuple):
                members = [self.meaning(entry.kind, member, names) for member in one] if entry else []
                parts.append((name, frozenset(Counter(members).items()) if name in CHOICES else tuple(members)))
            elif name == "$ref":
                parts.append((name, self._reference(one.value, names)))
            elif entry and isinstance(one.value, dict) and Shape.MAP in entry.shapes:
                inner = ((key, self.meaning(entry.kind, one.at(key), names)) for key in sorted(one.value))
                parts.append((name, *inner))
            elif entry and isinstance(one.value, dict | bool):
                parts.append((name, self.meaning(entry.kind, one, names)))
            else:
                parts.append((name, value_of(name, one.value)))
        return tuple(parts)

    def _reference(self, reference: JSON, names: Callable[[str, str], str] | None) -> Hashable:
        section, _, name = str(reference).rpartition("/")
        return section, names(section.rpartition("/")[2], name) if names else name
