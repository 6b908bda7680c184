"""`handfast drift --update-spec`: the spec made to say what the live app does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from handfast.cli.output import has_errors, progress
from handfast.cli.settings import Settings
from handfast.compare import Change, Level
from handfast.diagnostics import Diagnostic, Position, Refused, Severity

if TYPE_CHECKING:
    from handfast.cli.source import Source
    from handfast.drift.revise import Revision


def updated(settings: Settings, source: Source, level: Level, *, is_agreed: bool) -> tuple[Diagnostic, ...]:
    """Write what the app does into the spec, after showing it and asking; what can't be written is a finding.

    Raises:
        Refused: generated code is not what the spec gives, the app can't be looked at, there is nobody to ask, or a
            file has changed meanwhile.
    """
    if source.contract is None or has_errors(source.findings):
        return source.findings
    revision = _revision(settings, source, level)
    if revision.files:
        sys.stderr.write(revision.diff())
        sys.stderr.flush()
        _write(settings, revision, is_agreed=is_agreed)
    else:
        sys.stderr.write("nothing to write into the spec\n")
    return tuple(_left(revision))


def _revision(settings: Settings, source: Source, level: Level) -> Revision:
    from handfast.drift import stale_files
    from handfast.drift.revise import revise
    from handfast.emit import generate
    from handfast.export.visit import Generated, Project, visit

    if source.contract is None:
        raise ValueError(settings.spec_name)
    output = generate(source.contract, settings.spec_name)
    stale = tuple(stale_files(output.files, settings.generated))
    if stale:  # the app would be described by another contract than the spec's
        raise Refused(*stale)
    project = Project(settings.root, settings.app, settings.generated_package)
    with progress(f"comparing {settings.app} with the contract"):
        seen = visit(project, Generated(output.files, dict(output.components)))
        return revise(source.document, source.contract, seen.document, level)


def _write(settings: Settings, revision: Revision, *, is_agreed: bool) -> None:
    from handfast.drift.revise import write_revision

    if not is_agreed and not sys.stdin.isatty():
        message = "nobody can be asked whether to write this into the spec: there is no terminal"
        at = Position(str(settings.spec), 1)
        raise Refused(Diagnostic("DRIFT011", Severity.ERROR, message, at, help="say `--yes`"))
    if not is_agreed and not typer.confirm("write this?", err=True):
        sys.stderr.write("nothing was written\n")
        return
    write_revision(revision)
    names = ", ".join(f"`{one.name}`" for one in revision.files)
    sys.stderr.write(f"{names} written; `handfast gen` makes the code anew\n")


def _left(revision: Revision) -> Iterator[Diagnostic]:
    """What the app does and the revised spec does not say."""
    for change in revision.left:
        message = f"{_subject(change)} can't be written into the spec"
        help_ = "change this place in the spec by hand, or the app"
        yield Diagnostic("DRIFT012", Severity.ERROR, message, change.old, "the app differs", help_)


def _subject(change: Change) -> str:
    where = f"{change.operation}: " if change.operation else ""
    return f"{where}{change.what} ({change.kind})"
