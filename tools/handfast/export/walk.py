"""The routes that an app really answers on, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.params import Depends
from fastapi.routing import APIRoute, APIRouter, RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Host, Mount, Route

from handfast.runtime.declare import Operation


@dataclass(frozen=True, slots=True)
class LiveRoute:
    """One route as it takes effect: with every prefix and dependency of the routers that it was included through.

    `operation` is set for a route that was generated. `context` is FastAPI's own view of it, None for a mounted app
    that shows no routes. `api` is what a generated route calls.
    """

    path: str
    methods: tuple[str, ...]
    endpoint: Callable[..., Any] | None
    dependencies: tuple[Depends, ...]
    context: RouteContext | None
    operation: Operation | None = None


def live_routes(app: FastAPI) -> Iterator[LiveRoute]:
    """Every route of `app` that answers HTTP, hidden, raw and mounted ones too, without FastAPI's own pages."""
    own = {app.openapi_url, app.docs_url, app.redoc_url, app.swagger_ui_oauth2_redirect_url}
    for route in _routes(app.routes, "", ()):
        is_own = type(route.context and route.context.original_route) is Route and route.path in own
        if not is_own:
            yield route


def _routes(routes: Sequence[BaseRoute], prefix: str, above: tuple[Depends, ...]) -> Iterator[LiveRoute]:
    for context in iter_route_contexts(routes):
        route = context.original_route
        if isinstance(route, Mount | Host):
            yield from _mounted(route, prefix)
        elif isinstance(route, Route):
            yield LiveRoute(
                path=prefix + (context.path_format or ""),
                methods=_methods(route, context.methods),
                endpoint=context.endpoint,
                dependencies=(*above, *(context.dependencies if isinstance(route, APIRoute) else ())),
                context=context,
                operation=getattr(route, "operation", None),
            )


def _mounted(route: Mount | Host, prefix: str) -> Iterator[LiveRoute]:
    """The routes of a mounted app. One that shows none answers on everything below its path."""
    place = prefix + (route.path if isinstance(route, Mount) else "")
    inner = route.app
    while not isinstance(inner, FastAPI | APIRouter) and isinstance(getattr(inner, "app", None), FastAPI | APIRouter):
        inner = inner.app  # type: ignore[attr-defined]
    routes = getattr(inner, "routes", None)
    if routes:
        yield from _routes(routes, place, ())
    else:
        yield LiveRoute(place + "/{path}", ("GET",), route.app, (), None)


def _methods(route: Route, methods: set[str] | None) -> tuple[str, ...]:
    """The methods that somebody asked for: Starlette adds HEAD to every GET by itself."""
    found = set(methods or {"GET"})
    if not isinstance(route, APIRoute) and "GET" in found:
        found.discard("HEAD")
    return tuple(sorted(found))
