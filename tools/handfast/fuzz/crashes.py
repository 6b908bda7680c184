"""What went wrong inside the app: exceptions that reach its server, and answers that never end.

They are remembered by the request that met them.
"""

from __future__ import annotations

import asyncio
import json
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
App: TypeAlias = Callable[[Scope, Any, Any], Awaitable[None]]

TEST_CASE: Final = "X-Schemathesis-TestCaseId"
"""The request header in which Schemathesis says which of its requests this is."""
ENDLESS: Final = "Endless"
"""The kind of a crash that is none: an answer that had not ended in time."""
LONGEST_ANSWER: Final = 5.0
"""Seconds that an answer may take from its first byte to its last. A stream that goes on is cut off there."""
_MOST: Final = 10_000
_LONGEST: Final = 300
_FOREIGN: Final = frozenset({"site-packages", "dist-packages"})


@dataclass(frozen=True, slots=True)
class Crash:
    """An exception: its kind, its words on one line, and the project's own line nearest to it, 0 when there is none."""

    kind: str
    words: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.words} ({self.file}:{self.line})" if self.file else self.words


def watched(app: App, log: Path, project: Path, longest: float = LONGEST_ANSWER) -> App:
    """The same app, with each exception that leaves it written to `log`: at most 10,000, one JSON array on a line.

    An answer that goes on for more than `longest` seconds after its first byte is ended, as a client that goes away
    would end it, and written down too: a test can't wait for it. The same address is waited for half as long each time.
    """
    name, count = TEST_CASE.lower().encode(), 0
    endless: Counter[tuple[str, str]] = Counter()

    def write(scope: Scope, crash: Crash) -> None:
        nonlocal count
        case = dict(scope.get("headers", ())).get(name)
        if case is not None and count < _MOST:
            count += 1
            entry = [case.decode("latin-1"), crash.kind, crash.words, crash.file, crash.line]
            with log.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(entry) + "\n")

    async def watch(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        try:
            address = scope.get("method", ""), scope.get("path", "")
            patience = longest / 2 ** endless[address]
            if not await _ends(app, scope, receive, send, patience):
                endless[address] += 1
                write(scope, Crash(ENDLESS, f"the answer had not ended {patience:.1f} s after it began"))
        except Exception as error:
            write(scope, crash_of(error, project))
            raise

    return watch


async def _ends(app: App, scope: Scope, receive: Any, send: Any, longest: float) -> bool:
    """Whether an answer ends by itself; one that doesn't is ended properly for the client."""
    is_open = False
    deadline = asyncio.timeout(None)

    async def bounded(message: MutableMapping[str, Any]) -> None:
        nonlocal is_open
        if message["type"] == "http.response.start":
            deadline.reschedule(asyncio.get_running_loop().time() + longest)
            is_open = True
        elif message["type"] == "http.response.body" and not message.get("more_body"):
            deadline.reschedule(None)
            is_open = False
        await send(message)

    try:
        async with deadline:
            await app(scope, receive, bounded)
    except TimeoutError:
        if not deadline.expired():
            raise
        if is_open:
            await send({"type": "http.response.body", "body": b""})
        return False
    return True


def crash_of(error: BaseException, project: Path) -> Crash:
    """What an exception says, bounded, and where in the project it came from."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    words = " ".join("".join(traceback.format_exception_only(error)).split())
    words = "".join(letter if letter.isprintable() else "?" for letter in words)
    if len(words) > _LONGEST:
        words = words[:_LONGEST] + "..."
    return Crash(type(error).__name__, words, *_frame(error, project))


def _frame(error: BaseException, project: Path) -> tuple[str, int]:
    """File and line of the last frame that is the project's own; empty and 0 when there is none."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(project) and _FOREIGN.isdisjoint(path.parts):
            return path.relative_to(project).as_posix(), line
    return "", 0


def read_crashes(log: Path) -> Mapping[str, Crash]:
    """The cause of each crash, by the test case of its request."""
    found: dict[str, Crash] = {}
    if log.is_file():
        for line in log.read_text(encoding="utf-8").splitlines():
            try:
                case, *crash = json.loads(line)
            except ValueError:
                continue  # an app that died leaves half a line
            found[case] = Crash(*crash)
    return found
