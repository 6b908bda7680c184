"""Whether a document has the structure that OpenAPI asks for, by the official schemas of its version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handfast.contract.structure.official import validator
from handfast.contract.structure.violations import violations
from handfast.contract.structure.wording import Place, diagnostic
from handfast.diagnostics import Diagnostic, Pointer, Refused, Severity
from handfast.document import JSON, Document, references
from handfast.document.references import is_walked_anyway

_SUPPORTED = re.compile(r"3\.([012])(?:\.\d+)?(?:-.+)?")


def check(document: Document) -> tuple[Diagnostic, ...]:
    """Where a document breaks OpenAPI's structure, in all its files.

    A break that leaves an operation or a schema without a meaning is an error; one that only readers notice (a bad
    licence URL, an unknown field, a missing description) is a warning.
    """
    version = _version(document)
    if isinstance(version, Diagnostic):
        return (version,)
    return tuple(dict.fromkeys(_findings(document, version)))


def _findings(document: Document, version: str) -> Iterator[Diagnostic]:
    for pointer, kind in _objects(document):
        value = document.value(pointer)
        for violation in violations(validator(version, kind), value):
            yield diagnostic(violation, Place(pointer, kind, version))


def _objects(document: Document) -> Iterator[tuple[Pointer, str]]:
    """The root, and what references lead to outside the places that the root's own check visits."""
    yield Pointer(document.root), "document"
    seen: set[tuple[Pointer, str]] = set()
    for reference in references(document):
        try:
            target = document.target(reference.ref, reference.at)
        except Refused:
            continue
        if (target, reference.kind) not in seen and not is_walked_anyway(target, document.root):
            seen.add((target, reference.kind))
            yield target, reference.kind


def _version(document: Document) -> str | Diagnostic:
    """`3.0`, `3.1` or `3.2`; a finding for any other version."""
    root: JSON = document.files[document.root]
    written = root.get("openapi")
    known = _SUPPORTED.fullmatch(written) if isinstance(written, str) else None
    if known:
        return f"3.{known[1]}"
    at = Pointer(document.root)
    if "openapi" in root and not isinstance(written, str):
        advice = (
            f'quote the version: openapi: "{written}.0"'
            if isinstance(written, float)
            else "write 3.0.4, 3.1.2 or 3.2.0"
        )
        return Diagnostic(
            "SPEC030", Severity.ERROR, "`openapi` is not a string", at / "openapi", "not a version", advice
        )
    if "openapi" in root:
        message = f"OpenAPI {written} is not supported"
        return Diagnostic("SPEC030", Severity.ERROR, message, at / "openapi", "not 3.0, 3.1 or 3.2", "use one of these")
    if "swagger" in root:
        message = f"Swagger {root['swagger']} is not supported"
        advice = "convert the document to OpenAPI 3, for example with swagger2openapi"
        return Diagnostic("SPEC030", Severity.ERROR, message, at / "swagger", "an older format", advice)
    message = "the document does not say which version of OpenAPI it follows"
    return Diagnostic("SPEC030", Severity.ERROR, message, at, help="add `openapi: 3.1.1` if it is an OpenAPI document")
