"""Media types, as far as a client needs them (RFC 9110 §8.3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import Message

from handfast.emit.client_python.shipped.declare import Content

_LINES = frozenset({"application/jsonl", "application/x-jsonl", "application/x-ndjson", "application/ndjson"})


def essence(media_type: str) -> str:
    """`type/subtype` in lower case, without parameters."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Whether content of this type is one JSON value."""
    kind = essence(media_type)
    return kind.endswith(("/json", "+json"))


def is_sequence(media_type: str) -> bool:
    """Whether content of this type is a sequence of items (OpenAPI 3.2 §4.14.3)."""
    kind = essence(media_type)
    return kind in _LINES or kind in ("text/event-stream", "application/json-seq") or kind.endswith("+json-seq")


def is_xml(media_type: str) -> bool:
    """Whether content of this type is XML (RFC 7303 §9)."""
    kind = essence(media_type)
    return kind in ("application/xml", "text/xml") or kind.endswith("+xml")


def charset_of(media_type: str) -> str:
    """The charset that a media type names, else UTF-8."""
    message = Message()
    message["Content-Type"] = media_type
    return str(message.get_content_charset("utf-8"))


def matching(declared: Sequence[Content], media_type: str) -> Content | None:
    """The declared content that covers a media type: the very one before a range, `*/*` last."""
    sent = essence(media_type)
    kind = sent.partition("/")[0]
    for wanted in (sent, f"{kind}/*", "*/*"):
        for one in declared:
            if essence(one.media_type) == wanted:
                return one
    return None
