"""Changes between the operations of two contracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from handfast.compare.bodies import compare_bodies
from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.inherited import Inherited
from handfast.compare.keys import template
from handfast.compare.parameters import compare_parameters
from handfast.compare.replies import compare_replies
from handfast.compare.schemas import Schemas
from handfast.compare.security import Schemes
from handfast.compare.servers import compare_servers
from handfast.contract.model import Operation
from handfast.diagnostics import Pointer


@dataclass(frozen=True, slots=True)
class Comparers:
    """What is known about both contracts as wholes, for every operation."""

    schemas: Schemas
    schemes: Schemes
    inherited: Inherited


def compare_operations(
    tools: Comparers,
    frame: Subject,
    old: Sequence[Operation],
    new: Sequence[Operation],
) -> Iterator[Change]:
    """The changes of operations that match by method and path, in an order that both documents share.

    The order of paths in a document says nothing. Which of several operations a shared part is reported in must not
    depend on it either.
    """
    titled = [(_title(frame, before, after), before, after) for before, after in _pairs(old, new)]
    for title, before, after in sorted(titled, key=itemgetter(0)):
        if before and after:
            subject = Subject(Aspect.OPERATION, frame.what, title, before.pointer, after.pointer)
            yield from _compare(tools, subject, before, after)
        elif before:
            yield _alone(frame, title, before.pointer, _item(frame.new, before)).one_sided(title, None, is_added=False)
        elif after:
            yield _alone(frame, title, _item(frame.old, after), after.pointer).one_sided(None, title, is_added=True)


def _compare(tools: Comparers, subject: Subject, old: Operation, new: Operation) -> Iterator[Change]:
    yield from subject.differs("operationId", old.operation_id, new.operation_id)
    yield from subject.differs("deprecated", old.deprecated, new.deprecated)
    yield from compare_parameters(tools.schemas, subject, old, new)
    yield from compare_bodies(tools.schemas, subject, old.body, new.body)
    yield from compare_replies(tools.schemas, subject, old, new)
    yield from tools.schemes.compare_requirements(subject, old, new)
    yield from compare_servers(tools.inherited, subject, old, new)
    callback = Subject(Aspect.OPERATION, "callback", subject.operation, old.pointer, new.pointer)
    yield from compare_operations(tools, callback, old.callbacks, new.callbacks)


def _alone(frame: Subject, title: str, old: Pointer | None, new: Pointer | None) -> Subject:
    return Subject(Aspect.OPERATION, frame.what or "operation", title, old, new)


def _item(place: Pointer | None, operation: Operation) -> Pointer | None:
    """Where the path of an operation would stand on the side that does not have it."""
    return place / operation.path if place else None


def _title(frame: Subject, old: Operation | None, new: Operation | None) -> str:
    """`GET /pets`, the same whichever side comes first."""
    own = min(f"{operation.method} {operation.path}" for operation in (old, new) if operation)
    return f"{frame.operation}: {frame.what} {own}" if frame.operation else f"{frame.what} {own}".strip()


def _pairs(old: Iterable[Operation], new: Iterable[Operation]) -> Iterator[tuple[Operation | None, Operation | None]]:
    """Operations that answer the same requests. `/pets/{id}` and `/pets/{name}` match unless one side has both."""
    left, right = _by_template(old), _by_template(new)
    for key in (*left, *(key for key in right if key not in left)):
        before, after = left.get(key, []), right.get(key, [])
        exact = {operation.path: operation for operation in after}
        pairs = [(one, exact.pop(one.path, None)) for one in before]
        others = iter(exact.values())
        yield from ((one, other or next(others, None)) for one, other in pairs)
        yield from ((None, other) for other in others)


def _by_template(operations: Iterable[Operation]) -> dict[tuple[str, str], list[Operation]]:
    groups: defaultdict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in operations:
        groups[operation.method, template(operation.path)].append(operation)
    return groups
