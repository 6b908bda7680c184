"""Operations as FastAPI routes: in its table, with its dependencies, found there like any other route.

`dispatch` finds them faster; whatever else asks FastAPI's table is answered here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import Depends, HTTPException
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response as HttpResponse
from starlette.routing import Match, compile_path

from handfast.runtime import framework
from handfast.runtime.answers import shared
from handfast.runtime.error_bodies import error_body_of
from handfast.runtime.exchange import RAW_VALUES
from handfast.runtime.paths import Template, compile_template, identifiers
from handfast.runtime.problems import MethodNotAllowed
from handfast.runtime.serving import Serving
from handfast.runtime.table import find, path_of, table_of
from handfast.runtime.wire import Malformed, Wire, unescape

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from handfast.runtime.declare import Operation
    from handfast.runtime.operation import CompiledOperation
    from handfast.runtime.provide import Provider


class ContractRoute(APIRoute):
    """One operation in FastAPI's route table. `operation`, `interface` and `implementation` say what it serves."""

    def __init__(
        self,
        compiled: CompiledOperation,
        interface: type,
        handlers: Provider,
        guards: Provider | None,
        tags: Sequence[str],
    ) -> None:
        operation = compiled.operation
        self.compiled = compiled
        self.operation = operation
        self.interface = interface
        self.implementation: Any = handlers.kind or handlers.instance
        self.guard: Any = None if guards is None else guards.kind or guards.instance
        self._handlers = handlers
        self._guards = guards
        super().__init__(
            _fastapi_path(operation.path),
            _endpoint(operation, self.implementation, handlers, guards),
            methods=[operation.method],
            response_model=None,
            name=operation.handler,
            operation_id=operation.id or None,
            summary=operation.summary or None,
            deprecated=operation.deprecated or None,
            tags=cast("list[str | Enum]", list(tags)),
        )

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, HttpResponse]]:
        """The function that FastAPI calls where it serves itself. FastAPI asks once for each place in an app."""
        live = framework.made_for(self)
        serving = Serving(self.compiled, self._handlers, self._guards, live)
        framework.keep(live, serving)
        return serving.framework_handler()

    def serving(self, live: Any) -> Serving:
        """What serves this route at a place in an app."""
        found: Serving = framework.kept(live)
        return found

    def template(self, live: Any) -> Template:
        """The path template as it takes effect: below the prefixes of the routers that hold the route."""
        return compile_template(live.path.removesuffix(self.path) + self.operation.path)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this route serves a request; a more concrete operation of the same app goes first."""
        if scope["type"] != "http":
            return Match.NONE, {}
        live, found = framework.effective(scope, self), find(scope)
        match = found.match_of(self, live)
        if match is not None:
            is_chosen = found.place is not None and found.place.route is self
            return Match.FULL if is_chosen else Match.PARTIAL, chosen(scope, self, live, match.values)
        if table_of(found.owner).knows(self, live):
            return Match.NONE, {}
        # Below a mount, or in a router that is no part of an app.
        template = self.template(live)
        values = template.match(path_of(scope), Wire(scope).query if template.conditions else None)
        if values is None:
            return Match.NONE, {}
        is_chosen = scope["method"] in live.methods
        return Match.FULL if is_chosen else Match.PARTIAL, chosen(scope, self, live, values)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that was found to be this route's.

        GET answers HEAD where nothing else does (RFC 9110 §9.3.2).
        """
        live, method = framework.effective(scope, self), scope["method"]
        if method in live.methods or (method == "HEAD" and "GET" in live.methods):
            await self.serving(live)(scope, receive, send)
            return
        found = find(scope)
        routes = [place.route for match in found.matches for place in match.payloads] or [self]
        methods = found.allowed or set(live.methods)
        allowed = {"Allow": ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))}
        answers = (route.compiled.answers for route in routes)
        answer = shared(answers, MethodNotAllowed(headers=allowed), scope["path"], error_body_of(scope))
        if answer is None:
            raise HTTPException(405, headers=allowed)
        await answer(scope, receive, send)


def chosen(scope: Scope, route: ContractRoute, live: Any, values: dict[str, str]) -> Scope:
    """What a scope says about the route that serves it."""
    child: Scope = {"path_params": scope.get("path_params")}
    choose(child, route, live, values)
    return child


def choose(scope: Scope, route: ContractRoute, live: Any, values: dict[str, str]) -> None:
    """Say in a scope which route serves it."""
    decoded = values.copy()
    for name, value in values.items():
        if "%" in value:
            decoded[name] = _lenient(value)
    above = scope.get("path_params")
    scope["endpoint"] = live.endpoint
    scope["path_params"] = {**above, **decoded} if above else decoded
    scope["route"] = route
    scope[RAW_VALUES] = values


def _lenient(raw: str) -> str:
    """A path value for hand-written dependencies, which take text; the contract's own parameters are read strictly."""
    try:
        return unescape(raw)
    except Malformed:
        return raw


def _endpoint(
    operation: Operation, implementation: Any, handlers: Provider, guards: Provider | None
) -> Callable[..., Any]:
    """What FastAPI sees as the path operation function: its signature holds the dependencies of the route."""

    async def endpoint(**_: Any) -> None:
        raise AssertionError("a contract route serves requests itself")

    keyword = inspect.Parameter.KEYWORD_ONLY
    providers = [("guard", guards)] if guards is not None else []
    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, keyword, annotation=Annotated[Any, Depends(provider.call)])
            for name, provider in [*providers, ("api", handlers)]
        ]
    )
    method = getattr(implementation, operation.handler)
    endpoint.__name__ = operation.handler
    endpoint.__qualname__ = getattr(method, "__qualname__", operation.handler)
    endpoint.__module__ = getattr(method, "__module__", __name__) or __name__
    return endpoint


def _fastapi_path(path: str) -> str:
    """The path that FastAPI shows: as the spec has it, unless its own templates can't be compiled from that."""
    try:
        shown = compile_path(path)[1]
    except (AssertionError, ValueError):
        return identifiers(path)
    return path if shown == path else identifiers(path)
