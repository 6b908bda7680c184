"""Replies that are sent piece by piece: bytes, server-sent events, JSON lines and JSON text sequences."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError, from_json
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from handfast.runtime.decimals import LongJson, dump, read_long, written
from handfast.runtime.incoming import STREAM
from handfast.runtime.items import RECORD_SEPARATOR
from handfast.runtime.problems import ContractError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from handfast.runtime.judge import Judge
    from handfast.runtime.media import MediaType

LOG = logging.getLogger("handfast")

Judged = Callable[[Any], Any]
"""The value of an item as it is sent. Raises ContractError for one that breaks the contract."""

_ANY = TypeAdapter[Any](Any)
_EVENT_FIELDS = frozenset({"data", "event", "id", "retry"})
_LINE = re.compile(r"[^\r\n]*")
_SECONDS_TO_CLOSE = 10.0


class StreamedResponse(Response):
    """A reply whose body is made while it is sent: `body` is asked for an item when the one before has been taken.

    The body is closed in every case, whether it ended, failed, or the client went away; what it runs in `finally` runs
    before the exchange is over. A failure before anything is sent is an answer of its own. One in the middle ends the
    connection without the mark of a complete reply.
    """

    def __init__(
        self, body: Any, encode: Callable[[Any], bytes], status: int, media_type: str, *, at_once: bool
    ) -> None:
        """`at_once`: say that the reply begins before its first item is there. `is_bare` is set for HEAD: no body.

        `origin` names what gave the body, for the log.
        """
        super().__init__(None, status, media_type=media_type)
        del self.headers["content-length"]
        self._items = _iterated(body)
        self._encode = encode
        self._at_once = at_once
        self.is_bare = False
        self.origin = ""
        self._has_begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the reply. Cancelled with it, or when the client goes away, the body is closed before this returns."""
        sending = asyncio.ensure_future(self._send(send))
        watching = asyncio.ensure_future(_gone(scope, receive))
        try:
            await asyncio.wait({sending, watching}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _stopped(watching)
            await _stopped(sending)
        error = None if sending.cancelled() else sending.exception()
        if error is not None:
            if isinstance(error, ContractError):
                said = "a reply ended in the middle: it" if self._has_begun else "a reply did not begin: it"
                LOG.error("%s: %s %s", self.origin, said, error)
            raise error
        if self.background is not None:
            await self.background()

    async def _send(self, send: Send) -> None:
        try:
            if self._at_once or self.is_bare:
                await self._begin(send)
            async for item in self._items if not self.is_bare else _iterated(()):
                chunk = self._encode(item)
                await self._begin(send)
                if chunk:
                    await _message(send, {"type": "http.response.body", "body": chunk, "more_body": True})
                    await asyncio.sleep(0)  # neither the handler nor a server whose client has gone need ever wait
            await self._begin(send)
            await _message(send, {"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            await _closed(self._items)

    async def _begin(self, send: Send) -> None:
        if not self._has_begun:
            self._has_begun = True
            start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            await _message(send, start)


async def _message(send: Send, message: dict[str, Any]) -> None:
    """Send a message.

    Raises:
        ClientDisconnect: nobody is there to get it (ASGI HTTP §2.4).
    """
    try:
        await send(message)
    except OSError:
        raise ClientDisconnect from None


async def _gone(scope: Scope, receive: Receive) -> None:
    """Wait until the client goes away. What it is still sending is left to the handler that reads it."""
    unread = scope.get(STREAM)
    if unread is not None:
        await unread.finished.wait()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _stopped(task: asyncio.Future[None]) -> None:
    """Cancel a task, and wait until it has seen that."""
    task.cancel()
    await asyncio.wait({task})


async def close_body(body: Any) -> None:
    """Close what a reply would have been made of, which is not sent."""
    if isinstance(body, AsyncIterator):
        await _closed(body)


async def _closed(items: AsyncIterator[Any]) -> None:
    """Close what was iterated, in the task that iterated it."""
    close = getattr(items, "aclose", None)
    if close is None:
        return
    try:
        async with asyncio.timeout(_SECONDS_TO_CLOSE):
            await close()
    except TimeoutError:
        LOG.error("a reply's body was not closed within %s seconds", _SECONDS_TO_CLOSE)  # noqa: TRY400 - no traceback


def _iterated(body: Any) -> AsyncIterator[Any]:
    if hasattr(type(body), "__aiter__"):
        return aiter(body)
    return _one_by_one([body] if isinstance(body, bytes | bytearray | str) else body)


async def _one_by_one(items: Iterable[Any]) -> AsyncIterator[Any]:
    for item in items:
        yield item


# --- items ------------------------------------------------------------------------------------------------------------


def item_encoder(actual: MediaType, judged: Judged | None, *, whole_events: bool) -> Callable[[Any], bytes]:
    """Writes one item of a stream of this media type. Items that are no JSON, and pieces of other types, are bytes.

    `whole_events`: items are events (`data`, `event`, `id`, `retry`, OpenAPI 3.2 §4.14.4), not only their data.
    """
    if not actual.is_stream:
        return lambda item: _piece(item, actual)
    if actual.type == "text":
        return lambda item: _event_text(item, judged, whole_events=whole_events)
    if actual.is_record_sequence:
        return lambda item: RECORD_SEPARATOR + _item_text(item, judged) + b"\n"
    return lambda item: _item_text(item, judged) + b"\n"


def _piece(item: Any, actual: MediaType) -> bytes:
    if isinstance(item, bytes | bytearray | memoryview):
        return bytes(item)
    if isinstance(item, str) and not actual.is_json:
        return item.encode()
    raise ContractError(f"returned `{type(item).__qualname__}` in a stream of {actual.name}: give bytes")


def _item_text(item: Any, judged: Judged | None) -> bytes:
    """The JSON text of an item. Bytes are such a text already."""
    text = bytes(item) if isinstance(item, bytes | bytearray) else _dumped(item)
    if judged is None:
        return text
    value = _parsed(text)
    sent = judged(value)
    return text if sent is value else dump(sent, text)


def _event_text(item: Any, judged: Judged | None, *, whole_events: bool) -> bytes:
    if isinstance(item, bytes | bytearray):
        if item.startswith(b":"):  # a comment, which keeps a connection alive
            return bytes(item)
        raise ContractError("returned bytes in a stream of events: give the items themselves")
    text = _dumped(item)
    value = _parsed(text)
    sent = value if judged is None else judged(value)
    is_event = whole_events and isinstance(sent, dict) and set(sent) <= _EVENT_FIELDS
    fields = sent if is_event else {"data": sent}
    if "data" in fields and not isinstance(fields["data"], str):
        fields = {**fields, "data": dump(fields["data"], text).decode()}
    return event(fields)


def _dumped(item: Any) -> bytes:
    try:
        return written(_ANY.dump_json, item, by_alias=True, exclude_unset=True, warnings=False)
    except PydanticSerializationError as error:
        raise ContractError(f"returned an item that is no JSON: `{type(item).__qualname__}`") from error


def _parsed(text: bytes) -> Any:
    try:
        return read_long(text) if isinstance(text, LongJson) else from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise ContractError("returned an item that is no JSON") from error


def is_event_schema(judge: Judge, key: str) -> bool:
    """Whether a schema of items speaks of whole events, and not of what is in their data."""
    shape = judge.shape(judge.schema(key))
    return (shape.is_open or "object" in shape.kinds) and set(shape.properties) <= _EVENT_FIELDS


def event(fields: Mapping[str, Any]) -> bytes:
    """One server-sent event (HTML §9.2.6). Data that is not text is written as JSON.

    Raises:
        ContractError: a field can't be said in one line, as it must be.
    """
    lines = [
        f"{name}: {_one_line(name, fields[name])}" for name in ("event", "id", "retry") if fields.get(name) is not None
    ]
    if "data" in fields:
        text = _text(fields["data"]).replace("\r\n", "\n").replace("\r", "\n")
        lines += [f"data: {line}" for line in text.split("\n")]
    return ("\n".join(lines) + "\n\n").encode()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _ANY.dump_json(value).decode()


def _one_line(name: str, value: Any) -> str:
    """The text of a field, which readers get back as it was (HTML §9.2.6: an `id` with NUL is ignored)."""
    text = _text(value)
    if not _LINE.fullmatch(text) or (name == "id" and "\0" in text):
        raise ContractError(f"returned an event whose `{name}` has a line break or NUL, which no line of it can hold")
    if name == "retry" and not (text.isascii() and text.isdigit()):
        raise ContractError("returned an event whose `retry` is no number of milliseconds")
    return text
