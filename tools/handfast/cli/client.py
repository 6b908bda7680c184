"""`handfast client`: typed client packages from the spec."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.cli.options import FormatOption, SpecArgument, one_of
from handfast.cli.output import Format, conclude, has_errors, progress, say
from handfast.cli.settings import Settings, read_settings

if TYPE_CHECKING:
    from handfast.contract import Contract


class Language(StrEnum):
    """The languages that clients are written in."""

    PYTHON = "python"
    TYPESCRIPT = "typescript"


def client(
    language: Annotated[
        Language, typer.Argument(parser=one_of(Language), metavar="LANGUAGE", help="python or typescript.")
    ],
    spec: SpecArgument = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where packages are written.")] = Path(
        "dist/clients"
    ),
    form: FormatOption = Format.TEXT,
) -> int:
    """Write a typed client: its sources, and a package that installs."""
    from handfast.cli.source import read

    settings = read_settings(Path.cwd(), spec)
    source = read(settings.spec)
    if source.contract is None or has_errors(source.findings):
        return conclude(source.findings, form, settings.spec.parent, "client")
    with progress(f"writing the {language} client"):
        build = _python if language is Language.PYTHON else _typescript
        files, name, package = build(source.contract, settings)
        folder = out if out.is_absolute() else settings.root / out
        _write(files, folder / language)
        (folder / name).write_bytes(package)
    say(f"{_shown(folder / language, settings)}/: {len(files)} files", form)
    say(f"{_shown(folder / name, settings)}: {len(package):,} bytes", form)
    return conclude(source.findings, form, settings.spec.parent, "client")


def _python(contract: Contract, settings: Settings) -> tuple[dict[str, str], str, bytes]:
    from handfast.emit.client_python import client_python, wheel

    files = client_python(contract, settings.spec_name)
    return files, *wheel(contract, files)


def _typescript(contract: Contract, settings: Settings) -> tuple[dict[str, str], str, bytes]:
    from handfast.emit.client_typescript import client_typescript, toolchain

    tools = toolchain(settings.cache)
    types = tools.types(contract.source)
    return tools.built(client_typescript(contract, settings.spec_name, types, tools.transport))


def _write(files: dict[str, str], folder: Path) -> None:
    """Makes the folder hold these files.

    Raises:
        Refused: it holds files that are no client.
    """
    from handfast.diagnostics import Diagnostic, Position, Refused, Severity
    from handfast.emit import write

    marks = ("pyproject.toml", "package.json")
    if folder.is_dir() and any(folder.iterdir()) and not any((folder / mark).is_file() for mark in marks):
        message = f"`{folder.name}/` holds files that are no client"
        help_ = "name another folder with --out, or empty this one"
        raise Refused(Diagnostic("GEN093", Severity.ERROR, message, Position(str(folder), 1), help=help_))
    write(files, folder)


def _shown(path: Path, settings: Settings) -> str:
    return path.relative_to(settings.root).as_posix() if path.is_relative_to(settings.root) else str(path)
