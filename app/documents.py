"""Pushed documents: what the Hub must know about one before it stores it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import yaml
from pydantic_core import from_json

from generated.contract import JUDGE

MediaType: TypeAlias = Literal["application/json", "application/yaml"]

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
    value = _parse_json(content) if media_type == "application/json" else _parse_yaml(content)
    return Document(content, media_type, _version(value))


def write(value: dict[str, Any], limit: int) -> Document:
    """The document with this value, printed as JSON. It has at most `limit` bytes.

    Raises:
        TooLargeError: it is longer.
        NotADocumentError: the value doesn't say that it is an OpenAPI document.
    """
    content = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2).encode() + b"\n"
    if len(content) > limit:
        raise TooLargeError
    return Document(content, "application/json", _version(value))


def _parse_json(content: bytes) -> object:
    try:
        return from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise NotADocumentError("The document is not JSON, or nested too deeply.") from error


def _parse_yaml(content: bytes) -> object:
    # The loader shares what aliases repeat, and nothing below walks into values, so aliases can't blow it up. Besides
    # its own errors it lets out whatever its constructors stumble on: `!!int ''` is an IndexError.
    try:
        return yaml.load(content, Loader=yaml.CSafeLoader)
    except Exception as error:
        raise NotADocumentError(f"The document is not YAML{_place(error)}.") from error


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f": line {mark.line + 1}, column {mark.column + 1}" if mark else ", or nested too deeply"


def _version(value: object) -> str:
    if not isinstance(value, dict):
        raise NotADocumentError("The document is not an object.")
    info = value.get("info")
    outline = _texts(value, "openapi") | ({"info": _texts(info, "title", "version")} if isinstance(info, dict) else {})
    for violation in JUDGE.check(_SCHEMA, outline):
        place = violation.pointer or "/"
        raise NotADocumentError(f"The document is not OpenAPI: {place} {violation.message}.")
    return str(outline["info"]["version"])


def _texts(value: dict[Any, Any], *names: str) -> dict[str, Any]:
    """Those of the named values that are there, with None for each that is no text."""
    return {name: value[name] if isinstance(value[name], str) else None for name in names if name in value}
