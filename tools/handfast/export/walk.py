"""The routes that an app really answers on, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.params import Depends
from fastapi.routing import APIRoute, APIRouter, RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Host, Mount, Route, WebSocketRoute

from handfast.export.pages import Page
from handfast.runtime.declare import Operation
from handfast.runtime.route import ContractRoute


@dataclass(frozen=True, slots=True)
class LiveRoute:
    """One route as it takes effect: with every prefix and dependency of the routers that it was included through.

    `operation` is set for a route that was generated, `guard` is what decides its credentials, and `is_guarded` tells
    whether that is really asked: the app may override it. `context` is FastAPI's own view of the route, None for a
    mounted app that shows no routes. `app` is the one that holds the route, if it is one of FastAPI's; `route` is what
    stands in a table of routes.
    """

    path: str
    methods: tuple[str, ...]
    endpoint: Callable[..., Any] | None
    dependencies: tuple[Depends, ...]
    context: RouteContext | None
    operation: Operation | None = None
    guard: Any = None
    is_guarded: bool = True
    app: FastAPI | None = None
    route: BaseRoute | None = None

    @property
    def handler(self) -> Any:
        """What a person wrote to answer this route."""
        route = self.context.original_route if self.context else None
        if isinstance(route, ContractRoute):
            return getattr(route.implementation, route.operation.handler, self.endpoint)
        return self.endpoint


@dataclass(frozen=True, slots=True)
class WebSocket:
    """A route that takes WebSocket connections, which no OpenAPI document can describe."""

    path: str
    endpoint: Any
    route: BaseRoute


def live_routes(app: FastAPI) -> Iterator[LiveRoute]:
    """Every route of `app` that answers HTTP, hidden, raw and mounted ones too, without FastAPI's own pages."""
    yield from (one for one in _routes(app.routes, _Holder(app)) if isinstance(one, LiveRoute))


def websockets(app: FastAPI) -> Iterator[WebSocket]:
    """Every route of `app`, and of what is mounted in it, that takes WebSocket connections."""
    yield from (one for one in _routes(app.routes, _Holder(app)) if isinstance(one, WebSocket))


def apps(app: FastAPI) -> Iterator[FastAPI]:
    """`app`, and every FastAPI app that is mounted in it."""
    yield app
    for route in app.routes:
        inner = _inner(route) if isinstance(route, Mount | Host) else None
        if isinstance(inner, FastAPI):
            yield from apps(inner)


def own_pages(app: object) -> frozenset[str | None]:
    """The paths where FastAPI shows the document itself."""
    if not isinstance(app, FastAPI):
        return frozenset()
    return frozenset({app.openapi_url, app.docs_url, app.redoc_url, app.swagger_ui_oauth2_redirect_url})


@dataclass(frozen=True, slots=True)
class _Holder:
    """What holds routes: an app or a router, the path it is mounted on, and the dependencies above it."""

    app: object
    prefix: str = ""
    above: tuple[Depends, ...] = ()

    @property
    def fastapi(self) -> FastAPI | None:
        """The app, if it is one of FastAPI's."""
        return self.app if isinstance(self.app, FastAPI) else None

    def is_own_page(self, route: BaseRoute, path: str | None) -> bool:
        """Whether FastAPI shows the document there, and nobody has put something else in its place."""
        if isinstance(route, Page):
            return True
        is_ours = type(route) is Route and getattr(route.endpoint, "__module__", "") == "fastapi.applications"
        return is_ours and path in own_pages(self.app)


def _routes(routes: Sequence[BaseRoute], holder: _Holder) -> Iterator[LiveRoute | WebSocket]:
    for context in iter_route_contexts(routes):
        route, path = context.original_route, context.path
        if isinstance(route, Mount | Host):
            yield from _mounted(route, holder.prefix)
        elif holder.is_own_page(route, path):
            continue
        elif isinstance(route, ContractRoute):
            yield _contract_route(route, context, holder)
        elif isinstance(route, WebSocketRoute):
            yield WebSocket(holder.prefix + (path or ""), context.endpoint, route)
        elif isinstance(route, Route):
            yield LiveRoute(
                path=holder.prefix + (context.path_format or ""),
                methods=_methods(route, context.methods),
                endpoint=context.endpoint,
                dependencies=(*holder.above, *(context.dependencies if isinstance(route, APIRoute) else ())),
                context=context,
                app=holder.fastapi,
                route=route,
            )
        else:
            place = holder.prefix + (path or "")
            yield LiveRoute(place or "/{path}", ("GET",), type(route), (), None, app=holder.fastapi, route=route)


def _contract_route(route: ContractRoute, context: RouteContext, holder: _Holder) -> LiveRoute:
    """A generated route: its path is the contract's, below the prefixes of the routers that hold it."""
    operation = route.compiled.operation
    included = (context.path or "").removesuffix(route.path)
    overrides = getattr(context.dependency_overrides_provider, "dependency_overrides", None) or {}
    return LiveRoute(
        path=holder.prefix + included + operation.path,
        methods=_methods(route, context.methods),
        endpoint=context.endpoint,
        dependencies=(*holder.above, *context.dependencies),
        context=context,
        operation=operation,
        guard=route.guard,
        is_guarded=route.guard is None or route.guard not in overrides,
        app=holder.fastapi,
        route=route,
    )


def _mounted(route: Mount | Host, prefix: str) -> Iterator[LiveRoute | WebSocket]:
    """The routes of a mounted app. One that shows none answers on everything below its path."""
    place = prefix + (route.path if isinstance(route, Mount) else "")
    inner = _inner(route)
    routes = getattr(inner, "routes", None)
    if routes:
        yield from _routes(routes, _Holder(inner, place))
    else:
        yield LiveRoute(place + "/{path}", ("GET",), route.app, (), None, route=route)


def _inner(route: Mount | Host) -> object:
    """The mounted app, below any middleware that wraps it."""
    inner: Any = route.app
    while not isinstance(inner, FastAPI | APIRouter) and hasattr(inner, "app"):
        inner = inner.app
    return inner


def _methods(route: Route, methods: set[str] | None) -> tuple[str, ...]:
    """The methods that somebody asked for: Starlette adds HEAD to every GET by itself."""
    found = set(methods or {"GET"})
    if not isinstance(route, APIRoute) and "GET" in found:
        found.discard("HEAD")
    return tuple(sorted(found))
