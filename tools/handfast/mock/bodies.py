"""Bodies that are no JSON: texts, and bytes that begin as files of their kind do."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from struct import pack
from typing import Final

from handfast.runtime.media import MediaType

_TEXTS: Final[Mapping[str, str]] = {
    "text/html": "<!doctype html>\n<title>A mocked page</title>\n<p>A mocked page.</p>\n",
    "text/csv": "id,name\n1,amber\n2,birch\n",
    "text/markdown": "# A mocked page\n",
    "text/css": "body { margin: 0 }\n",
    "text/javascript": '"use strict";\n',
    "text/calendar": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//mock//EN\r\nEND:VCALENDAR\r\n",
}
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<mocked/>\n'
_YAML: Final = "mocked: true\n"


def text_of(kind: MediaType) -> str:
    """A text of a media type."""
    if kind.is_xml:
        return _XML
    if kind.subtype in ("yaml", "x-yaml") or kind.subtype.endswith("+yaml"):
        return _YAML
    return _TEXTS.get(kind.name, "mocked")


def bytes_of(kind: MediaType) -> bytes:
    """The bytes of a small file of a media type."""
    if kind.name in _FILES:
        return _FILES[kind.name]
    if kind.type == "image" and kind.subtype == "svg+xml":
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n'
    if kind.is_form:
        return b"mocked=true"
    if kind.type == "text" or kind.is_xml or "yaml" in kind.subtype:
        return text_of(kind).encode()
    return b"mocked\n"


def actual_type(declared: MediaType) -> str:
    """A media type that a range covers."""
    for name in ("application/json", "text/plain", "image/png", "application/octet-stream", *_FILES):
        kind, _, subtype = name.partition("/")
        if declared.covers(MediaType(kind, subtype)):
            return name
    return f"{declared.type}/x-mocked" if declared.type != "*" else "application/octet-stream"


def _png() -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    header = pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = zlib.compress(b"\0\x80")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


_FILES: Final[Mapping[str, bytes]] = {
    "image/png": _png(),
    "image/gif": base64.b64decode("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="),
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9",
    "application/pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "application/zip": b"PK\x05\x06" + bytes(18),
    "application/gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00",
    "audio/wav": b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00"
    b"\x01\x00\x08\x00data\x00\x00\x00\x00",
}
