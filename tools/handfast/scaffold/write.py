"""Puts new files in place. Nothing that exists is ever replaced."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from handfast.diagnostics import Diagnostic, Position, Refused, Severity


def write_project(files: Mapping[str, str | bytes], folder: Path) -> tuple[str, ...]:
    """The names of the files written, in order. `folder` is made, or is empty.

    Raises:
        Refused: something stands in the folder, or a name leads out of it; nothing is written then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            Diagnostic(
                "GEN091",
                Severity.ERROR,
                f"`{folder.name}` is not an empty folder",
                Position(str(folder), 1),
                help="name a folder that is new or empty: init never touches what exists",
            )
        )
    return write_missing(files, folder)


def write_missing(files: Mapping[str, str | bytes], folder: Path) -> tuple[str, ...]:
    """The names of the files written: those of `files` that did not exist. Every other byte stays as it is.

    Raises:
        Refused: a name leads out of the folder; nothing is written then.
        OSError: the disk says no; what was written before is gone again.
    """
    with writing_missing(files, folder) as written:
        return written


@contextmanager
def writing_missing(files: Mapping[str, str | bytes], folder: Path) -> Iterator[tuple[str, ...]]:
    """Writes like `write_missing`; an exception in the block, or while writing, takes back what was written."""
    places = {name: _inside(folder, name) for name in files}
    made: list[Path] = []
    try:
        yield tuple([name for name, place in places.items() if _create(place, files[name], made)])
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):  # a folder that somebody else has put something in stays
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def _create(place: Path, content: str | bytes, made: list[Path]) -> bool:
    """Whether the file is new; `made` gets it and the folders made for it, in order."""
    missing = [folder for folder in place.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        made.append(folder)
    try:
        with place.open("xb") as file:
            made.append(place)
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
    except FileExistsError:
        return False
    return True


def _inside(folder: Path, name: str) -> Path:
    """The place of a file. Its folder lies in `folder`, with every symbolic link on the way followed."""
    parts = PurePosixPath(name).parts
    is_plain = posixpath.normpath(name) == name and ".." not in parts and not {"\\", "\0"} & set(name)
    place = folder / name
    if not is_plain or not place.parent.resolve().is_relative_to(folder.resolve()) or place == folder:
        message = f"the file name {name!r} does not stay inside the project"
        raise Refused(Diagnostic("GEN092", Severity.ERROR, message, help="give the file a plain relative name"))
    return place
