"""Handlers of `arriving.yaml`, for an app whose `arriving_generated` package is on the path."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from decimal import Decimal, localcontext
from itertools import count as numbers_from
from typing import Any, final

from arriving_generated.api import feed  # type: ignore[import-not-found]
from arriving_generated.application import include_contract  # type: ignore[import-not-found]
from arriving_generated.models import EchoNoteOkBody, Price, Sum, Tick  # type: ignore[import-not-found]
from fastapi import FastAPI

PI = Decimal("3.14159265358979323846264338327950288419716939937510")
CLOSED = threading.Semaphore(0)
"""Released once for each stream that was closed before its end."""


@final
class Feed(feed.FeedApi):  # type: ignore[misc]
    async def list_ticks(self, *, count: int | None) -> Any:
        if count == 0:
            return feed.ListTicksNotFound(body=Sum(sum=PI))
        return feed.ListTicksOk(body=ticks(count), x_feed="main")

    async def list_prices(self, *, form: str, accept: str) -> Any:
        assert accept == "application/x-ndjson"
        return feed.ListPricesOk(body=prices(), media_type=form)

    async def add_prices(self, *, body: AsyncIterator[Any], content_type: str) -> Any:
        amounts = [price.amount async for price in body]
        with localcontext(prec=100):
            return Sum(sum=sum(amounts, Decimal(0)))

    async def add_events(self, *, body: AsyncIterator[Any]) -> list[str]:
        return [f"{tick.event} {tick.id} {tick.data}" async for tick in body]

    async def echo_price(self, *, least: Decimal | None, body: Any) -> Any:
        assert least is None or least == body.amount
        return body

    async def get_bytes(self) -> AsyncIterator[bytes]:
        return chunks()

    async def add_bytes(self, *, body: AsyncIterator[bytes], content_type: str) -> Any:
        assert content_type == "image/png"
        return Sum(sum=Decimal(sum([len(piece) async for piece in body])))

    async def echo_note(self, *, body: Any, content_type: str, accept: str) -> Any:
        if content_type == "application/xml":
            return feed.EchoNoteOk(body=EchoNoteOkBody(text=body.text), media_type=content_type)
        return feed.EchoNoteOk(body=body, media_type="text/plain")

    async def add_file(self, *, body: Any) -> list[str]:
        picture = body.picture
        said = [f"{picture.filename} {picture.content_type} {picture.headers} {(await picture.read()).decode()}"]
        said += [f"{other.content_type} {other.size}" for other in body.others or ()]
        return [*said, *([str(body.price.amount)] if body.price else [])]


async def ticks(count: int | None) -> AsyncIterator[Any]:
    """So many ticks; without a number two, and then nothing more until the client goes away."""
    try:
        for number in range(count if count is not None else 2):
            yield Tick(data=f"tick\n{number}", event="tick", id=str(number))
        if count is None:
            await asyncio.Event().wait()
    finally:
        if count is None:
            CLOSED.release()


async def prices() -> AsyncIterator[Any]:
    yield Price(amount=PI)
    yield Price(amount=Decimal(2))


async def chunks() -> AsyncIterator[bytes]:
    try:
        for number in numbers_from():
            yield f"{number:1024}".encode()
            await asyncio.sleep(0)  # lets the server see that the client is gone
    finally:
        CLOSED.release()


def create_app() -> FastAPI:
    """The app."""
    app = FastAPI()
    include_contract(app, feed=Feed())
    return app
