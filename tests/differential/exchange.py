"""One request straight into an ASGI app, every event of it noted in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import unquote

from fastapi.exceptions import FastAPIError

NO_BODY: Any = ...


@dataclass(frozen=True)
class Ask:
    """A request. After `leaves` the client goes away; `breaks`: sending to it fails after the start."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    json_body: Any = NO_BODY
    scope: Mapping[str, Any] = field(default_factory=dict)
    leaves: Literal["never", "request", "chunk"] = "never"
    breaks: bool = False

    def made(self) -> tuple[dict[str, Any], bytes]:
        """The ASGI scope and the body."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.body
        if self.json_body is not NO_BODY:
            body = json.dumps(self.json_body).encode()
            headers.setdefault("content-type", "application/json")
        path, _, query = self.target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4" if self.breaks else "2.3"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in ({"host": "shop"} | headers).items()],
            "server": ("shop", 80),
            "client": ("caller", 1),
            **self.scope,
        }
        return scope, body


@dataclass
class Answer:
    """What came back; `failure` is the exception that the app let through."""

    status: int | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    failure: str | None = None

    def __getitem__(self, name: str) -> str | None:
        """A header's first value."""
        return next((value for key, value in self.headers if key == name), None)


class _Line:
    """The connection as the app sees it."""

    def __init__(self, ask: Ask, body: bytes, note: Callable[[str], None]) -> None:
        self.answer = Answer()
        self._ask = ask
        self._note = note
        self._waiting: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]
        self._is_left = asyncio.Event()

    async def receive(self) -> Any:
        if self._waiting:
            return self._waiting.pop(0)
        if self._ask.leaves != "request":
            await self._is_left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.answer.status, self.answer.headers = message["status"], _lines(message["headers"])
            self._note(str(message["status"]))
        elif self._ask.breaks:
            raise OSError("the connection is gone")
        elif message["type"] == "http.response.body":
            self._body(message.get("body", b""), is_last=not message.get("more_body", False))

    def _body(self, piece: bytes, *, is_last: bool) -> None:
        self.answer.body += piece
        if is_last:
            self._note("sent")
        elif piece:
            self._note("chunk")
            if self._ask.leaves == "chunk":
                self._is_left.set()


async def exchange(app: Any, ask: Ask, note: Callable[[str], None]) -> Answer:
    """Send a request and note what is sent back and what is raised, as it happens."""
    scope, body = ask.made()
    line = _Line(ask, body, note)
    try:
        await app(scope, line.receive, line.send)
    except Exception as error:  # noqa: BLE001 - what a server would log
        # What FastAPI says about its own failures is FastAPI's; that it is one must be equal.
        line.answer.failure = type(error).__name__ + ("" if isinstance(error, FastAPIError) else f": {error}")
        note(f"escaped:{type(error).__name__}")
    return line.answer


def _lines(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Header lines, sorted by name: no recipient may depend on the order of different fields (RFC 9110 §5.3)."""
    found = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return sorted((normal(line) for line in found), key=lambda line: line[0])


def normal(line: tuple[str, str]) -> tuple[str, str]:
    """A header line without what the two services may do differently."""
    name, value = line
    if name != "allow":
        return line
    # Where a contract has GET it has HEAD, which plain FastAPI refuses.
    return name, ", ".join(sorted(set(value.split(", ")) - {"HEAD"}))
