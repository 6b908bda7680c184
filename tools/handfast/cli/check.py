"""`handfast check`: every proof at once, one verdict, one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handfast.cli.options import AppOption, FormatOption, SpecArgument
from handfast.cli.output import Format
from handfast.cli.settings import read_settings


def check(
    spec: SpecArgument = None,
    *,
    app: AppOption = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Where the page goes; .handfast/report.html otherwise."),
    ] = None,
    fuzzed: Annotated[
        Path | None,
        typer.Option("--fuzzed", metavar="DIR", help="Results of shards, in place of a fuzz run."),
    ] = None,
    form: FormatOption = Format.TEXT,
) -> int:
    """Lint the spec, compare generated code, compare the live app, and fuzz it: one verdict."""
    from handfast.cli.checking import run_check

    settings = read_settings(Path.cwd(), spec, app)
    page_at = (Path.cwd() / report) if report else settings.cache / "report.html"
    return run_check(settings, fuzzed, page_at, form)
