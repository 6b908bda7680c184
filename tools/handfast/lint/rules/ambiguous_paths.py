"""SPEC055: two operations answer the same requests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handfast.contract import Contract, Operation
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document

_NAME = re.compile(r"\{[^{}]*\}")


def ambiguous_paths(_: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding for each operation whose path equals an earlier one's but for the names of its parameters.

    OpenAPI forbids such paths (3.1 §4.8.8); those that share no method are told apart all the same.
    """
    first: dict[tuple[str, str], Operation] = {}
    for operation in contract.operations:
        earlier = first.setdefault((operation.method, _NAME.sub("{}", operation.path)), operation)
        if earlier.path != operation.path:
            yield Diagnostic(
                "SPEC055",
                Severity.WARNING,
                f"{operation.method} `{operation.path}` matches the same requests as `{earlier.path}`",
                operation.pointer,
                label="only the names of the path's parameters differ",
                help="put both under one path, or tell them apart by a fixed segment",
            )
