"""`handfast lint`: problems of the spec."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from handfast.cli.options import FormatOption, SpecArgument
from handfast.cli.output import Format, conclude, progress
from handfast.cli.settings import Settings, read_settings
from handfast.diagnostics import Diagnostic

if TYPE_CHECKING:
    from handfast.cli.source import Source


def lint(spec: SpecArgument = None, form: FormatOption = Format.TEXT) -> int:
    """Problems of the spec, with line and column."""
    from handfast.cli.source import read

    settings = read_settings(Path.cwd(), spec)
    source = read(settings.spec)
    return conclude(lint_findings(settings, source), form, settings.spec.parent, "lint")


def lint_findings(settings: Settings, source: Source) -> tuple[Diagnostic, ...]:
    """Everything that is known to be wrong with a spec; the official verdict is cached by the spec's content."""
    from handfast import lint as rules

    findings = source.findings
    if source.contract is not None:
        with progress("linting"):
            findings += rules.lint(source.document, source.contract)
    with progress("asking openapi-spec-validator"):
        return findings + rules.official_verdict(source.document, settings.cache, findings)
