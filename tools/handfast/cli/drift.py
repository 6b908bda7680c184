"""`handfast drift`: where the live app differs from the contract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from handfast.cli.options import AppOption, FormatOption, SpecArgument
from handfast.cli.output import Format, conclude, progress
from handfast.cli.settings import Settings, read_settings
from handfast.diagnostics import Diagnostic

if TYPE_CHECKING:
    from handfast.cli.source import Source
    from handfast.compare import Level
    from handfast.emit import Output


def drift(
    spec: SpecArgument = None,
    *,
    app: AppOption = None,
    level: Annotated[
        Literal["wire", "full"],
        typer.Option("--level", help="`full` compares descriptions, examples, names and extensions too."),
    ] = "wire",
    update_spec: Annotated[
        bool, typer.Option("--update-spec", help="Make the spec say what the app does, and show the change first.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Update the spec without asking.")] = False,
    form: FormatOption = Format.TEXT,
) -> int:
    """Where the live app, or generated code, differs from the spec."""
    from handfast.cli.source import read
    from handfast.compare import Level

    settings = read_settings(Path.cwd(), spec, app)
    source = read(settings.spec)
    if update_spec:
        from handfast.cli.update_spec import updated

        return conclude(updated(settings, source, Level(level), is_agreed=yes), form, settings.spec.parent, "drift")
    findings = source.findings + drift_findings(settings, source, Level(level))
    return conclude(findings, form, settings.spec.parent, "drift")


def drift_findings(
    settings: Settings, source: Source, level: Level, *, output: Output | None = None
) -> tuple[Diagnostic, ...]:
    """Every difference between the spec, generated code and the live app; none for a spec without a contract.

    `output` is what was generated just now, if it was.
    """
    from handfast import drift as proof
    from handfast.cli.remembered import remembered
    from handfast.emit import generate
    from handfast.export.visit import Project

    contract = source.contract
    if contract is None:
        return ()
    if output is None:
        name = settings.spec_name
        output = remembered(source.document, name, settings.root, lambda: generate(contract, name))
    project = Project(settings.root, settings.app, settings.generated_package)
    with progress(f"comparing {settings.app} with the contract"):
        return proof.drift(contract, project, settings.generated, settings.spec_name, level, output=output)
