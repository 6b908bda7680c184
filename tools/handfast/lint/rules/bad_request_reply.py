"""SPEC053: an operation does not say how it answers a bad request."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.contract import Contract
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document

_STATUSES = frozenset({"400", "422", "4XX", "default"})


def bad_request_reply(_: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding for each operation that takes parameters or a body, but has no reply for a request that breaks them."""
    for operation in contract.operations:
        can_be_wrong = operation.parameters or operation.body
        if can_be_wrong and not any(reply.status in _STATUSES for reply in operation.replies):
            yield Diagnostic(
                "SPEC053",
                Severity.WARNING,
                f"{operation.method} {operation.path} declares no answer to a bad request",
                operation.pointer / "responses",
                label="no 400, 422, 4XX or default",
                help="declare a 400 with the body that clients can expect",
            )
