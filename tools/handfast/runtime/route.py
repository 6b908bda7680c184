"""Operations as FastAPI routes: in its table, with its dependencies. The only file that touches FastAPI's internals.

FastAPI 0.165 includes routers lazily: what a route is in an app (prefix, dependencies, overrides) lies in an
effective context that it makes when the route is first looked up.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant, solve_dependencies
from fastapi.exceptions import RequestValidationError
from fastapi.routing import (
    APIRoute,
    _effective_route_context_var,
    _get_scope_effective_route_context,
    iter_route_contexts,
)
from starlette._utils import get_route_path
from starlette.requests import Request
from starlette.responses import Response as HttpResponse
from starlette.routing import Match, compile_path

from handfast.runtime import settings
from handfast.runtime.declare import Operation, Raised
from handfast.runtime.fit import bindings, check_implementation
from handfast.runtime.operation import CompiledOperation
from handfast.runtime.paths import Template, compile_template, identifiers
from handfast.runtime.problems import ContractError, Problem
from handfast.runtime.provide import Provider
from handfast.runtime.wire import Wire, raw_path, unescape

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from handfast.runtime.judge import Judge

_MATCH = "handfast.match"
_RAW_PATH = "handfast.path"
_RAW_VALUES = "handfast.path_values"


def contract_router(  # noqa: PLR0913 - what generated code says, and two settings
    judge: Judge,
    interface: type,
    api: object,
    *,
    operations: Sequence[Operation],
    guard: type | None = None,
    security: object = None,
    tags: Sequence[str] | None = None,
    check_replies: bool | None = None,
    body_limit: int | None = None,
) -> APIRouter:
    """A router that decides requests by the contract, calls `api`, and sends only what is declared.

    `api` and `security` are classes (one object per request, `Depends` injected) or instances. `check_replies` judges
    replies before they are sent; `body_limit` is in bytes. When they are None the environment decides
    (`HANDFAST_CHECK_REPLIES`, `HANDFAST_BODY_LIMIT`), else replies are checked and bodies may have 10 MB.

    Raises:
        ContractError: a handler or the security class does not fit, or an operation can't be compiled.
    """
    check_implementation(interface, api)
    if guard is not None and security is not None:
        check_implementation(guard, security)
        _check_principals(api, security)
    handlers = Provider(api)
    guards = None if security is None else Provider(security)
    router = APIRouter()
    for operation in operations:
        compiled = CompiledOperation(
            judge,
            interface,
            operation,
            check_replies=settings.check_replies(check_replies),
            body_limit=settings.body_limit(body_limit),
        )
        if compiled.gate.asks and guards is None:
            raise ContractError(f"{operation.id} ({operation.pointer}) asks for credentials: give `security`")
        route = ContractRoute(compiled, interface, handlers, guards if compiled.gate.asks else None, tags or ())
        router.routes.append(route)
    return router


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
        self._templates: dict[str, Template] = {}
        self._rivals: dict[str, tuple[Any, object, tuple[Template, ...]]] = {}
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

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this route serves a request; a more concrete route of the same app goes first."""
        if scope["type"] != "http":
            return Match.NONE, {}
        live, path = self._live(scope), _path_of(scope)
        template = self.template(live)
        if not path.startswith(template.head):
            return Match.NONE, {}
        known = scope.get(_MATCH)
        if known is not None and known[0] is live and known[1] == (path, scope["method"]):
            # FastAPI asks twice: once to find the router, once to find the route in it.
            return cast("tuple[Match, Scope]", known[2])
        values = template.match(path, _query(scope, template))
        if values is None or self._is_outranked(scope, template, path):
            return Match.NONE, {}
        decoded = {name: _lenient(value) for name, value in values.items()}
        child = {
            "endpoint": live.endpoint,
            "path_params": {**scope.get("path_params", {}), **decoded},
            "route": self,
            _RAW_VALUES: values,
        }
        found = (Match.FULL if scope["method"] in live.methods else Match.PARTIAL), child
        scope[_MATCH] = (live, (path, scope["method"]), found)
        return found

    def template(self, live: Any) -> Template:
        """The path template as it takes effect: below the prefixes of the routers that hold the route."""
        known = self._templates.get(live.path)
        if known is None:
            prefix = live.path.removesuffix(self.path)
            known = self._templates[live.path] = compile_template(prefix + self.operation.path)
        return known

    def _is_outranked(self, scope: Scope, template: Template, path: str) -> bool:
        """Whether a more concrete template of the app matches too, whatever the order of registration."""
        app = scope.get("app")
        if app is None:
            return False
        known = self._rivals.get(template.text)
        version = _version(app)
        if known is None or known[0] is not app or known[1] != version:
            rivals = tuple(one for one in _templates(app) if one.outranks(template))
            known = self._rivals[template.text] = (app, version, rivals)
        return any(rival.match(path, _query(scope, rival)) is not None for rival in known[2])

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, HttpResponse]]:
        """The function that FastAPI calls inside its own exit stacks and exception handling."""
        context = _effective_route_context_var.get()
        live: Any = context if context is not None and context.original_route is self else self
        before = [one for one in live.dependant.dependencies if one.call not in self._own_calls()]
        own = {one.call: one for one in live.dependant.dependencies if one.call in self._own_calls()}
        compiled, handlers, guards = self.compiled, self._handlers, self._guards

        async def serve(request: Request) -> HttpResponse:
            injector = _Injector(request, live)
            if before:
                await injector.values(Dependant(path=live.path_format, dependencies=before))
            scope = request.scope
            wire = Wire(scope, scope.get(_RAW_VALUES))
            principal = None
            if guards is not None:
                principal = await compiled.gate.admit(wire, await injector.made(guards, own[guards.call]))
            arguments = await compiled.arguments(wire, request, principal, injector.closing)
            api = await injector.made(handlers, own[handlers.call])
            result = await getattr(api, compiled.operation.handler)(**arguments)
            response = compiled.replies.encode(result, wire)
            injector.finish(response)
            return _without_body(response) if scope["method"] == "HEAD" else response

        return serve

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; problems and raised replies become answers after dependencies have seen them."""
        if scope["method"] not in self._live(scope).methods:
            allowed = ", ".join(sorted(_methods_of(scope))) or self.operation.method
            raise HTTPException(405, headers={"Allow": allowed})
        is_started = False

        async def watched(message: Message) -> None:
            nonlocal is_started
            is_started = True
            await send(message)

        try:
            await super().handle(scope, receive, watched)
        except (Problem, Raised) as error:
            if is_started:
                raise
            response = self._answer(error, scope)
            await response(scope, receive, send)

    def _answer(self, error: Problem | Raised, scope: Scope) -> HttpResponse:
        if isinstance(error, Raised):
            response = self.compiled.replies.encode(error.reply, Wire(scope))
        else:
            response = self.compiled.answers.response(error, scope["path"])
        return _without_body(response) if scope["method"] == "HEAD" else response

    def _own_calls(self) -> tuple[Callable[..., Any], ...]:
        return (self._handlers.call,) if self._guards is None else (self._handlers.call, self._guards.call)

    def _live(self, scope: Scope) -> Any:
        context = _get_scope_effective_route_context(scope)
        return context if context is not None and context.original_route is self else self


class _Injector:
    """FastAPI's dependencies for one request: each is solved once, and overridden where the app says so."""

    __slots__ = ("_background", "_cache", "_live", "_provider", "_request", "_response")

    def __init__(self, request: Request, live: Any) -> None:
        self._request = request
        self._live = live
        self._provider = live.dependency_overrides_provider
        self._cache: dict[Any, Any] = {}
        self._background: Any = None
        self._response: HttpResponse | None = None

    async def values(self, dependant: Dependant) -> dict[str, Any]:
        """What a dependant asks for, by name.

        Raises:
            RequestValidationError: a dependency reads a parameter that is not valid.
        """
        solved = await solve_dependencies(
            request=self._request,
            dependant=dependant,
            background_tasks=self._background,
            response=self._response,
            dependency_overrides_provider=self._provider,
            dependency_cache=self._cache,
            async_exit_stack=self._request.scope["fastapi_inner_astack"],
            embed_body_fields=False,
        )
        self._background, self._response = solved.background_tasks, solved.response
        if solved.errors:
            raise RequestValidationError(solved.errors)
        return solved.values

    async def made(self, provider: Provider, dependant: Dependant) -> Any:
        """The handler or security object."""
        overrides = getattr(self._provider, "dependency_overrides", None)
        if overrides and provider.kind in overrides:
            other = get_dependant(path=self._live.path_format, call=overrides[provider.kind], name="made")
            found = await self.values(Dependant(path=self._live.path_format, dependencies=[other]))
            return found["made"]
        return provider.make(await self.values(dependant) if provider.needs else {})

    def closing(self, close: Callable[[], Awaitable[None]]) -> None:
        """Close something after the reply is sent."""
        stack: AsyncExitStack = self._request.scope["fastapi_inner_astack"]
        stack.push_async_callback(close)

    def finish(self, response: HttpResponse) -> None:
        """Give the response what dependencies have asked for: background tasks and headers."""
        if self._background is not None and response.background is None:
            response.background = self._background
        if self._response is not None:
            response.raw_headers.extend(self._response.raw_headers)


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


