"""An operation as it takes effect in an app: one straight way from a request to its reply."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import FastAPIError
from starlette.requests import Request
from starlette.responses import Response as HttpResponse

from handfast.runtime import framework
from handfast.runtime.declare import Raised
from handfast.runtime.inject import FrameworkInjector, Injector, PlainInjector, PlannedInjector, own_calls, plan
from handfast.runtime.problems import Problem
from handfast.runtime.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.types import Message, Receive, Scope, Send

    from handfast.runtime.operation import CompiledOperation
    from handfast.runtime.provide import Provider

RAW_VALUES = "handfast.path_values"
"""Where the raw values of path parameters are in a scope."""

STARTED = "handfast.started"
"""In a scope as soon as a reply is on its way."""


class Serving:
    """Serves one operation. `live` is its route in FastAPI's words, as it takes effect below all routers above it.

    Where the app overrides dependencies, watches requests, or bounds bodies in its own way, and where dependencies
    can't be planned, FastAPI's own path serves: it calls `framework_handler`.
    """

    __slots__ = ("_compiled", "_guards", "_handlers", "_has_exits", "_live", "_plain", "_plan")

    def __init__(self, compiled: CompiledOperation, handlers: Provider, guards: Provider | None, live: Any) -> None:
        self._compiled = compiled
        self._handlers = handlers
        self._guards = guards
        self._live = live
        own = {one.call: one for one in live.dependant.dependencies}
        calls = own_calls(handlers, guards)
        first = [one for one in live.dependant.dependencies if one.call not in calls]
        self._plan = None
        if live.max_body_size is None:
            self._plan = plan(first, own[guards.call] if guards is not None else None, own[handlers.call])
        is_plain = self._plan is not None and self._plan.is_empty
        self._plain = PlainInjector(handlers, guards) if is_plain else None
        self._has_exits = self._plan is not None and (self._plan.has_exits or compiled.holds_files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; problems and raised replies become answers after dependencies have seen them."""
        overrides = getattr(self._live.dependency_overrides_provider, "dependency_overrides", None)
        if self._plan is None or overrides or framework.is_watched(scope):
            await self._through_framework(scope, receive, send)
        elif self._has_exits:
            await self._with_exits(scope, receive, send)
        else:
            request = Request(scope, receive, send)
            injector = self._plain or PlannedInjector(self._plan, self._handlers, self._guards, request, NO_EXITS)
            try:
                response = await self._reply(injector, request, NO_EXITS)
            except (Problem, Raised) as error:
                response = self._answer(error, scope)
            scope[STARTED] = True
            await response(scope, receive, send)

    async def _with_exits(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, and close what dependencies and forms hold open after its reply is sent."""
        assert self._plan is not None  # noqa: S101 - it says that there are exits
        request = Request(scope, receive, send)
        response: HttpResponse | None = None
        is_sent = False
        try:
            async with AsyncExitStack() as stack:
                scope["fastapi_inner_astack"] = stack
                injector = PlannedInjector(self._plan, self._handlers, self._guards, request, stack)
                response = await self._reply(injector, request, stack)
                scope[STARTED] = True
                await response(scope, receive, send)
                is_sent = True
        except (Problem, Raised) as error:
            if response is not None:
                raise
            await self._answer(error, scope)(scope, receive, send)
            return
        if not is_sent:
            raise FastAPIError("a dependency with `yield` has caught an exception and not raised it again")

    async def _through_framework(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched(message: Message) -> None:
            scope[STARTED] = True
            await send(message)

        try:
            await self._live.app(scope, receive, watched)
        except (Problem, Raised) as error:
            if STARTED in scope:
                raise
            await self._answer(error, scope)(scope, receive, send)

    def framework_handler(self) -> Callable[[Request], Coroutine[Any, Any, HttpResponse]]:
        """The function that FastAPI calls inside its own exit stacks and exception handling."""

        async def serve(request: Request) -> HttpResponse:
            injector = FrameworkInjector(self._live, self._handlers, self._guards, request)
            return await self._reply(injector, request, request.scope["fastapi_inner_astack"])

        return serve

    async def _reply(self, injector: Injector, request: Request, exits: AsyncExitStack) -> HttpResponse:
        """The response to a request: who calls, with what, and what the handler says to it."""
        compiled, scope = self._compiled, request.scope
        wire = Wire(scope, scope.get(RAW_VALUES))
        await injector.first()
        principal = None
        if self._guards is not None:
            principal = await compiled.gate.admit(wire, await injector.guard())
        arguments = await compiled.arguments(wire, request, principal, exits.push_async_callback)
        api = await injector.api()
        result = await getattr(api, compiled.operation.handler)(**arguments)
        response = compiled.replies.encode(result, wire)
        injector.finish(response)
        return without_body(response) if scope["method"] == "HEAD" else response

    def _answer(self, error: Problem | Raised, scope: Scope) -> HttpResponse:
        """The answer to a request that went wrong; handlers that the app has for such errors go first."""
        if framework.is_handled(scope, error):
            raise error
        if isinstance(error, Raised):
            response = self._compiled.replies.encode(error.reply, Wire(scope))
        else:
            response = self._compiled.answers.response(error, scope["path"])
        return without_body(response) if scope["method"] == "HEAD" else response


NO_EXITS = AsyncExitStack()
"""Where nothing is ever pushed: of routes that hold nothing open."""


def without_body(response: HttpResponse) -> HttpResponse:
    """The answer to HEAD: the same headers and no content (RFC 9110 §9.3.2)."""
    bare = HttpResponse(None, response.status_code, background=response.background)
    bare.raw_headers = response.raw_headers
    return bare
