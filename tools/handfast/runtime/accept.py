"""Which of several media types a client wants: proactive negotiation by `Accept` (RFC 9110 §12.5.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from handfast.runtime import media

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handfast.runtime.wire import Wire

ACCEPT = "accept"
"""The handler's keyword."""
_MOST_RANGES = 64
_ELEMENT = re.compile(f'(?:[^,"]|{media.QUOTED})+')
_WEIGHT = re.compile(r"\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)
_IS_WEIGHT = re.compile(r"\s*q\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Accept:
    """The media ranges that a client takes, each with its quality: 1 is best, 0 is refused."""

    ranges: tuple[tuple[media.MediaType, float], ...]

    def quality(self, offered: media.MediaType) -> float:
        """How much the client wants this type: what the most specific range that covers it says, 0 when none does.

        A declared range (`image/*`) is wanted as much as the best of the types in it.
        """
        covering = [(wanted.rank, quality) for wanted, quality in self.ranges if wanted.covers(offered)]
        found = max(covering)[1] if covering else 0.0
        if offered.is_range:
            found = max([found, *(quality for wanted, quality in self.ranges if offered.covers(wanted))])
        return found

    def preferred(self, offered: Sequence[media.MediaType]) -> int | None:
        """The index of the type that the client wants most, the first of equals; None when it takes none."""
        best, most = None, 0.0
        for index, one in enumerate(offered):
            quality = self.quality(one)
            if quality > most:
                best, most = index, quality
        return best


class Preferred:
    """Puts into the handler's `accept` which of several media types the client likes best; the first of equals."""

    def __init__(self, names: Sequence[str]) -> None:
        known = [(name, parsed) for name in names if (parsed := media.parse(name)) is not None]
        self._names = [name for name, _ in known]
        self._types = [parsed for _, parsed in known]

    def decode(self, wire: Wire, arguments: dict[str, Any], _: object) -> None:
        """Put it there. A client that takes none of them has been refused, or takes another success."""
        accept = accepted(wire.header(b"accept"))
        index = None if accept is None else accept.preferred(self._types)
        arguments[ACCEPT] = self._names[index or 0]


def accepted(lines: Sequence[str]) -> Accept | None:
    """What the `Accept` header says; None where it says nothing, and anything will do.

    Elements that can't be read are passed over, and so is what follows the first 64.
    """
    return _read(", ".join(lines)) if lines else None


@lru_cache(maxsize=256)
def _read(text: str) -> Accept | None:
    ranges = [found for part in _ELEMENT.findall(text)[:_MOST_RANGES] if (found := _range(part)) is not None]
    return Accept(tuple(ranges)) if ranges else None


def _range(element: str) -> tuple[media.MediaType, float] | None:
    """One media range and its weight; parameters after the weight are extensions, which mean nothing here."""
    parts = media.PARAMETER.findall(element)
    weight = next((index for index, part in enumerate(parts) if _IS_WEIGHT.match(part)), len(parts))
    named = media.parse(";".join(parts[:weight]).strip())
    if named is None or weight == len(parts):
        return None if named is None else (named, 1.0)
    quality = _WEIGHT.fullmatch(parts[weight])
    return None if quality is None else (named, float(quality[1]))
