"""Lists that operations inherit (security, servers): what differs in one is reported once, not for each heir."""

from __future__ import annotations

from dataclasses import dataclass, field

from handfast.compare.change import Aspect, Subject
from handfast.contract.model import Contract, Operation
from handfast.diagnostics import Pointer


@dataclass(slots=True)
class Inherited:
    """Remembers which pairs of inherited lists have been reported."""

    old: Contract
    new: Contract
    _reported: set[tuple[Aspect, Pointer | None, Pointer | None]] = field(default_factory=set)

    def subject(
        self, aspect: Aspect, frame: Subject, lists: tuple[Pointer | None, Pointer | None], heirs: tuple[Operation, ...]
    ) -> Subject | None:
        """Where a difference of two lists is reported, None if it is known.

        That is the operation, if one of the lists is its own. `lists` are the places of the old and the new one, None
        where none is written.
        """
        old, new = lists
        is_own = any(place and place.parts[:-1] == heir.pointer.parts for place, heir in zip(lists, heirs, strict=True))
        if is_own:
            return Subject(aspect, str(aspect), frame.operation, old or frame.old, new or frame.new)
        if (aspect, old, new) in self._reported:
            return None
        self._reported.add((aspect, old, new))
        return Subject(aspect, str(aspect), "", old or Pointer(self.old.file), new or Pointer(self.new.file))
