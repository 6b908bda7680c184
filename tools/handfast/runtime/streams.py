"""Replies that are sent piece by piece: bytes, server-sent events, JSON lines and JSON text sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from handfast.runtime import media
from handfast.runtime.typed import read_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

_ANY = TypeAdapter[Any](Any)
_EVENT_FIELDS = frozenset({"data", "event", "id", "retry"})


async def lines_of(body: Any, encode: Callable[[Any], bytes]) -> AsyncIterator[bytes]:
    """The encoded items of a body: an async iterator, or anything that can be iterated."""
    if isinstance(body, bytes | bytearray | str):
        yield encode(bytes(body) if isinstance(body, bytearray) else body)
    elif hasattr(body, "__aiter__"):
        async for item in body:
            yield encode(item)
    else:
        for item in body:
            yield encode(item)


def item_encoder(
    actual: media.MediaType, judge_item: Callable[[Any], None], *, has_event_schema: bool
) -> Callable[[Any], bytes]:
    """Writes one item of a stream of this media type; bytes are sent as they are.

    `judge_item` raises for an item that breaks the contract. `has_event_schema`: items are whole events
    (`data`, `event`, `id`, `retry`, OpenAPI 3.2 §4.14.4), not only their data.
    """

    def encode(item: Any) -> bytes:
        if isinstance(item, bytes | bytearray):
            return bytes(item)
        if not actual.is_stream and not actual.is_json and isinstance(item, str):
            return item.encode()
        text = _ANY.dump_json(item, by_alias=True, exclude_unset=True, warnings=False)
        value = read_json(text)
        judge_item(value)
        if actual.name == media.EVENT_STREAM:
            is_event = has_event_schema and isinstance(value, dict) and set(value) <= _EVENT_FIELDS
            return event(value) if is_event else event({"data": value})
        return b"\x1e" + text + b"\n" if actual.name == media.RECORD_SEQUENCE else text + b"\n"

    return encode


def event(fields: Mapping[str, Any]) -> bytes:
    """One server-sent event (HTML §9.2.6). Data that is not text is written as JSON."""
    lines: list[str] = []
    for name in ("event", "id", "retry"):
        value = fields.get(name)
        if value is not None:
            lines.append(f"{name}: {_single_line(str(value))}")
    if "data" in fields:
        text = _text(fields["data"]).replace("\r\n", "\n").replace("\r", "\n")
        lines += [f"data: {line}" for line in text.split("\n")]
    return ("\n".join(lines) + "\n\n").encode()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _ANY.dump_json(value).decode()


def _single_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ").replace("\0", "")
