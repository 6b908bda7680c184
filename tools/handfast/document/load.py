"""Reads a spec and every file it refers to. The only place where a spec touches the disk."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from handfast.diagnostics import Diagnostic, Place, Pointer, Position, Refused, Severity
from handfast.document.model import JSON, Document, Limits, file_name, is_on_network, outside
from handfast.document.parse import parse
from handfast.document.references import is_walked_anyway, names_schemes_by_uri, references_below
from handfast.document.source import Source, decoded, read_regular


def load(path: Path, limits: Limits = Limits()) -> Document:  # noqa: B008 - frozen
    """The spec at `path` with all files it refers to, which must lie in its folder.

    Raises:
        Refused: Something can't be read, is too big, or is no JSON or YAML; or a reference to another file can't be
            read. URLs and references to a missing place inside a file are left to whoever follows them: see
            `Document.target`.
    """
    loading = _Loading(path.parent, limits)
    value = loading.read(path.name, Position(path.as_posix(), 1))
    if not isinstance(value, dict):
        finding = Diagnostic(
            "SPEC007",
            Severity.ERROR,
            "the document is not an object",
            Position(path.as_posix(), 1),
            label="an OpenAPI document starts with fields such as `openapi` and `info`",
            help="give the path of an OpenAPI document",
        )
        raise Refused(finding)
    loading.follow(Pointer(path.name))
    if loading.findings:
        raise Refused(*loading.findings)
    return Document(path.name, path.parent, loading.files)


@dataclass(slots=True)
class _Loading:
    """What has been read so far."""

    folder: Path
    limits: Limits
    files: dict[str, JSON] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    size: int = 0

    def follow(self, root: Pointer) -> None:
        """Reads what the root refers to, and what that refers to; collects what can't be read."""
        waiting: deque[tuple[Pointer, str]] = deque([(root, "document")])
        seen: set[tuple[Pointer, str]] = set()
        failed: set[str] = set()
        while waiting:
            at, kind = waiting.popleft()
            document = Document(root.file, self.folder, self.files)
            try:
                value = document.value(at)
            except KeyError:
                continue
            for reference in references_below(value, at, kind):
                if reference.is_name and not self._is_uri(reference.ref, root.file):
                    continue
                if not reference.ref.startswith("#") and not self._has_file(
                    document, reference.ref, reference.at, failed
                ):
                    continue
                try:
                    target = document.target(reference.ref, reference.at)
                except Refused:
                    continue
                if (target, reference.kind) not in seen and not is_walked_anyway(target, root.file):
                    seen.add((target, reference.kind))
                    waiting.append((target, reference.kind))

    def _is_uri(self, name: str, root: str) -> bool:
        """Whether a name in a security requirement leads to a file: no component has that name."""
        components = self.files[root].get("components")
        schemes = components.get("securitySchemes") if isinstance(components, dict) else None
        is_declared = isinstance(schemes, dict) and name in schemes
        return names_schemes_by_uri(self.files[root]) and not is_declared

    def _has_file(self, document: Document, ref: str, base: Pointer, failed: set[str]) -> bool:
        """Whether the file of a reference has been read, after trying to; a file that can't be is reported once."""
        at = base / "$ref"
        path = ref.partition("#")[0]
        if path == document.own_uri():
            return True
        if is_on_network(path):
            return False
        try:
            name = file_name(path, at)
            if name in failed:
                return False
            failed.add(name)
            if name not in self.files:
                self.read(name, at)
            failed.discard(name)
        except Refused as refused:
            self.findings.extend(refused.findings)
            return False
        return True

    def read(self, name: str, at: Place) -> JSON:
        """The value of one file, which is now among `files`. `at` is where it was asked for."""
        path = self.folder / name
        if isinstance(at, Pointer):
            self._check_inside(path, name, at)
        if len(self.files) >= self.limits.files:
            raise Refused(_too_much(f"the spec refers to more than {self.limits.files} files", at))
        raw = _read(path, name, at, self.limits)
        self.size += len(raw)
        if self.size > self.limits.total_size:
            raise Refused(_too_much(f"the spec's files are larger than {self.limits.total_size} bytes in all", at))
        value = parse(Source(path.as_posix(), decoded(raw, path.as_posix())), self.limits)
        self.files[name] = value
        return value

    def _check_inside(self, path: Path, name: str, at: Pointer) -> None:
        """Refuses a file that symbolic links lead out of the folder."""
        try:
            is_inside = path.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError, ValueError) as error:
            raise Refused(_unreadable(name, at, str(error))) from None
        if not is_inside:
            raise Refused(outside(name, at))


def _read(path: Path, name: str, at: Place, limits: Limits) -> bytes:
    try:
        raw = read_regular(path, limits.file_size + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Refused(_unreadable(name, at, reason[:1].lower() + reason[1:])) from None
    if len(raw) > limits.file_size:
        raise Refused(_too_much(f"`{name}` is larger than {limits.file_size} bytes", at))
    return raw


def _unreadable(name: str, at: Place, reason: str) -> Diagnostic:
    return Diagnostic(
        "SPEC001",
        Severity.ERROR,
        f"`{name}` can't be read: {reason}",
        at,
        label="this file is missing or unreadable" if isinstance(at, Pointer) else "",
        help="check the path and the file's permissions",
    )


def _too_much(message: str, at: Place) -> Diagnostic:
    return Diagnostic(
        "SPEC004", Severity.ERROR, message, at, help="split the document, or leave out what is not needed"
    )
