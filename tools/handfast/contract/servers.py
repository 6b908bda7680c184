"""Where operations are served (OpenAPI 3.2 §4.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handfast.contract.model import JSON, Server, ServerVariable
from handfast.diagnostics import Pointer


def servers_at(place: Pointer, written: JSON) -> tuple[Server, ...]:
    """The servers of the list at a place, in order. An empty list is the server `/` (OpenAPI 3.2 §4.1.1)."""
    listed = written if isinstance(written, list) else []
    return tuple(_servers(place, listed)) or (Server(place, "/"),)


def _servers(place: Pointer, listed: list[JSON]) -> Iterator[Server]:
    for index, one in enumerate(listed):
        if isinstance(one, Mapping) and isinstance(one.get("url"), str):
            yield Server(place / index, one["url"], tuple(_variables(one.get("variables"))))


def _variables(written: JSON) -> Iterator[ServerVariable]:
    """The variables by name; which order they are written in says nothing."""
    for name, one in sorted(written.items()) if isinstance(written, Mapping) else ():
        if isinstance(one, Mapping):
            allowed = one.get("enum")
            values = tuple(sorted(map(str, allowed))) if isinstance(allowed, list) else ()
            yield ServerVariable(name, str(one.get("default", "")), values)
