"""Handlers of `openapi.yaml`, for an app whose `streams_generated` package is on the path."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable
from typing import final

from fastapi import FastAPI
from streams_generated.api.default import DefaultApi  # type: ignore[import-not-found]
from streams_generated.application import include_contract  # type: ignore[import-not-found]
from streams_generated.models import Count, Event, Item, TakeFilesForm  # type: ignore[import-not-found]

CHUNK = b"0123456789abcdef" * 4096
LOG: list[str] = []
CHANGED = asyncio.Event()


def note(line: str) -> None:
    LOG.append(line)


@final
class Streams(DefaultApi):  # type: ignore[misc]
    async def take_bytes(self, *, body: AsyncIterator[bytes]) -> Count:
        return await counted(body)

    async def give_bytes(self, *, size: int) -> AsyncIterator[bytes]:
        return chunks(size)

    async def take_files(self, *, body: TakeFilesForm) -> Count:
        return await counted(aiter(body.file))

    async def take_items(self, *, body: AsyncIterator[Item] | AsyncIterator[Event], content_type: str) -> Count:
        kinds = {type(item).__name__ async for item in body}
        return Count(size=len(kinds), sha256=f"{content_type} {''.join(kinds)}")

    async def give_items(self, *, count: int) -> AsyncIterator[Item]:
        return items(count)

    async def give_events(self, *, count: int) -> AsyncIterator[Event]:
        return events(range(count))

    async def wait(self, *, after: int) -> AsyncIterator[Event]:
        return waiting(after)

    async def break_off(self) -> AsyncIterator[Item]:
        return breaking()

    async def read_log(self) -> list[str]:
        return LOG


async def counted(body: AsyncIterator[bytes]) -> Count:
    size, digest = 0, hashlib.sha256()
    async for chunk in body:
        size += len(chunk)
        digest.update(chunk)
    return Count(size=size, sha256=digest.hexdigest())


async def chunks(size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, len(CHUNK)):
        note(f"chunk {start}")
        yield CHUNK[: size - start]


async def items(count: int) -> AsyncIterator[Item]:
    for number in range(count):
        yield Item(number=number, text="x" * 1000)


async def events(numbers: Iterable[int]) -> AsyncIterator[Event]:
    for number in numbers:
        yield Event(data="x" * 1000, id=str(number))


async def waiting(after: int) -> AsyncIterator[Event]:
    """Some events, and then nothing more until the client goes away."""
    try:
        async for one in events(range(after)):
            yield one
        note("waits")
        await asyncio.Event().wait()
    finally:
        await asyncio.to_thread(note, "closed")  # clean-up may take its time


async def breaking() -> AsyncIterator[Item]:
    yield Item(number=1, text="a")
    raise RuntimeError("the source of items has gone")


def create_app() -> FastAPI:
    app = FastAPI()
    include_contract(app, default=Streams())
    return app
