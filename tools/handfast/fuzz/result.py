"""What came of a run, as a value that is kept in a file: for a replay, for a report, and to be joined with others."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import Any, Final

from handfast.contract.model import Contract
from handfast.diagnostics import Diagnostic, Pointer, Position, Refused, Severity
from handfast.fuzz.evidence import Evidence

FORMAT: Final = 1
_MOST_BODY: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it can be sent again. `target` is its path and query; secrets are filtered out of the headers."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    status: int | None = None
    answer: bytes = b""


@dataclass(frozen=True, slots=True)
class Fault:
    """One cause of failure. `at` is the place in the spec, `label` what saw it, `requests` lead to the last one.

    `is_complaint` tells that our own judge objects to the answer, and that `at` is what it breaks.
    """

    fingerprint: str
    code: str
    operation: str
    check: str
    message: str
    label: str
    at: Pointer | None
    count: int
    requests: tuple[Request, ...]
    is_complaint: bool = False

    @property
    def request(self) -> Request:
        """The request whose answer is wrong."""
        return self.requests[-1]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What kept a run from being whole: a code and its message."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Result:
    """A run, or several joined. `spec` is a digest of the contract's document, `selected` what was to be tested.

    `uncovered` are the operations that a phase did not come to, by phase; `parts` are the shards that are in here.
    """

    spec: str
    seed: int
    seconds: float
    requests: int
    selected: tuple[str, ...]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    unimplemented: tuple[str, ...] = ()
    allowed: Mapping[str, int] = field(default_factory=dict)
    uncovered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_cut_off: bool = False
    parts: tuple[str, ...] = ("1/1",)

    @property
    def untested(self) -> tuple[str, ...]:
        """The selected operations that got no request."""
        return tuple(name for name in self.selected if name not in self.evidence)

    @property
    def missing_parts(self) -> tuple[str, ...]:
        """The shards that are not in here."""
        totals = {part.partition("/")[2] for part in self.parts}
        wanted = {f"{index}/{total}" for total in totals for index in range(1, int(total) + 1)}
        return tuple(sorted(wanted - set(self.parts)))


def digest(contract: Contract) -> str:
    """What tells the contract of one run from that of another."""
    return hashlib.sha256(json.dumps(contract.source, sort_keys=True).encode()).hexdigest()[:16]


def merged(contract: Contract, results: Mapping[Path, Result]) -> Result:
    """Several runs of the contract as one: what was seen by any of them. There is at least one.

    Raises:
        Refused: one is of another contract, or of another number of shards than the first.
    """
    wanted, spec = next(iter(results.values())).parts[0].partition("/")[2], digest(contract)
    for path, one in results.items():
        if one.spec != spec:
            raise _refusal(path, "it is of another contract")
        if any(part.partition("/")[2] != wanted for part in one.parts):
            raise _refusal(path, f"it is one of another number of shards than {wanted}")
    return reduce(_joined, results.values())


def _joined(one: Result, other: Result) -> Result:
    names = {**one.evidence, **other.evidence}
    faults: dict[str, Fault] = {fault.fingerprint: fault for fault in one.faults}
    for fault in other.faults:
        known = faults.get(fault.fingerprint)
        faults[fault.fingerprint] = replace(known, count=known.count + fault.count) if known else fault
    return Result(
        spec=one.spec,
        seed=one.seed,
        seconds=one.seconds + other.seconds,
        requests=one.requests + other.requests,
        selected=tuple(dict.fromkeys((*one.selected, *other.selected))),
        evidence={name: one.evidence.get(name, Evidence()) | other.evidence.get(name, Evidence()) for name in names},
        faults=tuple(faults.values()),
        troubles=tuple(dict.fromkeys((*one.troubles, *other.troubles))),
        unimplemented=tuple(dict.fromkeys((*one.unimplemented, *other.unimplemented))),
        allowed=dict(Counter(one.allowed) + Counter(other.allowed)),
        uncovered={
            phase: tuple(dict.fromkeys((*one.uncovered.get(phase, ()), *other.uncovered.get(phase, ()))))
            for phase in {**one.uncovered, **other.uncovered}
        },
        is_cut_off=one.is_cut_off or other.is_cut_off,
        parts=tuple(sorted({*one.parts, *other.parts})),
    )


def write_result(result: Result, path: Path) -> None:
    """Keep a result in a file; its folder is made when needed."""
    value = asdict(result) | {
        "format": FORMAT,
        "evidence": {name: one.to_json() for name, one in result.evidence.items()},
        "faults": [_fault_json(fault) for fault in result.faults],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def read_result(path: Path) -> Result:
    """A result from its file.

    Raises:
        Refused: there is no such file, or it holds something else.
    """
    try:
        value = json.loads(path.read_bytes())
        if value["format"] != FORMAT:
            raise _refusal(path, f"it is of format {value['format']}, and this is {FORMAT}")
        return _result(value)
    except OSError as error:
        raise _refusal(path, (error.strerror or str(error)).lower()) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _refusal(path, "it is no result of a fuzz run") from error


def _result(value: Mapping[str, Any]) -> Result:
    return Result(
        spec=str(value["spec"]),
        seed=int(value["seed"]),
        seconds=float(value["seconds"]),
        requests=int(value["requests"]),
        selected=tuple(map(str, value["selected"])),
        evidence={name: Evidence.from_json(one) for name, one in value["evidence"].items()},
        faults=tuple(_fault(one) for one in value["faults"]),
        troubles=tuple(Trouble(str(one["code"]), str(one["message"])) for one in value["troubles"]),
        unimplemented=tuple(map(str, value["unimplemented"])),
        allowed={str(rule): int(count) for rule, count in value["allowed"].items()},
        uncovered={str(phase): tuple(map(str, names)) for phase, names in value["uncovered"].items()},
        is_cut_off=bool(value["is_cut_off"]),
        parts=tuple(map(_part, value["parts"])),
    )


def _part(value: Any) -> str:
    index, total = map(int, str(value).split("/"))
    if not 0 < index <= total:
        raise ValueError(value)
    return f"{index}/{total}"


def _fault_json(fault: Fault) -> dict[str, Any]:
    return asdict(fault) | {
        "at": None if fault.at is None else {"file": fault.at.file, "parts": list(fault.at.parts)},
        "requests": [
            asdict(one) | {"body": _encoded(one.body), "answer": _encoded(one.answer)} for one in fault.requests
        ],
    }


def _fault(value: Mapping[str, Any]) -> Fault:
    at = value["at"]
    return Fault(
        fingerprint=str(value["fingerprint"]),
        code=str(value["code"]),
        operation=str(value["operation"]),
        check=str(value["check"]),
        message=str(value["message"]),
        label=str(value["label"]),
        at=None if at is None else Pointer(str(at["file"]), tuple(map(str, at["parts"]))),
        count=int(value["count"]),
        requests=tuple(_request(one) for one in value["requests"]) or (Request("GET", "/", {}),),
        is_complaint=bool(value["is_complaint"]),
    )


def _request(value: Mapping[str, Any]) -> Request:
    return Request(
        method=str(value["method"]),
        target=str(value["target"]),
        headers={str(name): str(one) for name, one in value["headers"].items()},
        body=base64.b64decode(value["body"]),
        status=None if value["status"] is None else int(value["status"]),
        answer=base64.b64decode(value["answer"]),
    )


def _encoded(content: bytes) -> str:
    return base64.b64encode(content[:_MOST_BODY]).decode("ascii")


def _refusal(path: Path, reason: str) -> Refused:
    return Refused(
        Diagnostic(
            "FUZZ020",
            Severity.ERROR,
            f"the result of a run can't be read from `{path.name}`: {reason}",
            Position(str(path), 1),
            help="run `handfast fuzz` first; it keeps its result in `.handfast/fuzz.json`, or where --result says",
        )
    )
