"""One request straight into an ASGI app, every event of it noted in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NO_BODY: Any = ...


@dataclass(frozen=True)
class Ask:
    """A request. `leaves`: the client goes away after sending it; `breaks`: sending to it fails after the start."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    json_body: Any = NO_BODY
    scope: Mapping[str, Any] = field(default_factory=dict)
    leaves: bool = False
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
            "path": path,
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


async def exchange(app: Any, ask: Ask, note: Callable[[str], None]) -> Answer:
    """Send a request and note what is sent back and what is raised, as it happens."""
    scope, body = ask.made()
    waiting: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]
    answer = Answer()

    async def receive() -> Any:
        if waiting:
            return waiting.pop(0)
        if not ask.leaves:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.headers = message["status"], _lines(message["headers"])
            note(str(message["status"]))
        elif ask.breaks:
            raise OSError("the connection is gone")
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")
            if not message.get("more_body", False):
                note("sent")
            elif message["body"]:
                note("chunk")

    try:
        await app(scope, receive, send)
    except Exception as error:  # noqa: BLE001 - what a server would log
        answer.failure = f"{type(error).__name__}: {error}"
        note(f"escaped:{type(error).__name__}")
    return answer


def _lines(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Header lines, sorted by name: no recipient may depend on the order of different fields (RFC 9110 §5.3)."""
    found = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return sorted((_normal(line) for line in found), key=lambda line: line[0])


def _normal(line: tuple[str, str]) -> tuple[str, str]:
    name, value = line
    return (name, ", ".join(sorted(value.split(", ")))) if name == "allow" else line
