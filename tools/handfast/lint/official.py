"""openapi-spec-validator, run over a document in memory, with the place of each objection.

The library says what is wrong but not where: its errors carry a path only within the schema or value at hand. Its
keyword validators are therefore wrapped, so that each error is marked with the object that was being looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from jsonschema.exceptions import ValidationError
from jsonschema_path import SchemaPath
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator, OpenAPIV32SpecValidator
from openapi_spec_validator.validation.keywords import KeywordValidator

from handfast.diagnostics import Pointer, Refused
from handfast.document import JSON, Document

_VALIDATORS: dict[str, Any] = {
    "3.0": OpenAPIV30SpecValidator,
    "3.1": OpenAPIV31SpecValidator,
    "3.2": OpenAPIV32SpecValidator,
}
_MARK = "_seen_at"
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Objection:
    """One error of the library, and the place it is about."""

    error: ValidationError
    at: Pointer


def is_judged(document: Document) -> bool:
    """Whether the library knows the document's version of OpenAPI."""
    version = document.files[document.root].get("openapi")
    return isinstance(version, str) and version[:3] in _VALIDATORS


def objections(document: Document) -> Iterator[Objection]:
    """The library's errors in its order. Nothing outside the document is read.

    Raises:
        Exception: Whatever the library trips over.
    """
    root = document.files[document.root]
    validator = _VALIDATORS[root["openapi"][:3]]
    wrapped = {name: _marking(one) for name, one in validator.keyword_validators.items()}
    judge = type("Judge", (validator,), {"keyword_validators": wrapped})
    path = SchemaPath.from_dict(root, base_uri=f"file:///{document.root}", handlers=_handlers(document))
    for error in judge(path).iter_errors():
        yield Objection(error, _place(error, document))


def _marking(validator: type[KeywordValidator]) -> type[KeywordValidator]:
    """The validator, marking its errors with the innermost object it was called for."""

    class Marking(validator):  # type: ignore[misc, valid-type]
        def __init__(self, registry: Any) -> None:
            super().__init__(registry)
            for name in ("visited_schema_ids", "meta_checked_schema_ids"):
                if getattr(self, name, None) == []:
                    setattr(self, name, _Ids())

        def __call__(self, *arguments: Any, **named: Any) -> Iterator[ValidationError]:
            looked_at = next((one for one in arguments if isinstance(one, SchemaPath)), None)
            for error in super().__call__(*arguments, **named):
                if looked_at is not None and not hasattr(error, _MARK):
                    setattr(error, _MARK, tuple(str(part) for part in looked_at.parts))
                yield error

    return Marking


class _Ids(set[int]):
    """The ids of schemas that have been looked at, found in constant time: the library searches a list."""

    append = set.add


def _handlers(document: Document) -> dict[str, Any]:
    """Where the library gets other files from: the document, never the disk or the network."""

    def read(uri: str) -> JSON:
        return document.files[unquote(urlsplit(uri).path).lstrip("/")]

    return dict.fromkeys(("<all_urls>", "file", "http", "https"), read)


def _place(error: ValidationError, document: Document) -> Pointer:
    inside = tuple(str(part) for part in error.absolute_path)
    seen_at: tuple[str, ...] = getattr(error, _MARK, ())
    at = _resolved(document, seen_at)
    schema = _value(document, at)
    if seen_at and isinstance(schema, dict) and "default" in schema and _value(document, _below(at, inside)) is None:
        at = at / "default"
    return _below(at, inside)


def _below(at: Pointer, parts: tuple[str, ...]) -> Pointer:
    return Pointer(at.file, at.parts + parts)


def _value(document: Document, at: Pointer) -> JSON:
    try:
        return document.value(at)
    except KeyError:
        return None


def _resolved(document: Document, parts: tuple[str, ...]) -> Pointer:
    """The place that a path leads to when it passes through references as if they were their targets."""
    at = document.root_pointer()
    for part in parts:
        at = _target(document, at) / part
    return _target(document, at)


def _target(document: Document, at: Pointer) -> Pointer:
    """The object that a reference stands for, followed as far as it can be."""
    for _ in range(_LONGEST_CHAIN):
        value = _value(document, at)
        ref = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(ref, str):
            return at
        try:
            at = document.target(ref, at)
        except Refused:
            return at
    return at
