"""`handfast fuzz`: generated requests against the live app."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.cli.options import AppOption, FormatOption
from handfast.cli.output import Format, conclude, progress, say
from handfast.cli.settings import Settings, read_settings
from handfast.diagnostics import Diagnostic

if TYPE_CHECKING:
    from handfast.contract import Contract
    from handfast.fuzz import Fault, Fuzzed, Options


def fuzz(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SPEC | merge FILE...]", help="The spec's root file, or results of shards to be joined."
        ),
    ] = None,
    *,
    app: AppOption = None,
    url: Annotated[str, typer.Option("--url", metavar="URL", help="An app that runs already.")] = "",
    seed: Annotated[int | None, typer.Option(min=1, help="Another seed gives other requests.")] = None,
    examples: Annotated[int | None, typer.Option(min=1, help="Requests for each operation and phase.")] = None,
    max_time: Annotated[
        int | None, typer.Option("--max-time", min=1, help="Seconds for all of it; all are used without --examples.")
    ] = None,
    shard: Annotated[str, typer.Option("--shard", metavar="I/N", help="Test only part I of N.")] = "",
    result: Annotated[
        Path | None, typer.Option("--result", metavar="FILE", help="Where the result is kept, or read for --replay.")
    ] = None,
    replay: Annotated[
        str, typer.Option("--replay", metavar="FINGERPRINT", help="Send the requests of one failure again.")
    ] = "",
    form: FormatOption = Format.TEXT,
) -> int:
    """Send generated requests to the live app; every answer must be one that the spec declares."""
    from handfast.cli.source import read

    spec, parts = _meant(words or [])
    settings = _bounded(read_settings(Path.cwd(), spec, app), seed, examples, max_time)
    source = read(settings.spec)
    kept = result or kept_result(settings)
    if source.contract is None:
        return conclude(source.findings, form, settings.spec.parent, "fuzz")
    if replay:
        findings, notes = _replayed(settings, source.contract, _recorded(kept, replay), url)
    else:
        fuzzed = (
            joined(settings, source.contract, parts, result)
            if parts is not None
            else fuzz_app(settings, source.contract, url=url, part=_part(shard), kept=kept)
        )
        findings, notes = source.findings + fuzzed.findings, fuzzed.notes
    for note in notes:
        say(note, form)
    return conclude(findings, form, settings.spec.parent, "fuzz")


def _meant(words: list[str]) -> tuple[Path | None, list[Path] | None]:
    """The spec that is named, if any, or the results to be joined."""
    match words:
        case ["merge", *files]:
            return None, [Path(one) for one in files]
        case []:
            return None, None
        case [spec]:
            return Path(spec), None
        case _:
            raise typer.BadParameter(f"one spec at a time: {' '.join(words)}", param_hint="SPEC")


def _bounded(settings: Settings, seed: int | None, examples: int | None, max_time: int | None) -> Settings:
    """The settings with what the command line says; time alone bounds a run that is given only time."""
    said = settings.fuzz
    chosen = replace(
        said,
        seed=seed or said.seed,
        examples=examples or (None if max_time else said.examples),
        seconds=max_time or said.seconds,
    )
    return replace(settings, fuzz=chosen)


def _part(shard: str) -> tuple[int, int]:
    """`2/5` as numbers; all of it where nothing is said."""
    if not shard:
        return 1, 1
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", shard)
    if found is None or int(found[1]) > int(found[2]):
        raise typer.BadParameter(f"{shard!r} is no part: write I/N, such as 2/5", param_hint="--shard")
    return int(found[1]), int(found[2])


def kept_result(settings: Settings) -> Path:
    """Where the result of the last run is kept."""
    return settings.cache / "fuzz.json"


def fuzz_app(
    settings: Settings, contract: Contract, *, url: str = "", part: tuple[int, int] = (1, 1), kept: Path | None = None
) -> Fuzzed:
    """What the live app does that its contract does not say, in the time that the settings give.

    The baseline is read before anything is tested, so one that can't be read costs no run. The result is kept in a file
    before it is judged.
    """
    from handfast.fuzz import fuzz as run
    from handfast.fuzz import read_baseline, verdict, write_result

    known = read_baseline(settings.fuzz.baseline)
    with TemporaryDirectory(prefix="handfast-") as scratch, progress(f"fuzzing {url or settings.app}"):
        result = run(contract, settings.root, fuzz_options(settings, Path(scratch), url=url, part=part))
    write_result(result, kept or kept_result(settings))
    return verdict(contract, result, known, _today(), is_part=part != (1, 1))


def fuzz_options(settings: Settings, scratch: Path, *, url: str = "", part: tuple[int, int] = (1, 1)) -> Options:
    """How the settings put the app under test. `scratch` is a folder for it."""
    from handfast.fuzz import Bounds, Login, Options, WayIn

    chosen = settings.fuzz
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    own = {name: value.replace("{scratch}", str(scratch)) for name, value in chosen.environment.items()}
    return Options(
        app=settings.app,
        url=url,
        way_in=WayIn(chosen.auth, tuple(Login(**step) for step in chosen.login)),
        bounds=Bounds(examples=chosen.examples, seconds=chosen.seconds, seed=chosen.seed),
        environment={"PATH": programs, **own},
        part=part,
    )


def joined(settings: Settings, contract: Contract, paths: list[Path], kept: Path | None = None) -> Fuzzed:
    """The verdict on results of shards: those files, and those in folders. It is kept where that is asked for.

    Raises:
        Refused: a result can't be read, or is of another contract.
    """
    from handfast.fuzz import merged, read_baseline, read_result, verdict, write_result

    files = [one for path in paths for one in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    if not files:
        raise typer.BadParameter("there are no results of shards", param_hint="FILE")
    result = merged(contract, {path: read_result(path) for path in files})
    if kept:
        write_result(result, kept)
    return verdict(contract, result, read_baseline(settings.fuzz.baseline), _today())


def _today() -> date:
    return datetime.now(UTC).date()


def _recorded(kept: Path, fingerprint: str) -> Fault:
    """A failure of an earlier run."""
    from handfast.fuzz import read_result

    faults = {one.fingerprint: one for one in read_result(kept).faults}
    if fingerprint not in faults:
        known = f"it has {', '.join(faults)}" if faults else "it has none"
        raise typer.BadParameter(f"{kept.name} has no failure {fingerprint}: {known}", param_hint="--replay")
    return faults[fingerprint]


def _replayed(
    settings: Settings, contract: Contract, fault: Fault, url: str
) -> tuple[tuple[Diagnostic, ...], tuple[str, ...]]:
    """What came of sending one failure's requests again."""
    from handfast.fuzz import replay as again

    with TemporaryDirectory(prefix="handfast-") as scratch, progress(f"replaying {fault.fingerprint}"):
        return again(contract, settings.root, fuzz_options(settings, Path(scratch), url=url), fault)
