"""`handfast gen`: `generated/` from the spec, and a file of stubs for every tag that has none."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.cli.options import FormatOption, SpecArgument
from handfast.cli.output import Format, conclude, has_errors, progress, say
from handfast.cli.settings import Settings, read_settings
from handfast.cli.writable import writable
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
    started = time.perf_counter()
    with leaving("nothing was written"):
        from handfast import emit
        from handfast.cli.source import read
        from handfast.cli.wiring import left_to_do
        from handfast.drift import stale_files

        settings = read_settings(Path.cwd(), spec)
        source = read(settings.spec)
        output = generate(settings, source)
        findings = source.findings + (output.findings if output else ())
        if source.contract is None or output is None or has_errors(findings):
            return conclude(findings, form, settings.spec.parent, "gen")
        if check:
            findings += tuple(stale_files(output.files, settings.generated))
            return conclude(findings, form, settings.spec.parent, "gen --check")
        refuse_to_replace(settings)
        planned = emit.stubs(source.contract, settings.package or "app", settings.generated_package)
        with progress("writing"), writable(settings.generated), writing_stubs(settings, planned) as stubs:
            changes = emit.write(output.files, settings.generated)
    for line in _story(settings, changes, stubs):
        say(line, form)
    for line in left_to_do(settings, output.files, planned):
        say(f"  {line}", form)
    say(f"{len(output.files)} files, {time.perf_counter() - started:.1f} s", form)
    return conclude(findings, form, settings.spec.parent, "gen")


@contextmanager
def leaving(state: str) -> Iterator[None]:
    """Nothing; an interruption in the block says in what state it leaves things."""
    try:
        yield
    except KeyboardInterrupt as interruption:
        raise KeyboardInterrupt(state) from interruption


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


@contextmanager
def writing_stubs(settings: Settings, planned: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The files written for tags that had none, and for a first security scheme. Nothing that exists is touched.

    An exception in the block takes them back.

    A project whose handlers live elsewhere than in `handlers/` beside the app's module gets none, and one whose
    package does not exist yet gets all of it.
    """
    from handfast import scaffold

    folder = settings.package_folder
    if not settings.package or (folder.exists() and not (folder / "handlers").is_dir()):
        yield ()
        return
    wanted = {name: text for name, text in planned.items() if _is_wanted(name, settings)}
    shown = folder.relative_to(settings.root).as_posix()
    with scaffold.writing_missing(wanted, folder) as written:
        yield tuple(f"{shown}/{name}" for name in written)


def _is_wanted(name: str, settings: Settings) -> bool:
    """Whether a project is to have this stub: beside other code only what the app has no other place for."""
    from handfast.cli.wiring import read_wiring

    folder = settings.package_folder
    if not folder.exists() or name.startswith("handlers/"):
        return True
    if name != "security.py" or (folder / "security").exists():
        return False
    wiring = read_wiring(settings)
    return wiring is None or "security" not in wiring.given


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
