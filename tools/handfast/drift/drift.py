"""Spec, generated code and live app against one another.

`drift(contract, project, generated, spec)` trusts no file: it generates once more in memory, holds `generated/`
against that byte for byte, imports the app in a process of its own beside the fresh code, takes the app's document,
and compares it with the contract by meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from handfast.compare import Level, compare
from handfast.contract import Contract, resolve
from handfast.diagnostics import Diagnostic, Pointer, Position, Refused, Related, Severity
from handfast.document import Document
from handfast.drift.findings import Findings
from handfast.emit import Output, difference, generate
from handfast.export.visit import Generated, Project, Seen, visit


def drift(  # noqa: PLR0913 - what is compared, and two choices
    contract: Contract,
    project: Project,
    generated: Path,
    spec: str,
    level: Level = Level.WIRE,
    *,
    output: Output | None = None,
) -> tuple[Diagnostic, ...]:
    """What differs between the spec's contract, the files in `generated`, and the live app.

    `spec` is the document's name as generated code spells it, `output` what was generated from it just now, if it was.
    Imports the app in another process.

    Raises:
        Refused: `generated` was made from another contract, or the app can't be looked at.
    """
    output = output or generate(contract, spec)
    _refuse_other(output.files, generated, contract)
    stale = tuple(stale_files(output.files, generated))
    try:
        seen = visit(project, Generated(output.files, dict(output.components)))
    except Refused as refused:
        raise Refused(*stale, *refused.findings) from refused
    return (*stale, *live_findings(contract, seen, generated, level))


def live_findings(contract: Contract, seen: Seen, generated: Path, level: Level = Level.WIRE) -> Iterator[Diagnostic]:
    """What differs between the contract and the live app; files count for nothing.

    Raises:
        Refused: the app's own document can't be read.
    """
    live = resolve(Document(root=contract.file, folder=Path(), files={contract.file: seen.document}))
    if live.contract is None:
        raise Refused(
            Diagnostic(
                "DRIFT002",
                Severity.ERROR,
                f"the app's own document can't be read: {live.findings[0].message}",
                help="compare what `handfast export` prints with the spec",
            )
        )
    models = Position(str(generated / "models.py"), 1)
    findings = Findings(contract, seen, models, with_words=level is Level.FULL)
    yield from findings.findings(compare(contract, live.contract, level))


def _refuse_other(files: Mapping[str, str], folder: Path, contract: Contract) -> None:
    """Comparing an app with a contract that it was not generated from would say a hundred times the same.

    Raises:
        Refused: it was generated from another one.
    """
    path = folder / "openapi.json"
    wanted = _identity(files.get("openapi.json", ""))
    try:
        found = _identity(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return
    if found and wanted and found != wanted:
        raise Refused(
            Diagnostic(
                "DRIFT001",
                Severity.ERROR,
                f"`{folder.name}/` was generated from {found}, and the spec is {wanted}",
                Position(str(path), 1),
                "of another contract",
                "run `handfast gen`, and make the handlers fit; or name the other spec",
                (Related(Pointer(contract.file, ("info",)), "the spec"),),
            )
        )


def _identity(text: str) -> str:
    """`Pets 1.0 (OpenAPI 3.1.0)`, empty for what is no such document."""
    try:
        document: Any = json.loads(text)
        info = document["info"]
        return f"{info['title']} {info['version']} (OpenAPI {document['openapi']})"
    except (ValueError, KeyError, TypeError):
        return ""


def stale_files(files: Mapping[str, str], folder: Path) -> Iterator[Diagnostic]:
    """One finding for each generated file that is not what the spec gives, at the first line that differs."""
    changes = difference(files, folder) if folder.is_dir() else None
    if changes is None:
        yield _stale(folder, 1, f"`{folder.name}/` does not exist")
        return
    for name in changes.changed:
        yield _stale(
            folder / name, _first_difference(files[name], folder / name), f"`{name}` is not what the spec gives"
        )
    for name in changes.added:
        yield _stale(folder / name, 1, f"`{name}` is missing")
    for name in changes.removed:
        yield _stale(folder / name, 1, f"`{name}` is not generated from the spec")


def _stale(path: Path, line: int, message: str) -> Diagnostic:
    at = Position(str(path), line)
    return Diagnostic(
        "DRIFT001", Severity.ERROR, message, at, help="run `handfast gen`; change the spec, not this file"
    )


def _first_difference(text: str, path: Path) -> int:
    """The number of the first line that is not the one in `text`."""
    wanted = text.encode().splitlines(keepends=True)
    found = path.read_bytes().splitlines(keepends=True)
    pairs = enumerate(zip(wanted, found, strict=False), 1)
    return next((number for number, (one, other) in pairs if one != other), min(len(wanted), len(found)) + 1)
