"""Request bodies that are sequences of items: JSON Lines, JSON text sequences and server-sent events.

Each item is taken from the connection, judged and built when the handler asks for it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from handfast.runtime.judge import Violation
from handfast.runtime.problems import Invalid, Problem, TooLarge
from handfast.runtime.wire import MOST_DIGITS, Malformed

if TYPE_CHECKING:
    from handfast.runtime.incoming import ByteStream
    from handfast.runtime.media import MediaType

RECORD_SEPARATOR = b"\x1e"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Splitter(Protocol):
    """Cuts a body into the texts of its items, as it arrives. Raises Malformed and TooLarge on the way."""

    @abstractmethod
    def feed(self, chunk: bytes) -> Iterator[Any]:
        """The items that this chunk completes."""

    @abstractmethod
    def finish(self) -> Iterator[Any]:
        """The items that the end of the body completes."""


class ItemStream(AsyncIterator[Any]):
    """The items of a body as they arrive.

    Iterating raises `Invalid` for an item that breaks the contract, with its index as the first part of the pointer,
    and goes on raising it.
    """

    __slots__ = ("_decide", "_failure", "_index", "_ready", "_rule", "_splitter", "_stream")

    def __init__(self, stream: ByteStream, splitter: Splitter, decide: Callable[[Any, int], Any], rule: str) -> None:
        self._stream = stream
        self._splitter: Splitter | None = splitter
        self._decide = decide
        self._rule = rule
        self._ready: deque[Any] = deque()
        self._index = 0
        self._failure: Problem | None = None

    def __aiter__(self) -> ItemStream:
        return self

    async def __anext__(self) -> Any:
        while not self._ready:
            if self._failure is not None:
                raise self._failure
            if self._splitter is None:
                raise StopAsyncIteration
            await self._read(self._splitter)
        try:
            item = self._decide(self._ready.popleft(), self._index)
        except (Malformed, Problem) as error:
            self._ready.clear()
            raise self._fail(error) from None
        self._index += 1
        return item

    async def _read(self, splitter: Splitter) -> None:
        """Read on; what is wrong behind items that are complete is said after them."""
        try:
            chunk = await anext(self._stream, None)
            if chunk is None:
                self._splitter = None
            self._ready.extend(splitter.finish() if chunk is None else splitter.feed(chunk))
        except (Malformed, Problem) as error:
            self._fail(error)

    def _fail(self, error: Malformed | Problem) -> Problem:
        index = self._index + len(self._ready)
        self._failure = error if isinstance(error, Problem) else self._invalid(index, str(error))
        return self._failure

    def _invalid(self, index: int, message: str) -> Invalid:
        return Invalid(violations=(Violation("body", "", f"/{index}", self._rule, message),))


def splitter_of(sent: MediaType, limit: int) -> Splitter:
    """What cuts a body of this media type into items of at most `limit` bytes."""
    if sent.is_record_sequence:
        return _Records(limit)
    return _Events(limit) if sent.type == "text" else _Lines(limit)


class _Pieces:
    """The bytes of an item that has begun and not ended."""

    __slots__ = ("_limit", "_pieces", "_size")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            raise TooLarge(f"an item must not be larger than {self._limit} bytes")
        if piece:
            self._pieces.append(piece)

    def take(self) -> bytes:
        whole = b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        return whole


class _Lines:
    """JSON Lines: one JSON text on each line. Blank lines are passed over."""

    def __init__(self, limit: int) -> None:
        self._open = _Pieces(limit)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            self._open.add(line)
            yield from self.finish()
        self._open.add(rest)

    def finish(self) -> Iterator[bytes]:
        line = self._open.take()
        if line.strip():
            yield line


class _Records:
    """A JSON text sequence: each text follows a record separator (RFC 7464 §2.1)."""

    def __init__(self, limit: int) -> None:
        self._open = _Pieces(limit)
        self._has_begun = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        *records, rest = chunk.split(RECORD_SEPARATOR)
        for record in records:
            self._open.add(record)
            yield from self.finish()
            self._has_begun = True
        self._open.add(rest)

    def finish(self) -> Iterator[bytes]:
        record = self._open.take()
        if record.strip():
            if not self._has_begun:
                raise Malformed("does not begin with a record separator")
            yield record


class _Events:
    """Server-sent events, read as HTML §9.2.6 says: their fields as text, `retry` as a number."""

    def __init__(self, limit: int) -> None:
        self._open = _Pieces(limit)
        self._limit = limit
        self._size = 0
        self._fields: dict[str, Any] = {}
        self._is_first = True
        self._after_return = False

    def feed(self, chunk: bytes) -> Iterator[dict[str, Any]]:
        if self._after_return and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._after_return = chunk.endswith(b"\r")
        *lines, rest = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for line in lines:
            self._open.add(line)
            yield from self._line(self._open.take())
        self._open.add(rest)

    def finish(self) -> Iterator[dict[str, Any]]:
        if self._open.take() or self._fields:
            raise Malformed("ends before the blank line that ends an event")
        yield from ()

    def _line(self, line: bytes) -> Iterator[dict[str, Any]]:
        if self._is_first:
            line, self._is_first = line.removeprefix(_BYTE_ORDER_MARK), False
        if not line:
            event, self._fields, self._size = self._fields, {}, 0
            if "data" in event:
                yield {**event, "data": "\n".join(event["data"])}
            return
        self._size += len(line)
        if self._size > self._limit:
            raise TooLarge(f"an item must not be larger than {self._limit} bytes")
        self._field(*_decoded(line))

    def _field(self, name: str, value: str) -> None:
        match name:
            case "data":
                self._fields.setdefault("data", []).append(value)
            case "event":
                self._fields["event"] = value
            case "id" if "\0" not in value:
                self._fields["id"] = value
            case "retry" if value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS:
                self._fields["retry"] = int(value)
            case _:
                return


def _decoded(line: bytes) -> tuple[str, str]:
    try:
        name, _, value = line.decode("utf-8").partition(":")
    except UnicodeDecodeError as error:
        raise Malformed("is not UTF-8 text") from error
    return name, value.removeprefix(" ")


ReadJson = Callable[[bytes | str], Any]
"""Gives the value of a JSON text; raises Malformed for any other."""


def json_readings(item: bytes, read: ReadJson) -> list[Any]:
    """The value of a line or record of JSON text."""
    return [read(item.strip())]


def whole_event_readings(item: dict[str, Any], _: ReadJson) -> list[Any]:
    """The value of an event whose schema speaks of its fields (OpenAPI 3.2 §4.14.4)."""
    return [item]


def event_data_readings(item: dict[str, Any], read: ReadJson) -> list[Any]:
    """The values of an event whose schema speaks of its data: JSON, and the text itself."""
    try:
        return [read(item["data"]), item["data"]]
    except Malformed:
        return [item["data"]]
