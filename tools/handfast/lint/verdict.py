"""What openapi-spec-validator says about a document. It takes seconds on big ones, so verdicts are kept by content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from handfast.contract.structure import check
from handfast.diagnostics import Diagnostic, Place, Pointer, Severity
from handfast.document import Document
from handfast.lint.official import Objection, is_judged, objections
from handfast.lint.verdict_cache import cached

_MOST = 100
_LONGEST = 160
_TRIPPED = "openapi-spec-validator can't judge this document"
_BROKEN = frozenset({"SPEC020", "SPEC058"})
"""Codes of broken references, which the validator trips over."""


def official_verdict(document: Document, cache: Path, said: Sequence[Diagnostic] = ()) -> tuple[Diagnostic, ...]:
    """Its objections as warnings, without those that `structure.check` or `said` have at the same place.

    They are no errors, since whatever leaves an operation without a meaning is one of `structure.check` or of the
    rules. `cache` is a folder for earlier verdicts, made when needed; a damaged or unwritable one costs time, nothing
    else. Nothing outside the document is read. A version that the validator does not know gives no objection.
    """
    if not is_judged(document):
        return ()
    findings = cached(cache, document, lambda: tuple(dict.fromkeys(_findings(document))))
    known = {finding.at for finding in (*check(document), *said) if isinstance(finding.at, Pointer)}
    is_broken = any(finding.code in _BROKEN for finding in said)
    return tuple(
        finding
        for finding in findings
        if not _is_known(finding.at, known) and not (is_broken and finding.message.startswith(_TRIPPED))
    )


def _is_known(at: Place | None, known: set[Pointer]) -> bool:
    """Whether our own check has a finding at a place or directly below it."""
    return isinstance(at, Pointer) and any(
        one.file == at.file and one.parts[: len(at.parts)] == at.parts and len(one.parts) <= len(at.parts) + 1
        for one in known
    )


def _findings(document: Document) -> Iterator[Diagnostic]:
    try:
        for count, objection in enumerate(objections(document)):
            if count == _MOST:
                return
            yield _finding(objection)
    except Exception as error:  # noqa: BLE001 - a foreign validator that fails on a document has a verdict, no crash
        reason = _short(f"{type(error).__name__}: {error}")
        message = f"{_TRIPPED}: {reason}"
        yield Diagnostic("SPEC090", Severity.WARNING, message, document.root_pointer())


def _finding(objection: Objection) -> Diagnostic:
    """One objection: of alternatives that all fail, the one that comes furthest."""
    error, at = objection.error, objection.at
    while error.context:
        error = max(error.context, key=lambda one: len(one.path))
        at = Pointer(at.file, at.parts + tuple(map(str, error.path)))
    message = f"openapi-spec-validator: {_short(error.message)}"
    return Diagnostic("SPEC090", Severity.WARNING, message, at, "it objects to this")


def _short(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]} … {line[-_LONGEST // 2 :]}"
