"""SPEC062: an operation asks for credentials and does not say how it answers without them."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.contract import Contract
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document

_STATUSES = frozenset({"401", "4XX", "default"})


def unauthorized_reply(_: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding for each operation that lets only some callers in and declares no reply for the others."""
    for operation in contract.operations:
        is_open = not operation.security or any(not way.uses for way in operation.security)
        if is_open or not _STATUSES.isdisjoint(reply.status for reply in operation.replies):
            continue
        yield Diagnostic(
            "SPEC062",
            Severity.WARNING,
            f"{operation.method} {operation.path} declares no answer to a caller without credentials",
            operation.pointer / "responses",
            label="no 401, 4XX or default",
            help="declare a 401 with the body that clients can expect",
        )
