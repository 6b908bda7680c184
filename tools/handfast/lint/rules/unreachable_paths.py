"""SPEC056: a path holds what ends a path in a URL."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.contract import Contract
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document

_ENDS = {
    "#": "a client never sends what follows the `#`",
    "?": "what follows the `?` is the query, not the path",
}


def unreachable_paths(document: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding for each path with a `#` or `?` (RFC 3986 §3.3)."""
    for path in dict.fromkeys(operation.path for operation in contract.operations):
        found = next((mark for mark in path if mark in _ENDS), None)
        if found is not None:
            yield Diagnostic(
                "SPEC056",
                Severity.WARNING,
                f"no request can have the path `{path}`",
                document.root_pointer() / "paths" / path,
                label=_ENDS[found],
                help="describe the query with parameters" if found == "?" else "give the operation a path of its own",
            )
