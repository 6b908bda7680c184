"""The app under test as a process of its own: started, waited for, and ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from handfast.diagnostics import Diagnostic, Refused, Severity

START_UP: Final = 60.0
"""Seconds that an app may take until it listens."""
_PAUSE: Final = 0.05
_GRACE: Final = 5.0
_PATIENCE: Final = 10.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running app. `process` is None for one that somebody else runs."""

    url: str
    process: subprocess.Popen[bytes] | None
    log: Path
    crashes: Path

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self.process is None or self.process.poll() is None

    @property
    def code(self) -> int | None:
        """How the process ended; None while it runs."""
        return self.process.poll() if self.process else None

    def last_words(self) -> str:
        """The last line that the app wrote to its standard error, on one line."""
        return _last_words(self.log)


@contextmanager
def serving(root: Path, app: str, environment: Mapping[str, str], scratch: Path) -> Iterator[Server]:
    """The app of the project in `root`, listening on the loopback; the process is ended on the way out.

    Raises:
        Refused: it does not start, or not in time.
    """
    port_file, log, crashes = scratch / "port", scratch / "app.log", scratch / "crashes"
    command = [sys.executable, "-m", "handfast.fuzz.serve", app, str(port_file), str(crashes)]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, cwd=root, env=_environment(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield Server(f"http://127.0.0.1:{_port(process, app, port_file, log)}", process, log, crashes)
    finally:
        _end(process)


def reached(url: str, scratch: Path) -> Server:
    """An app that runs already at `url`.

    Raises:
        Refused: it is no address of an HTTP server, or nothing listens there.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        with socket.create_connection((parts.hostname or "", port), _PATIENCE):
            return Server(url.rstrip("/"), None, scratch / "app.log", scratch / "crashes")
    except KeyError:
        reason = "write it as http://HOST:PORT"
    except (OSError, ValueError) as error:
        reason = str(error)
    help_ = "start the app there first; `handfast fuzz` without --url starts it by itself"
    raise Refused(Diagnostic("FUZZ001", Severity.ERROR, f"there is no app at {url}: {reason}", help=help_))


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.is_file() else []
    return lines[-1] if lines else "it wrote nothing"


def _environment(added: Mapping[str, str]) -> dict[str, str]:
    """The environment of the process that serves: it finds this very package, wherever it was imported from."""
    ours = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([ours, *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, **added}


def _port(process: subprocess.Popen[bytes], app: str, port_file: Path, log: Path) -> int:
    """The port on which the app listens by now."""
    deadline = time.monotonic() + START_UP
    while time.monotonic() < deadline:
        if process.poll() is not None:
            words = _last_words(log)
            raise Refused(_not_started(app, f"does not start: {words}"))
        port = port_file.read_text(encoding="ascii") if port_file.is_file() else ""
        if port and _listens(int(port)):
            return int(port)
        time.sleep(_PAUSE)
    raise Refused(_not_started(app, f"does not listen after {START_UP:.0f} s"))


def _listens(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.settimeout(1.0)
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that we started: politely, then for certain."""
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _not_started(app: str, what: str) -> Diagnostic:
    help_ = f"run `python -m uvicorn {app}` and see all that it says; `[tool.handfast.fuzz.environment]` sets variables"
    return Diagnostic("FUZZ001", Severity.ERROR, f"`{app}` {what}", help=help_)
