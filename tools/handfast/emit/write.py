"""Writes generated files: the whole folder is swapped, or nothing is touched."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class Difference:
    """How a folder differs from the files it should hold. Paths are relative to the folder, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def difference(files: Mapping[str, str], folder: Path) -> Difference:
    """What writing these files would change in `folder`. Byte-code caches are nobody's business."""
    present = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if (path.is_file() or path.is_symlink()) and "__pycache__" not in path.parts
    }
    return Difference(
        added=tuple(sorted(files.keys() - present.keys())),
        changed=tuple(
            sorted(name for name in files.keys() & present.keys() if present[name].read_bytes() != files[name].encode())
        ),
        removed=tuple(sorted(present.keys() - files.keys())),
    )


def write(files: Mapping[str, str], folder: Path) -> Difference:
    """Makes `folder` hold exactly these files, and says what changed.

    The new folder is built beside the old one and renamed into its place, so a failure leaves the old one whole.

    Raises:
        ValueError: there are no files, or a path leads out of the folder.
        OSError: the disk says no; nothing was changed.
    """
    if not files:
        raise ValueError(f"there is nothing to write to {folder.name}/")
    changes = difference(files, folder) if folder.is_dir() else Difference(added=tuple(sorted(files)))
    if not changes:
        return changes
    for name in files:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or not name:
            message = f"`{name}` is no path inside {folder.name}/"
            raise ValueError(message)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        fresh, old = Path(scratch) / "fresh", Path(scratch) / "old"
        for name, text in files.items():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        _swap(fresh, folder, old)
    return changes


def _swap(fresh: Path, folder: Path, old: Path) -> None:
    """Puts `fresh` in the place of `folder`. Whatever interrupts it, a signal too, the old folder is back."""
    if not folder.exists():
        fresh.rename(folder)
        return
    shutil.copymode(folder, fresh)
    try:
        folder.rename(old)
        fresh.rename(folder)
    except BaseException:
        if old.exists():
            if folder.exists():
                folder.rename(fresh)
            old.rename(folder)
        raise
