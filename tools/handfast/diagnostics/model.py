"""What every stage reports: a finding, and the place it points at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Severity(StrEnum):
    """How much a finding matters. Only errors make a verb exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Pointer:
    """A place in a source document: a file name and a JSON pointer (RFC 6901), unescaped part by part.

    `file` is relative to the root document's folder, with `/` separators; the root document is named by its own
    file name.
    """

    file: str
    parts: tuple[str, ...] = ()

    def __truediv__(self, part: str | int) -> Pointer:
        """The place one step below."""
        return Pointer(self.file, (*self.parts, str(part)))

    def fragment(self) -> str:
        """`#/paths/~1pets/get`: the URI fragment form, without percent-encoding."""
        return "#" + "".join("/" + escape(part) for part in self.parts)

    def __str__(self) -> str:
        return self.file + self.fragment()


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text file. Lines and columns count from 1; `width` is in characters, at least 1."""

    path: str
    line: int
    column: int = 1
    width: int = 1


Place: TypeAlias = Pointer | Position


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding, and what is there: `the handler`."""

    at: Place
    label: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `message` stands alone on one line, `label` says what the caret shows, `help` is an action, `related` are other
    places that a reader wants to see. Stages report pointers; a file position is found only when a finding is rendered.
    """

    code: str
    severity: Severity
    message: str
    at: Place | None = None
    label: str = ""
    help: str = ""
    related: tuple[Related, ...] = ()


class Refused(Exception):  # noqa: N818 - it reads as what happened to the input
    """The input can't be read or used at all; carries the findings that say why."""

    def __init__(self, *findings: Diagnostic) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


def escape(part: str) -> str:
    """One reference token of a JSON pointer, escaped (RFC 6901 §3)."""
    return part.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The inverse of `escape` (RFC 6901 §4)."""
    return token.replace("~1", "/").replace("~0", "~")
