"""An operation as it takes effect in an app: one straight way from a request to its reply."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import FastAPIError
from starlette.requests import Request, empty_send
from starlette.responses import Response as HttpResponse

from handfast.runtime import framework
from handfast.runtime.declare import Raised
from handfast.runtime.error_bodies import error_body_of
from handfast.runtime.exchange import RAW_VALUES, Exchange
from handfast.runtime.inject import FrameworkInjector, Injector, PlainInjector, PlannedInjector, own_calls, plan
from handfast.runtime.problems import ContractError, Problem
from handfast.runtime.streams import StreamedResponse, close_body
from handfast.runtime.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.types import Message, Receive, Scope, Send

    from handfast.runtime.judge import Violation
    from handfast.runtime.operation import CompiledOperation
    from handfast.runtime.provide import Provider

STARTED = "handfast.started"
"""In a scope as soon as a reply is on its way."""


class Serving:
    """Serves one operation. `live` is its route in FastAPI's words, as it takes effect below all routers above it.

    Where the app overrides dependencies, watches requests, or bounds bodies in its own way, and where dependencies
    can't be planned, FastAPI's own path serves: it calls `framework_handler`.
    """

    __slots__ = ("_compiled", "_guards", "_handlers", "_has_exits", "_live", "_name", "_plain", "_plan", "_provider")

    def __init__(self, compiled: CompiledOperation, handlers: Provider, guards: Provider | None, live: Any) -> None:
        self._compiled = compiled
        self._name = compiled.operation.handler
        self._handlers = handlers
        self._guards = guards
        self._live = live
        self._provider = live.dependency_overrides_provider
        own = {one.call: one for one in live.dependant.dependencies}
        calls = own_calls(handlers, guards)
        first = [one for one in live.dependant.dependencies if one.call not in calls]
        self._plan = None
        if live.max_body_size is None:
            self._plan = plan(first, own[guards.call] if guards is not None else None, own[handlers.call])
        is_plain = self._plan is not None and self._plan.is_empty
        self._plain = PlainInjector(handlers, guards) if is_plain else None
        self._has_exits = self._plan is not None and (self._plan.has_exits or compiled.holds_files)

    def is_direct(self, scope: Scope) -> bool:
        """Whether a request needs nothing of FastAPI's own path."""
        overrides = getattr(self._provider, "dependency_overrides", None)
        return self._plan is not None and not overrides and not framework.is_watched(scope)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; problems and raised replies become answers after dependencies have seen them."""
        await (self.directly if self.is_direct(scope) else self._through_framework)(scope, receive, send)

    async def directly(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that needs nothing of FastAPI's own path (`is_direct`)."""
        if self._has_exits:
            await self._with_exits(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send)
        try:
            response = await self._reply(self._plain or self._injector(exchange, None), exchange, None)
            if isinstance(response, StreamedResponse):
                await response(scope, receive, _watched(scope, send))
                return
        except (Problem, Raised) as error:
            response = self._answer(error, scope)
        scope[STARTED] = True
        await response(scope, receive, send)

    def _injector(self, exchange: Exchange, stack: AsyncExitStack | None) -> PlannedInjector:
        assert self._plan is not None  # noqa: S101 - it is there where requests are served directly
        return PlannedInjector(self._plan, self._handlers, self._guards, exchange, stack)

    async def _with_exits(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, and close what dependencies and forms hold open after its reply is sent."""
        exchange = Exchange(scope, receive, send)
        is_sent = False
        try:
            async with AsyncExitStack() as stack:
                scope["fastapi_inner_astack"] = stack
                response = await self._reply(self._injector(exchange, stack), exchange, stack)
                await _send(response, scope, receive, send)
                is_sent = True
        except (Problem, Raised) as error:
            await self._answer(error, scope)(scope, receive, send)
            return
        if not is_sent:
            raise FastAPIError("a dependency with `yield` has caught an exception and not raised it again")

    async def _through_framework(self, scope: Scope, receive: Receive, send: Send) -> None:
        framework.select(scope, getattr(self._live, "original_route", self._live), self._live)
        try:
            await self._live.app(scope, receive, _watched(scope, send))
        except (Problem, Raised) as error:
            await self._answer(error, scope)(scope, receive, send)

    def framework_handler(self) -> Callable[[Request], Coroutine[Any, Any, HttpResponse]]:
        """The function that FastAPI calls inside its own exit stacks and exception handling."""

        async def serve(request: Request) -> HttpResponse:
            injector = FrameworkInjector(self._live, self._handlers, self._guards, request)
            exchange = Exchange(request.scope, request.receive, empty_send, request)
            return await self._reply(injector, exchange, request.scope["fastapi_inner_astack"])

        return serve

    async def _reply(self, injector: Injector, exchange: Exchange, exits: AsyncExitStack | None) -> HttpResponse:
        """The response to a request: who calls, with what, and what the handler says to it.

        `exits` are there where forms may have to be closed after the reply.
        """
        compiled, scope = self._compiled, exchange.scope
        principal: Any = None
        violations: list[Violation] = []
        plain = self._plain if injector is self._plain else None
        if plain is None:
            await injector.first()
        if self._guards is not None:
            principal = await compiled.gate.admit(exchange.wire, await injector.guard())
        replies = compiled.replies
        if replies.are_negotiated:
            replies.refuse_unacceptable(exchange.wire)
        found = compiled.arguments.usual(scope, scope[RAW_VALUES])
        if found is None:
            found, violations = compiled.arguments.read(exchange.wire)
        if compiled.has_body:
            form = await compiled.read_body(exchange, found, violations)
            if form is not None and exits is not None:
                exits.push_async_callback(form.close)
        arguments = compiled.decided(found, violations, principal)
        api = await injector.api() if plain is None else plain.made()
        result = await getattr(api, self._name)(**arguments)
        response = replies.usual(result) or await self._encoded(result, exchange)
        if plain is None:
            injector.finish(response)
        return without_body(response) if scope["method"] == "HEAD" else response

    async def _encoded(self, result: Any, exchange: Exchange) -> HttpResponse:
        """The response of any result."""
        try:
            return self._compiled.replies.encode(result, exchange.wire)
        except ContractError:
            await close_body(getattr(result, "body", result))
            raise

    def _answer(self, error: Problem | Raised, scope: Scope) -> HttpResponse:
        """The answer to a request that went wrong; handlers that the app has for such errors go first."""
        if STARTED in scope or framework.is_handled(scope, error):
            raise error
        if isinstance(error, Raised):
            response = self._compiled.replies.encode(error.reply, Wire(scope))
        else:
            response = self._compiled.answers.response(error, scope["path"], error_body_of(scope))
        return without_body(response) if scope["method"] == "HEAD" else response


async def _send(response: HttpResponse, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a reply. One that is made while it is sent may still fail before it begins."""
    if isinstance(response, StreamedResponse):
        send = _watched(scope, send)
    else:
        scope[STARTED] = True
    await response(scope, receive, send)


def _watched(scope: Scope, send: Send) -> Send:
    async def watched(message: Message) -> None:
        scope[STARTED] = True
        await send(message)

    return watched


def without_body(response: HttpResponse) -> HttpResponse:
    """The answer to HEAD: the same headers and no content (RFC 9110 §9.3.2)."""
    if isinstance(response, StreamedResponse):
        response.is_bare = True
        return response
    bare = HttpResponse(None, response.status_code, background=response.background)
    bare.raw_headers = response.raw_headers
    return bare
