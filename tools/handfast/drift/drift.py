"""Spec, generated code and live app against one another.

`drift(contract, project, generated, spec)` trusts no file: it generates once more in memory, holds `generated/`
against that byte for byte, imports the app in a process of its own beside the fresh code, takes the app's document,
and compares it with the contract by meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from handfast.compare import compare
from handfast.contract import Contract, resolve
from handfast.diagnostics import Diagnostic, Position, Refused, Severity
from handfast.document import Document
from handfast.drift.findings import Findings
from handfast.emit import difference, generate
from handfast.export.visit import Generated, Project, Seen, visit


def drift(contract: Contract, project: Project, generated: Path, spec: str) -> tuple[Diagnostic, ...]:
    """What differs between the spec's contract, the files in `generated`, and the live app.

    `spec` is the document's name as generated code spells it. Imports the app in another process.

    Raises:
        Refused: the app can't be imported, is no app, or serves no generated route.
    """
    output = generate(contract, spec)
    stale = tuple(stale_files(output.files, generated))
    seen = visit(project, Generated(output.files, dict(output.components)))
    return (*stale, *_live_findings(contract, seen, generated))


def _live_findings(contract: Contract, seen: Seen, generated: Path) -> Iterator[Diagnostic]:
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
    yield from Findings(seen, models).findings(compare(contract, live.contract))


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
    return Diagnostic("DRIFT001", Severity.ERROR, message, at, help="run `make gen`; change the spec, not this file")


def _first_difference(text: str, path: Path) -> int:
    """The number of the first line that is not the one in `text`."""
    wanted = text.encode().splitlines(keepends=True)
    found = path.read_bytes().splitlines(keepends=True)
    pairs = enumerate(zip(wanted, found, strict=False), 1)
    return next((number for number, (one, other) in pairs if one != other), min(len(wanted), len(found)) + 1)
