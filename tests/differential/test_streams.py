"""Replies that are sent piece by piece, and what happens when that ends early."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from same import same
from stage import Stage


class LostError(Exception):
    """Something of the service's own."""


def shop_that_streams(stage: Stage, chunks: Any) -> Any:
    """Handlers whose feed is `chunks()`, with a session around it."""

    async def session() -> AsyncIterator[None]:
        stage.note("open")
        try:
            yield
        except BaseException as error:
            stage.note(f"saw:{type(error).__name__}")
            raise
        finally:
            stage.note("close")

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, Depends(session)]) -> None:
            pass

        async def read_feed(self) -> Any:
            stage.note("handler")
            return chunks()

    return Shop


@same("open handler 200 chunk two chunk sent close")
def test_a_session_is_open_while_the_stream_is_sent(stage: Stage) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"one"
        stage.note("two")
        yield b"two"

    stage.ask(stage.app(shop_that_streams(stage, chunks)), "GET", "/feed")


@same("open handler 200 sent close")
def test_an_empty_stream(stage: Stage) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        return
        yield b""

    stage.ask(stage.app(shop_that_streams(stage, chunks)), "GET", "/feed")


@same("open handler 200 chunk closed saw:LostError close escaped:LostError")
def test_an_exception_while_streaming_escapes(stage: Stage) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            raise LostError
        finally:
            stage.note("closed")

    stage.ask(stage.app(shop_that_streams(stage, chunks)), "GET", "/feed")


@same("open handler 200 chunk saw:LostError close escaped:RuntimeError")
def test_a_handled_exception_while_streaming_is_too_late(stage: Stage) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"one"
        raise LostError

    app = stage.app(shop_that_streams(stage, chunks))

    @app.exception_handler(LostError)
    async def found(request: Request, error: LostError) -> Response:
        stage.note("never")
        return Response("found", 503)

    stage.ask(app, "GET", "/feed")


@same("open handler 200 chunk generator:CancelledError close")
def test_a_client_that_leaves_ends_the_stream(stage: Stage) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            await asyncio.Event().wait()
        except BaseException as error:
            stage.note(f"generator:{type(error).__name__}")
            raise

    stage.ask(stage.app(shop_that_streams(stage, chunks)), "GET", "/feed", leaves="chunk")


@same("open handler 200 saw:ClientDisconnect close escaped:ClientDisconnect")
def test_a_connection_that_breaks_ends_the_stream(stage: Stage) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"one"

    stage.ask(stage.app(shop_that_streams(stage, chunks)), "GET", "/feed", breaks=True)


@same("open handler start 200 chunk body chunk body sent body close")
def test_a_stream_goes_through_pure_middleware_as_it_is_made(stage: Stage) -> None:
    class Layer:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            async def noting(message: Any) -> None:
                if message["type"] == "http.response.start":
                    stage.note("start")
                await send(message)
                if message["type"] == "http.response.body":
                    stage.note("body")

            await self.app(scope, receive, noting)

    async def chunks() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    app = stage.app(shop_that_streams(stage, chunks))
    app.add_middleware(Layer)
    stage.ask(app, "GET", "/feed")


@same("open handler 200 chunk chunk sent close")
def test_a_stream_goes_through_a_function_as_middleware(stage: Stage) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    app = stage.app(shop_that_streams(stage, chunks))

    @app.middleware("http")
    async def around(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        response.headers["x-around"] = "1"
        return response

    stage.ask(app, "GET", "/feed")


@same("201 sent")
def test_a_reply_with_a_header(stage: Stage) -> None:
    class Shop(stage.Shop):
        async def create_item(self, *, body: Any) -> Any:
            return stage.service.created(stage.item(7, body.name), "/items/7")

    assert stage.ask(stage.app(Shop), "POST", "/items", json_body={"name": "é"})["location"] == "/items/7"


@same("200 sent")
def test_a_reply_that_is_not_ascii(stage: Stage) -> None:
    class Shop(stage.Shop):
        async def get_item(self, *, item_id: int) -> Any:
            return stage.item(2**53, 'é"\\\u2028\U0001f600</script>\x00')

    stage.ask(stage.app(Shop), "GET", "/items/1")
