"""One difference between what two documents say, with the edit that would undo it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from handfast.compare.change import Change
from handfast.compare.forms import Place
from handfast.contract.model import JSON
from handfast.diagnostics import Pointer
from handfast.document.grammar import KINDS

_WORDS: Final = frozenset(
    {"$comment", "$self", "description", "example", "examples", "externalDocs", "info", "jsonSchemaDialect", "links"}
    | {"openapi", "summary", "tags", "title"}
)
"""Fields that never happen on the wire, in whatever object they stand."""
_WORD_KINDS: Final = frozenset(
    {"components", "contact", "example", "external documentation", "info", "license", "link", "tag"}
)
"""Objects that never do."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between what two documents say, and how the old one would be made to say what the new one does.

    `is_wording`: it is one of words alone. `holder` is the object of the old document that what differs belongs to, and
    `way` leads from it to there; a last step `-` is a new item of a list. `through` are the places of the reference
    that only the old document has on the way to the difference, and of what the new one has in its stead.
    """

    change: Change
    is_wording: bool
    holder: Pointer
    way: tuple[str, ...]
    through: tuple[Pointer, Pointer] | None = None


def is_wording(kind: str, way: tuple[str, ...]) -> bool:
    """Whether what stands at the end of a way into an object of a kind never happens on the wire."""
    field = "" if KINDS[kind].named or not way else way[0]
    return kind in _WORD_KINDS or field in _WORDS or field.startswith("x-")


def value_at(place: Place | tuple[Place, ...] | None) -> JSON:
    """What stands at a place, or at each place of a list."""
    if isinstance(place, tuple):
        return [one.value for one in place]
    return place.value if place else None


def pointer_to(place: Place | tuple[Place, ...] | None) -> Pointer | None:
    """Where something is written; None for an empty list too."""
    if isinstance(place, tuple):
        return Pointer(place[0].pointer.file, place[0].pointer.parts[:-1]) if place else None
    return place.pointer if place else None
