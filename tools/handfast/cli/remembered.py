"""What was generated from the same spec by the same code before, for a gate that must print it again to compare.

Kept in the user's own cache, never in the project: a commit must not be able to say what `generated/` should be. Under
`CI` nothing is remembered.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from handfast.document import Document
    from handfast.emit import Output

_KEPT: Final = 8
"""How many outputs are kept; the oldest go first."""
_PACKAGE: Final = Path(__file__).resolve().parents[1]
_PRINTERS: Final = ("datamodel-code-generator", "ruff", "pydantic", "jsonschema-rs")
_OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def remembered(document: Document, spec_name: str, root: Path, generate: Callable[[], Output]) -> Output:
    """What `generate` gives for a document, from the cache where it is known. `root` is the project's folder."""
    folder = _folder(root)
    if folder is None:
        return generate()
    path = folder / f"{_key(document, spec_name)}.json"
    known = _read(path)
    if known is not None:
        return known
    output = generate()
    if output.files and not output.findings:
        with contextlib.suppress(OSError):  # a full disk is no reason to fail
            _write(path, output)
    return output


def _folder(root: Path) -> Path | None:
    """The user's cache; None under `CI`, and where it would lie inside the project."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - no home is no error
    folder = (Path(home) / "handfast" / "generated").resolve()
    is_off = bool(os.environ.get("CI")) or not Path(home).is_absolute()
    return None if is_off or folder.is_relative_to(root.resolve()) else folder


def _key(document: Document, spec_name: str) -> str:
    """A digest of everything that decides what is generated: the spec, our own code, what prints, and Python."""
    found = hashlib.sha256()
    versions = [importlib.metadata.version(name) for name in _PRINTERS]
    found.update(json.dumps([spec_name, document.root, dict(document.files), versions, sys.version]).encode())
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            found.update(f"\0{path.relative_to(_PACKAGE)}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def _read(path: Path) -> Output | None:
    """What is known; None where there is nothing, or where somebody else may have written it."""
    from handfast.emit import Output

    try:
        for one in (path.parent, path):
            status = one.lstat()
            if status.st_uid != os.getuid() or status.st_mode & _OTHERS_MAY_WRITE or stat.S_ISLNK(status.st_mode):
                return None
        known = json.loads(path.read_bytes())
        return Output(known["files"], components=known["components"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, output: Output) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        json.dump({"files": dict(output.files), "components": dict(output.components)}, file)
    Path(file.name).replace(path)
    known = sorted(path.parent.glob("*.json"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in known[_KEPT:]:
        old.unlink(missing_ok=True)
