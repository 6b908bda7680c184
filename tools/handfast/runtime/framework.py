"""What Handfast needs of FastAPI that FastAPI does not promise to keep: all of it is here, for one minor version.

FastAPI 0.165 includes routers lazily: what a route is in an app (prefix, dependencies, overrides) lies in an effective
context that is made when the route is first looked up, and made anew when a router changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import (
    Dependant,
    _get_cache_key,
    _is_async_gen_callable,
    _is_coroutine_callable,
    _is_gen_callable,
    _uses_scopes,
)
from fastapi.dependencies.utils import _solve_generator, get_dependant, solve_dependencies
from fastapi.routing import (
    _FASTAPI_EFFECTIVE_ROUTE_CONTEXT_KEY,
    _FASTAPI_SCOPE_KEY,
    APIRoute,
    _effective_route_context_var,
    _get_fastapi_scope,
    _get_scope_effective_route_context,
    _IncludedRouter,
)
from fastapi.telemetry._api import _route_selected
from starlette._utils import get_route_path
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

__all__ = ["Dependant", "get_dependant", "get_route_path", "solve_dependencies"]

_WATCHED = "fastapi.telemetry"
_SERVING = "handfast_serving"


# --- routes and routers -----------------------------------------------------------------------------------------------


def effective(scope: Scope, route: APIRoute) -> Any:
    """The context in which FastAPI asks a route, or the route itself when no router was included."""
    context = _get_scope_effective_route_context(scope)
    return context if context is not None and context.original_route is route else route


def made_for(route: APIRoute) -> Any:
    """The context for which FastAPI makes a route's handler at this moment, or the route itself."""
    context = _effective_route_context_var.get()
    return context if context is not None and context.original_route is route else route


def keep(live: Any, serving: Any) -> None:
    """Let a route where it takes effect remember what serves it, as long as FastAPI keeps it there."""
    setattr(live, _SERVING, serving)


def kept(live: Any) -> Any:
    """What serves a route where it takes effect."""
    return getattr(live, _SERVING)


def is_included(candidate: object) -> bool:
    """Whether an entry of a route table is a router that was included."""
    return isinstance(candidate, _IncludedRouter)


def below(inclusion: Any) -> Sequence[Any]:
    """What an included router holds as it takes effect: contexts of routes, and inclusions."""
    found: Sequence[Any] = inclusion.effective_candidates()
    return found


def version(router: APIRouter) -> int:
    """Changes when something is added to a router by FastAPI's own means."""
    return router._routes_version  # noqa: SLF001


def select(scope: Scope, route: BaseRoute, live: Any) -> None:
    """Tell FastAPI and its telemetry which route serves a request."""
    if live is not route:
        _get_fastapi_scope(scope)[_FASTAPI_EFFECTIVE_ROUTE_CONTEXT_KEY] = live
    if _WATCHED in scope:
        _route_selected(scope=scope, path=live.path_format)


def is_watched(scope: Scope) -> bool:
    """Whether FastAPI's telemetry follows a request."""
    return _WATCHED in scope


def takes(candidate: Any, scope: Scope) -> bool:
    """Whether a route of a table, as it takes effect there, takes a request. The scope stays as it is."""
    route = getattr(candidate, "original_route", None)
    if isinstance(route, APIRoute):
        own = {**_get_fastapi_scope(dict(scope)), _FASTAPI_EFFECTIVE_ROUTE_CONTEXT_KEY: candidate}
        return route.matches({**scope, _FASTAPI_SCOPE_KEY: own})[0] is Match.FULL
    return bool(candidate.matches(scope)[0] is Match.FULL)


def tell_handlers(scope: Scope, handling: ExceptionMiddleware) -> None:
    """Say in a scope which exception handlers an app has, as its own handling of exceptions does when it is reached."""
    scope["starlette.exception_handlers"] = (handling._exception_handlers, handling._status_handlers)  # noqa: SLF001


def is_wrapped(router: APIRouter) -> bool:
    """Whether somebody has put something around a router's search of its table."""
    return bool(router.middleware_stack != router.app)


def is_searched_plainly(route: BaseRoute) -> bool:
    """Whether a route matches by its path template and nothing else."""
    return type(route).matches in (Route.matches, APIRoute.matches)


def is_handled(scope: Scope, error: Exception) -> bool:
    """Whether the app has an exception handler for an error of this kind."""
    handlers, _ = scope.get("starlette.exception_handlers") or ({}, {})
    return any(kind in handlers for kind in type(error).__mro__ if kind is not Exception)


# --- dependencies -----------------------------------------------------------------------------------------------------


def key(dependant: Dependant) -> Any:
    """What dependencies have in common that FastAPI solves once for a request."""
    return _get_cache_key(dependant=dependant)


def uses_scopes(dependant: Dependant) -> bool:
    """Whether a dependency, or one below it, asks for security scopes."""
    return _uses_scopes(dependant=dependant)


def is_generator(dependant: Dependant) -> bool:
    """Whether a dependency is a function with `yield`."""
    return _is_gen_callable(dependant.call) or _is_async_gen_callable(dependant.call)


def runs_in_thread(dependant: Dependant) -> bool:
    """Whether a dependency is called in a worker thread."""
    return not _is_coroutine_callable(dependant.call)


async def enter(dependant: Dependant, values: dict[str, Any], request: Request, stack: AsyncExitStack | None) -> Any:
    """What a dependency with `yield` yields; it goes on when the stack is closed, shielded as FastAPI shields it."""
    assert stack is not None  # noqa: S101 - there is one where a plan has exits
    return await _solve_generator(dependant=dependant, stack=stack, sub_values=values, request=request)