def _check_principals(api: object, security: object) -> None:
    """Handlers and the security class must speak of the same principal."""
    wanted = bindings(api if isinstance(api, type) else type(api))
    given = bindings(security if isinstance(security, type) else type(security))
    for parameter, principal in wanted.items():
        other = given.get(parameter, principal)
        if Any not in (other, principal) and other != principal and not _is_subclass(other, principal):
            who = getattr(security, "__qualname__", type(security).__qualname__)
            raise ContractError(f"{who} finds {_name(other)}, handlers take {_name(principal)}")


def _name(kind: Any) -> str:
    return getattr(kind, "__qualname__", str(kind))


def _is_subclass(one: Any, other: Any) -> bool:
    return isinstance(one, type) and isinstance(other, type) and issubclass(one, other)


def _fastapi_path(path: str) -> str:
    """The path that FastAPI shows: as the spec has it, unless its own templates can't be compiled from that."""
    try:
        shown = compile_path(path)[1]
    except (AssertionError, ValueError):
        return identifiers(path)
    return path if shown == path else identifiers(path)


def _path_of(scope: Scope) -> str:
    """The raw path below the application's root, found once for each root that a request passes through."""
    known = scope.get(_RAW_PATH)
    root = scope.get("root_path", "")
    if known is None or known[0] is not scope["path"] or known[1] != root:
        known = scope[_RAW_PATH] = (scope["path"], root, raw_path(scope, get_route_path(scope)))
    found: str = known[2]
    return found


