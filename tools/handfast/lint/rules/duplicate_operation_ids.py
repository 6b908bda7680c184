"""SPEC050: an operationId is used twice."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.contract import Contract, Operation
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document


def duplicate_operation_ids(_: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding at each use of an operationId after the first (OpenAPI 3.1 §4.8.10)."""
    first: dict[str, Operation] = {}
    for operation in (*contract.operations, *contract.webhooks):
        name = operation.operation_id
        if name is None:
            continue
        earlier = first.setdefault(name, operation)
        if earlier.pointer != operation.pointer:
            yield Diagnostic(
                "SPEC050",
                Severity.WARNING,
                f"the operationId `{name}` is used twice",
                operation.pointer / "operationId",
                label=f"{earlier.method} {earlier.path} has it already",
                help="give each operation an id of its own",
            )
