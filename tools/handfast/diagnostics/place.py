"""Findings with their positions, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from handfast.diagnostics.model import Diagnostic, Place, Pointer, Position, Severity

Locate: TypeAlias = Callable[[Pointer], Position]
"""Finds the position of a pointer: `functools.partial(handfast.document.locate, folder)`."""

Lines: TypeAlias = Callable[[str], Sequence[str]]
"""The lines of a file by a position's path, none when it can't be read: `handfast.document.source_lines`."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding and where it is shown; `related` are its other places, with what is there."""

    finding: Diagnostic
    position: Position | None
    related: tuple[tuple[Position, str], ...] = ()

    @property
    def pointer(self) -> Pointer | None:
        """The pointer that the finding came with."""
        return self.finding.at if isinstance(self.finding.at, Pointer) else None


def placed(findings: Iterable[Diagnostic], locate: Locate) -> tuple[Placed, ...]:
    """Each finding once, by file and position; those without a position come last."""
    return tuple(sorted((_placed(finding, locate) for finding in dict.fromkeys(findings)), key=_order))


def _placed(finding: Diagnostic, locate: Locate) -> Placed:
    related = ((_position(one.at, locate), one.label) for one in finding.related)
    shown = tuple((position, label) for position, label in related if position)
    return Placed(finding, _position(finding.at, locate), shown)


def _position(at: Place | None, locate: Locate) -> Position | None:
    return locate(at) if isinstance(at, Pointer) else at


def _order(placed: Placed) -> tuple[bool, str, int, int, str, str]:
    position = placed.position or Position("", 0)
    finding = placed.finding
    return placed.position is None, position.path, position.line, position.column, finding.code, finding.message


def counted(findings: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`, or `no findings`."""
    unique = tuple(dict.fromkeys(findings))
    counts = ((severity, sum(one.severity is severity for one in unique)) for severity in Severity)
    return ", ".join(f"{count} {severity}{'s' * (count != 1)}" for severity, count in counts if count) or "no findings"
