"""Contents that are read as they arrive: bytes and items, blocking or not.

A stream is an iterator, and a context manager that closes it. It also closes when it has been read to its end, when an
item is not what the contract declares, and when nothing refers to it any more (an asynchronous one only if it has been
read from: use `async with`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import httpx

from handfast.emit.client_python.shipped.declare import Content
from handfast.emit.client_python.shipped.errors import ApiError
from handfast.emit.client_python.shipped.items import Event, splitter_of, value_of

Item = TypeVar("Item")

Fail = Callable[[int, Any, ValueError], ApiError]
"""The error of an item that is not what the contract declares: its index, what arrived, and why."""


class Arriving(Generic[Item]):
    """The items of what has arrived so far, in their type."""

    def __init__(self, content: Content, media_type: str, fail: Fail) -> None:
        self._content = content
        self._splitter = splitter_of(media_type)
        self._fail = fail
        self._index = 0

    def feed(self, piece: bytes) -> Iterator[Item]:
        """The items that this piece completes."""
        return self._values(self._splitter.feed(piece))

    def finish(self) -> Iterator[Item]:
        """The items that the end completes."""
        return self._values(self._splitter.finish())

    def _values(self, items: Iterator[bytes | Event]) -> Iterator[Item]:
        item: bytes | Event | None = None
        try:
            while (item := next(items, None)) is not None:
                value: Item = value_of(self._content, item)
                yield value
                self._index, item = self._index + 1, None
        except ValueError as broken:
            raise self._fail(self._index, item, broken) from broken


class _Stream(Iterator[Item]):
    """What both kinds of blocking streams have."""

    def __init__(self, answer: httpx.Response, items: Iterator[Item]) -> None:
        self._answer = answer
        self._items = items

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Item:
        return next(self._items)

    def close(self) -> None:
        """End the stream and give its connection back."""
        self._items = iter(())
        self._answer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


class ByteStream(_Stream[bytes]):
    """The bytes of a reply, in pieces as they arrive."""

    def read(self) -> bytes:
        """All that is left."""
        return b"".join(self)


class ItemStream(_Stream[Item]):
    """The items of a reply, each as it arrives."""

    def read(self) -> list[Item]:
        """All that are left."""
        return list(self)


class _AsyncStream(AsyncIterator[Item]):
    """What both kinds of asynchronous streams have."""

    def __init__(self, answer: httpx.Response, items: AsyncIterator[Item]) -> None:
        self._answer = answer
        self._items = items
        self._is_closed = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        if self._is_closed:
            raise StopAsyncIteration
        return await anext(self._items)

    async def aclose(self) -> None:
        """End the stream and give its connection back."""
        self._is_closed = True
        await self._answer.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class AsyncByteStream(_AsyncStream[bytes]):
    """The bytes of a reply, in pieces as they arrive."""

    async def read(self) -> bytes:
        """All that is left."""
        return b"".join([piece async for piece in self])


class AsyncItemStream(_AsyncStream[Item]):
    """The items of a reply, each as it arrives."""

    async def read(self) -> list[Item]:
        """All that are left."""
        return [item async for item in self]


def open_stream(content: Content, media_type: str, answer: httpx.Response, fail: Fail) -> Any:
    """The stream of an answer of which only the head has been read."""
    if content.type is bytes:
        return ByteStream(answer, _pieces(answer))
    return ItemStream[Any](answer, _items(answer, Arriving(content, media_type, fail)))


def open_async_stream(content: Content, media_type: str, answer: httpx.Response, fail: Fail) -> Any:
    """The asynchronous stream of an answer of which only the head has been read."""
    if content.type is bytes:
        return AsyncByteStream(answer, _async_pieces(answer))
    return AsyncItemStream[Any](answer, _async_items(answer, Arriving(content, media_type, fail)))


def _pieces(answer: httpx.Response) -> Iterator[bytes]:
    try:
        yield from answer.iter_bytes()
    finally:
        answer.close()


def _items(answer: httpx.Response, arriving: Arriving[Item]) -> Iterator[Item]:
    try:
        for piece in answer.iter_bytes():
            yield from arriving.feed(piece)
        yield from arriving.finish()
    finally:
        answer.close()


async def _async_pieces(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in answer.aiter_bytes():
            yield piece
    finally:
        await answer.aclose()


async def _async_items(answer: httpx.Response, arriving: Arriving[Item]) -> AsyncIterator[Item]:
    try:
        async for piece in answer.aiter_bytes():
            for item in arriving.feed(piece):
                yield item
        for item in arriving.finish():
            yield item
    finally:
        await answer.aclose()
