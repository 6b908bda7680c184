"""Requests straight into an ASGI app, byte for byte: no client library mends what a hostile client would send."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

HeaderLines = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass
class Answer:
    """What came back. `failure` is an exception that the app let through after answering, as servers log it."""

    status: int
    headers: dict[str, str]
    body: bytes
    lines: list[tuple[str, str]] = field(default_factory=list)
    failure: BaseException | None = None

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    app: Any,
    method: str,
    target: str,
    *,
    headers: HeaderLines = (),
    body: bytes | Sequence[bytes] = b"",
    json_body: Any = ...,
    scope: Mapping[str, Any] | None = None,
) -> Answer:
    """The answer of `app` to one request; `target` is sent as it is spelt. No chunks at all: the client goes away."""
    lines = [(name.lower(), value) for name, value in (headers.items() if isinstance(headers, Mapping) else headers)]
    if json_body is not ...:
        body = json.dumps(json_body).encode()
        if "content-type" not in dict(lines):
            lines.append(("content-type", "application/json"))
    chunks = [body] if isinstance(body, bytes) else list(body)
    return asyncio.run(_exchange(app, _scope(method, target, lines, scope or {}), chunks))


def _scope(method: str, target: str, lines: list[tuple[str, str]], more: Mapping[str, Any]) -> dict[str, Any]:
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path, errors="replace"),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in lines],
        "server": ("test", 80),
        "client": ("test", 1),
        "state": {},
        **more,
    }


async def _exchange(app: Any, scope: dict[str, Any], chunks: list[bytes]) -> Answer:
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": index + 1 < len(chunks)}
        for index, chunk in enumerate(chunks)
    ]
    sent: list[Any] = []
    still_there = asyncio.Event()

    async def receive() -> Any:
        if waiting:
            return waiting.pop(0)
        if chunks:
            await still_there.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    failure: BaseException | None = None
    try:
        await app(scope, receive, send)
    except Exception as error:  # noqa: BLE001 - what a server would log
        failure = error
    if not sent:
        raise AssertionError("nothing was answered") from failure
    start = sent[0]
    found = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]]
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(start["status"], dict(found), content, found, failure)
