"""A request's body on its way in: bounded, and taken from the connection no faster than it is used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect, Request

from handfast.runtime import settings
from handfast.runtime.problems import Invalid, TooLarge, UnsupportedMedia
from handfast.runtime.wire import MOST_DIGITS

if TYPE_CHECKING:
    from handfast.runtime.media import MediaType

STREAM = "handfast.stream"
"""Where a scope holds the body that a handler is still reading."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a body: `held` in memory at one time, `streamed` in all."""

    held: int
    streamed: int

    @classmethod
    def of(cls, held: int) -> Limits:
        """The limits where `held` bytes may be held; the environment says how many may be streamed.

        Raises:
            ValueError: it does not say a number.
        """
        return cls(held, settings.stream_limit(held))


@dataclass(frozen=True, slots=True)
class Head:
    """What the headers of a request say of its body. `length` is None where they do not say it.

    `is_encoded`: the body is compressed or the like (RFC 9110 §8.4).
    """

    content_type: str | None = None
    length: int | None = None
    is_chunked: bool = False
    is_encoded: bool = False

    @classmethod
    def of(cls, scope: Any) -> Head:
        """The head of a request.

        Raises:
            UnsupportedMedia: there are several content types.
        """
        content_type: str | None = None
        length: int | None = None
        is_chunked = is_encoded = False
        for name, value in scope["headers"]:
            if name == b"content-type":
                if content_type is not None:
                    raise UnsupportedMedia("the request has more than one content type")
                content_type = value.decode("latin-1")
            elif name == b"content-length" and value.isdigit():
                length = int(value) if len(value) <= MOST_DIGITS else 10**MOST_DIGITS
            elif name == b"transfer-encoding":
                is_chunked = True
            elif name == b"content-encoding" and value.strip().lower() not in (b"", b"identity"):
                is_encoded = True
        return cls(content_type, length, is_chunked, is_encoded)


class ByteStream(AsyncIterator[bytes]):
    """The bytes of a body as they arrive, at most `limit` of them.

    Nothing is read before it is asked for, so a slow reader slows the client down. Iterating raises `TooLarge` for a
    body beyond the limit, and `Invalid` when the client goes away within it.
    """

    __slots__ = ("_chunks", "_early", "_limit", "finished", "size")

    def __init__(self, request: Request, limit: int, announced: int | None = None) -> None:
        if announced is not None and announced > limit:
            raise _too_large(limit)
        self._chunks = request.stream()
        self._early = b""
        self._limit = limit
        self.size = 0
        self.finished = asyncio.Event()

    def __aiter__(self) -> ByteStream:
        return self

    async def __anext__(self) -> bytes:
        chunk, self._early = self._early, b""
        while not chunk:
            chunk = await self._next()
        return chunk

    async def _next(self) -> bytes:
        try:
            chunk = await anext(self._chunks)
        except StopAsyncIteration:
            self.finished.set()
            raise
        except ClientDisconnect:
            self.finished.set()
            raise Invalid("the body ended before it was complete") from None
        self.size += len(chunk)
        if self.size > self._limit:
            raise _too_large(self._limit)
        return chunk

    async def is_empty(self) -> bool:
        """Whether the body ends before its first byte. Waits for that byte."""
        if not self._early:
            self._early = await anext(self, b"")
        return not self._early

    def narrow(self, limit: int) -> None:
        """Take `limit` bytes at most, those already read among them."""
        self._limit = min(limit, self._limit)
        if self.size > self._limit:
            raise _too_large(self._limit)

    async def whole(self) -> bytes:
        """All that is left of it."""
        chunks = [chunk async for chunk in self]
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)


@dataclass(slots=True)
class Incoming:
    """A request whose body is about to be read.

    `media_type` is what the client says it is, `content_type` what the handler is told: the declared media type, or
    the client's where a range is declared.
    """

    request: Request
    head: Head
    limits: Limits
    media_type: MediaType
    content_type: str = ""
    opened: ByteStream | None = None

    async def whole(self) -> bytes:
        """The body in memory.

        Raises:
            TooLarge: it is larger than what may be held.
            Invalid: the client goes away within it.
        """
        if self.head.length is not None and self.head.length > self.limits.held:
            raise _too_large(self.limits.held)
        return await self._open(self.limits.held).whole()

    def stream(self) -> ByteStream:
        """The body piece by piece.

        Raises:
            TooLarge: it says that it is larger than what may be streamed.
        """
        return self._open(self.limits.streamed)

    async def is_absent(self) -> bool:
        """Whether there is no body at all; asks the connection only where the headers do not say it."""
        if self.head.length is not None:
            return self.head.length == 0
        return not self.head.is_chunked and await self._open(self.limits.streamed).is_empty()

    def _open(self, limit: int) -> ByteStream:
        if self.opened is None:
            self.opened = ByteStream(self.request, limit, self.head.length)
        self.opened.narrow(limit)
        return self.opened


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"the body must not be larger than {limit} bytes")
