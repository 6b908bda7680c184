"""Which breaks are errors: those without which an operation, a schema or a security scheme means nothing."""

from __future__ import annotations

from collections.abc import Mapping

from handfast.contract.structure.violations import Break, Violation
from handfast.diagnostics import Severity
from handfast.document.grammar import kind_at

_SCHEMA_KEYWORDS = frozenset(
    # One string, since forty quoted words fill a screen.
    (  # noqa: SIM905
        "$ref type enum required properties patternProperties additionalProperties items prefixItems allOf anyOf oneOf "
        "not if then else contains minContains maxContains propertyNames dependentSchemas dependentRequired minimum "
        "maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern minItems maxItems "
        "uniqueItems minProperties maxProperties unevaluatedProperties unevaluatedItems $defs $dynamicRef $anchor $id "
        "nullable format readOnly writeOnly"
    ).split()
)

DECIDING: Mapping[str, frozenset[str]] = {
    "document": frozenset({"paths", "components", "security"}),
    "components": frozenset(
        {"schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes", "pathItems", "mediaTypes"}
    ),
    "paths": frozenset(),
    "path item": frozenset({"$ref", "parameters", "additionalOperations"}),
    "operation": frozenset({"parameters", "requestBody", "responses", "security"}),
    "security requirement": frozenset(),
    "responses": frozenset(),
    "response": frozenset({"$ref", "headers", "content"}),
    "parameter": frozenset({"$ref", "name", "in", "required", "style", "schema", "content"}),
    "header": frozenset({"$ref", "required", "schema", "content"}),
    "request body": frozenset({"$ref", "required", "content"}),
    "media type": frozenset({"$ref", "schema", "itemSchema"}),
    "security scheme": frozenset({"$ref", "type", "name", "in", "scheme"}),
    "schema": _SCHEMA_KEYWORDS,
}
"""The fields that decide what a request or a reply is, by kind of object. Objects of other kinds decide nothing."""

_NEEDED: Mapping[str, frozenset[str]] = {
    "parameter": frozenset({"name", "in", "content"}),
    "security scheme": frozenset({"type", "name", "in", "scheme"}),
}
_TOGETHER = frozenset({("document", ()), ("operation", ("parameters",)), ("path item", ("parameters",))})
"""Where fields that exclude each other, or are all absent, leave nothing to go by."""
_CHOOSING: Mapping[str, frozenset[str]] = {
    "parameter": frozenset({"in", "style"}),
    "security scheme": frozenset({"type", "in"}),
    "schema": _SCHEMA_KEYWORDS,
    "path item": frozenset({"additionalOperations"}),
}
_OF_ANOTHER_DRAFT: Mapping[str, frozenset[str]] = {
    "items": frozenset({"array"}),
    "required": frozenset({"boolean"}),
    "type": frozenset({"array"}),
    "exclusiveMinimum": frozenset({"boolean", "integer", "number"}),
    "exclusiveMaximum": frozenset({"boolean", "integer", "number"}),
}
"""Schema keywords that other versions of OpenAPI spell with another type: the meaning is plain all the same."""


def severity(violation: Violation, root: str) -> Severity:
    """How much a break matters, by where it is and what is wrong. `root` is the kind of object that was checked."""
    return Severity.ERROR if _is_error(violation, root) else Severity.WARNING


def _is_error(violation: Violation, root: str) -> bool:
    kind, below = kind_at(violation.parts, root)
    if kind is None or kind not in DECIDING:
        return False
    match violation.what:
        case Break.MISSING:
            return not below and violation.names[0] in _NEEDED.get(kind, ())
        case Break.TYPE:
            is_deciding = not below or below[0] in DECIDING[kind]
            return is_deciding and not _is_of_another_draft(violation, root)
        case Break.VALUE:
            return _is_bad_choice(violation, root)
        case Break.UNKNOWN:
            return is_unreachable(violation, root)
        case Break.EXCLUSIVE:
            return (kind, below) in _TOGETHER
        case Break.FORM:
            return False


def _is_bad_choice(violation: Violation, root: str) -> bool:
    """Whether the value of a field that chooses is unknown; a bad name is looked for in the map that holds it."""
    kind, below = kind_at(violation.parts[:-1] if violation.names else violation.parts, root)
    is_known_later = violation.value == "null"
    return kind is not None and bool(below) and below[0] in _CHOOSING.get(kind, ()) and not is_known_later


def _is_of_another_draft(violation: Violation, root: str) -> bool:
    if not violation.parts or kind_at(violation.parts[:-1], root) != ("schema", ()):
        return False
    return violation.actual in _OF_ANOTHER_DRAFT.get(violation.parts[-1], ())


def is_unreachable(violation: Violation, root: str) -> bool:
    """Whether an unknown field is an operation or a reply under a name that no request or status can have."""
    kind, below = kind_at(violation.parts[:-1], root)
    if below or violation.what is not Break.UNKNOWN:
        return False
    name = violation.parts[-1]
    return kind == "paths" or (kind == "responses" and name.upper()[1:] != "XX")
