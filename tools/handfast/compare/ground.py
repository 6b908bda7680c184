"""Places of changes, as places that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from handfast.compare.change import Change
from handfast.contract.bundle import FILES
from handfast.contract.model import Contract
from handfast.diagnostics import Pointer


def grounded(changes: Iterable[Change], old: Contract, new: Contract) -> Iterator[Change]:
    """The changes, each place that is written in no document replaced by its nearest parent that is.

    What a side leaves out or spells in another way has no place of its own: a default, the `const` of an `enum`.
    """
    for change in changes:
        yield replace(change, old=_written(old, change.old), new=_written(new, change.new))


def _written(contract: Contract, pointer: Pointer | None) -> Pointer | None:
    if pointer is None:
        return None
    value = contract.source
    if pointer.file != contract.file:
        value = value.get(FILES, {}).get(pointer.file)
    for depth, part in enumerate(pointer.parts):
        if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict) and part in value:
            value = value[part]
        else:
            return Pointer(pointer.file, pointer.parts[:depth])
    return pointer
