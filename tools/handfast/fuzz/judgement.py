"""Which failures of a run count, grouped by cause."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from handfast.contract.model import Contract, Operation
from handfast.fuzz.events import Exchange, Failure

REFUSALS: Final = frozenset({400, 401, 404, 405, 406, 413, 415})
"""Answers to a bad request that an operation may give without declaring them, if it declares no way to say so.

OpenAPI does not require every status to be documented (3.1 §4.8.16), and an invalid request must be answered.
"""
UNUSABLE: Final = 422
"""Refuses a well-formed request for what it means (RFC 9110 §15.5.21), where the operation also declares a 400.

The run-time answers what breaks the schema with that 400, so a 422 there comes from a handler: a signed cursor, an
uploaded document. No schema can hold such a rule, so a request that fits the schema may still be refused so.
"""
_SAYS_BAD_REQUEST: Final = frozenset({"400", "422", "4XX", "default"})
_NOT_IMPLEMENTED: Final = 501
_SERVER_ERROR: Final = "not_a_server_error"


@dataclass(frozen=True, slots=True)
class Cause:
    """Failures of one operation with one cause. `example` is the shortest of the requests that show it."""

    operation: Operation | None
    example: Failure
    count: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a run amounts to: what counts, and the operations that answered that they are not implemented."""

    causes: tuple[Cause, ...]
    unimplemented: tuple[str, ...]


def judge(contract: Contract, failures: Iterable[Failure]) -> Judgement:
    """The failures that count, one for each cause, in the order of the contract."""
    failures = tuple(failures)
    broken = {_answered(failure) for failure in failures if failure.check == _SERVER_ERROR}
    operations = {f"{operation.method} {operation.path}": operation for operation in contract.operations}
    groups: dict[tuple[str, ...], list[Failure]] = {}
    unimplemented: dict[str, None] = {}
    for failure in failures:
        operation = operations.get(failure.operation)
        if says_not_implemented(failure.exchange):
            unimplemented[failure.operation] = None
        elif failure.check != _SERVER_ERROR and _answered(failure) in broken:
            continue  # that a crash is not declared either says nothing more
        elif not _is_allowed(operation, failure):
            groups.setdefault(_cause(failure), []).append(failure)
    order = {name: position for position, name in enumerate(operations)}
    causes = [
        Cause(operations.get(group[0].operation), min(group, key=_length), len(group)) for group in groups.values()
    ]
    causes.sort(key=lambda cause: (order.get(cause.example.operation, -1), cause.example.check, cause.example.title))
    return Judgement(tuple(causes), tuple(unimplemented))


def says_not_implemented(exchange: Exchange) -> bool:
    """Whether an answer comes from a handler that is still to be written, as the run-time gives it."""
    return exchange.status == _NOT_IMPLEMENTED


def _is_allowed(operation: Operation | None, failure: Failure) -> bool:
    """The two documented exceptions: an undeclared refusal where none can be declared, and a refusal by meaning."""
    if operation is None:
        return False
    declared = {reply.status for reply in operation.replies}
    match failure.check:
        case "status_code_conformance":
            return failure.exchange.status in REFUSALS and declared.isdisjoint(_SAYS_BAD_REQUEST)
        case "positive_data_acceptance":
            return failure.exchange.status == UNUSABLE and {"400", str(UNUSABLE)} <= declared
        case _:
            return False


def _cause(failure: Failure) -> tuple[str, ...]:
    """What makes two failures the same: operation, check and status, and the complaint without its values."""
    complaint = failure.message.split("\n\n")[0]
    complaint = re.sub(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\d+", "", complaint.partition("\nHint:")[0])
    return failure.operation, failure.check, failure.title, str(failure.exchange.status), complaint


def _answered(failure: Failure) -> tuple[str, int | None]:
    return failure.operation, failure.exchange.status


def _length(failure: Failure) -> tuple[int, str, bytes]:
    exchange = failure.exchange
    return (
        len(exchange.url) + len(exchange.body) + sum(map(len, exchange.headers.values())),
        exchange.url,
        exchange.body,
    )
