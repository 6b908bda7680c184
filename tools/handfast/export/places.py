"""Where the parts of an app stand in its own code."""

from __future__ import annotations

import functools
import inspect
import sys
from pathlib import Path
from types import FrameType
from typing import Any, Final

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from handfast.export.facet import Place

_SITE: Final = "_handfast_site"


def place_of(one: Any) -> Place | None:
    """File and line of a function or class, or of the class of an object."""
    while isinstance(one, functools.partial):
        one = one.func
    for candidate in (one, type(one)):
        found = inspect.unwrap(candidate) if callable(candidate) else candidate
        code = getattr(found, "__code__", None)
        if code is not None:
            return code.co_filename, code.co_firstlineno
        try:
            path, line = inspect.getsourcefile(found), inspect.getsourcelines(found)[1]
        except (TypeError, OSError, ValueError, IndexError, SyntaxError):
            continue
        return (path, max(line, 1)) if path else None
    return None


def watch_sites(root: Path, generated: Path) -> None:
    """From now on, remember the line of the project that makes a route, a mount or a middleware.

    Lines of generated code don't count. For a process that looks at one app and ends: what is changed stays changed.
    """
    for kind in (BaseRoute, Middleware):
        kind.__new__ = functools.partial(_made, root, generated)  # type: ignore[method-assign]


def site_of(one: Any) -> Place | None:
    """The line of the project that made a route, a mount or a middleware, if somebody watched."""
    return getattr(one, _SITE, None)


def _made(root: Path, generated: Path, kind: type[Any], *_: Any, **__: Any) -> Any:
    made = object.__new__(kind)
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the documented way to the caller
    while frame is not None and not is_own(frame.f_code.co_filename, root, generated):
        frame = frame.f_back
    if frame is not None:
        setattr(made, _SITE, (frame.f_code.co_filename, frame.f_lineno))
    return made


def is_own(file: str, root: Path, generated: Path | None = None) -> bool:
    """Whether a file is code that somebody of the project wrote."""
    path = Path(file)
    if not path.is_relative_to(root) or "site-packages" in path.parts:
        return False
    return generated is None or not path.is_relative_to(generated)
