"""What a check amounts to, as it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from handfast.contract.model import Contract, Operation
from handfast.diagnostics import Diagnostic, Pointer
from handfast.fuzz.evidence import label
from handfast.fuzz.result import Result


class Verdict(StrEnum):
    """How a check or a step of it ended. What did not run is never clean."""

    CLEAN = "clean"
    FAILED = "not clean"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the check as it ended. `began` and `seconds` count from the start of the check.

    `notes` are lines of the verdict, `is_refused` tells that there was nothing to judge.
    """

    name: str
    verdict: Verdict = Verdict.NOT_RUN
    began: float = 0.0
    seconds: float = 0.0
    findings: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A whole check. `contract` is None where the spec left nothing to work with, `fuzzed` where nothing was fuzzed."""

    title: str
    spec: str
    steps: tuple[Step, ...]
    seconds: float
    contract: Contract | None = None
    fuzzed: Result | None = None

    @property
    def verdict(self) -> Verdict:
        """Clean only when every step is."""
        if any(step.verdict is Verdict.FAILED for step in self.steps):
            return Verdict.FAILED
        is_clean = bool(self.steps) and all(step.verdict is Verdict.CLEAN for step in self.steps)
        return Verdict.CLEAN if is_clean else Verdict.NOT_RUN

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Everything that was found, once."""
        return tuple(dict.fromkeys(finding for step in self.steps for finding in step.findings))


@dataclass(frozen=True, slots=True)
class Owners:
    """Tells which operation a finding is about."""

    places: Mapping[tuple[str, tuple[str, ...]], str]
    names: frozenset[str]

    @staticmethod
    def of(operations: Sequence[Operation]) -> Owners:
        """The owners of the findings about these operations."""
        places = {(one.pointer.file, one.pointer.parts): label(one) for one in operations}
        return Owners(places, frozenset(places.values()))

    def owner(self, finding: Diagnostic) -> str:
        """The operation that a finding names, or in which its place lies; empty for one about none."""
        named = finding.message.partition(": ")[0]
        if named in self.names:
            return named
        if isinstance(finding.at, Pointer):
            parts = finding.at.parts
            for length in range(len(parts), 0, -1):
                found = self.places.get((finding.at.file, parts[:length]))
                if found:
                    return found
        return next((name for name in self._mentioned(finding.message) if name in self.names), "")

    def _mentioned(self, message: str) -> list[str]:
        words = message.split()
        return [f"{one} {other.rstrip(',:;.')}" for one, other in pairwise(words)]
