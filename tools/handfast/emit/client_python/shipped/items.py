"""Sequences of items, piece by piece: JSON Lines, JSON text sequences, server-sent events (OpenAPI 3.2 §4.14.3)."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from handfast.emit.client_python.shipped.declare import Content
from handfast.emit.client_python.shipped.media import essence
from handfast.emit.client_python.shipped.values import json_text, jsonable, read_as, read_json, text_of, validated

_EVENTS = "text/event-stream"
_RECORD_SEPARATOR = "\x1e"
_ONE_LINE = re.compile(r"[^\r\n\0]*")

Event = dict[str, Any]
"""The fields of a server-sent event that it names: `data`, `event`, `id`, `retry`."""


class Splitter(Protocol):
    """Cuts content into the texts or events that its items are, as it arrives."""

    @abstractmethod
    def feed(self, piece: bytes) -> Iterator[bytes | Event]:
        """The items that this piece completes."""

    @abstractmethod
    def finish(self) -> Iterator[bytes | Event]:
        """The items that the end completes."""


def splitter_of(media_type: str) -> Splitter:
    """What cuts content of this media type."""
    kind = essence(media_type)
    if kind == _EVENTS:
        return _Events()
    return _Texts(_RECORD_SEPARATOR.encode() if kind.endswith("json-seq") else b"\n")


def value_of(content: Content, item: bytes | Event) -> Any:
    """The value of an item, in the type that is declared.

    Raises:
        ValueError: it is not what is declared.
    """
    if isinstance(item, bytes):
        return read_as(content.type, item)
    if content.is_event:
        return validated(content.type, item)
    text: str = item["data"]
    if content.type is str:
        return text
    try:
        value = read_json(text)
    except ValueError:
        value = text
    return validated(content.type, value)


def whole(content: Content, media_type: str, text: bytes) -> list[Any]:
    """The items of content that has arrived whole.

    Raises:
        ValueError: one of them is not what is declared.
    """
    splitter = splitter_of(media_type)
    return [value_of(content, item) for found in (splitter.feed(text), splitter.finish()) for item in found]


def item_text(content: Content, media_type: str, item: object) -> bytes:
    """An item as it is sent.

    Raises:
        ValueError: it has a number that is not finite, or a line break in the name or the id of an event.
    """
    kind = essence(media_type)
    if kind == _EVENTS:
        plain = jsonable(item)
        fields = plain if content.is_event and isinstance(plain, dict) else {"data": plain}
        return _event_text(fields).encode()
    start = _RECORD_SEPARATOR if kind.endswith("json-seq") else ""
    return f"{start}{json_text(item)}\n".encode()


def _event_text(fields: Mapping[str, Any]) -> str:
    """One event (WHATWG HTML §9.2.6). Data that is no text is written as JSON."""
    lines = []
    for name in ("event", "id", "retry"):
        if fields.get(name) is not None:
            text = text_of(fields[name])
            if not _ONE_LINE.fullmatch(text):
                raise ValueError(f"the field {name} of an event can't hold a line break")
            lines.append(f"{name}: {text}")
    if "data" in fields:
        text = text_of(fields["data"]).replace("\r\n", "\n").replace("\r", "\n")
        lines += [f"data: {line}" for line in text.split("\n")]
    return "\n".join(lines) + "\n\n"


class _Texts:
    """JSON texts, each on a line or after a record separator (RFC 7464 §2.1). Blank ones are passed over."""

    def __init__(self, separator: bytes) -> None:
        self._separator = separator
        self._open = bytearray()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        *ends, rest = piece.split(self._separator)
        for end in ends:
            self._open += end
            yield from self.finish()
        self._open += rest

    def finish(self) -> Iterator[bytes]:
        text = bytes(self._open).strip()
        self._open.clear()
        if text:
            yield text


class _Events:
    """Server-sent events. One that the end cuts off is none (WHATWG HTML §9.2.6)."""

    def __init__(self) -> None:
        self._open = bytearray()
        self._fields: Event = {}
        self._is_first = True
        self._is_after_return = False

    def feed(self, piece: bytes) -> Iterator[Event]:
        if self._is_after_return:
            piece = piece.removeprefix(b"\n")
        self._is_after_return = piece.endswith(b"\r")
        *ends, rest = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for end in ends:
            self._open += end
            line = self._open.decode()
            self._open.clear()
            yield from self._line(line.removeprefix("\ufeff") if self._is_first else line)
            self._is_first = False
        self._open += rest

    def finish(self) -> Iterator[Event]:
        yield from ()

    def _line(self, line: str) -> Iterator[Event]:
        if not line:
            event, self._fields = self._fields, {}
            if "data" in event:
                yield {**event, "data": "\n".join(event["data"])}
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._fields.setdefault("data", []).append(value)
        elif name == "event" or (name == "id" and "\0" not in value):
            self._fields[name] = value
        elif name == "retry" and value.isascii() and value.isdecimal():
            self._fields[name] = int(value)
