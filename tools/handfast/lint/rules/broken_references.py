"""SPEC058: a reference that no operation follows is broken."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.contract import Contract
from handfast.diagnostics import Diagnostic, Refused, Severity
from handfast.document import Document, references
from handfast.lint.reach import reach


def broken_references(document: Document, _: Contract) -> Iterator[Diagnostic]:
    """A finding for each broken reference outside what the operations reach; resolving reports those inside."""
    broken: dict[object, Diagnostic] = {}
    for reference in references(document):
        if reference.is_name:
            continue  # SPEC057
        try:
            document.target(reference.ref, reference.at)
        except Refused as refused:
            cause = refused.findings[0]
            message = f"{cause.message}, and no operation follows this reference"
            broken[reference.at] = Diagnostic(
                "SPEC058", Severity.WARNING, message, cause.at, cause.label, "correct the reference, or remove it"
            )
    if broken:
        followed = reach(document).references
        yield from (finding for at, finding in broken.items() if at not in followed)
