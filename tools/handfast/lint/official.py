"""openapi-spec-validator, run over a document in memory, with the place of each objection.

The library says what is wrong but not where: its errors carry a path only within the schema or value at hand. Its
keyword validators are therefore wrapped, so that each error is marked with the object that was being looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from jsonschema_path import SchemaPath
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator, OpenAPIV32SpecValidator

from handfast.diagnostics import Pointer, Refused
from handfast.document import JSON, Document

_VALIDATORS: dict[str, Any] = {
    "3.0": OpenAPIV30SpecValidator,
    "3.1": OpenAPIV31SpecValidator,
    "3.2": OpenAPIV32SpecValidator,
}
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class _Seen:
    """The path of the object that was looked at when an error was found."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Objection:
    """One error of the library (a `jsonschema.ValidationError`, which has no types), and the place it is about."""

    error: Any
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
    wrapped = {name: _marking(name, one) for name, one in validator.keyword_validators.items()}
    judge = type("Judge", (validator,), {"keyword_validators": wrapped})
    path = SchemaPath.from_dict(root, base_uri=f"file:///{document.root}", handlers=_handlers(document))
    for error in judge(path).iter_errors():
        yield Objection(error, _place(error, document))


def _marking(keyword: str, validator: Any) -> Any:
    """The validator, marking its errors with the innermost object it was called for."""

    class Marking(validator):  # type: ignore[misc]
        def __call__(self, *arguments: Any, **named: Any) -> Iterator[Any]:
            looked_at = next((one for one in arguments if isinstance(one, SchemaPath)), None)
            if looked_at is not None and keyword == "default" and _is_default(looked_at, arguments[-1]):
                looked_at = looked_at / "default"
            for error in super().__call__(*arguments, **named):
                if looked_at is not None and not _seen(error):
                    error.path.appendleft(_Seen(tuple(str(part) for part in looked_at.parts)))
                yield error

    return Marking


def _is_default(schema: SchemaPath, value: JSON) -> bool:
    """Whether a value that is judged by a schema is that schema's default, and not an example beside it."""
    return "default" in schema and (schema / "default").read_value() == value


def _seen(error: Any) -> _Seen | None:
    """The mark of an error. It travels in the error's path, which the library copies along."""
    first = error.path[0] if error.path else None
    return first if isinstance(first, _Seen) else None


def _handlers(document: Document) -> dict[str, Any]:
    """Where the library gets other files from: the document, never the disk or the network."""

    def read(uri: str) -> JSON:
        return document.files[unquote(urlsplit(uri).path).lstrip("/")]

    return dict.fromkeys(("<all_urls>", "file", "http", "https"), read)


def _place(error: Any, document: Document) -> Pointer:
    seen = _seen(error)
    at = _resolved(document, seen.parts if seen else ())
    inside = tuple(str(part) for part in error.path if not isinstance(part, _Seen))
    return Pointer(at.file, at.parts + inside)


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
