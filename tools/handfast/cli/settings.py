"""What `[tool.handfast]` of the nearest `pyproject.toml` says."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handfast.diagnostics import Diagnostic, Position, Refused, Severity

DEFAULTS: Mapping[str, str] = {
    "spec": "spec/openapi.yaml",
    "generated": "generated",
    "app": "app.main:app",
    "cache": ".handfast",
}
"""Every key of the table, with what it means when it is left out. All but `app` are paths, relative to the file."""

REPLACED = "`gen` replaces this folder as a whole: name a folder of its own inside the project"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a project keeps its parts. Paths are absolute; `app` is `MODULE:NAME`, importable from `root`."""

    root: Path
    spec: Path
    generated: Path
    app: str
    cache: Path

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
    findings = tuple(_judge(table, path, text)) if path else ()
    if findings:
        raise Refused(*findings)
    settings = _settle(path.parent if path else start, {**DEFAULTS, **table})
    if path and _swallows(settings):
        message = "`generated` can't hold the spec or the app"
        raise Refused(_finding("CONF003", message, _place(path, text, "generated"), REPLACED))
    chosen = Path(os.path.normpath(start / spec)) if spec else settings.spec
    return replace(settings, spec=chosen, app=app or settings.app)


def _has_project(folder: Path) -> bool:
    return (folder / "pyproject.toml").is_file()


def _settle(root: Path, table: Mapping[str, str]) -> Settings:
    places = {key: Path(os.path.normpath(root / table[key])) for key in ("spec", "generated", "cache")}
    return Settings(root=root, app=table["app"], **places)


def _read_table(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_text(encoding="utf-8")
        whole = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(_finding("CONF001", f"{path.name} can't be read: {error}", Position(str(path), 1))) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        at = Position(str(path), *map(int, found.groups())) if found else Position(str(path), 1)
        raise Refused(_finding("CONF001", f"{path.name} is not TOML: {error}", at)) from error
    tool = whole.get("tool", {})
    table = tool.get("handfast", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        at = _place(path, text, "handfast", section="tool")
        raise Refused(_finding("CONF003", "`tool.handfast` must be a table", at))
    return table, text


def _judge(table: Mapping[str, Any], path: Path, text: str) -> Iterator[Diagnostic]:
    for key, value in table.items():
        at = _place(path, text, key)
        if key not in DEFAULTS:
            close = difflib.get_close_matches(key, DEFAULTS, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"known keys: {', '.join(DEFAULTS)}"
            yield _finding("CONF002", f"unknown key `{key}` in [tool.handfast]", at, hint)
        elif not isinstance(value, str) or not value or "\0" in value:
            yield _finding("CONF003", f"`{key}` must be a text that is not empty", at)
        elif key == "app" and not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*", value):
            yield _finding("CONF003", "`app` must name a module and an object in it", at, 'write it as "app.main:app"')
        elif key == "generated" and not _is_replaceable(path.parent, value):
            yield _finding("CONF003", f"`generated` can't be {value!r}", at, REPLACED)


def _is_replaceable(root: Path, folder: str) -> bool:
    place = (root / folder).resolve()
    return place != root.resolve() and place.is_relative_to(root.resolve())


def _swallows(settings: Settings) -> bool:
    folder = settings.generated.resolve()
    own = [settings.spec] + ([settings.package_folder] if settings.package else [])
    return any(place.resolve().is_relative_to(folder) for place in own)


def _finding(code: str, message: str, at: Position, help_: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, " ".join(message.split()), at, help=help_)


def _place(path: Path, text: str, key: str, section: str = "tool.handfast") -> Position:
    """The line of a key in a section, or the section, or the file: tomllib keeps no positions."""
    current, header = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        heading = re.match(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$", line)
        if heading:
            current = heading[1].replace('"', "").replace(" ", "")
            header = number if current == section else header
        found = re.match(rf"\s*[\"']?({re.escape(key)})[\"']?\s*[.=]", line) if current == section else None
        if found:
            return Position(str(path), number, found.start(1) + 1, len(key))
    return Position(str(path), header)
