"""SPEC057: a security requirement names a scheme that is not declared."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.contract import Contract, Operation
from handfast.diagnostics import Diagnostic, Pointer, Severity
from handfast.document import JSON, Document


def security_schemes(document: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding at each security list that names an unknown scheme (OpenAPI 3.1 §4.8.30)."""
    known = {scheme.name for scheme in contract.security_schemes}
    for operation in (*contract.operations, *contract.webhooks):
        names = (use.scheme for requirement in operation.security for use in requirement.uses)
        for name in dict.fromkeys(names):
            if name not in known:
                yield Diagnostic(
                    "SPEC057",
                    Severity.ERROR,
                    f"the security scheme `{name}` is not declared",
                    _written_at(document, operation, name),
                    label=f"`components.securitySchemes` has no `{name}`",
                    help="declare the scheme, or correct the name",
                )


def _written_at(document: Document, operation: Operation, name: str) -> Pointer:
    """The place of the requirement: the operation's own, or the document's, which it inherits."""
    own = operation.pointer / "security"
    listed: JSON
    try:
        listed = document.value(own)
    except KeyError:
        own = document.root_pointer() / "security"
        listed = document.files[document.root].get("security")
    if isinstance(listed, list):
        for index, requirement in enumerate(listed):
            if isinstance(requirement, dict) and name in requirement:
                return own / index / name
    return own
