"""`handfast export`: the live app's document, and the ledger of what enforces it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from handfast.cli.options import AppOption, FormatOption
from handfast.cli.output import Format, progress, rendered
from handfast.cli.settings import Settings, read_settings
from handfast.diagnostics import Refused

if TYPE_CHECKING:
    from handfast.export.visit import Seen

_UNUSABLE: Final = 2

YamlOption = Annotated[bool, typer.Option("--yaml", help="Write YAML instead of JSON.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Write to a file instead of to stdout.")
]
LedgerOption = Annotated[
    bool,
    typer.Option("--ledger", help="Instead of the document: what enforces each part of it, and what nothing does."),
]


def export(
    *,
    app: AppOption = None,
    yaml: YamlOption = False,
    ledger: LedgerOption = False,
    output: OutputOption = None,
    form: FormatOption = Format.TEXT,
) -> int:
    """The document of what the live app really serves, as JSON or YAML."""
    from handfast.export.visit import Project, visit

    if ledger and yaml:
        raise typer.BadParameter("a ledger is no document: leave out --yaml", param_hint="--ledger")
    if ledger and form not in (Format.TEXT, Format.JSON):
        raise typer.BadParameter("a ledger is written as `text` or `json`", param_hint="--format")
    with _refusing_on_stderr(form):
        settings = read_settings(Path.cwd(), app=app)
        project = Project(settings.root, settings.app, settings.generated_package)
        with progress(f"importing {settings.app}"):
            seen = visit(project, with_ledger=ledger)
        _write(_ledger(settings, seen, form) if ledger else _document(seen, is_yaml=yaml), output)
    return 0


@contextmanager
def _refusing_on_stderr(form: Format) -> Iterator[None]:
    """Nothing; what is refused in the block is written to stderr, since stdout is the document's."""
    try:
        yield
    except Refused as refused:
        sys.stderr.write(rendered(refused.findings, form, Path.cwd()))
        raise typer.Exit(_UNUSABLE) from refused


def _document(seen: Seen, *, is_yaml: bool) -> str:
    from handfast.export.written import json_text, yaml_text

    return yaml_text(seen.document) if is_yaml else json_text(seen.document)


def _ledger(settings: Settings, seen: Seen, form: Format) -> str:
    from handfast.cli.ledger import ledger_json, ledger_text
    from handfast.diagnostics import Pointer, Position, unescape
    from handfast.document import locate
    from handfast.export.enforcement import Row

    here = Path.cwd()

    def find(row: Row) -> Position | None:
        if not row.at:
            return None
        file, _, pointer = row.at.partition("#")
        parts = tuple(unescape(token) for token in pointer.split("/")[1:])
        at = locate(settings.spec.parent, Pointer(file or settings.spec.name, parts))
        path = Path(at.path)
        shown = path.relative_to(here).as_posix() if path.is_relative_to(here) else at.path
        return Position(shown, at.line, at.column, at.width)

    return ledger_json(seen.ledger, find) if form is Format.JSON else ledger_text(seen.ledger, find)


def _write(text: str, output: Path | None) -> None:
    """Write a result as UTF-8, whatever the terminal speaks.

    Raises:
        Refused: the file can't be written.
    """
    from handfast.cli.writable import writable

    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        return
    with writable(output.parent):
        output.write_bytes(text.encode())
