"""Which failures of a run count, grouped by cause while the run's log is read."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from handfast.contract.model import Contract, Operation
from handfast.diagnostics import Pointer
from handfast.fuzz.crashes import ENDLESS, Crash
from handfast.fuzz.events import Exchange, Failure, Sent
from handfast.fuzz.evidence import AUTH_CHECK, header, label
from handfast.fuzz.ruling import REPLY_CHECKS, STATUS, Complaint
from handfast.runtime.media import parse

REFUSALS: Final = frozenset({400, 401, 404, 405, 406, 413, 415})
"""Answers to a bad request that an operation may give without declaring them, if it declares no way to say so.

OpenAPI does not require every status to be documented (3.1 §4.8.16), and an invalid request must be answered.
"""
UNUSABLE: Final = 422
"""Refuses a well-formed request for what it means (RFC 9110 §15.5.21), where the operation also declares a 400.

The run-time answers what breaks the schema with that 400, so a 422 there comes from a handler: a signed cursor, an
uploaded document. No schema can hold such a rule, so a request that fits the schema may still be refused so.
"""
UNDECLARED_REFUSAL: Final = "an undeclared refusal where no bad request can be declared"
REFUSED_FOR_MEANING: Final = "a declared 422 that refuses a valid request for its meaning"
_SAYS_BAD_REQUEST: Final = frozenset({"400", "422", "4XX", "default"})
ENDS: Final = "answer_ends"
"""The name of our own check: whether an answer comes to an end."""
_NOT_IMPLEMENTED: Final = 501
_SERVER_ERROR: Final = "not_a_server_error"
_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Cause:
    """Failures of one operation with one cause. `example` is the shortest of the requests that show it.

    `complaint` is what our own judge says of that answer, `crash` what happened inside the app. `fingerprint` stays
    the same from run to run.
    """

    operation: Operation | None
    example: Failure
    before: tuple[Exchange, ...] = ()
    complaint: Complaint | None = None
    crash: Crash | None = None
    fingerprint: str = ""
    count: int = 1

    @property
    def is_ours_alone(self) -> bool:
        """Whether only our judge objects: a check of Schemathesis looked at the answer and let it pass."""
        return self.example.title == OURS

    @property
    def is_theirs_alone(self) -> bool:
        """Whether only Schemathesis objects to an answer that our judge has looked at too."""
        is_theirs = self.example.check in REPLY_CHECKS and self.complaint is None
        return is_theirs and not self.is_ours_alone and self.operation is not None


OURS: Final = "Handfast's judge refuses the answer"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a run amounts to: what counts, the operations that said they are not implemented, and what was let pass.

    `allowed` counts answers by the rule that let them pass.
    """

    causes: tuple[Cause, ...] = ()
    unimplemented: tuple[str, ...] = ()
    allowed: Mapping[str, int] = field(default_factory=dict)


