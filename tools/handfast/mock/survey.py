"""Which operations can't be mocked, found before anybody asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from handfast.mock.demand import Impossible
from handfast.mock.operations import Mocked
from handfast.mock.replies import Wish
from handfast.runtime import ContractRoute

if TYPE_CHECKING:
    from handfast.mock.mock import Mock


def without_success(app: FastAPI) -> Iterator[tuple[tuple[str, str], str]]:
    """The mocked operations for which no valid success was found, by method and path, and why."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        mock: Mock | None = getattr(getattr(route, "implementation", None), "mocked_by", None)
        if isinstance(route, ContractRoute) and mock is not None:
            operation = mock.of(route.operation)
            reason = _why_not(mock, operation)
            if reason:
                yield (operation.contract.method, operation.contract.path), reason


def _why_not(mock: Mock, operation: Mocked) -> str:
    """Why an operation has no success that can be sent; empty where it has one."""
    successes = [one for one in operation.successes() if one.status[0] in "2d"]
    if not operation.replies():
        return "it declares no reply"
    for declared in successes:
        try:
            mock.replies.reply(declared, operation.status_of(declared), Wish("1"))
        except Impossible:
            continue
        return ""
    places = ", ".join(one.reply.pointer.fragment() for one in successes)
    return f"no valid value was found for {places}" if successes else ""
