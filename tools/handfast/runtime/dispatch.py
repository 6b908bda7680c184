"""Which operation serves a request: asked of one prefix tree, before FastAPI searches its table line by line.

`Dispatch` stands behind all middleware of the app, in front of FastAPI's own handling of exceptions and its routing.
A request that an operation of the contract serves goes straight to it; every other goes on. What an operation raises
is raised again where FastAPI handles exceptions, so handlers see the same as ever.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware

from handfast.runtime import framework
from handfast.runtime.route import choose
from handfast.runtime.serving import STARTED
from handfast.runtime.table import find, table_of

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from handfast.runtime.serving import Serving

_RAISED = "handfast.raised"


def install_dispatch(app: FastAPI) -> None:
    """Find the contract's operations of `app` through one prefix tree. Without it they are found like other routes."""
    known: list[object] = [one.cls for one in app.user_middleware]
    if Dispatch not in known:
        app.user_middleware.append(Middleware(Dispatch))  # the last is the innermost, whatever is added later


class Dispatch:
    """The innermost middleware of an app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._handling = app if isinstance(app, ExceptionMiddleware) else None
        self._failed: ASGIApp = _raise
        if self._handling is not None:
            self._failed = copy.copy(self._handling)
            self._failed.app = _raise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or pass it on."""
        serving = self._serving(scope)
        if serving is None:
            await self._app(scope, receive, send)
            return
        if self._handling is not None:
            framework.tell_handlers(scope, self._handling)
        if "router" not in scope:
            scope["router"] = scope["app"].router
        try:
            await serving.directly(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the app's exception handlers are asked
            scope[_RAISED] = error
            await self._failed(scope, receive, _nowhere if STARTED in scope else send)

    def _serving(self, scope: Scope) -> Serving | None:
        """What serves a request, if it needs nothing that lies between here and FastAPI's table."""
        app = scope.get("app")
        if app is None or scope["type"] != "http" or framework.is_wrapped(app.router):
            return None
        straight = table_of(app).straight(scope)
        if straight is None:
            found = find(scope)
            if found.place is None or not found.place.is_first(scope):
                return None
            place, values = found.place, found.values
        else:
            place, values = straight
        if not place.serving.is_direct(scope):
            return None
        choose(scope, place.route, place.live, values)
        return place.serving


async def _raise(scope: Scope, _: Receive, send: Send) -> None:
    """An app that fails as the operation did, after it has begun to reply where the operation had."""
    if STARTED in scope:
        await send({"type": "http.response.start", "status": 500, "headers": []})
    error: Exception = scope.pop(_RAISED)
    raise error


async def _nowhere(_: Message) -> None:
    """Send nothing: the client has the beginning of another reply."""
