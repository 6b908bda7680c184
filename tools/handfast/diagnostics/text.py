"""Findings for people: the message, the source line with a caret, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from handfast.diagnostics.model import Diagnostic, Position, Severity
from handfast.diagnostics.place import Lines, Locate, Placed, placed
from handfast.diagnostics.visible import columns, visible

_RESET = "\x1b[0m"
_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTE: "\x1b[1;36m"}
_BOLD = "\x1b[1m"
_BLUE = "\x1b[1;34m"
_WINDOW = 100
_BEFORE = 30
_TAB = "    "

_Paint: TypeAlias = Callable[[str, str], str]
"""Text in a colour, or as it is."""


@dataclass(frozen=True, slots=True)
class _Snippet:
    """The part of a source line that is shown, and the columns of the caret below it."""

    text: str
    indent: int
    width: int


def render_text(findings: Iterable[Diagnostic], locate: Locate, lines: Lines, *, colour: bool = False) -> str:
    """All findings with a blank line between them; nothing for none. Coloured for a terminal only when asked."""

    def paint(text: str, code: str) -> str:
        return f"{code}{text}{_RESET}" if colour else text

    shown = ["\n".join(_block(one, lines, paint)) for one in placed(findings, locate)]
    return "\n\n".join(shown) + "\n" if shown else ""


def _block(one: Placed, lines: Lines, paint: _Paint) -> Iterator[str]:
    finding, position = one.finding, one.position
    hue = _COLOURS[finding.severity]
    yield paint(f"{finding.severity}[{finding.code}]", hue) + paint(f": {visible(finding.message)}", _BOLD)
    shown = [place for place in (position, *(place for place, _ in one.related)) if place]
    page = _Page(lines, paint, " " * max((len(str(place.line)) for place in shown), default=0))
    if position:
        yield from page.excerpt(position, finding.label, "-->", "^", hue)
    elif finding.label:
        yield page.remark(finding.label)
    for place, label in one.related:
        yield from page.excerpt(place, label, ":::", "-", _BLUE)
    if finding.help:
        if shown:
            yield page.bar
        yield page.remark(f"help: {finding.help}")


@dataclass(frozen=True, slots=True)
class _Page:
    """How the excerpts of one finding are written: with one gutter, as wide as the largest line number."""

    lines: Lines
    paint: _Paint
    gutter: str

    @property
    def bar(self) -> str:
        """An empty line of source."""
        return self.paint(f"{self.gutter} |", _BLUE)

    def remark(self, text: str) -> str:
        """A line below the source."""
        return f"{self.gutter} {self.paint('=', _BLUE)} {visible(text)}"

    def excerpt(self, place: Position, label: str, arrow: str, mark: str, hue: str) -> Iterator[str]:
        """A place, and its line with the label below what is meant."""
        yield f"{self.paint(self.gutter + arrow, _BLUE)} {visible(place.path)}:{place.line}:{place.column}"
        snippet = _snippet(place, self.lines)
        if snippet:
            number = str(place.line).rjust(len(self.gutter))
            yield self.bar
            yield f"{self.paint(f'{number} |', _BLUE)} {snippet.text}".rstrip()
            marked = f"{mark * snippet.width} {visible(label)}".rstrip()
            yield f"{self.bar} {' ' * snippet.indent}{self.paint(marked, hue)}"
        elif label:
            yield self.remark(label)


def _snippet(position: Position, lines: Lines) -> _Snippet | None:
    """The source line of a position. Of a long line, what stands around the position."""
    source = lines(position.path)
    if not 0 < position.line <= len(source):
        return None
    line = source[position.line - 1]
    start = min(position.column - 1, len(line))
    end = min(start + position.width, len(line))
    first = 0 if len(line) <= _WINDOW else max(0, min(start - _BEFORE, len(line) - _WINDOW))
    last = min(first + _WINDOW, len(line))
    before = ("…" if first else "") + _spread(line[first:start])
    marked = _spread(line[start : min(end, last)])
    after = _spread(line[min(end, last) : last]) + ("…" if last < len(line) else "")
    return _Snippet(before + marked + after, columns(before), max(columns(marked), 1))


def _spread(text: str) -> str:
    return visible(text.replace("\t", _TAB))
