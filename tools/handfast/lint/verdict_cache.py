"""Verdicts kept on disk by the content of what they are about."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from handfast.diagnostics import Diagnostic, Pointer, Severity
from handfast.document import Document

_FORMAT = 1
_JUDGES = ("openapi-spec-validator", "openapi-schema-validator", "jsonschema", "jsonschema-path")


def cached(folder: Path, document: Document, judge: Callable[[], tuple[Diagnostic, ...]]) -> tuple[Diagnostic, ...]:
    """The verdict from the cache, or the judge's, which is then kept. A damaged entry counts as none."""
    key = _key(document)
    path = folder / f"{key}.json"
    kept = _read(path, key)
    if kept is not None:
        return kept
    findings = judge()
    with suppress(OSError):
        _write(path, key, findings)
    return findings


def _key(document: Document) -> str:
    """A digest of the files and of the versions of everything that has a say in the verdict."""
    versions = [f"{name} {version(name)}" for name in _JUDGES]
    digest = hashlib.sha256(json.dumps([_FORMAT, versions, document.root]).encode())
    digest.update(json.dumps(document.files).encode())
    return digest.hexdigest()


def _read(path: Path, key: str) -> tuple[Diagnostic, ...] | None:
    try:
        kept = json.loads(path.read_bytes())
        if kept["seal"] != _seal(key, kept["findings"]):
            return None
        return tuple(_finding(one) for one in kept["findings"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _write(path: Path, key: str, findings: tuple[Diagnostic, ...]) -> None:
    """Puts the entry in place in one step, so that a reader never sees half of it."""
    entries = [_entry(one) for one in findings]
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"seal": _seal(key, entries), "findings": entries}, file)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _seal(key: str, entries: Any) -> str:
    return hashlib.sha256((key + json.dumps(entries)).encode()).hexdigest()


def _entry(finding: Diagnostic) -> dict[str, Any]:
    at = finding.at if isinstance(finding.at, Pointer) else None
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "file": at.file if at else None,
        "parts": at.parts if at else None,
        "label": finding.label,
        "help": finding.help,
    }


def _finding(entry: Any) -> Diagnostic:
    at = None if entry["file"] is None else Pointer(entry["file"], tuple(entry["parts"]))
    severity = Severity(entry["severity"])
    return Diagnostic(entry["code"], severity, entry["message"], at, entry["label"], entry["help"])
