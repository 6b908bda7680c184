"""`handfast check`: every proof in one go, and one verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handfast.cli.options import AppOption, FormatOption, SpecArgument
from handfast.cli.output import Format, has_errors, located, say, show
from handfast.cli.settings import Settings, read_settings
from handfast.diagnostics import Diagnostic, Refused, counted

if TYPE_CHECKING:
    from handfast.cli.source import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step found. `notes` are lines of the verdict; `is_refused` tells that there was nothing to judge."""

    findings: tuple[Diagnostic, ...]
    notes: tuple[str, ...] = ()
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the check as it ended. `outcome` is None where an earlier one left nothing to check."""

    name: str
    seconds: float = 0.0
    outcome: Outcome | None = None

    @property
    def is_clean(self) -> bool:
        """Whether the step ran and found no error."""
        return self.outcome is not None and not self.outcome.is_refused and not has_errors(self.outcome.findings)

    def __str__(self) -> str:
        """One line of the verdict."""
        if self.outcome is None:
            return f"  {self.name:<8}not run"
        verdict = "ok" if self.is_clean else "FAILED"
        return f"  {self.name:<8}{verdict:<8}{counted(self.outcome.findings):<28}{self.seconds:>6.1f} s"


def check(spec: SpecArgument = None, *, app: AppOption = None, form: FormatOption = Format.TEXT) -> int:
    """Lint the spec, compare generated code, compare the live app, and fuzz it: one verdict."""
    from handfast.cli.source import read

    started = time.perf_counter()
    settings = read_settings(Path.cwd(), spec, app)
    source = read(settings.spec)
    steps = tuple(_run(settings, source))
    show(_once(one for step in steps if step.outcome for one in step.outcome.findings), form, settings.spec.parent)
    for line in _verdict(source, steps, time.perf_counter() - started):
        say(line, form)
    if any(step.outcome is not None and step.outcome.is_refused for step in steps):
        return 2
    return 0 if all(step.is_clean for step in steps) else 1


def _run(settings: Settings, source: Source) -> Iterator[Step]:
    """The steps in order. Only lint looks at a spec that has errors: the others would repeat them."""
    from handfast.cli.lint import lint_findings

    proofs: tuple[tuple[str, Callable[[], Outcome]], ...] = (
        ("gen", lambda: _generated(settings, source)),
        ("drift", lambda: Outcome(_drifted(settings, source))),
        ("fuzz", lambda: _fuzzed(settings, source)),
    )
    yield _timed("lint", settings, lambda: Outcome(lint_findings(settings, source)))
    for name, proof in proofs:
        yield Step(name) if source.contract is None else _timed(name, settings, proof)


def _generated(settings: Settings, source: Source) -> Outcome:
    from handfast.cli.gen import generate
    from handfast.drift import stale_files

    output = generate(settings, source)
    return Outcome((*output.findings, *stale_files(output.files, settings.generated))) if output else Outcome(())


def _drifted(settings: Settings, source: Source) -> tuple[Diagnostic, ...]:
    """What drift finds besides generated files, which the step before has judged."""
    from handfast.cli.drift import drift_findings

    return tuple(one for one in drift_findings(settings, source) if one.code != "DRIFT001")


def _fuzzed(settings: Settings, source: Source) -> Outcome:
    from handfast.cli.fuzz import fuzz_app

    if source.contract is None:
        return Outcome(())
    fuzzed = fuzz_app(settings, source.contract)
    return Outcome(fuzzed.findings, fuzzed.notes)


def _timed(name: str, settings: Settings, prove: Callable[[], Outcome]) -> Step:
    started = time.perf_counter()
    try:
        outcome = prove()
    except Refused as refused:
        outcome = Outcome(located(refused.findings, settings.spec.parent), is_refused=True)
    return Step(name, time.perf_counter() - started, outcome)


def _once(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(dict.fromkeys(findings))


def _verdict(source: Source, steps: tuple[Step, ...], seconds: float) -> Iterator[str]:
    contract = source.contract
    if contract is not None:
        yield f"{contract.title} {contract.version}, {len(contract.operations)} operations"
    for step in steps:
        yield str(step)
        yield from (f"  {'':<8}{note}" for note in (step.outcome.notes if step.outcome else ()))
    failed = [step.name for step in steps if not step.is_clean]
    yield f"{'clean' if not failed else 'not clean: ' + ', '.join(failed)} ({seconds:.1f} s)"
