"""SPEC063: an operation does not say how it answers when all goes well."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.contract import Contract
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document


def success_reply(_: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding for each operation that declares errors or nothing at all (OpenAPI 3.1 §4.8.16)."""
    for operation in contract.operations:
        if all(reply.status[0] in "45" for reply in operation.replies):
            yield Diagnostic(
                "SPEC063",
                Severity.WARNING,
                f"{operation.method} {operation.path} declares no success",
                operation.pointer / "responses" if operation.replies else operation.pointer,
                label="only errors" if operation.replies else "nothing at all",
                help="declare what is answered when all goes well: a 2XX, a 3XX or default",
            )
