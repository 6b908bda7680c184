"""One difference between two contracts, as an object that can be reversed."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from handfast.compare.normal import literal
from handfast.contract.model import JSON
from handfast.diagnostics import Pointer


class Kind(StrEnum):
    """What happened to the subject on the way from the old contract to the new one."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Aspect(StrEnum):
    """Which part of a contract differs; one module of this package for each."""

    OPERATION = "operation"
    PARAMETER = "parameter"
    BODY = "body"
    REPLY = "reply"
    CONTENT = "content"
    SECURITY = "security"
    SERVERS = "servers"
    DOCUMENT = "document"
    SCHEMA = "schema"


_REVERSED = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED, Kind.CHANGED: Kind.CHANGED}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference by meaning.

    `what` names the subject in words that hold for both sides (`query parameter limit: required`). `operation` is
    `GET /pets`, or empty for what belongs to no single operation. `old` and `new` are the places in the two
    documents; where the subject is missing on one side, that side's place is its nearest parent, or None.
    """

    kind: Kind
    aspect: Aspect
    what: str
    operation: str = ""
    old: Pointer | None = None
    new: Pointer | None = None
    before: JSON = None
    after: JSON = None

    def reverse(self) -> Change:
        """The same difference seen from the other side."""
        return replace(
            self,
            kind=_REVERSED[self.kind],
            old=self.new,
            new=self.old,
            before=self.after,
            after=self.before,
        )


class Located(Protocol):
    """A part of a contract that knows where it is written."""

    @property
    @abstractmethod
    def pointer(self) -> Pointer:
        """Its place."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What two contracts both have, and where: the frame that the differences found inside it are reported in."""

    aspect: Aspect
    what: str
    operation: str
    old: Pointer | None
    new: Pointer | None

    def within(self, part: str) -> Subject:
        """The subject of a part that has no name for itself."""
        return replace(self, what=f"{self.what}: {part}" if self.what and part else self.what or part)

    def about(self, aspect: Aspect, what: str, old: Located | None, new: Located | None) -> Subject:
        """The subject of a part, at its own places; where a side does not have it, this subject's place stands."""
        return Subject(aspect, what, self.operation, old.pointer if old else self.old, new.pointer if new else self.new)

    def differs(self, facet: str, before: JSON, after: JSON) -> tuple[Change, ...]:
        """The change of a field that both sides have, if there is one."""
        if literal(before) == literal(after):
            return ()
        at = replace(self, old=self.old and self.old / facet, new=self.new and self.new / facet)
        return (at.changed(facet, before, after),)

    def changed(self, facet: str, before: JSON, after: JSON) -> Change:
        """The change of a facet that is already known to differ."""
        what = self.within(facet).what
        return Change(Kind.CHANGED, self.aspect, what, self.operation, self.old, self.new, before, after)

    def one_sided(
        self,
        before: JSON,
        after: JSON,
        *,
        is_added: bool,
        old: Pointer | None = None,
        new: Pointer | None = None,
    ) -> Change:
        """This subject exists on one side only. The place given is its own; the frame's place stands for the other."""
        kind = Kind.ADDED if is_added else Kind.REMOVED
        return Change(kind, self.aspect, self.what, self.operation, old or self.old, new or self.new, before, after)
