"""`handfast init`: a new project around a spec."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.cli.options import FormatOption
from handfast.cli.output import Format, conclude, has_errors, progress, say
from handfast.cli.writable import writable
from handfast.diagnostics import Diagnostic, Pointer

if TYPE_CHECKING:
    from handfast.cli.source import Source
    from handfast.scaffold import Project


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    spec: Annotated[
        Path | None, typer.Option("--from", metavar="SPEC", help="The spec; a small example otherwise.")
    ] = None,
    form: FormatOption = Format.TEXT,
) -> int:
    """Write a new project; every operation is mocked until it is implemented."""
    from handfast import scaffold
    from handfast.cli.source import read

    with _spec_or_example(spec) as path:
        source = read(path)
        if source.contract is None:
            return conclude(source.findings, form, path.parent, "init")
        with progress("generating"):
            project = _planned(directory.resolve().name, source)
        findings = source.findings + project.findings
        if has_errors(findings):
            return conclude(findings, form, path.parent, "init")
        with writable(directory):
            written = scaffold.write_project(project.files, directory)
        code = conclude(findings, form, path.parent, "init")
    say(f"{len(written)} files in {directory}, {len(source.contract.operations)} operations, all mocked", form)
    say(f"next, in {directory}: `make run` serves it, `make contract-check` proves it", form)
    return code


def _planned(name: str, source: Source) -> Project:
    """The new project of this name, generated from the spec under the name that it is stored as."""
    from handfast import scaffold
    from handfast.cli.source import read

    root, folder = source.document.root, source.document.folder
    sources = {file: (folder / file).read_bytes() for file in source.document.files}
    stored = scaffold.stored_name(root, sources)
    contract = source.contract
    if stored != root:
        sources = {stored: sources[root]}
        with tempfile.TemporaryDirectory(prefix="handfast-") as scratch:
            place = Path(scratch) / stored
            place.write_bytes(sources[stored])
            contract = read(place).contract
    if contract is None:
        message = f"{root} has a contract, and none as {stored}"
        raise RuntimeError(message)
    project = scaffold.plan_project(scaffold.Start(name, stored, sources, contract))
    return replace(project, findings=tuple(_named(one, stored, root) for one in project.findings))


def _named(finding: Diagnostic, stored: str, root: str) -> Diagnostic:
    """The finding in the file that the user has."""
    at = finding.at
    return replace(finding, at=replace(at, file=root)) if isinstance(at, Pointer) and at.file == stored else finding


@contextmanager
def _spec_or_example(spec: Path | None) -> Iterator[Path]:
    from handfast import scaffold

    if spec is not None:
        yield spec
        return
    with scaffold.example() as path:
        yield path
