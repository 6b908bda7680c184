"""What FastAPI itself says about a route or a dependency that no contract declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.params import Depends
from fastapi.routing import APIRoute

from handfast.export.fragments import JSON
from handfast.export.walk import LiveRoute


@dataclass(frozen=True, slots=True)
class Native:
    """An operation object in FastAPI's words, and the components that it refers to."""

    node: Mapping[str, JSON]
    components: Mapping[str, Mapping[str, JSON]]


BARE: Mapping[str, JSON] = {"responses": {"default": {"description": "Not declared."}}}
"""The operation object of a route about which FastAPI knows nothing."""


def describe(route: LiveRoute, method: str) -> Native:
    """What FastAPI says about a route, even about one that is hidden from its own document."""
    if route.context is None or not isinstance(route.context.original_route, APIRoute):
        return Native(BARE, {})
    context = route.context
    shown = APIRoute(
        context.path or "",
        context.endpoint or nothing,
        methods=[method],
        dependencies=[*route.dependencies],
        response_model=context.response_model,
        status_code=context.status_code,
        responses=context.responses,
        response_class=context.response_class,
        operation_id=context.operation_id,
        deprecated=context.deprecated,
        openapi_extra=context.openapi_extra,
    )
    return _native(shown)


def describe_reading(path: str, endpoint: Callable[..., Any], dependencies: Iterable[Depends] = ()) -> Native:
    """What FastAPI says that an endpoint on `path` and its dependencies read from a request.

    The endpoint of a generated route shows only what its handler and security classes are made from.
    """
    return _native(APIRoute(path, endpoint, methods=["POST"], dependencies=[*dependencies], response_model=None))


def _native(route: APIRoute) -> Native:
    try:
        document: dict[str, Any] = get_openapi(title="", version="", routes=[route])
    except Exception:  # noqa: BLE001 - FastAPI fails in many ways on types that it can't describe
        return Native(BARE, {})
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    return Native(operations[0] if operations else BARE, document.get("components", {}))


def app_document(app: FastAPI) -> dict[str, JSON]:
    """The document of an app that carries no contract, without its paths."""
    return {"openapi": "3.1.0", "info": {"title": app.title, "version": app.version}, "paths": {}}


async def nothing() -> None:
    """Answers nothing: it only stands where FastAPI wants an endpoint."""
