"""The arguments that verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from handfast.cli.output import Format

SpecArgument: TypeAlias = Annotated[
    Path | None, typer.Argument(metavar="SPEC", help="The spec's root file; [tool.handfast] names it otherwise.")
]
FormatOption: TypeAlias = Annotated[Format, typer.Option("--format", help="How findings are written to stdout.")]
AppOption: TypeAlias = Annotated[
    str | None, typer.Option("--app", metavar="MODULE:NAME", help="The app; [tool.handfast] names it otherwise.")
]
