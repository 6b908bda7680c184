"""The live document at `/openapi.json`, at `/openapi.yaml` and on the docs pages."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Route

from handfast.export.assemble import assemble
from handfast.export.fragments import JSON
from handfast.export.native import app_document
from handfast.export.pages import Form, Page, yaml_path
from handfast.export.pristine import Pristine
from handfast.export.walk import apps, own_pages
from handfast.runtime import ContractRoute

AS_GENERATED: Final = Pristine()


class LiveDocument:
    """Stands in for `FastAPI.openapi`: the export, computed once for each set of routes and overrides."""

    def __init__(self, app: FastAPI, document: Path) -> None:
        self._app = app
        self._document = document
        self._lock = threading.Lock()
        self._decided: list[Any] = []
        self._export: dict[str, Any] = {}

    def __call__(self) -> dict[str, Any]:
        """The document of the app as it is now."""
        with self._lock:
            decides = [*_what_decides(self._app)]
            if not self._export or not _are_same(decides, self._decided):
                self._export = assemble(self._app, self.source, AS_GENERATED)
                self._decided = decides
            return self._export

    @cached_property
    def source(self) -> Mapping[str, JSON]:
        """The contract's own document."""
        found: Mapping[str, JSON] = json.loads(self._document.read_bytes())
        return found


def serve_document(app: FastAPI, document: Path) -> None:
    """Make `/openapi.json`, `/openapi.yaml` beside it, and the docs pages of `app` show what it really serves.

    `document` is the generated `openapi.json`, whose words are used wherever the app is what they say. It is read
    when the document is first asked for. Where the contract declares one of these paths, its operation is served; an
    app whose `openapi_url` is None shows nothing.
    """
    app.openapi = LiveDocument(app, document)  # type: ignore[method-assign]
    served = {one.path for one in iter_route_contexts(app.routes) if isinstance(one.original_route, ContractRoute)}
    app.router.routes[:] = [one for route in app.routes for one in _shown(app, route, served)]


def _shown(app: FastAPI, route: BaseRoute, served: set[str | None]) -> Iterator[BaseRoute]:
    """What stands in a route's place: our pages for FastAPI's own, nothing for one whose path the contract declares."""
    if type(route) is not Route or route.path not in own_pages(app):
        yield route
        return
    is_document = route.path == app.openapi_url
    if route.path not in served:
        yield Page(app, route.path, Form.JSON) if is_document else route
    beside = yaml_path(route.path)
    taken = served | {getattr(one, "path", None) for one in app.routes}
    if is_document and beside not in taken:
        yield Page(app, beside, Form.YAML)


def export(app: FastAPI, pristine: Pristine = AS_GENERATED) -> JSON:
    """The document that `app` really serves, in the words of the contract that it or an app mounted in it serves.

    `pristine` tells more of what was generated than the contract's document does.
    """
    return assemble(app, source_of(app), pristine)


def source_of(app: FastAPI) -> Mapping[str, JSON]:
    """The document of the contract that `app` or an app mounted in it serves; without one, what the app says itself."""
    served = next((one.openapi for one in apps(app) if isinstance(one.openapi, LiveDocument)), None)
    return served.source if served else app_document(app)


def _are_same(some: list[Any], others: list[Any]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def _what_decides(app: FastAPI) -> Iterator[Any]:
    """The objects that an export depends on: every route, those of mounted apps too, and what is overridden."""
    for one in apps(app):
        yield from (context.original_route for context in iter_route_contexts(one.routes))
        yield from one.dependency_overrides
