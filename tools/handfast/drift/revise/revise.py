"""From what drift finds to a spec that says what the app does."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from handfast.compare import Change, Level, compare
from handfast.compare.difference import Difference
from handfast.compare.known import Known
from handfast.compare.normal import literal
from handfast.compare.same import is_same
from handfast.compare.written import written_differences
from handfast.contract import JSON, Contract, resolve
from handfast.contract.structure import check
from handfast.diagnostics import Diagnostic, Position, Refused, Severity
from handfast.document import Document, Limits
from handfast.document.parse import looks_like_json, parse
from handfast.document.source import Source, decoded, read_regular
from handfast.drift.revise.edits import Edits
from handfast.drift.revise.patch import patched

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST_ALONE = 50
"""How many differences are tried one by one when they can't all be written at once."""


@dataclass(frozen=True, slots=True)
class Revised:
    """One file before and after."""

    name: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Revision:
    """The files of a spec that change, and the differences to the app that are left."""

    folder: Path
    files: tuple[Revised, ...]
    left: tuple[Change, ...]

    def diff(self) -> str:
        """The change as a unified diff."""
        return "".join(line for one in self.files for line in _diff(one))


def revise(document: Document, contract: Contract, live: JSON, level: Level = Level.WIRE) -> Revision:
    """The spec with every difference to the app's document taken over that can be, the rest of its text as it is.

    Nothing is written. What is proposed has been read again, resolved, and compared with the app.

    Raises:
        Refused: a file has changed since it was read, or the app's document can't be read.
    """
    app = Document(document.root, Path(), {document.root: live})
    resolved = resolve(app).contract
    if resolved is None:
        finding = Diagnostic("DRIFT002", Severity.ERROR, "the app's own document can't be read")
        raise Refused(finding)
    revising = _Revising(document, app, resolved, level, {name: _read(document, name) for name in document.files})
    best = (
        revising.best(_choices(contract, resolved, level)) if compare(contract, resolved, level) else _Proposal({}, ())
    )
    files = tuple(
        Revised(name, revising.raw[name], text) for name, text in best.files.items() if text != revising.raw[name]
    )
    return Revision(document.folder, files, best.left)


def _choices(contract: Contract, live: Contract, level: Level) -> Sequence[Sequence[Difference]]:
    """The differences to take over: those where the comparison has found something, else all that may happen."""
    everything = tuple(written_differences(contract, live))
    if level is Level.FULL:
        return (everything,)
    known = Known(compare(contract, live))
    told = [one for one in everything if known.tells(one.change)]
    return told, [one for one in everything if not one.is_wording or one.way[:1] == ("securitySchemes",)]


def write_revision(revision: Revision) -> None:
    """Write the files of a revision, each at once, if they are still what they were.

    Raises:
        Refused: one of them has changed; nothing is written.
        OSError: the disk says no.
    """
    for one in revision.files:
        path = revision.folder / one.name
        if read_regular(path, Limits().file_size) != one.before:
            raise Refused(_changed(path))
    for one in revision.files:
        _swap(revision.folder / one.name, one.after)


@dataclass(frozen=True, slots=True)
class _Proposal:
    files: Mapping[str, bytes]
    left: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Revising:
    spec: Document
    app: Document
    live: Contract
    level: Level
    raw: Mapping[str, bytes]

    def best(self, choices: Sequence[Sequence[Difference]]) -> _Proposal:
        """The first proposal that leaves nothing, else the one that leaves least.

        Fewer differences are tried before more, and references are kept before what the app says takes their place.
        """
        found: list[_Proposal] = []
        for wanted, is_inlined in product(choices, (False, True)):
            found.append(self._proposal(Edits(self.spec, self.app, is_inlined), wanted))
            if not found[-1].left:
                break
        return min(found, key=lambda one: len(one.left))

    def _proposal(self, edits: Edits, wanted: Sequence[Difference]) -> _Proposal:
        found = self._written(edits, wanted)
        if found is None:
            found = self._one_by_one(edits, wanted)
        return found

    def _one_by_one(self, edits: Edits, wanted: Sequence[Difference]) -> _Proposal:
        kept: list[Difference] = []
        found = self._written(edits, kept)
        for one in wanted[:_MOST_ALONE]:
            tried = self._written(edits, [*kept, one])
            if tried is not None:
                kept, found = [*kept, one], tried
        return found or _Proposal({}, ())

    def _written(self, edits: Edits, wanted: Sequence[Difference]) -> _Proposal | None:
        """The files with the differences taken over, None where their text does not say it or is worse than before."""
        files: dict[str, bytes] = {}
        said: dict[str, JSON] = {}
        for name, value in edits.values(wanted).items():
            files[name] = self._text(name, value)
            try:
                said[name] = self.spec.files[name] if files[name] == self.raw[name] else _said(files[name], name)
            except Refused:
                return None
            if not is_same(said[name], value) and literal(said[name]) != literal(value):  # keys may be in another order
                return None
        document = Document(self.spec.root, self.spec.folder, said)
        if _errors(document) > _errors(self.spec):
            return None
        contract = resolve(document).contract
        return _Proposal(files, compare(contract, self.live, self.level)) if contract else None

    def _text(self, name: str, value: JSON) -> bytes:
        """The bytes of a file with another value. Whether they do say it is to be seen when they are read."""
        raw, old = self.raw[name], self.spec.files[name]
        if is_same(value, old):
            return raw
        text = decoded(raw, name)
        is_json = name.endswith(".json") or looks_like_json(text)
        mark = _BYTE_ORDER_MARK if raw.startswith(_BYTE_ORDER_MARK) else b""
        new = patched(text, old, value, is_json=is_json)
        return mark + new.encode(errors="surrogatepass")  # half of a pair is refused when it is read


def _said(raw: bytes, path: str) -> JSON:
    """What the bytes of a file say."""
    return parse(Source(path, decoded(raw, path)), Limits())


def _errors(document: Document) -> int:
    return sum(one.severity is Severity.ERROR for one in check(document))


def _read(document: Document, name: str) -> bytes:
    """The bytes of a file of the document, which still say what was read."""
    path = document.folder / name
    raw = read_regular(path, Limits().file_size)
    if not is_same(_said(raw, path.as_posix()), document.files[name]):
        raise Refused(_changed(path))
    return raw


def _changed(path: Path) -> Diagnostic:
    return Diagnostic(
        "DRIFT011",
        Severity.ERROR,
        f"`{path.name}` has changed since it was read",
        Position(path.as_posix(), 1),
        help="run the command again",
    )


def _swap(path: Path, raw: bytes) -> None:
    """Put other bytes into a file, all at once; its rights stay."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        fresh.chmod(path.stat().st_mode & 0o7777)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _diff(one: Revised) -> Iterator[str]:
    before, after = (decoded(raw, one.name).splitlines(keepends=True) for raw in (one.before, one.after))
    for line in difflib.unified_diff(before, after, f"a/{one.name}", f"b/{one.name}"):
        yield line if line.endswith(("\n", "\r")) else line + "\n\\ No newline at end of file\n"
