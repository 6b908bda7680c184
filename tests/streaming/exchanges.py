"""HTTP/1.1 over a plain socket: no client library buffers, retries or mends anything."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO


def request(method: str, target: str, **headers: str | int) -> bytes:
    """The head of a request; `content_type=` is `content-type:`."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"{method} {target} HTTP/1.1", "host: test", "connection: close", *lines, "", ""]).encode()


class Answer:
    """An answer that is read as it comes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.status = int(self._file.readline().split()[1])
        self.headers: dict[str, str] = {}
        while line := self._file.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            self.headers[name.lower()] = value.strip()

    def chunks(self) -> Iterator[bytes]:
        """The pieces of the body. EOFError when it breaks off."""
        if "chunked" not in self.headers.get("transfer-encoding", ""):
            yield self._file.read(int(self.headers["content-length"]))
            return
        while size := int(self._file.readline().strip() or self._broken_off(), 16):
            piece = self._file.read(size)
            self._file.readline()
            yield piece

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks())

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def _broken_off(self) -> bytes:
        raise EOFError("the answer broke off")


@contextlib.contextmanager
def exchange(connection: socket.socket, head: bytes, body: Iterable[bytes] = ()) -> Iterator[Answer]:
    """Send a request with this body, and begin to read the answer; at the end the client goes away."""
    with connection:
        connection.sendall(head)
        for piece in body:
            connection.sendall(piece)
        with connection.makefile("rb") as file:
            yield Answer(file)
