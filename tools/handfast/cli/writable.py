"""A disk that says no, as a finding."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handfast.diagnostics import Diagnostic, Position, Refused, Severity


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Nothing, while what is written below `folder` can be written.

    Raises:
        Refused: the operating system refused.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        blamed = _blamed(Path(error.filename) if isinstance(error.filename, str) else folder)
        reason = (error.strerror or str(error) or type(error).__name__).lower()
        message = f"`{blamed}` can't be written: {reason}; nothing was changed"
        help_ = "give yourself the permission to write there, and its disk some space, or choose another folder"
        raise Refused(Diagnostic("GEN096", Severity.ERROR, message, Position(str(folder), 1), help=help_)) from error


def _blamed(path: Path) -> Path:
    """The folder that refused: this one when it may not be written to, else the nearest above it that is there."""
    path = path.absolute()
    if path.is_dir() and not os.access(path, os.W_OK | os.X_OK):
        return path
    return next(one for one in path.parents if one.exists())
