"""A generated app on a real server of its own."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
STREAM_LIMIT = 300_000_000


@dataclass
class Served:
    """A running server. Memory is in bytes."""

    port: int
    process: int
    log: Path

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def memory(self) -> int:
        """What the server holds now."""
        return self._status("VmRSS")

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process}/clear_refs").write_text("5")

    def peak(self) -> int:
        """The most that it has held since `forget_peak`."""
        return self._status("VmHWM")

    def _status(self, name: str) -> int:
        found = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{self.process}/status").read_text())
        assert found is not None
        return int(found[1]) * 1024


@contextlib.contextmanager
def serving(generated: Path, log: Path) -> Iterator[Served]:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.set_inheritable(True)
    command = [sys.executable, "-m", "uvicorn", "streamed_app:create_app", "--factory", "--log-level", "error"]
    path = os.pathsep.join([str(generated), str(HERE), *sys.path])
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--fd", str(listener.fileno())],
            env={**os.environ, "PYTHONPATH": path, "HANDFAST_STREAM_LIMIT": str(STREAM_LIMIT)},
            pass_fds=[listener.fileno()],
            stdout=output,
            stderr=output,
        )
        port = listener.getsockname()[1]
        listener.close()  # the server holds it now; when the server ends, connecting fails
        try:
            yield Served(port, process.pid, log)
        finally:
            process.terminate()
            process.wait(30)
