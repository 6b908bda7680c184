"""Places in a contract's own document, by the pointers that name them everywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from handfast.diagnostics import escape, unescape
from handfast.export.fragments import JSON

_FILES: Final = "x-files"
"""Where a document of several files keeps the others (`contract.bundle`)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place, and what stands there."""

    value: JSON
    parts: tuple[str, ...] = ()

    def __truediv__(self, part: str) -> Spot:
        """The place one step below; there is nothing where nothing is written."""
        here = self.value
        if isinstance(here, list):
            value = here[int(part)] if part.isdecimal() and int(part) < len(here) else None
        else:
            value = here.get(part) if isinstance(here, Mapping) else None
        return Spot(value, (*self.parts, part))

    def __contains__(self, part: str) -> bool:
        """Whether an object has a member of this name."""
        return isinstance(self.value, Mapping) and part in self.value

    def members(self) -> Iterator[tuple[str, Spot]]:
        """The members of an object, or the elements of an array, by name."""
        names = self.value if isinstance(self.value, Mapping) else range(len(self.value)) if self.is_list else ()
        yield from ((str(name), self / str(name)) for name in names)

    @property
    def is_list(self) -> bool:
        """Whether an array stands here."""
        return isinstance(self.value, list)

    @property
    def key(self) -> str:
        """The pointer as the judge and operations spell it: after the file's name where that is not the root."""
        file, parts = ("", self.parts) if self.parts[:1] != (_FILES,) else ("".join(self.parts[1:2]), self.parts[2:])
        return file + "#" + "".join(f"/{escape(part)}" for part in parts)


@dataclass(frozen=True, slots=True)
class Spots:
    """The places of one document, bundled: its references are local."""

    document: Mapping[str, JSON]

    @property
    def root(self) -> Spot:
        """The whole document."""
        return Spot(self.document)

    def at(self, key: str) -> Spot:
        """The place that a pointer names, as `Spot.key` spells it."""
        file, _, pointer = key.partition("#")
        spot = self.root / _FILES / file if file else self.root
        for token in pointer.split("/")[1:]:
            spot /= unescape(token)
        return spot

    def read(self, spot: Spot) -> Spot:
        """A place, after any references that stand there; nothing where they lead nowhere."""
        seen = set[str]()
        while isinstance(spot.value, Mapping) and isinstance(ref := spot.value.get("$ref"), str):
            if ref in seen or not ref.startswith("#"):
                return Spot(None, spot.parts)
            seen.add(ref)
            spot = self.at(unquote(ref))
        return spot
