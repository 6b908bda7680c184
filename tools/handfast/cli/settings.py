"""What `[tool.handfast]` of the nearest `pyproject.toml` says."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from handfast.cli.table import REPLACED, finding, judge, place, syntax_error
from handfast.diagnostics import Position, Refused


@dataclass(frozen=True, slots=True)
class FuzzSettings:
    """How the app is put under test: `[tool.handfast.fuzz]`.

    `auth` is a command that prints the headers that let a caller in; it finds the app in `HANDFAST_URL`. `login` are
    requests to the app's own operations that do the same. The command and the app run with `environment` besides their
    own; `{scratch}` in it stands for a folder that is empty at the start and gone at the end. `examples` counts for
    each operation and phase, `seconds` for all of it; a run that has `seconds` and no `examples` uses all its time.
    `baseline` is the file of accepted failures.
    """

    auth: str = ""
    login: tuple[Mapping[str, Any], ...] = ()
    examples: int | None = 25
    seconds: int = 240
    seed: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)
    baseline: Path = Path("fuzz-baseline.toml")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a project keeps its parts. Paths are absolute; `app` is `MODULE:NAME`, importable from `root`."""

    root: Path
    spec: Path
    generated: Path
    app: str
    cache: Path
    fuzz: FuzzSettings

    @property
    def package(self) -> str:
        """The package of hand-written code, by `app`: `app` for `app.main:app`; empty when its module is in none."""
        return self.app.partition(":")[0].rpartition(".")[0]

    @property
    def package_folder(self) -> Path:
        """Where the package of hand-written code lies."""
        return self.root.joinpath(*self.package.split("."))

    @property
    def generated_package(self) -> str:
        """The generated package as the project imports it."""
        return ".".join(self.generated.relative_to(self.root).parts)

    @property
    def spec_name(self) -> str:
        """The spec as generated code names it: relative to the project where it lies inside."""
        return self.spec.relative_to(self.root).as_posix() if self.spec.is_relative_to(self.root) else self.spec.name


def read_settings(start: Path, spec: Path | None = None, app: str | None = None) -> Settings:
    """The settings that hold in the folder `start`; a spec or app named on the command line wins.

    Without a `pyproject.toml` in `start` or above it, the defaults hold for `start` itself.

    Raises:
        Refused: the file can't be read, or its table says something that has no meaning.
    """
    start = start.resolve()
    path = next((folder / "pyproject.toml" for folder in (start, *start.parents) if _has_project(folder)), None)
    table, text = _read_table(path) if path else ({}, "")
    settings = _settle(path.parent if path else start, table)
    if path and _swallows(settings):
        message = "`generated` can't hold the spec or the app"
        raise Refused(finding("CONF003", message, place(path, text, "generated"), REPLACED))
    chosen = Path(os.path.normpath(start / spec)) if spec else settings.spec
    return replace(settings, spec=chosen, app=app or settings.app)


def is_default(spec: Path, start: Path) -> bool:
    """Whether a spec is the one that is looked for in the folder `start` when no `pyproject.toml` holds there."""
    start = start.resolve()
    is_alone = not any(_has_project(folder) for folder in (start, *start.parents))
    return is_alone and spec == _settle(start, {}).spec


def _has_project(folder: Path) -> bool:
    return (folder / "pyproject.toml").is_file()


def _read_table(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_text(encoding="utf-8")
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(syntax_error(path, error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(finding("CONF001", f"{path.name} can't be read: {error}", Position(str(path), 1))) from error
    tool = whole.get("tool", {})
    table = tool.get("handfast", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        at = place(path, text, "handfast", section="tool")
        raise Refused(finding("CONF003", "`tool.handfast` must be a table", at))
    findings = tuple(judge(table, path, text))
    if findings:
        raise Refused(*findings)
    return table, text


def _settle(root: Path, table: Mapping[str, Any]) -> Settings:
    def path(key: str, default: str) -> Path:
        return Path(os.path.normpath(root / table.get(key, default)))

    return Settings(
        root=root,
        spec=path("spec", "spec/openapi.yaml"),
        generated=path("generated", "generated"),
        app=table.get("app", "app.main:app"),
        cache=path("cache", ".handfast"),
        fuzz=_fuzz(root, table.get("fuzz", {})),
    )


def _fuzz(root: Path, table: Mapping[str, Any]) -> FuzzSettings:
    """The table of the fuzz run. Time alone bounds it where it names `seconds` and no `examples`."""
    chosen = FuzzSettings(**{**table, "login": tuple(table.get("login", ()))})
    examples = None if "seconds" in table and "examples" not in table else chosen.examples
    baseline = Path(os.path.normpath(root / chosen.baseline))
    return replace(chosen, examples=examples, baseline=baseline)


def _swallows(settings: Settings) -> bool:
    folder = settings.generated.resolve()
    own = [settings.spec] + ([settings.package_folder] if settings.package else [])
    return any(one.resolve().is_relative_to(folder) for one in own)
