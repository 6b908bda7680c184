"""Changes between two contracts, by meaning and not by spelling.

Equal by meaning: moved, renamed or inlined components, the order of what is a set, explicit defaults, spellings of
nullability, an `enum` of one value and `const`, an `allOf` of one member, names of path parameters, descriptions and
other annotations. Never equal: formats, defaults, `readOnly`, and the order of `prefixItems`.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from handfast.compare.change import Aspect, Change, Kind, Subject
from handfast.compare.ground import grounded
from handfast.compare.inherited import Inherited
from handfast.compare.operations import Comparers, compare_operations
from handfast.compare.schemas import Schemas
from handfast.compare.security import Schemes
from handfast.compare.written import compare_written
from handfast.contract.model import Contract
from handfast.diagnostics import Pointer

__all__ = ["Aspect", "Change", "Kind", "Level", "compare"]


class Level(StrEnum):
    """How much of a document counts."""

    WIRE = "wire"
    """What clients and servers can notice."""
    FULL = "full"
    """Everything its author wrote: descriptions, examples, names, extensions too."""


def compare(old: Contract, new: Contract, level: Level = Level.WIRE) -> tuple[Change, ...]:
    """The differences between two contracts, each root cause once.

    `compare(new, old)` has the same changes reversed. Takes time in proportion to the size of both documents.
    """
    wire = tuple(grounded(_compare(old, new), old, new))
    return wire if level is Level.WIRE else (*wire, *grounded(compare_written(old, new, wire), old, new))


def _compare(old: Contract, new: Contract) -> Iterator[Change]:
    inherited = Inherited(old, new)
    tools = Comparers(Schemas(old, new), Schemes(old, new, inherited), inherited)
    for what, group in (("", "paths"), ("webhook", "webhooks")):
        frame = Subject(Aspect.OPERATION, what, "", Pointer(old.file) / group, Pointer(new.file) / group)
        before, after = (old.operations, new.operations) if group == "paths" else (old.webhooks, new.webhooks)
        yield from compare_operations(tools, frame, before, after)
    yield from tools.schemes.compare()
    yield from tools.schemas.compare_unused()
