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