def _lenient(raw: str) -> str:
    """A path value for hand-written dependencies, which take text; the contract's own parameters are read strictly."""
    try:
        return unescape(raw)
    except ValueError:
        return raw


def _without_body(response: HttpResponse) -> HttpResponse:
    """The answer to HEAD: the same headers and no content (RFC 9110 §9.3.2)."""
    bare = HttpResponse(None, response.status_code, background=response.background)
    bare.raw_headers = response.raw_headers
    return bare


# --- concrete before templated ----------------------------------------------------------------------------------------


def _query(scope: Scope, template: Template) -> dict[str, list[str]] | None:
    return Wire(scope).query if template.conditions else None


def _templates(app: Any) -> list[Template]:
    """The templates of every contract route in an app, as they take effect."""
    return list({template.text: template for template, _ in _contract_routes(app)}.values())


def _methods_of(scope: Scope) -> set[str]:
    """The methods that the app's contract routes have for a path (RFC 9110 §10.2.1)."""
    app, path = scope.get("app"), _path_of(scope)
    matching = [
        (template, methods)
        for template, methods in (_contract_routes(app) if app is not None else ())
        if template.match(path, _query(scope, template)) is not None
    ]
    first = min((template.rank for template, _ in matching), default=None)
    return {method for template, methods in matching if template.rank == first for method in methods}


def _contract_routes(app: Any) -> Iterator[tuple[Template, set[str]]]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, ContractRoute):
            yield route.template(context), context.methods or set()


def _version(app: Any) -> object:
    """Changes when a router is included in the app."""
    router = app.router if isinstance(app, FastAPI) else app
    return len(router.routes), getattr(router, "_routes_version", 0)
