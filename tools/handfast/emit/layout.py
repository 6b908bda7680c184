"""Layout of generated Python: ruff's, so that the emitters need not know about line lengths or import order."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ruff import find_ruff_bin

_SETTINGS = ("--isolated", "--no-cache", "--quiet", "--target-version=py311", "--line-length=120")
_IMPORTS = ("--select=I", "--config=lint.isort.known-third-party=['handfast']", "--fix")


def formatted(files: Mapping[str, str], own: tuple[str, ...] = ()) -> dict[str, str]:
    """The same files with Python modules laid out by ruff: sorted imports, then its formatter, lines of 120 at most.

    `own` names the packages that count as first party in the import order.

    Raises:
        RuntimeError: ruff refuses a module, which means that it is no valid Python.
    """
    with tempfile.TemporaryDirectory(prefix="handfast-") as scratch:
        folder = Path(scratch)
        modules = [name for name in files if name.endswith(".py")]
        for name in modules:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(files[name].encode())
        _ruff("check", *_IMPORTS, f"--config=lint.isort.known-first-party={list(own)}", folder=folder)
        _ruff("format", folder=folder)
        return {name: (folder / name).read_bytes().decode() if name in modules else files[name] for name in files}


def _ruff(verb: str, *options: str, folder: Path) -> None:
    command = [find_ruff_bin(), verb, *_SETTINGS, *options, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        message = f"ruff {verb} refused generated code:\n{done.stdout}{done.stderr}"
        raise RuntimeError(message)
