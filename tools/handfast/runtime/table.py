"""Every contract route of an app in one prefix tree, kept as long as the app's routers stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from starlette.routing import Route, WebSocketRoute

from handfast.runtime import framework
from handfast.runtime.tree import Match, Tree
from handfast.runtime.wire import is_plain_path, raw_path

if TYPE_CHECKING:
    from starlette.types import Scope

    from handfast.runtime.paths import Template
    from handfast.runtime.serving import Serving

_FOUND: Final = "handfast.found"
_RAW_PATH: Final = "handfast.path"
_TABLE: Final = "handfast_table"


class Version(NamedTuple):
    """What a router held when the table was made."""

    router: Any
    number: int
    routes: list[Any]

    @classmethod
    def of(cls, router: Any) -> Version:
        """A router at this moment."""
        return cls(router, framework.version(router), list(router.routes))


class Place(NamedTuple):
    """A route where it takes effect. `live` is the route in FastAPI's words, below all routers that hold it.

    `serving` answers its requests. `above` are those routers, and others before them that hold no operation, as they
    were when the table was made. `rivals` were written by hand, come earlier and might match too.
    """

    route: Any
    live: Any
    serving: Serving
    above: tuple[Version, ...]
    rivals: tuple[Any, ...]

    def is_first(self, scope: Scope) -> bool:
        """Whether no route that comes earlier takes a request."""
        return not any(framework.takes(rival, scope) for rival in self.rivals)


class Found(NamedTuple):
    """What the table says about one request: what is at its path, and of that the place that serves it."""

    owner: Any
    asked: tuple[str, str, str, bytes]
    matches: Sequence[Match[Place]] = ()
    place: Place | None = None
    values: dict[str, str] = {}  # noqa: RUF012 - never written to

    @property
    def allowed(self) -> set[str]:
        """The methods at this path (RFC 9110 §10.2.1)."""
        return {method for match in self.matches for place in match.payloads for method in place.live.methods}

    def match_of(self, route: Any, live: Any) -> Match[Place] | None:
        """The match of one route among those at this path."""
        for match in self.matches:
            if any(place.route is route and place.live is live for place in match.payloads):
                return match
        return None


class Table:
    """The contract routes that an app, or a router that is served by itself, has at this moment."""

    def __init__(self, router: Any) -> None:
        self._tree = Tree[Place]()
        self._known: set[tuple[int, int]] = set()
        self._routers = [Version.of(router)]
        self._foreign: list[Version] = []
        foreign: list[Any] = []
        for candidate, above in self._candidates(router.routes, tuple(self._routers)):
            route = getattr(candidate, "original_route", candidate)
            template: Template | None = route.template(candidate) if hasattr(route, "template") else None
            if template is None:
                foreign.append(candidate)
                continue
            rivals = tuple(one for one in foreign if _may_match(one, template))
            self._known.add((id(route), id(candidate)))
            holders = (*above, *self._foreign)
            self._tree.add(template, Place(route, candidate, route.serving(candidate), holders, rivals))

    def knows(self, route: Any, live: Any) -> bool:
        """Whether a route stands in this table."""
        return (id(route), id(live)) in self._known

    def is_current(self, place: Place | None) -> bool:
        """Whether the routers above a place are still what they were; without a place, all of them."""
        for router, number, routes in self._routers if place is None else place.above:
            if framework.version(router) != number or router.routes != routes:
                return False
        return True

    def straight(self, scope: Scope) -> tuple[Place, dict[str, str]] | None:
        """The place that serves a usual request, and the raw values of its path; None where `find` must look.

        Usual is a plain path below no root, to a place that is alone there and still where it was.
        """
        if scope.get("root_path") or not is_plain_path(scope, scope["path"]):
            return None
        found = self._tree.straight(scope["path"])
        if found is None:
            return None
        method = scope["method"]
        for place in found[0]:
            if method in place.live.methods:
                return (place, found[1]) if not place.rivals and self.is_current(place) else None
        return None

    def find(self, owner: Any, asked: tuple[str, str, str, bytes], scope: Scope) -> Found:
        """What is at the path of a request."""
        method = scope["method"]
        matches = self._tree.find(path_of(scope), scope)
        for match in matches:
            for place in match.payloads:
                if method in place.live.methods:
                    return Found(owner, asked, matches, place, match.values)
        return Found(owner, asked, matches)

    def _candidates(
        self, candidates: Sequence[Any], above: tuple[Version, ...]
    ) -> Iterator[tuple[Any, tuple[Version, ...]]]:
        """Every route below a router as it takes effect, in FastAPI's order, with the routers above it."""
        for candidate in candidates:
            if framework.is_included(candidate):
                known = Version.of(candidate.original_router)
                self._routers.append(known)
                if not any(hasattr(route, "template") for route in known.routes):
                    self._foreign.append(known)
                yield from self._candidates(framework.below(candidate), (*above, known))
            else:
                yield candidate, above


def _may_match(candidate: Any, template: Template) -> bool:
    """Whether a route written by hand might match a path that a template matches. When in doubt, it might."""
    route = getattr(candidate, "starlette_route", None) or getattr(candidate, "original_route", candidate)
    if isinstance(route, WebSocketRoute):
        return False
    path = getattr(candidate, "path_format", None) or getattr(route, "path_format", None)
    if not isinstance(route, Route) or not framework.is_searched_plainly(route) or path is None or "{" in path:
        return True
    return template.pattern.fullmatch(raw_path({"path": path}, path)) is not None


def find(scope: Scope) -> Found:
    """What the contract routes of an app have for a request; remembered in its scope."""
    owner = scope.get("app") or scope["router"]
    asked = (scope["path"], scope["method"], scope.get("root_path", ""), scope.get("query_string", b""))
    known: Found | None = scope.get(_FOUND)
    if known is not None and known.asked == asked and known.owner is owner:
        return known
    table = table_of(owner)
    found = table.find(owner, asked, scope)
    if not table.is_current(found.place):
        found = table_of(owner, is_stale=True).find(owner, asked, scope)
    scope[_FOUND] = found
    return found


def table_of(owner: Any, *, is_stale: bool = False) -> Table:
    """The table of an app, or of a router that is served by itself; it lives on the router, and is made when stale."""
    router = getattr(owner, "router", owner)
    table: Table | None = None if is_stale else getattr(router, _TABLE, None)
    if table is None:
        table = Table(router)
        setattr(router, _TABLE, table)
    return table


def path_of(scope: Scope) -> str:
    """The raw path below the application's root, found once for each root that a request passes through."""
    path, root = scope["path"], scope.get("root_path", "")
    if not root and is_plain_path(scope, path):
        return cast("str", path)
    known = scope.get(_RAW_PATH)
    if known is None or known[0] is not path or known[1] != root:
        known = scope[_RAW_PATH] = (path, root, raw_path(scope, framework.get_route_path(scope)))
    found: str = known[2]
    return found
