"""SPEC051 and SPEC052: path templates and path parameters disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handfast.contract import Contract, Location, Operation
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document

_NAME = re.compile(r"\{([^{}]*)\}")


def path_parameters(_: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding for each path parameter that the template lacks, and for each name without a parameter."""
    for operation in contract.operations:
        yield from _not_in_path(operation)
        yield from _not_declared(operation)


def _not_in_path(operation: Operation) -> Iterator[Diagnostic]:
    names = set(_NAME.findall(operation.path))
    for parameter in operation.parameters:
        if parameter.location is Location.PATH and parameter.name not in names:
            yield Diagnostic(
                "SPEC051",
                Severity.WARNING,
                f"the path parameter `{parameter.name}` is not in the path `{operation.path}`",
                parameter.pointer,
                label=f"no `{{{parameter.name}}}` in the path",
                help="correct the name, or remove the parameter",
            )


def _not_declared(operation: Operation) -> Iterator[Diagnostic]:
    declared = {one.name for one in operation.parameters if one.location is Location.PATH}
    for name in dict.fromkeys(_NAME.findall(operation.path)):
        if name not in declared:
            yield Diagnostic(
                "SPEC052",
                Severity.WARNING,
                f"{operation.method} {operation.path} does not declare its path parameter `{name}`",
                operation.pointer,
                label=f"`{name}` is in the path, but not among the parameters",
                help=f"declare a parameter `{name}` with `in: path`",
            )
