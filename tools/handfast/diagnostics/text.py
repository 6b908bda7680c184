"""Findings for people: the message, the source line with a caret, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

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


def _block(one: Placed, lines: Lines, paint: Callable[[str, str], str]) -> Iterator[str]:
    finding, position = one.finding, one.position
    hue = _COLOURS[finding.severity]
    yield paint(f"{finding.severity}[{finding.code}]", hue) + paint(f": {visible(finding.message)}", _BOLD)
    number = str(position.line) if position else ""
    gutter = " " * len(number)
    bar = paint(f"{gutter} |", _BLUE)
    if position:
        yield f"{paint(gutter + '-->', _BLUE)} {visible(position.path)}:{position.line}:{position.column}"
        snippet = _snippet(position, lines)
        if snippet:
            caret = " " * snippet.indent + paint(f"{'^' * snippet.width} {visible(finding.label)}".rstrip(), hue)
            yield bar
            yield f"{paint(f'{number} |', _BLUE)} {snippet.text}".rstrip()
            yield f"{bar} {caret}"
        elif finding.label:
            yield f"{gutter} {paint('=', _BLUE)} {visible(finding.label)}"
    elif finding.label:
        yield f" {paint('=', _BLUE)} {visible(finding.label)}"
    if finding.help:
        if position:
            yield bar
        yield f"{gutter} {paint('=', _BLUE)} help: {visible(finding.help)}"


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
