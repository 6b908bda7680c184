"""Which media types are sequences of items (OpenAPI 3.2 §4.14.3)."""

from __future__ import annotations

_SEQUENCES = frozenset(
    {"text/event-stream", "application/json-seq"}
    | {"application/jsonl", "application/x-jsonl", "application/x-ndjson", "application/ndjson"}
)


def is_sequence(media_type: str) -> bool:
    """Whether content of this media type is a sequence of items, each of which has a schema of its own."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence in _SEQUENCES or essence.endswith("+json-seq")
