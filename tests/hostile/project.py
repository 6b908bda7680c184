"""The service as a process: its contract generated, served by a real server on the loopback, ended when done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.writing_code import write_code

HERE = Path(__file__).parent
TOOLS = HERE.parents[1] / "tools"


@dataclass(frozen=True)
class Service:
    """A server that runs."""

    port: int
    process: subprocess.Popen[str]
    log: Path

    def complaints(self) -> list[str]:
        """What was logged as an error."""
        return [line for line in self.log.read_text().splitlines() if line.startswith(("ERROR", "CRITICAL"))]


def make(folder: Path) -> Path:
    """The service's code, generated and hand-written."""
    write_code(HERE / "openapi.yaml", folder / "hostile_contract")
    shutil.copy(HERE / "service.py", folder / "service.py")
    return folder


@contextmanager
def serving(folder: Path, parser: str, **environment: str) -> Iterator[Service]:
    """The service on a port of its own; `parser` is the one that uvicorn reads HTTP with."""
    log = folder / f"{parser}.log"
    command = [sys.executable, str(HERE / "serve.py"), parser, str(log)]
    paths = os.pathsep.join([str(folder), str(TOOLS)])
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": paths, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        port = process.stdout.readline()
        assert port, f"the service does not start: {log.read_text() if log.exists() else ''}"
        yield Service(int(port), process, log)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
