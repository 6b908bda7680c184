"""What went wrong inside the app: exceptions that reach its server, remembered by the request that met them."""

from __future__ import annotations

import json
import traceback
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
App: TypeAlias = Callable[[Scope, Any, Any], Awaitable[None]]

TEST_CASE: Final = "X-Schemathesis-TestCaseId"
"""The request header in which Schemathesis says which of its requests this is."""
_MOST: Final = 10_000
_LONGEST: Final = 300
_FOREIGN: Final = frozenset({"site-packages", "dist-packages"})


def watched(app: App, log: Path, project: Path) -> App:
    """The same app, with each exception that leaves it written to `log`: at most 10,000, one JSON array on a line."""
    name, count = TEST_CASE.lower().encode(), 0

    async def watch(scope: Scope, receive: Any, send: Any) -> None:
        nonlocal count
        try:
            await app(scope, receive, send)
        except Exception as error:
            case = dict(scope.get("headers", ())).get(name)
            if case is not None and count < _MOST:
                count += 1
                with log.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps([case.decode("latin-1"), cause_of(error, project)]) + "\n")
            raise

    return watch


def cause_of(error: BaseException, project: Path) -> str:
    """`ValueError: zero (app/main.py:12)`: an exception and the project's own line nearest to it, bounded."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    words = " ".join("".join(traceback.format_exception_only(error)).split())
    words = "".join(letter if letter.isprintable() else "?" for letter in words)
    if len(words) > _LONGEST:
        words = words[:_LONGEST] + "..."
    frame = _frame(error, project)
    return f"{words} ({frame})" if frame else words


def _frame(error: BaseException, project: Path) -> str:
    """`file:line` of the last frame that is the project's own; empty when there is none."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(project) and _FOREIGN.isdisjoint(path.parts):
            return f"{path.relative_to(project).as_posix()}:{line}"
    return ""


def read_crashes(log: Path) -> Mapping[str, str]:
    """The cause of each crash, by the test case of its request."""
    found: dict[str, str] = {}
    if log.is_file():
        for line in log.read_text(encoding="utf-8").splitlines():
            try:
                case, cause = json.loads(line)
            except ValueError:
                continue  # an app that died leaves half a line
            found[case] = cause
    return found
