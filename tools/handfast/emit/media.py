"""What a media type means for the type of a body (RFC 6838, RFC 6839)."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from handfast.contract import Header, MediaType
from handfast.contract.sequences import is_sequence
from handfast.emit.text import sequence
from handfast.emit.types import literal


class Media(Enum):
    """How a body of some media type is read and written."""

    JSON = "json"
    XML = "xml"
    FORM = "form"
    TEXT = "text"
    STREAM = "stream"
    BINARY = "binary"


_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def media_of(name: str) -> Media:
    """The kind of a media type or range. `*/*` and `application/*` are JSON: that is what documents mean by them."""
    essence = name.partition(";")[0].strip().lower()
    if is_sequence(essence):
        return Media.STREAM
    if essence in _FORMS:
        return Media.FORM
    if essence in ("*/*", "application/*", "application/json", "text/json") or essence.endswith("+json"):
        return Media.JSON
    if essence in ("application/xml", "text/xml") or essence.endswith("+xml"):
        return Media.XML
    return Media.TEXT if essence.startswith("text/") else Media.BINARY


def is_range(name: str) -> bool:
    """Whether a media type stands for several."""
    return "*" in name


def part_headers(media: MediaType, written: Callable[[Header], str]) -> str:
    """Python source of the headers that the parts of each field of a form have; empty where none are declared.

    Only multipart has such (OpenAPI 3.2 §4.15.1.1).
    """
    is_multipart = media.name.lower().startswith("multipart/")
    declared = [one for one in media.encodings if one.headers and one.name in media.encoding] if is_multipart else []
    listed = (f"{literal(one.name)}: {sequence(map(written, one.headers))}" for one in declared)
    return "{" + ", ".join(listed) + "}" if declared else ""


_OBVIOUS = frozenset({"*/*", "application/*", "text/*"})


def names_media_type(media_types: tuple[str, ...]) -> bool:
    """Whether a reply may say which media type it is sent as: there are several, or a range."""
    return len(media_types) > 1 or any(is_range(name) for name in media_types)


def is_left_to_client(media_types: tuple[str, ...]) -> bool:
    """Whether a reply need not say it: some type is concrete, or a range of which the body says what it is."""
    return any(not is_range(name) or name in _OBVIOUS for name in media_types)
