"""SPEC054: nothing uses a component."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.contract import Contract
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document
from handfast.lint.reach import reach


def unused_components(document: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding for each component that no operation reaches; none in a document without operations, a library."""
    operations = (*contract.operations, *contract.webhooks)
    if not operations:
        return
    used = {part.parts[:3] for part in reach(document).targets if part.file == document.root}
    used |= {
        ("components", "securitySchemes", use.scheme)
        for operation in operations
        for requirement in operation.security
        for use in requirement.uses
    }
    components = document.files[document.root].get("components")
    for kind, named in components.items() if isinstance(components, dict) else ():
        for name in named if isinstance(named, dict) and not kind.startswith("x-") else ():
            if ("components", kind, name) not in used:
                yield Diagnostic(
                    "SPEC054",
                    Severity.NOTE,
                    f"the component `{kind}.{name}` is not used",
                    document.root_pointer() / "components" / kind / name,
                    label="no operation refers to it",
                    help="remove it, or refer to it",
                )
