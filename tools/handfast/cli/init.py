"""`handfast init`: a new project around a spec."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from handfast.cli.options import FormatOption
from handfast.cli.output import Format, conclude, has_errors, progress, say


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    spec: Annotated[
        Path | None, typer.Option("--from", metavar="SPEC", help="The spec; a small example otherwise.")
    ] = None,
    form: FormatOption = Format.TEXT,
) -> int:
    """Write a new project; every operation answers 501 until it is implemented."""
    from handfast import scaffold
    from handfast.cli.source import read

    with _spec_or_example(spec) as path:
        source = read(path)
        if source.contract is None:
            return conclude(source.findings, form, path.parent, "init")
        folder = source.document.folder
        start = scaffold.Start(
            name=directory.resolve().name,
            root=source.document.root,
            sources={name: (folder / name).read_bytes() for name in source.document.files},
            contract=source.contract,
        )
        with progress("generating"):
            project = scaffold.plan_project(start)
        findings = source.findings + project.findings
        if has_errors(findings):
            return conclude(findings, form, path.parent, "init")
        written = scaffold.write_project(project.files, directory)
        code = conclude(findings, form, path.parent, "init")
    say(
        f"{len(written)} files in {directory}, {len(source.contract.operations)} operations, none implemented yet", form
    )
    say(f"next: cd {directory} && make run, make contract-check", form)
    return code


@contextmanager
def _spec_or_example(spec: Path | None) -> Iterator[Path]:
    from handfast import scaffold

    if spec is not None:
        yield spec
        return
    with scaffold.example() as path:
        yield path
