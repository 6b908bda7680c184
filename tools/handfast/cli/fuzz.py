"""`handfast fuzz`: generated requests against the live app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.cli.options import AppOption, FormatOption, SpecArgument
from handfast.cli.output import Format, conclude, progress, say
from handfast.cli.settings import Settings, read_settings

if TYPE_CHECKING:
    from handfast.cli.check import Outcome
    from handfast.cli.source import Source


def fuzz(spec: SpecArgument = None, *, app: AppOption = None, form: FormatOption = Format.TEXT) -> int:
    """Send generated requests to the live app, and hold every answer against the contract."""
    raise NotImplementedError


def fuzz_outcome(settings: Settings, source: Source) -> Outcome:
    raise NotImplementedError
