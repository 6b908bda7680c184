"""From a pointer back to a line: positions are looked up only when a finding is printed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Protocol

from handfast.diagnostics import Pointer, Position, Refused
from handfast.document.json_marks import JsonMarks
from handfast.document.model import Limits
from handfast.document.parse import looks_like_json
from handfast.document.source import Source, decoded, read_regular
from handfast.document.yaml_marks import YamlMarks

_MOST = Limits().total_size


class Marks(Protocol):
    """Where the values of one text stand."""

    def span(self, parts: tuple[str, ...]) -> tuple[int, int]:
        """Start and end of the key that a pointer ends in, or of the item; of its nearest ancestor if there is none."""
        ...


def locate(folder: Path, pointer: Pointer) -> Position:
    """The line, column and width of the key that a pointer ends in, or of the item of a list.

    What is not in the file is shown at its nearest ancestor. The first look into a file costs about as much as
    parsing it; the marks of the last few files are kept.
    """
    path = folder / pointer.file
    if not pointer.parts:
        return Position(path.as_posix(), 1)
    found = _marked(path.as_posix(), *_state(path))
    if found is None:
        return Position(path.as_posix(), 1)
    source, marks = found
    return source.at(*marks.span(pointer.parts))


def source_lines(path: str) -> tuple[str, ...]:
    """The lines of a file that a position names, none if it can't be read."""
    source = _source(path, *_state(Path(path)))
    return source.lines if source else ()


def _state(path: Path) -> tuple[int, int]:
    """What changes when a file does, so that an edited file is read again."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return 0, 0
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _source(path: str, modified: int, size: int) -> Source | None:  # noqa: ARG001 - they are the cache's key
    try:
        return Source(path, decoded(read_regular(Path(path), _MOST), path))
    except (OSError, ValueError, Refused):
        return None


@lru_cache(maxsize=8)
def _marked(path: str, modified: int, size: int) -> tuple[Source, Marks] | None:
    source = _source(path, modified, size)
    if source is None:
        return None
    if path.endswith(".json") or looks_like_json(source.text):
        return source, JsonMarks(source.text)
    return source, YamlMarks(source.text)
