"""The steps of a check, run at once; the verdict and the page that they amount to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handfast.cli.output import Board, Format, has_errors, located, locator, near, say, show
from handfast.cli.settings import Settings
from handfast.cli.writable import writable
from handfast.diagnostics import Diagnostic, Refused, counted
from handfast.report import Report, Step, Verdict, page

if TYPE_CHECKING:
    from handfast.cli.source import Source
    from handfast.emit import Output
    from handfast.fuzz import Result

_UNUSABLE = 2
_WORDS = {Verdict.CLEAN: "ok", Verdict.FAILED: "FAILED"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step found; `notes` are lines of the verdict, `kept` is what other steps and the page need of it."""

    findings: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()
    kept: Any = None


@dataclass(frozen=True, slots=True)
class Check:
    """A check that runs: what it is about, when it began, and where it shows how far it is."""

    settings: Settings
    source: Source
    board: Board
    began: float

    def step(self, name: str, prove: Callable[[], Outcome | None]) -> tuple[Step, Any]:
        """A step as it ended, and what it kept. One that proves nothing, and gives None, did not run."""
        began = time.perf_counter()
        self.board.begins(name)
        refused, outcome = False, None
        try:
            outcome = prove()
        except Refused as refusal:
            refused, outcome = True, Outcome(located(refusal.findings, self.settings.spec.parent))
        finally:
            self.board.ends(name)
        now = time.perf_counter()
        if outcome is None:
            return Step(name), None
        is_clean = not refused and not has_errors(outcome.findings)
        step = Step(
            name,
            Verdict.CLEAN if is_clean else Verdict.FAILED,
            began - self.began,
            now - began,
            near(outcome.findings),
            outcome.notes,
            is_refused=refused,
        )
        return step, outcome.kept


def run_check(settings: Settings, fuzzed: Path | None, page_at: Path, form: Format) -> int:
    """The exit code of a check, after its findings and its verdict were shown and its page was written.

    `fuzzed` is a folder with the results of shards, which stand for a fuzz run.
    """
    from handfast.cli.source import read

    began = time.perf_counter()
    source = read(settings.spec)
    with Board.shown() as board:
        checking = Check(settings, source, board, began)
        steps, result = _steps(checking, fuzzed)
    report = _report(settings, source, steps, result, time.perf_counter() - began)
    _write_page(report, settings, page_at)
    show(report.findings, form, settings.spec.parent)
    for line in _lines(report, page_at):
        say(line, form)
    if any(step.is_refused for step in steps):
        return _UNUSABLE
    return 0 if report.verdict is Verdict.CLEAN else 1


def _steps(checking: Check, shards: Path | None) -> tuple[tuple[Step, ...], Result | None]:
    """All steps in the order in which they are told. They run at once; only drift waits, for what `gen` generates.

    Only lint looks at a spec that has errors: the others would repeat them.
    """
    with ThreadPoolExecutor(max_workers=4) as pool:
        generated: Future[tuple[Step, Output | None]] = pool.submit(checking.step, "gen", partial(_generated, checking))
        fuzz = pool.submit(checking.step, "fuzz", partial(_fuzzed, checking, shards))
        lint = pool.submit(checking.step, "lint", partial(_linted, checking))
        drift = pool.submit(checking.step, "drift", partial(_drifted, checking, generated))
        return tuple(one.result()[0] for one in (lint, generated, drift, fuzz)), fuzz.result()[1]


def _linted(checking: Check) -> Outcome:
    from handfast.cli.lint import lint_findings

    return Outcome(lint_findings(checking.settings, checking.source))


def _generated(checking: Check) -> Outcome | None:
    from handfast.cli.gen import generate
    from handfast.drift import stale_files

    output = generate(checking.settings, checking.source)
    if output is None:
        return None
    stale = () if has_errors(output.findings) else tuple(stale_files(output.files, checking.settings.generated))
    return Outcome((*output.findings, *stale), kept=output)


def _drifted(checking: Check, generated: Future[tuple[Step, Output | None]]) -> Outcome | None:
    """What drift finds besides generated files, which `gen` has judged. It needs what `gen` generates."""
    from handfast.cli.drift import drift_findings
    from handfast.compare import Level

    step, output = generated.result()
    if output is None or step.is_refused or has_errors(output.findings):
        return None
    found = drift_findings(checking.settings, checking.source, Level.WIRE, output=output)
    return Outcome(tuple(one for one in found if one.code != "DRIFT001"))


def _fuzzed(checking: Check, shards: Path | None) -> Outcome | None:
    """What a run finds, or what runs in parts have found, whose results lie in the folder `shards`."""
    from handfast.cli.fuzz import fuzz_app, joined

    contract = checking.source.contract
    if contract is None:
        return None
    fuzzed = fuzz_app(checking.settings, contract) if shards is None else joined(checking.settings, contract, [shards])
    return Outcome(fuzzed.findings, fuzzed.notes, fuzzed.result)


def _report(
    settings: Settings, source: Source, steps: tuple[Step, ...], fuzzed: Result | None, seconds: float
) -> Report:
    contract = source.contract
    title = f"{contract.title} {contract.version}" if contract else settings.spec_name
    return Report(title, settings.spec_name, steps, seconds, contract, fuzzed)


def _write_page(report: Report, settings: Settings, place: Path) -> None:
    """Put the page in its place; its folder is made when needed."""
    from handfast.document import source_lines

    text = page(report, locator(settings.spec.parent), source_lines)
    with writable(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def _lines(report: Report, place: Path) -> Iterator[str]:
    """The verdict, a line for each step."""
    count = f", {len(report.contract.operations)} operations" if report.contract else ""
    yield f"{report.title}{count}"
    for step in report.steps:
        if step.verdict is Verdict.NOT_RUN:
            yield f"  {step.name:<8}not run"
            continue
        found = counted(step.findings)
        yield f"  {step.name:<8}{_WORDS[step.verdict]:<8}{found:<28}{step.seconds:>6.1f} s"
        yield from (f"  {'':<8}{note}" for note in step.notes)
    failed = [step.name for step in report.steps if step.verdict is not Verdict.CLEAN]
    verdict = "clean" if report.verdict is Verdict.CLEAN else f"not clean: {', '.join(failed)}"
    yield f"page: {_shown(place)}"
    yield f"{verdict} ({report.seconds:.1f} s)"


def _shown(place: Path) -> str:
    here = Path.cwd()
    return place.relative_to(here).as_posix() if place.is_relative_to(here) else str(place)
