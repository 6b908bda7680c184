"""Pushed documents: what the Hub must know about one before it stores it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from generated.contract import JUDGE
from handfast.diagnostics import Diagnostic, Position, Refused
from handfast.document import Limits
from handfast.document.parse import parse
from handfast.document.source import Source, decoded

MediaType: TypeAlias = Literal["application/json", "application/yaml"]

_NAMES = {"application/json": "document.json", "application/yaml": "document.yaml"}
_SCHEMA = "#/components/schemas/OpenApiDocument"


class NotADocumentError(Exception):
    """The content is not an OpenAPI document. The message says why."""


class TooLargeError(Exception):
    """The document is longer than the limit."""


@dataclass(frozen=True, slots=True)
class Document:
    """An OpenAPI document as it is stored. `version` is its `info.version`."""

    content: bytes
    media_type: MediaType
    version: str


def read(content: bytes, media_type: MediaType, limit: int) -> Document:
    """The document in these bytes, unchanged. It has at most `limit` bytes.

    Takes time with the length of the content: call it in a thread.

    Raises:
        TooLargeError: it is longer.
        NotADocumentError: it can't be parsed, or doesn't say that it is an OpenAPI document.
    """
    if len(content) > limit:
        raise TooLargeError
    name = _NAMES[media_type]
    try:
        value = parse(Source(name, decoded(content, name)), Limits(file_size=limit))
    except Refused as refused:
        raise NotADocumentError(_sentence(refused.findings[0])) from refused
    return Document(content, media_type, _version(value))


def write(value: dict[str, Any], limit: int) -> Document:
    """The document with this value, printed as JSON. It has at most `limit` bytes.

    Raises:
        TooLargeError: it is longer.
        NotADocumentError: the value doesn't say that it is an OpenAPI document.
    """
    content = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2).encode() + b"\n"
    return read(content, "application/json", limit)


def _sentence(finding: Diagnostic) -> str:
    at = finding.at
    place = f"Line {at.line}, column {at.column}: " if isinstance(at, Position) else ""
    return f"{place}{finding.message}."


def _version(value: object) -> str:
    if not isinstance(value, dict):
        raise NotADocumentError("The document is not an object.")
    info = value.get("info")
    outline = _texts(value, "openapi") | ({"info": _texts(info, "title", "version")} if isinstance(info, dict) else {})
    for violation in JUDGE.check(_SCHEMA, outline):
        place = violation.pointer or "/"
        raise NotADocumentError(f"The document is not OpenAPI: {place} {violation.message}.")
    return str(outline["info"]["version"])


def _texts(value: dict[str, Any], *names: str) -> dict[str, Any]:
    """Those of the named values that are there, with None for each that is no text.

    Only these few are judged: aliases can make the whole of a small file immense.
    """
    return {name: value[name] if isinstance(value[name], str) else None for name in names if name in value}
