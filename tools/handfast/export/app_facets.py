"""What an app does and says around its operations: its own documents, servers, exception handlers, overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from handfast.export.facet import Facet
from handfast.export.fragments import JSON
from handfast.export.places import place_of, site_of
from handfast.export.serve import LiveDocument
from handfast.export.walk import LiveRoute, WebSocket, apps, websockets
from handfast.runtime.declare import Raised
from handfast.runtime.problems import Problem

_FAILURE: Final = 500
_OURS: Final = ("handfast.", "fastapi.", "starlette.")
_DEFAULTS: Final = {"title": "FastAPI", "version": "0.1.0", "description": "", "summary": None}


def app_facets(app: FastAPI, routes: list[LiveRoute], source: Mapping[str, JSON]) -> Iterator[Facet]:
    """Everything of this kind that is not what the contract's document `source` says."""
    guards = {route.guard for route in routes if route.operation}
    fails = any(_declares_failure(route) for route in routes)
    for one in apps(app):
        yield from _handlers(one, fails=fails)
        yield from _overrides(one, guards)
        if any(route.operation and route.app is one for route in routes):
            yield from _document(one)
            yield from _servers(one, source)
            yield from _words(one, source)
    yield from (_websocket(one) for one in websockets(app) if not _is_declared(one, source))


def _document(app: FastAPI) -> Iterator[Facet]:
    if app.openapi_url is None or type(app.openapi) is LiveDocument:
        return
    own = getattr(app.openapi, "__func__", None) is FastAPI.openapi
    writer = "FastAPI alone" if own else f"`{_name(app.openapi)}`"
    yield Facet(
        code="DRIFT008",
        message=f"`{app.openapi_url}` is written by {writer}, not derived from what the app really serves",
        help="call `serve_document(app, DOCUMENT)` last, as `include_contract` does; say the rest in the spec",
        label="writes the document",
        at=None if own else place_of(app.openapi),
        key="#",
    )


def _servers(app: FastAPI, source: Mapping[str, JSON]) -> Iterator[Facet]:
    listed = source.get("servers")
    said = [str(one.get("url")) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    live = [str(one.get("url")) for one in app.servers or ()]
    help_ = "say in `servers` of the spec where the app is served"
    if live and live != said:
        message = f"the app says that it is served at {_listed(live)}, the spec says {_listed(said or ['/'])}"
        yield Facet(code="DRIFT008", message=message, help=help_, key="#/servers")
    root = app.root_path.rstrip("/")
    if root and root not in {urlsplit(url).path.rstrip("/") for url in said}:
        message = f"the app is served below `{root}` (`root_path`), and no server of the spec has this path"
        yield Facet(code="DRIFT008", message=message, help=help_, key="#/servers")


def _words(app: FastAPI, source: Mapping[str, JSON]) -> Iterator[Facet]:
    info = source.get("info")
    said = info if isinstance(info, dict) else {}
    for name, default in _DEFAULTS.items():
        live = getattr(app, name)
        if live not in (default, said.get(name)):
            yield Facet(
                code="DRIFT008",
                message=f"the app's {name} is {live!r}, the spec's is {said.get(name)!r}",
                help=f"leave `{name}` to the spec: the docs pages show it",
                key="#/info",
                is_word=True,
            )


def _handlers(app: FastAPI, *, fails: bool) -> Iterator[Facet]:
    for kind, handler in app.exception_handlers.items():
        if getattr(handler, "__module__", "").startswith(_OURS):
            continue
        name = getattr(kind, "__name__", str(kind))
        said = f"`{_name(handler)}` answers {f'`{name}`' if isinstance(kind, type) else f'status {name}'}"
        if isinstance(kind, type) and issubclass(kind, Problem | Raised):
            yield Facet(
                code="DRIFT007",
                message=f"{said} in place of the reply that the operation declares",
                help="remove it; `install_error_bodies` puts errors in your own words and is held to the contract",
                label="answers whatever it likes",
                at=place_of(handler),
            )
        elif kind in (Exception, _FAILURE) and fails:
            yield Facet(
                code="DRIFT007",
                message=f"{said} in place of the failure that operations declare",
                help="remove it, or say the words with `install_error_bodies`, which is held to the contract",
                label="answers whatever it likes",
                at=place_of(handler),
            )
        elif kind is not HTTPException:
            yield Facet(
                code="DRIFT010",
                message=f"{said}; only requests show whether that is declared",
                help="`handfast fuzz` judges its answers; replies raised with `as_exception()` are held to the spec",
                label="not held to the contract here",
                at=place_of(handler),
                severity="note",
            )


def _overrides(app: FastAPI, guards: set[Any]) -> Iterator[Facet]:
    for original, other in app.dependency_overrides.items():
        if original not in guards:  # that one is seen in what operations ask for
            yield Facet(
                code="DRIFT010",
                message=f"`{_name(original)}` is overridden by `{_name(other)}` in the app as it is configured",
                help="overrides are for tests: leave them out of the app that is served",
                label="takes its place",
                at=place_of(other),
                severity="note",
            )


def _websocket(one: WebSocket) -> Facet:
    return Facet(
        code="DRIFT004",
        message=f"the app serves a WebSocket at {one.path}, which the spec does not declare",
        help=f"declare it as `x-websocket` of the path `{one.path}`, or remove the route",
        label="not declared",
        at=site_of(one.route) or place_of(one.endpoint),
        key="#/paths",
    )


def _is_declared(one: WebSocket, source: Mapping[str, JSON]) -> bool:
    paths = source.get("paths")
    item = paths.get(one.path) if isinstance(paths, dict) else None
    return isinstance(item, dict) and "x-websocket" in item


def _declares_failure(route: LiveRoute) -> bool:
    statuses = {response.status for response in route.operation.responses} if route.operation else set()
    return bool(statuses & {"500", "5XX", "default"})


def _listed(urls: list[str]) -> str:
    return ", ".join(f"`{url}`" for url in urls)


def _name(one: Any) -> str:
    return getattr(one, "__qualname__", type(one).__qualname__)
