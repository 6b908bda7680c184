"""Whole documents for the tests of comparison, and edits of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from handfast.contract import Contract, resolve
from handfast.document import Document

Way = tuple[str | int, ...]


def contract_of(source: dict[str, Any], **others: Any) -> Contract:
    """The contract of a document given as values; `others` are files beside it, `common` for `common.yaml`."""
    files = {"openapi.yaml": source, **{f"{name}.yaml": value for name, value in others.items()}}
    contract = resolve(Document("openapi.yaml", Path(), files)).contract
    assert contract is not None
    return contract


def pets(**fields: Any) -> dict[str, Any]:
    """A small document with some of its fields replaced."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"get": {"responses": {"200": {"description": ""}}}}},
        **fields,
    }


def leaves(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Every value of a document that holds no other, with the way to it."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = False
    for step, one in steps:
        found = True
        yield from leaves(one, (*way, step))
    if not found:
        yield way, value


def replaced(value: Any, way: Way, new: Any) -> Any:
    """A copy with another value at the end of a way."""
    if not way:
        return new
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[way[0]] = replaced(value[way[0]], way[1:], new)
    return copy


def removed(value: Any, way: Way) -> Any:
    """A copy without the value at the end of a way."""
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    if len(way) == 1:
        del copy[way[0]]
    else:
        copy[way[0]] = removed(value[way[0]], way[1:])
    return copy


def at(value: Any, way: Way) -> Any:
    """What stands at the end of a way."""
    for step in way:
        value = value[step]
    return value
