"""Changes between two contracts, by meaning and not by spelling.

Equal by meaning: moved, renamed or inlined components, the order of what is a set, explicit defaults, spellings of
nullability, an `enum` of one value and `const`, an `allOf` of one member, names of path parameters, descriptions and
other annotations. Never equal: formats, defaults, `readOnly`, and the order of `prefixItems`.
"""

from __future__ import annotations

from collections.abc import Iterator

from handfast.compare.change import Aspect, Change, Kind, Subject
from handfast.compare.operations import compare_operations
from handfast.compare.schemas import Schemas
from handfast.compare.security import Schemes
from handfast.contract.model import Contract

__all__ = ["Aspect", "Change", "Kind", "compare"]


def compare(old: Contract, new: Contract) -> tuple[Change, ...]:
    """The differences between two contracts, each root cause once.

    `compare(new, old)` has the same changes reversed. Takes time in proportion to the size of both documents.
    """
    return tuple(_compare(old, new))


def _compare(old: Contract, new: Contract) -> Iterator[Change]:
    schemas, schemes = Schemas(old, new), Schemes(old, new)
    yield from compare_operations(schemas, schemes, _frame(""), old.operations, new.operations)
    yield from compare_operations(schemas, schemes, _frame("webhook"), old.webhooks, new.webhooks)
    yield from schemes.compare()
    yield from schemas.compare_unused()


def _frame(what: str) -> Subject:
    return Subject(Aspect.OPERATION, what, "", None, None)
