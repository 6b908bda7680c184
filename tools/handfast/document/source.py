"""The text of one file, and the way from an index in it to a line and column."""

from __future__ import annotations

import errno
import os
import re
import stat
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from handfast.diagnostics import Diagnostic, Position, Refused, Severity

_LINE_END = re.compile(r"\r\n?|\n")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


@dataclass(frozen=True)
class Source:
    """A text that was read from `path`."""

    path: str
    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        """The index at which each line starts."""
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends."""
        return tuple(_LINE_END.split(self.text))

    @cached_property
    def end(self) -> int:
        """The index after which there are only blanks."""
        return len(self.text.rstrip())

    def at(self, start: int, end: int | None = None) -> Position:
        """The position of a stretch of text. The width is 1 for a stretch that goes over a line's end.

        What lies in the blanks at the end stands where they begin.
        """
        start = max(0, min(start, self.end))
        line = bisect_right(self.line_starts, start)
        is_on_one_line = end is not None and bisect_right(self.line_starts, end) == line
        width = end - start if end is not None and is_on_one_line else 1
        return Position(self.path, line, start - self.line_starts[line - 1] + 1, max(width, 1))


def read_regular(path: Path, size: int) -> bytes:
    """The first `size` bytes of a regular file.

    Raises:
        OSError: It can't be read, or is a device, a pipe or a folder, which may never end.
        ValueError: No file can have this path.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(size)
    finally:
        os.close(descriptor)


def decoded(raw: bytes, path: str) -> str:
    """The text of a file, which must be UTF-8. A UTF-8 byte order mark is left out.

    Raises:
        Refused: The file is in another encoding.
    """
    if raw.startswith(_BYTE_ORDER_MARKS) or b"\0" in raw[:4]:
        raise Refused(_not_utf8("the file is UTF-16 or UTF-32", Position(path, 1), "this is no UTF-8 text"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        place = Source(path, before).at(len(before))
        message = f"byte {raw[error.start]:#04x} is no UTF-8"
        raise Refused(_not_utf8(message, place, "this byte starts no character")) from None


def _not_utf8(message: str, at: Position, label: str) -> Diagnostic:
    return Diagnostic("SPEC003", Severity.ERROR, message, at, label, help="save the file as UTF-8")
