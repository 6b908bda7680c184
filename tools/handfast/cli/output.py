"""What a verb writes: its result to stdout in the format asked for, everything else to stderr.

In `text` the result is the findings and a closing line. In the other formats stdout holds one document and nothing
else, and what `text` says around the findings goes to stderr.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from handfast.diagnostics import (
    Diagnostic,
    Locate,
    Place,
    Pointer,
    Position,
    Severity,
    counted,
    render_github,
    render_json,
    render_junit,
    render_sarif,
    render_text,
)


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"


def has_errors(findings: Iterable[Diagnostic]) -> bool:
    """Whether anything was found that makes a verb exit with 1."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def conclude(findings: Iterable[Diagnostic], form: Format, folder: Path, verb: str) -> int:
    """Show all findings of a verb and a closing line; the exit code they mean. `folder` holds the spec."""
    found = tuple(findings)
    show(found, form, folder)
    say(f"{verb}: {counted(found)}", form)
    return 1 if has_errors(found) else 0


def show(findings: Iterable[Diagnostic], form: Format, folder: Path | None = None) -> None:
    """Write findings to stdout. Pointers are found in the files below `folder`."""
    sys.stdout.write(rendered(findings, form, folder or Path.cwd()))
    sys.stdout.flush()


def rendered(findings: Iterable[Diagnostic], form: Format, folder: Path) -> str:
    """Findings in a format; paths are relative to the current folder where they lie below it."""
    from handfast.document import source_lines

    found, place = near(findings), locator(folder)
    match form:
        case Format.TEXT:
            text = render_text(found, place, source_lines, colour=is_colourful())
            return text + "\n" if text else ""
        case Format.JSON:
            return render_json(found, place)
        case Format.GITHUB:
            return render_github(found, place)
        case Format.SARIF:
            return render_sarif(found, place)
        case Format.JUNIT:
            return render_junit(found, place)


def near(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings with the paths of their positions relative to the current folder, where they lie below it."""
    here = Path.cwd()

    def shown(at: Place) -> Place:
        return _relative(at, here) if isinstance(at, Position) else at

    return tuple(_moved(one, shown) for one in findings)


def locator(folder: Path) -> Locate:
    """Finds pointers in the files below `folder`, with paths as `near` has them."""
    from handfast.document import locate

    here = Path.cwd()
    return lambda pointer: _relative(locate(folder, pointer), here)


def located(findings: Iterable[Diagnostic], folder: Path) -> tuple[Diagnostic, ...]:
    """The findings with positions instead of pointers, for who does not know the spec's folder."""
    from handfast.document import locate

    def find(at: Place) -> Place:
        return locate(folder, at) if isinstance(at, Pointer) else at

    return tuple(_moved(one, find) for one in findings)


def _moved(finding: Diagnostic, move: Callable[[Place], Place]) -> Diagnostic:
    """A finding with each of its places moved."""
    related = tuple(replace(one, at=move(one.at)) for one in finding.related)
    return replace(finding, at=move(finding.at) if finding.at else None, related=related)


def say(line: str, form: Format = Format.TEXT) -> None:
    """Write a line around the findings: to stdout in `text`, else to stderr."""
    stream = sys.stdout if form is Format.TEXT else sys.stderr
    stream.write(line + "\n")
    stream.flush()


def is_colourful() -> bool:
    """Whether stdout is a terminal that wants colours (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Shows what is going on while it goes on, on stderr, only when that is a terminal.

    What runs beside other things shows nothing: there is one line to show it on, and a `Board` for several.
    """
    if not sys.stderr.isatty() or threading.current_thread() is not threading.main_thread():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


class Board:
    """What runs at the moment, with its time so far, on stderr while it is a terminal."""

    def __init__(self) -> None:
        self._began: dict[str, float] = {}
        self._ended: dict[str, float] = {}

    @classmethod
    @contextmanager
    def shown(cls) -> Iterator[Board]:
        """A board that is on the screen in the block."""
        board = cls()
        if not sys.stderr.isatty():
            yield board
            return
        from rich.console import Console
        from rich.live import Live

        with Live(board, console=Console(stderr=True), transient=True, refresh_per_second=8):
            yield board

    def begins(self, name: str) -> None:
        """A step begins."""
        self._began[name] = time.perf_counter()

    def ends(self, name: str) -> None:
        """A step has ended."""
        self._ended[name] = time.perf_counter()

    def __rich__(self) -> str:
        now = time.perf_counter()
        return "  ".join(
            f"{name} {self._ended.get(name, now) - began:.0f} s{' done' if name in self._ended else ' ...'}"
            for name, began in tuple(self._began.items())
        )


def _relative(position: Position, here: Path) -> Position:
    path = Path(position.path)
    return replace(position, path=path.relative_to(here).as_posix()) if path.is_relative_to(here) else position
