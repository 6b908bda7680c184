"""From the result of a run to findings: what counts, what is known, what was not covered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from handfast.contract.model import Contract
from handfast.diagnostics import Diagnostic, Severity
from handfast.fuzz.baseline import Known, stale
from handfast.fuzz.curl import curl, secrets, variable_of
from handfast.fuzz.evidence import label
from handfast.fuzz.result import Fault, Result

_SHOWN: Final = 5
_HELP: Final = {
    "FUZZ003": "an app must survive every request",
    "FUZZ005": "allow more time, or fewer examples, or split the run with --shard",
}
_REPLIES: Final = frozenset({"FUZZ010", "FUZZ011", "FUZZ012", "FUZZ013"})


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What came of a run: findings, lines for the verdict, and the result itself."""

    findings: tuple[Diagnostic, ...]
    notes: tuple[str, ...]
    result: Result


def verdict(
    contract: Contract, result: Result, known: Iterable[Known], today: date, *, is_part: bool = False
) -> Fuzzed:
    """The findings of a run. An accepted failure is a note as long as it is accepted.

    `is_part` tells that the result stands for its own shards only, so that others are not missed.
    """
    known = tuple(known)
    accepted = {one.fingerprint: one for one in known if one.until >= today}
    is_whole = not (result.troubles or result.untested or result.uncovered or result.missing_parts)
    findings = (
        *(() if is_part else _missing(result)),
        *_hindrances(contract, result),
        *(_finding(fault, result, accepted.get(fault.fingerprint)) for fault in result.faults),
        *_unproved(contract, result),
        *(() if is_part else _unanswered(result)),
        *stale(known, (fault.fingerprint for fault in result.faults), today, is_whole=is_whole),
    )
    return Fuzzed(findings, tuple(_notes(result)), result)


def _hindrances(contract: Contract, result: Result) -> Iterator[Diagnostic]:
    """What kept the run from being whole, each with what was not covered."""
    for trouble in result.troubles:
        yield Diagnostic(trouble.code, Severity.ERROR, trouble.message, help=_HELP.get(trouble.code, ""))
    if not result.evidence and (result.selected or not contract.operations):
        reason = "time was up" if result.is_cut_off else "the contract has none" if not contract.operations else ""
        message = f"no operation was tested{': ' + reason if reason else ''}"
        yield Diagnostic("FUZZ004", Severity.ERROR, message, help="what is not tested proves nothing")
        return
    if result.untested:
        names = _listed(result.untested)
        message = f"{len(result.untested)} of {len(result.selected)} operations were not tested: {names}"
        yield Diagnostic("FUZZ005", Severity.ERROR, message, help=_HELP["FUZZ005"])
    for phase, missed in result.uncovered.items():
        message = f"time was up: the phase `{phase}` did not come to {_of(missed, result.selected)}"
        yield Diagnostic("FUZZ005", Severity.ERROR, message, help=_HELP["FUZZ005"])


def _missing(result: Result) -> Iterator[Diagnostic]:
    if result.missing_parts:
        message = f"shards are missing: {_listed(result.missing_parts)}"
        yield Diagnostic("FUZZ005", Severity.ERROR, message, help="merge the results of all of them")


def _of(missed: Sequence[str], selected: Sequence[str]) -> str:
    if len(missed) == len(selected):
        return "any operation"
    return f"{len(missed)} of {len(selected)} operations: {_listed(missed)}"


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _finding(fault: Fault, result: Result, accepted: Known | None) -> Diagnostic:
    times = f" ({fault.count} times)" if fault.count > 1 else ""
    after = f", after {len(fault.requests) - 1} others" if len(fault.requests) > 1 else ""
    found = Diagnostic(
        fault.code,
        Severity.ERROR,
        f"{fault.operation}: {fault.message}{times}",
        fault.at,
        fault.label,
        f"{curl(fault.request)}  # seed {result.seed}{after}; --replay {fault.fingerprint}",
    )
    if accepted is None:
        return found
    words = f"accepted until {accepted.until} by {accepted.owner}: {accepted.reason}"
    return replace(found, severity=Severity.NOTE, label=f"{found.label}; {words}" if found.label else words)


def _unproved(contract: Contract, result: Result) -> Iterator[Diagnostic]:
    """Operations that were asked and never once said yes: their successes are unproved."""
    refusing = [
        operation
        for operation in contract.operations
        if (name := label(operation)) in result.evidence
        and not result.evidence[name].has_succeeded
        and name not in result.unimplemented
    ]
    can_succeed = [one for one in refusing if any(reply.status[:1] in "23d" for reply in one.replies)]
    is_all = not _has_succeeded(result)
    for operation in can_succeed:
        answers = result.evidence[label(operation)].answers
        said = ", ".join(f"{status} ({count} times)" for status, count in answers.items())
        yield Diagnostic(
            "FUZZ006",
            Severity.ERROR if is_all else Severity.WARNING,
            f"{label(operation)} never succeeded: it answered {said}",
            operation.pointer,
            "its success is unproved",
            "give the app what it needs to say yes: credentials, examples that exist, links that lead here",
        )


def _unanswered(result: Result) -> Iterator[Diagnostic]:
    """That nothing was answered by an implementation: some operations said that they have none, and none succeeded."""
    if result.unimplemented and not _has_succeeded(result):
        yield Diagnostic(
            "FUZZ006",
            Severity.ERROR,
            f"nothing succeeded: not implemented are {_listed(result.unimplemented)}",
            help='implement an operation, or mock what is missing: `include_contract(app, ..., unimplemented="mock")`',
        )


def _has_succeeded(result: Result) -> bool:
    return any(one.has_succeeded for one in result.evidence.values())


def _notes(result: Result) -> Iterator[str]:
    parts = f", shard {', '.join(result.parts)}" if result.parts != ("1/1",) else ""
    count = len(result.selected) - len(result.untested)
    yield f"{result.requests} requests to {count} operations in {result.seconds:.0f} s, seed {result.seed}{parts}"
    for rule, times in result.allowed.items():
        yield f"let pass: {rule} ({times} answers)"
    if result.unimplemented:
        yield f"not implemented: {', '.join(result.unimplemented)}"
    mocked = [name for name, evidence in result.evidence.items() if evidence.is_mocked]
    if mocked:
        yield f"mocked: {', '.join(mocked)}"
    if any(fault.code in _REPLIES for fault in result.faults):
        names = sorted({name for fault in result.faults for name in secrets(fault.request)})
        values = (f"{variable_of(name)} the value of the header `{name}`" for name in names)
        yield f"to send a request again: {', '.join(['URL is the address of the app', *values])}"
