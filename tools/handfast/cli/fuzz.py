"""`handfast fuzz`: generated requests against the live app."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.cli.options import AppOption, FormatOption, SpecArgument
from handfast.cli.output import Format, conclude, progress, say
from handfast.cli.settings import Settings, read_settings

if TYPE_CHECKING:
    from handfast.contract import Contract
    from handfast.fuzz import Fuzzed


def fuzz(
    spec: SpecArgument = None,
    *,
    app: AppOption = None,
    seed: Annotated[int | None, typer.Option(min=1, help="Another seed gives other requests.")] = None,
    examples: Annotated[int | None, typer.Option(min=1, help="Requests for each operation and phase.")] = None,
    seconds: Annotated[int | None, typer.Option(min=1, help="Time for all of it.")] = None,
    form: FormatOption = Format.TEXT,
) -> int:
    """Send generated requests to the live app; every answer must be one that the spec declares."""
    from handfast.cli.source import read

    settings = read_settings(Path.cwd(), spec, app)
    said = settings.fuzz
    chosen = replace(said, seed=seed or said.seed, examples=examples or said.examples, seconds=seconds or said.seconds)
    source = read(settings.spec)
    findings = source.findings
    if source.contract is not None:
        fuzzed = fuzz_app(replace(settings, fuzz=chosen), source.contract)
        findings += fuzzed.findings
        for note in fuzzed.notes:
            say(note, form)
    return conclude(findings, form, settings.spec.parent, "fuzz")


def fuzz_app(settings: Settings, contract: Contract) -> Fuzzed:
    """What the live app does that its contract does not say, in the time that the settings give."""
    from handfast.fuzz import Bounds, Options
    from handfast.fuzz import fuzz as run

    chosen = settings.fuzz
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    with TemporaryDirectory(prefix="handfast-") as scratch, progress(f"fuzzing {settings.app}"):
        own = {name: value.replace("{scratch}", scratch) for name, value in chosen.environment.items()}
        options = Options(
            app=settings.app,
            auth=chosen.auth,
            bounds=Bounds(examples=chosen.examples, seconds=chosen.seconds, seed=chosen.seed),
            environment={"PATH": programs, **own},
        )
        return run(contract, settings.root, options)
