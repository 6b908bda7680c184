"""Parameters declared with `content`: their text, or the whole query string, is a document of that media type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from handfast.runtime import media, wire
from handfast.runtime.forms import Encoding, fields_reader
from handfast.runtime.styles import ABSENT, Reader, Readings, Spelling, single, source_of, unescape_of
from handfast.runtime.typed import read_json, read_scalar
from handfast.runtime.wire import UNREADABLE_NAME, Malformed, Wire

if TYPE_CHECKING:
    from handfast.runtime.judge import Judge

Document = Callable[[str], Readings]


def content_reader(judge: Judge, node: Any, spelling: Spelling, media_type: str, encoding: Encoding) -> Reader:
    """Reads a parameter whose text is a document of this media type (OpenAPI 3.2 §4.12.2.3)."""
    source, unescape = source_of(spelling), unescape_of(spelling)
    document = _document(judge, node, media_type, encoding)

    def read(request: Wire) -> Readings | None:
        raw = source(request)
        return ABSENT if raw is None else document(unescape(single(raw)))

    return read


def whole_query(judge: Judge, node: Any, media_type: str, encoding: Encoding) -> Reader:
    """Reads a parameter that is the whole query string (OpenAPI 3.2 §4.12.1)."""
    if _is_form(media_type):
        fields = fields_reader(judge, node, encoding)

        def read_form(request: Wire) -> Readings | None:
            if request.has_unreadable_names:
                raise Malformed(UNREADABLE_NAME)
            return fields(request.query) if request.query_string else ABSENT

        return read_form
    document = _document(judge, node, media_type, encoding)

    def read(request: Wire) -> Readings | None:
        return document(wire.unescape(request.query_string)) if request.query_string else ABSENT

    return read


def _document(judge: Judge, node: Any, media_type: str, encoding: Encoding) -> Document:
    """Reads text of a media type: JSON, a form, or else a value written as text."""
    if _is_form(media_type):
        fields = fields_reader(judge, node, encoding)
        return lambda text: fields(wire.pairs(text.encode().decode("latin-1")))
    declared = media.parse(media_type)
    if declared is not None and declared.is_json:
        return lambda text: [read_json(text)]
    kinds = judge.shape(node).kinds
    return lambda text: [read_scalar(kinds, text)]


def _is_form(media_type: str) -> bool:
    declared = media.parse(media_type)
    return declared is not None and declared.name == "application/x-www-form-urlencoded"
