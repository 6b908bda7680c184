"""`handfast gen`: `generated/` from the spec, and a file of stubs for every tag that has none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.cli.options import FormatOption, SpecArgument
from handfast.cli.output import Format, conclude, has_errors, progress, say
from handfast.cli.settings import Settings, read_settings
from handfast.diagnostics import Diagnostic, Position, Refused, Severity

if TYPE_CHECKING:
    from handfast.cli.source import Source
    from handfast.emit import Difference, Output

SHOWN = 12


def gen(
    spec: SpecArgument = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Only compare; write nothing.")] = False,
    form: FormatOption = Format.TEXT,
) -> int:
    """Write generated code and missing stubs; an error in the spec leaves everything as it was."""
    from handfast.cli.source import read
    from handfast.drift import stale_files
    from handfast.emit import write

    started = time.perf_counter()
    settings = read_settings(Path.cwd(), spec)
    source = read(settings.spec)
    output = generate(settings, source)
    findings = source.findings + (output.findings if output else ())
    if output is None or has_errors(findings):
        return conclude(findings, form, settings.spec.parent, "gen")
    if check:
        findings += tuple(stale_files(output.files, settings.generated))
        return conclude(findings, form, settings.spec.parent, "gen --check")
    refuse_to_replace(settings)
    with progress("writing"):
        changes = write(output.files, settings.generated)
        stubs = write_stubs(settings, source)
    for line in _story(settings, changes, stubs):
        say(line, form)
    say(f"{len(output.files)} files, {time.perf_counter() - started:.1f} s", form)
    return conclude(findings, form, settings.spec.parent, "gen")


def refuse_to_replace(settings: Settings) -> None:
    """Nothing, where the folder of generated code may be replaced as a whole.

    Raises:
        Refused: it holds files, and not the one that every generated package has.
    """
    folder = settings.generated
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "schemas.json").is_file():
        message = f"`{folder.name}/` holds files that handfast did not write"
        help_ = "name a folder of its own in [tool.handfast] generated, or empty this one"
        raise Refused(Diagnostic("GEN093", Severity.ERROR, message, Position(str(folder), 1), help=help_))


def generate(settings: Settings, source: Source) -> Output | None:
    """Generated code for a spec; None when the spec has errors that leave nothing to generate."""
    from handfast import emit

    if source.contract is None:
        return None
    with progress("generating"):
        return emit.generate(source.contract, settings.spec_name)


def write_stubs(settings: Settings, source: Source) -> tuple[str, ...]:
    """The handler files written for tags that had none. Nothing that exists is touched.

    A project whose handlers live elsewhere than in `handlers/` beside the app's module gets none, and one whose
    package does not exist yet gets all of it.
    """
    from handfast import emit, scaffold

    folder = settings.package_folder
    if source.contract is None or not settings.package:
        return ()
    if folder.exists() and not (folder / "handlers").is_dir():
        return ()
    planned = emit.stubs(source.contract, settings.package, settings.generated_package)
    wanted = {name: text for name, text in planned.items() if not folder.exists() or name.startswith("handlers/")}
    shown = folder.relative_to(settings.root).as_posix()
    return tuple(f"{shown}/{name}" for name in scaffold.write_missing(wanted, folder))


def _story(settings: Settings, changes: Difference, stubs: tuple[str, ...]) -> Iterator[str]:
    folder = settings.generated.relative_to(settings.root).as_posix()
    marked = [
        *(f"  + {folder}/{name}" for name in changes.added),
        *(f"  ~ {folder}/{name}" for name in changes.changed),
        *(f"  - {folder}/{name}" for name in changes.removed),
    ]
    yield from marked[:SHOWN]
    if len(marked) > SHOWN:
        yield f"  ... and {len(marked) - SHOWN} more"
    yield from (f"  + {name} (stubs, yours from now on)" for name in stubs)
    if not marked:
        yield f"  {folder}/ is what the spec gives"
