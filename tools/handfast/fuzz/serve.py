"""Serves an app on a free port of the loopback: `python -m handfast.fuzz.serve MODULE:NAME PORT_FILE CRASH_FILE`.

The port is taken before the app is imported and written to PORT_FILE, so no two runs can race for it. Nothing listens
on it until the app's start-up is over. Exceptions that leave the app are written to CRASH_FILE.
"""

from __future__ import annotations

import importlib
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn

from handfast.fuzz.crashes import watched

IMPORT_FAILED = 70
"""How the process ends when the app can't be imported."""


def main(name: str, port_file: Path, crash_file: Path) -> None:
    """Serve until told to stop."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind(("127.0.0.1", 0))
    port_file.write_text(str(taken.getsockname()[1]), encoding="ascii")
    try:
        app, is_factory = _app(name)
    except Exception as error:  # noqa: BLE001 - whatever the app's own code raises
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(IMPORT_FAILED)
    settings = uvicorn.Config(
        (lambda: watched(app() if is_factory else app, crash_file, Path.cwd())),
        factory=True,
        log_level="error",
        access_log=False,
        server_header=False,
    )
    uvicorn.Server(settings).run(sockets=[taken])


def _app(name: str) -> tuple[Any, bool]:
    module, _, attribute = name.partition(":")
    found = getattr(importlib.import_module(module), attribute)
    return found, not _is_app(found)


def _is_app(found: Any) -> bool:
    """Whether this is an ASGI app itself: Starlette's and FastAPI's have routes, a factory has none."""
    return hasattr(found, "routes")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
