"""The enforcement ledger: for all that a contract declares, what enforces it in a live app, or that nothing does.

It is read off what the run-time holds: compiled operations, the judge's document, the formats that it knows, how each
media type is read and written. What only the export claims and nothing holds, drift reports (`unenforced`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from fastapi import FastAPI

from handfast.export.enforcement import Row, Standing, elsewhere, merged, replaced
from handfast.export.facet import Facet
from handfast.export.fragments import Fragments
from handfast.export.ledger_operations import OperationRows, servers
from handfast.export.ledger_schemas import EDITED
from handfast.export.serve import source_of
from handfast.export.spots import Spots
from handfast.export.walk import LiveRoute, live_routes
from handfast.runtime.route import ContractRoute

_NAME: Final = re.compile(r"\{[^{}]*\}")


def ledger(app: FastAPI) -> tuple[Row, ...]:
    """The rows of the contract that `app`, or an app mounted in it, serves; document-wide ones come first."""
    return merged(_rows(app))


def unenforced(rows: tuple[Row, ...]) -> Iterator[Facet]:
    """A finding for each reason why something that the app's document claims is not enforced, at its first place.

    An error where the app has lost it, a warning where nothing enforces it in any app. What other findings say already
    is left out: answers that an operation can't say (lint), schemas that were edited (drift).
    """
    reasons: dict[tuple[Standing, str, str], list[Row]] = {}
    for row in rows:
        is_told = row.why == EDITED or row.construct.startswith("answer ")
        if row.standing in (Standing.LOST, Standing.NEVER) and not is_told:
            construct = row.construct if row.standing is Standing.NEVER else ""
            reasons.setdefault((row.standing, row.why, construct), []).append(row)
    for (standing, why, _), group in reasons.items():
        first = group[0]
        places = len({row.at for row in group}) - 1
        more = f" (and {places} more place{'s' if places > 1 else ''})" if places else ""
        yield Facet(
            code="DRIFT020",
            message=f"nothing enforces `{first.construct}`{more}: {why}",
            help="`handfast export --ledger` names every place",
            label="declared, not enforced",
            key=first.at,
            severity="error" if standing is Standing.LOST else "warning",
        )


def _rows(app: FastAPI) -> Iterator[Row]:
    spots = Spots(source_of(app))
    yield from servers(spots.root)
    yield from _sent_by_the_app(spots)
    routes: dict[tuple[str, str], LiveRoute] = {}
    for route in live_routes(app):
        for method in route.methods:
            routes.setdefault((route.path, method), route)
    operations = OperationRows(spots, Fragments(spots.document))
    declared = {(path, method) for path, method in _declared(spots)}
    shapes: dict[tuple[str, str], str] = {}
    for (path, method), route in routes.items():
        live = route.context.original_route if route.context else None
        first = shapes.setdefault((_NAME.sub("{}", path), method), path)
        if first != path:
            at = live.operation.pointer if isinstance(live, ContractRoute) else ""
            yield replaced(f"{method} {first} takes every request for it", at, "operation")
        elif isinstance(live, ContractRoute):
            yield from operations.rows(live.compiled, is_guarded=route.is_guarded)
        else:
            yield _by_hand(spots, path, method, is_declared=(path, method) in declared)


def _by_hand(spots: Spots, path: str, method: str, *, is_declared: bool) -> Row:
    """The row of a route that was written by hand."""
    why = (
        "a route written by hand answers: FastAPI reads requests by its own rules, and replies are not held to the spec"
    )
    spot = spots.root / "paths" / path / method.lower()
    return replaced(why, spot.key if is_declared else "", f"{method} {path}")


def _declared(spots: Spots) -> Iterator[tuple[str, str]]:
    for path, written in (spots.root / "paths").members():
        item = spots.read(written)
        yield from ((path, method.upper()) for method, _ in item.members())


def _sent_by_the_app(spots: Spots) -> Iterator[Row]:
    for name, one in (spots.root / "webhooks").members():
        yield elsewhere(spots.read(one).key, "webhook", f"the app itself sends `{name}`; nothing generated does")
    for path, written in (spots.root / "paths").members():
        item = spots.read(written)
        if not path.startswith("x-") and isinstance(item.value, Mapping):
            yield from servers(item)
