"""What the dependencies of a route read from a request, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from handfast.export.facet import Facet, Place
from handfast.export.places import place_of
from handfast.export.walk import LiveRoute

_LOCATIONS = ("path", "query", "header", "cookie")
_OURS = ("handfast.", "fastapi.", "starlette.")


def readings(route: LiveRoute) -> Iterator[tuple[str, Place]]:
    """Each parameter that a hand-written dependency of a route reads (`header x-tenant`), and its place."""
    for dependant in _dependants(route):
        at = place_of(dependant.call)
        for location in _LOCATIONS:
            for field in getattr(dependant, f"{location}_params"):
                if at:
                    yield f"{location} {field.alias.lower()}", at


def reading_facets(routes: Iterable[LiveRoute]) -> Iterator[Facet]:
    """One note for each hand-written dependency of a generated route that takes the whole request."""
    seen = set()
    for route in routes:
        for dependant in _dependants(route) if route.operation else ():
            takes = dependant.request_param_name or dependant.http_connection_param_name
            if takes and id(dependant.call) not in seen:
                seen.add(id(dependant.call))
                yield Facet(
                    code="DRIFT010",
                    message=f"`{_name(dependant.call)}` takes the whole request: what it reads can't be seen",
                    help="read it through parameters (`Header()`, `Query()`, `Cookie()`), so that it is compared",
                    label="reads what it likes",
                    at=place_of(dependant.call),
                    severity="note",
                )


def _dependants(route: LiveRoute) -> Iterator[Any]:
    """The dependencies of a route that somebody wrote by hand, however deep."""
    waiting = list(getattr(getattr(route.context, "dependant", None), "dependencies", ()))
    while waiting:
        dependant = waiting.pop()
        waiting += dependant.dependencies
        if not getattr(dependant.call, "__module__", "").startswith(_OURS):
            yield dependant


def _name(call: Any) -> str:
    return getattr(call, "__qualname__", type(call).__qualname__)
