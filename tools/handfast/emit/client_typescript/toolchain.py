"""The npm side of the TypeScript client: a pinned tool chain in a cache folder, and what it is asked to do.

`toolchain/package-lock.json` pins every package by version and integrity; `npm ci` installs it once. No package's
scripts are run.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from handfast.diagnostics import Diagnostic, Refused, Severity
from handfast.emit.write import write

_FILES = ("package.json", "package-lock.json", "types.mjs")
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--no-update-notifier")
_OLDEST_NODE = 20
_PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Toolchain:
    """Node, npm and the folder that holds the installed packages."""

    node: str
    npm: str
    folder: Path

    @property
    def transport(self) -> str:
        """The version of openapi-fetch that clients are made for."""
        package = json.loads(_shipped("package.json"))
        return str(package["dependencies"]["openapi-fetch"])

    def types(self, document: object) -> str:
        """TypeScript types of an OpenAPI document.

        Raises:
            Refused: openapi-typescript can't read it.
        """
        own = json.dumps(_without_foreign_references(document))
        return _output([self.node, "types.mjs"], self.folder, "openapi-typescript", own)

    def built(self, sources: Mapping[str, str]) -> tuple[dict[str, str], str, bytes]:
        """The sources with what the compiler makes of them, and the name and bytes of the npm package.

        Raises:
            Refused: they don't compile, or npm doesn't pack them.
        """
        with tempfile.TemporaryDirectory(prefix="build-", dir=self.folder) as scratch:
            folder = Path(scratch) / "package"
            write(sources, folder)
            compiler = self.folder / "node_modules" / "typescript" / "bin" / "tsc"
            _output([self.node, str(compiler), "--project", "tsconfig.json"], folder, "the TypeScript compiler")
            packed = _output([self.npm, "pack", *_QUIET, "--pack-destination", scratch], folder, "npm pack")
            name = packed.strip().splitlines()[-1]
            made = {
                path.relative_to(folder).as_posix(): path.read_bytes().decode()
                for path in sorted(folder.rglob("*"))
                if path.is_file()
            }
            return made, name, (Path(scratch) / name).read_bytes()


def toolchain(cache: Path) -> Toolchain:
    """The tool chain, installed below `cache` when it is not there yet.

    Raises:
        Refused: Node or npm are missing or too old, or the packages can't be installed.
    """
    node, npm = _found("node"), _found("npm")
    version = _output([node, "--version"], Path.cwd(), "node").strip()
    if int(version.lstrip("v").partition(".")[0]) < _OLDEST_NODE:
        raise Refused(_missing(f"the TypeScript client needs Node {_OLDEST_NODE} or newer; this is {version}"))
    digest = hashlib.sha256("".join(_shipped(name) for name in _FILES).encode()).hexdigest()[:16]
    folder = cache / "npm" / digest
    if not folder.is_dir():
        _install(npm, folder)
    return Toolchain(node, npm, folder)


def _install(npm: str, folder: Path) -> None:
    """Installs beside the folder and renames into place, so that a folder that exists is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="install-", dir=folder.parent) as scratch:
        fresh = Path(scratch) / "fresh"
        fresh.mkdir()
        for name in _FILES:
            (fresh / name).write_text(_shipped(name), encoding="utf-8", newline="\n")
        _output([npm, "ci", *_QUIET], fresh, "npm ci")
        try:
            fresh.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise


def _without_foreign_references(value: Any) -> Any:
    """The document without references that lead out of it, as examples and extensions can hold them.

    openapi-typescript would read the files they name, or fetch them.
    """
    if isinstance(value, dict):
        return {
            key: _without_foreign_references(one)
            for key, one in value.items()
            if key != "$ref" or not isinstance(one, str) or one.startswith("#")
        }
    return [_without_foreign_references(one) for one in value] if isinstance(value, list) else value


def _shipped(name: str) -> str:
    return files("handfast.emit.client_typescript").joinpath("toolchain", name).read_text(encoding="utf-8")


def _found(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise Refused(_missing(f"the TypeScript client needs `{name}`, which is not on the PATH"))
    return path


def _missing(message: str) -> Diagnostic:
    help_ = f"install Node {_OLDEST_NODE} or newer with npm, or build only the Python client: handfast client python"
    return Diagnostic("GEN094", Severity.ERROR, message, help=help_)


def _output(command: list[str], folder: Path, what: str, given: str | None = None) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own command, no shell
            command, cwd=folder, input=given, capture_output=True, encoding="utf-8", timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(_failed(f"{what} did not end within {_PATIENCE} seconds", "")) from error
    if done.returncode:
        raise Refused(_failed(f"{what} failed", done.stderr or done.stdout))
    return done.stdout


def _failed(what: str, said: str) -> Diagnostic:
    lines = [line.strip() for line in said.splitlines() if line.strip() and "user config" not in line]
    shown = "; ".join(lines[:4])[:500]
    message = f"{what}: {shown}" if shown else what
    help_ = "`npm ci` needs a package registry the first time" if what.startswith("npm ci") else ""
    return Diagnostic("GEN095", Severity.ERROR, message, help=help_)
