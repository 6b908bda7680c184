"""Problems that a document's structure does not show: a table of rules, one file each, and the official verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from handfast.contract import Contract
from handfast.diagnostics import Diagnostic
from handfast.document import Document
from handfast.lint.rules.ambiguous_paths import ambiguous_paths
from handfast.lint.rules.bad_request_reply import bad_request_reply
from handfast.lint.rules.broken_references import broken_references
from handfast.lint.rules.duplicate_operation_ids import duplicate_operation_ids
from handfast.lint.rules.duplicate_schema_ids import duplicate_schema_ids
from handfast.lint.rules.impossible_objects import impossible_objects
from handfast.lint.rules.path_parameters import path_parameters
from handfast.lint.rules.security_schemes import security_schemes
from handfast.lint.rules.success_reply import success_reply
from handfast.lint.rules.unauthorized_reply import unauthorized_reply
from handfast.lint.rules.unreachable_paths import unreachable_paths
from handfast.lint.rules.unread_schemas import unread_schemas
from handfast.lint.rules.unused_components import unused_components
from handfast.lint.verdict import official_verdict as official_verdict

Rule: TypeAlias = Callable[[Document, Contract], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    duplicate_operation_ids,
    path_parameters,
    bad_request_reply,
    unauthorized_reply,
    success_reply,
    ambiguous_paths,
    unreachable_paths,
    security_schemes,
    unused_components,
    broken_references,
    impossible_objects,
    unread_schemas,
    duplicate_schema_ids,
)


def lint(document: Document, contract: Contract) -> tuple[Diagnostic, ...]:
    """What the rules find, rule by rule. Costs a few passes over the document."""
    return tuple(dict.fromkeys(finding for rule in RULES for finding in rule(document, contract)))
