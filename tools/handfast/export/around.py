"""What the middleware of an app does to requests and replies: each is tried on every operation, around a stand-in.

Nobody can read from a class whether it answers by itself, so it is put around an inner app that notes what reaches it,
and held to passing on what it was given.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import FastAPI
from starlette.middleware import Middleware

from handfast.export.facet import Facet
from handfast.export.places import place_of, site_of
from handfast.export.walk import LiveRoute
from handfast.runtime.declare import Operation, Response
from handfast.runtime.dispatch import Dispatch

NEUTRAL: Final = frozenset(
    {
        "starlette.middleware.cors.CORSMiddleware",
        "starlette.middleware.gzip.GZipMiddleware",
        "starlette.middleware.httpsredirect.HTTPSRedirectMiddleware",
        "starlette.middleware.sessions.SessionMiddleware",
        "starlette.middleware.trustedhost.TrustedHostMiddleware",
    }
)
"""Middleware that answers or encodes below the contract's level, as HTTP has it, and says nothing of operations."""

PATIENCE: Final = 10.0
"""Seconds that all trials of one middleware may take."""
_BODY: Final = b'{"handfast":"a reply"}'
_SENT: Final = b'{"handfast":"a request"}'
_REFUSED: Final = frozenset({401, 403})


@dataclass(slots=True)
class _StandIn:
    """The app inside: answers with one status, and keeps what reached it."""

    status: int
    media_type: str
    reached: list[tuple[str, str, bytes]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        message = {"more_body": scope["type"] == "http"}
        while message.get("more_body"):
            message = await receive()
            body += message.get("body", b"")
        self.reached.append((scope["method"], scope["path"], scope["query_string"]))
        self.bodies.append(body)
        headers = [(b"content-type", self.media_type.encode()), (b"content-length", b"%d" % len(_BODY))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": _BODY})


def middleware_facets(app: FastAPI, routes: Iterable[LiveRoute]) -> Iterator[Facet]:
    """One facet for each middleware of `app` that does not leave its operations as they are."""
    operations = [route.operation for route in routes if route.operation and route.app is app]
    for middleware in app.user_middleware:
        kind: Any = middleware.cls
        if kind is Dispatch or f"{kind.__module__}.{getattr(kind, '__qualname__', '')}" in NEUTRAL:
            continue
        facet = asyncio.run(_tried(middleware, app, operations))
        if facet is not None:
            yield facet


async def _tried(middleware: Middleware, app: FastAPI, operations: list[Operation]) -> Facet | None:
    try:
        async with asyncio.timeout(PATIENCE):
            for operation, response in _trials(operations):
                done = await _try(middleware, app, operation, response)
                if done is not None:
                    return _facet(middleware, operation, *done)
    except Exception as error:  # noqa: BLE001 - it is the user's code, outside the life that it was written for
        reason = " ".join(f"{type(error).__name__} {error}".split())[:200]
        message = f"the middleware `{_name(middleware)}` could not be tried: {reason}"
        help_ = "only requests show what it does: `handfast fuzz`"
        return _note(middleware, message, help_)
    return None


def _trials(operations: list[Operation]) -> Iterator[tuple[Operation, Response | None]]:
    """Every operation with its success, and every other declared status once."""
    known = set()
    for operation in operations:
        success = next((one for one in operation.responses if one.reply is operation.success), None)
        yield operation, success
        for response in operation.responses:
            if response.status not in known:
                known.add(response.status)
                yield operation, response


async def _try(
    middleware: Middleware, app: FastAPI, operation: Operation, response: Response | None
) -> tuple[str, int | None] | None:
    """What a middleware does with one request that is not passing it on, and the status that it answers by itself."""
    status = _status(response)
    stand_in = _StandIn(status, response.content[0].media_type if response and response.content else "text/plain")
    around: Any = middleware.cls
    path = re.sub(r"\{[^{}]*\}", "1", operation.path.partition("?")[0])
    sent = await _ask(around(stand_in, *middleware.args, **middleware.kwargs), app, operation.method, path)
    if not stand_in.reached:
        return f"answers with {sent.status} itself", sent.status
    if stand_in.reached != [(operation.method, path, b"handfast=1")]:
        return f"passes it on as {stand_in.reached[0][0]} {stand_in.reached[0][1]}", None
    if stand_in.bodies != [_SENT]:
        return "passes on another request body", None
    if sent.status != status:
        return f"makes {sent.status} of {status}", None
    if sent.body != _BODY:
        return f"passes on another body than that of the reply {status}", None
    return None if sent.media_type == stand_in.media_type else (f"makes {sent.media_type} of its media type", None)


def _status(response: Response | None) -> int:
    """A status that a declared reply may have: `4XX` is 400, `default` 500."""
    if response is None:
        return 200
    text = response.status.upper().replace("X", "0")
    return int(text) if text.isdecimal() else 500


@dataclass(slots=True)
class _Answer:
    """What came back through a middleware."""

    status: int = 0
    body: bytes = b""
    media_type: str = ""


async def _ask(asked: Any, app: FastAPI, method: str, path: str) -> _Answer:
    answer = _Answer()
    waiting = [{"type": "http.request", "body": _SENT, "more_body": False}]

    async def receive() -> Any:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            found = {name.decode("latin-1").lower(): value for name, value in message.get("headers", ())}
            answer.media_type = found.get("content-type", b"").decode("latin-1")
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")

    await asked(_scope(app, method, path), receive, send)
    return answer


def _scope(app: FastAPI, method: str, path: str) -> dict[str, Any]:
    headers = {"host": "localhost", "accept": "*/*", "content-type": "application/json"}
    length = (b"content-length", b"%d" % len(_SENT))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"handfast=1",
        "root_path": "",
        "headers": [*((name.encode(), value.encode()) for name, value in headers.items()), length],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "state": {},
        "app": app,
        "extensions": {},
    }


def _facet(middleware: Middleware, operation: Operation, does: str, status: int | None) -> Facet:
    message = f"the middleware `{_name(middleware)}` {does} for {operation.method} {operation.path}"
    statuses = {response.status for response in operation.responses}
    is_declared = status is not None and bool({str(status), f"{status // 100}XX"} & statuses)
    if is_declared or (status in _REFUSED and operation.security):
        return _note(middleware, f"{message}, as the operation may", "`handfast fuzz` judges what it answers")
    return Facet(
        code="DRIFT007",
        message=message,
        help="declare in the spec what it asks for and answers, or take it away from the contract's operations",
        label="is put around the operations here",
        at=_place(middleware),
        key=operation.pointer,
    )


def _note(middleware: Middleware, message: str, help_: str) -> Facet:
    return Facet(code="DRIFT010", message=message, help=help_, at=_place(middleware), severity="note")


def _name(middleware: Middleware) -> str:
    """The function of `@app.middleware("http")`, else the class."""
    kind: Any = middleware.kwargs.get("dispatch", middleware.cls)
    return getattr(kind, "__qualname__", type(kind).__qualname__)


def _place(middleware: Middleware) -> tuple[str, int] | None:
    """The function of `@app.middleware("http")`, else the line that adds the class."""
    dispatch = middleware.kwargs.get("dispatch")
    return place_of(dispatch) if dispatch else site_of(middleware) or place_of(middleware.cls)