class Docket:
    """Takes what failed, request by request; keeps one example of each cause."""

    def __init__(self, contract: Contract, crashes: Mapping[str, Crash]) -> None:
        self._operations = {label(operation): operation for operation in contract.operations}
        self._crashes = crashes
        self._causes: dict[tuple[str, ...], Cause] = {}
        self._unimplemented: dict[str, None] = {}
        self._allowed: Counter[str] = Counter()

    def add(self, sent: Sent, complaints: tuple[Complaint, ...] = ()) -> None:
        """Count what Schemathesis and our judge say of one answer."""
        crash = self._crashes.get(sent.case)
        if crash is not None and crash.kind == ENDLESS:
            self._add_endless(sent, crash)
            return
        ours = {complaint.check: complaint for complaint in complaints}
        for failure in sent.failures:
            self._add(failure, sent, ours.pop(failure.check, None))
        for complaint in ours.values():
            if complaint.check in sent.checks:
                failure = Failure(sent.operation, complaint.check, OURS, complaint.message, sent.exchange, sent.case)
                self._add(failure, sent, complaint)

    @property
    def open_to_strangers(self) -> frozenset[str]:
        """The operations that Schemathesis has found to let strangers in."""
        return frozenset(
            cause.example.operation for cause in self._causes.values() if cause.example.check == AUTH_CHECK
        )

    def _add_endless(self, sent: Sent, crash: Crash) -> None:
        """Count an answer that was cut off, unless the operation declares a stream: what is left of it says nothing."""
        named = parse(header(sent.exchange.answer_headers, "content-type"))
        is_stream = named is not None and named.is_stream
        if sent.operation in self._operations and not is_stream:
            self._add(Failure(sent.operation, ENDS, "", crash.words, sent.exchange, sent.case), sent, None)

    def _add(self, failure: Failure, sent: Sent, complaint: Complaint | None) -> None:
        operation = self._operations.get(failure.operation)
        if says_not_implemented(failure.exchange):
            self._unimplemented[failure.operation] = None
            return
        rule = _rule(operation, failure)
        if rule:
            self._allowed[rule] += 1
            return
        crash = self._crashes.get(failure.case)
        found = Cause(operation, failure, sent.before, complaint, crash)
        key = _key(found)
        known = self._causes.get(key)
        if known is None:
            self._causes[key] = replace(found, fingerprint=_fingerprint(key))
            return
        shorter = min(known, found, key=_length)
        self._causes[key] = replace(shorter, fingerprint=known.fingerprint, count=known.count + 1)

    def judgement(self) -> Judgement:
        """The causes in the order of the contract. That a crash is not declared either says nothing more."""
        broken = {_answered(cause) for cause in self._causes.values() if cause.example.check == _SERVER_ERROR}
        counted = [
            cause
            for cause in self._causes.values()
            if cause.example.check == _SERVER_ERROR or _answered(cause) not in broken
        ]
        order = {name: position for position, name in enumerate(self._operations)}
        counted.sort(key=lambda one: (order.get(one.example.operation, -1), one.example.check, one.fingerprint))
        return Judgement(tuple(counted), tuple(self._unimplemented), dict(sorted(self._allowed.items())))


def says_not_implemented(exchange: Exchange) -> bool:
    """Whether an answer comes from a handler that is still to be written, as the run-time gives it."""
    return exchange.status == _NOT_IMPLEMENTED


def _rule(operation: Operation | None, failure: Failure) -> str:
    """The documented rule that lets a failure pass; empty where none does."""
    if operation is None:
        return ""
    declared = {reply.status for reply in operation.replies}
    status = failure.exchange.status
    if failure.check == STATUS and status in REFUSALS and declared.isdisjoint(_SAYS_BAD_REQUEST):
        return UNDECLARED_REFUSAL
    if failure.check == "positive_data_acceptance" and status == UNUSABLE and {"400", str(UNUSABLE)} <= declared:
        return REFUSED_FOR_MEANING
    return ""


def _key(cause: Cause) -> tuple[str, ...]:
    """What makes two failures the same: operation, check, status, and why, without values and line numbers."""
    failure = cause.example
    return failure.operation, failure.check, str(failure.exchange.status), _why(cause)


def _why(cause: Cause) -> str:
    if cause.crash is not None and cause.example.check == _SERVER_ERROR:
        return f"{cause.crash.kind} {cause.crash.file}"
    if cause.complaint is not None:
        return str(cause.complaint.at)
    complaint = cause.example.message.split("\n\n")[0].partition("\nHint:")[0]
    return cause.example.title + re.sub(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\d+", "", complaint)


def _fingerprint(key: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(key).encode(errors="surrogatepass")).hexdigest()[:_DIGITS]


def _answered(cause: Cause) -> tuple[str, int | None]:
    return cause.example.operation, cause.example.exchange.status


def _length(cause: Cause) -> tuple[int, int, str, bytes]:
    exchange = cause.example.exchange
    size = len(exchange.url) + len(exchange.body) + sum(map(len, exchange.headers.values()))
    return len(cause.before), size, exchange.url, exchange.body


def place(cause: Cause) -> Pointer | None:
    """The line of the spec that an answer breaks: what our judge says, else the operation."""
    if cause.complaint is not None:
        return cause.complaint.at
    return cause.operation.pointer if cause.operation else None
