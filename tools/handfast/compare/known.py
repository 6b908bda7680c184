"""Which differences a list of changes has already told."""

from __future__ import annotations

from collections.abc import Iterable

from handfast.compare.change import Change, Kind
from handfast.diagnostics import Pointer


class Known:
    """The places of changes on both sides."""

    def __init__(self, changes: Iterable[Change]) -> None:
        told = list(changes)
        self._old = _Places(one.old for one in told if one.old and one.kind is not Kind.ADDED)
        self._new = _Places(one.new for one in told if one.new and one.kind is not Kind.REMOVED)

    def tells(self, change: Change) -> bool:
        """Whether some change is about this one's subject, something around it, or something inside it."""
        is_old = change.kind is not Kind.ADDED and change.old is not None and change.old in self._old
        is_new = change.kind is not Kind.REMOVED and change.new is not None and change.new in self._new
        return is_old or is_new


class _Places:
    """Places; those around and inside them are among them too."""

    def __init__(self, pointers: Iterable[Pointer]) -> None:
        self._own = set(pointers)
        self._around = {
            Pointer(one.file, one.parts[:depth]) for one in self._own for depth in range(len(one.parts) + 1)
        }

    def __contains__(self, pointer: Pointer) -> bool:
        inside = (Pointer(pointer.file, pointer.parts[:depth]) for depth in range(len(pointer.parts) + 1))
        return pointer in self._around or any(one in self._own for one in inside)
