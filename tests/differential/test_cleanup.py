"""What dependencies with `yield` see, and when they close."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import anyio
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response
from same import same
from stage import Stage


class LostError(Exception):
    """Something of the service's own."""


def session_of(stage: Stage, *, converts: bool = False, swallows: bool = False) -> Any:
    """A session that notes how it ends."""

    async def session() -> AsyncIterator[str]:
        stage.note("open")
        try:
            yield "session"
        except BaseException as error:
            stage.note(f"saw:{type(error).__name__}")
            if converts:
                raise HTTPException(409, "converted") from error
            if not swallows:
                raise
        else:
            stage.note("commit")
        finally:
            stage.note("close")

    return session


def shop_of(stage: Stage, *needs: Any, raises: BaseException | None = None) -> Any:
    """Handlers that need these and raise, or answer."""

    class Shop(stage.Shop):
        def __init__(
            self, first: Annotated[Any, Depends(needs[0])], second: Annotated[Any, Depends(needs[-1])]
        ) -> None:
            pass

        async def get_item(self, *, item_id: int) -> Any:
            stage.note("handler")
            if raises is not None:
                raise raises
            return stage.item(item_id)

    return Shop


@same("open handler 200 sent commit close")
def test_it_closes_after_the_reply_is_sent(stage: Stage) -> None:
    stage.ask(stage.app(shop_of(stage, session_of(stage))), "GET", "/items/1")


@same("open handler 200 sent background commit close")
def test_it_closes_after_background_tasks(stage: Stage) -> None:
    class Shop(shop_of(stage, session_of(stage))):  # type: ignore[misc]
        def __init__(self, _: Annotated[str, Depends(session_of(stage))], tasks: BackgroundTasks) -> None:
            tasks.add_task(stage.note, "background")

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same()
@pytest.mark.parametrize(
    ("error", "notes"),
    [
        (LostError("lost"), "open handler saw:LostError close 500 sent escaped:LostError"),
        (HTTPException(418, "teapot", {"x-tea": "1"}), "open handler saw:HTTPException close 418 sent"),
        (HTTPException(304), "open handler saw:HTTPException close 304 sent"),
        (ValueError("bad"), "open handler saw:ValueError close 500 sent escaped:ValueError"),
        (ExceptionGroup("two", [LostError()]), "open handler saw:ExceptionGroup close 500 sent escaped:ExceptionGroup"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else "",
)
def test_it_sees_what_the_handler_raises(stage: Stage, error: Exception) -> None:
    stage.ask(stage.app(shop_of(stage, session_of(stage), raises=error)), "GET", "/items/1")


@same("open handler saw:LostError close 409 sent")
def test_it_may_convert_the_exception(stage: Stage) -> None:
    app = stage.app(shop_of(stage, session_of(stage, converts=True), raises=LostError()))
    stage.ask(app, "GET", "/items/1")


@same("open in-thread handler saw:LostError saw:HTTPException close 409 sent")
def test_a_generator_in_a_thread_may_convert_it_too(stage: Stage) -> None:
    def converting() -> Iterator[None]:
        stage.note("in-thread")
        try:
            yield
        except LostError as error:
            stage.note("saw:LostError")
            raise HTTPException(409) from error

    app = stage.app(shop_of(stage, session_of(stage), converting, raises=LostError()))
    stage.ask(app, "GET", "/items/1")


@same("open open handler saw:LostError close saw:HTTPException close 409 sent")
def test_the_outer_one_sees_what_the_inner_one_made_of_it(stage: Stage) -> None:
    needs = session_of(stage), session_of(stage, converts=True)
    stage.ask(stage.app(shop_of(stage, *needs, raises=LostError())), "GET", "/items/1")


@same("open handler saw:LostError close 500 sent escaped:FastAPIError")
def test_it_may_not_swallow_the_exception(stage: Stage) -> None:
    app = stage.app(shop_of(stage, session_of(stage, swallows=True), raises=LostError()))
    stage.ask(app, "GET", "/items/1")


@same("open handler saw:LostError close 503 sent")
def test_it_sees_the_exception_before_a_handler_of_exceptions(stage: Stage) -> None:
    app = stage.app(shop_of(stage, session_of(stage), raises=LostError()))

    @app.exception_handler(LostError)
    async def found(request: Request, error: LostError) -> Response:
        return Response("found", 503)

    stage.ask(app, "GET", "/items/1")


@same("open saw:HTTPException close 401 sent")
def test_a_dependency_that_refuses_is_seen_by_those_before_it(stage: Stage) -> None:
    async def refusing() -> None:
        raise HTTPException(401, "who?", {"www-authenticate": "Own"})

    stage.ask(stage.app(shop_of(stage, session_of(stage), refusing)), "GET", "/items/1")


@same("open saw:HTTPException close 403 sent")
def test_a_generator_that_refuses_before_its_yield(stage: Stage) -> None:
    def refusing() -> Iterator[None]:
        raise HTTPException(403)
        yield

    stage.ask(stage.app(shop_of(stage, session_of(stage), refusing)), "GET", "/items/1")


@same("open handler 200 sent saw:HTTPException close escaped:RuntimeError")
def test_a_failure_after_the_reply_is_sent_escapes(stage: Stage) -> None:
    async def late() -> AsyncIterator[None]:
        yield
        raise HTTPException(409, "too late")

    stage.ask(stage.app(shop_of(stage, session_of(stage), late)), "GET", "/items/1")


@same("open handler saw:HTTPException close 409 sent")
def test_a_refusal_at_the_end_of_function_scope_is_answered(stage: Stage) -> None:
    async def at_the_end() -> AsyncIterator[None]:
        yield
        raise HTTPException(409, "not committed")

    class Shop(shop_of(stage, session_of(stage))):  # type: ignore[misc]
        def __init__(
            self,
            first: Annotated[None, Depends(session_of(stage))],
            second: Annotated[None, Depends(at_the_end, scope="function")],
        ) -> None:
            pass

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("open app:saw:LostError 500 sent escaped:LostError")
@pytest.mark.parametrize("place", ["app", "include"])
def test_dependencies_around_the_routes_see_it_too(stage: Stage, place: str) -> None:
    async def around() -> AsyncIterator[None]:
        stage.note("open")
        try:
            yield
        except LostError:
            stage.note("app:saw:LostError")
            raise

    class Shop(stage.Shop):
        async def get_item(self, *, item_id: int) -> Any:
            raise LostError

    around_all = {"dependencies": [Depends(around)]}
    app = stage.app(Shop, **around_all) if place == "app" else stage.app(Shop, include=around_all)
    stage.ask(app, "GET", "/items/1")


@same("guard:open bearer shop:open handler shop:saw guard:saw 500 sent escaped:LostError")
def test_dependencies_of_guard_and_handlers_close_in_turn(stage: Stage) -> None:
    def noting(name: str) -> Any:
        async def given() -> AsyncIterator[None]:
            stage.note(name + ":open")
            try:
                yield
            except LostError:
                stage.note(name + ":saw")
                raise

        return Depends(given)

    class Guard(stage.Guard):
        def __init__(self, _: Annotated[None, noting("guard")]) -> None:
            pass

        async def bearer(self, *, token: str, scopes: frozenset[str]) -> Any:
            stage.note("bearer")
            return token

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, noting("shop")]) -> None:
            pass

        async def list_mine(self, *, principal: Any) -> Any:
            stage.note("handler")
            raise LostError

    stage.ask(stage.app(Shop, Guard), "GET", "/mine", headers={"authorization": "Bearer me"})


@same("open in-verifier saw:LostError close 500 sent escaped:LostError")
def test_a_verifier_that_fails_is_a_failure(stage: Stage) -> None:
    class Guard(stage.Guard):
        def __init__(self, _: Annotated[str, Depends(session_of(stage))]) -> None:
            pass

        async def bearer(self, *, token: str, scopes: frozenset[str]) -> Any:
            stage.note("in-verifier")
            raise LostError

    stage.ask(stage.app(None, Guard), "GET", "/mine", headers={"authorization": "Bearer me"})


@same("open handler 200 saw:OSError close escaped:OSError")
def test_it_sees_that_the_reply_could_not_be_sent(stage: Stage) -> None:
    stage.ask(stage.app(shop_of(stage, session_of(stage))), "GET", "/items/1", breaks=True)


@same("open handler gone saw:HTTPException close 499 sent")
def test_a_handler_may_ask_whether_the_client_is_still_there(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self, request: Request, _: Annotated[str, Depends(session_of(stage))]) -> None:
            self.request = request

        async def get_item(self, *, item_id: int) -> Any:
            stage.note("handler")
            while not await self.request.is_disconnected():
                await anyio.lowlevel.checkpoint()
            stage.note("gone")
            raise HTTPException(499)

    stage.ask(stage.app(Shop), "GET", "/items/1", leaves="request")


@same("open handler 200 sent commit close")
def test_a_handler_that_does_not_ask_ends_though_the_client_has_left(stage: Stage) -> None:
    class Shop(shop_of(stage, session_of(stage))):  # type: ignore[misc]
        async def get_item(self, *, item_id: int) -> Any:
            for _ in range(5):
                await anyio.lowlevel.checkpoint()
            return await super().get_item(item_id=item_id)

    stage.ask(stage.app(Shop), "GET", "/items/1", leaves="request")


@same("open handler saw:CancelledError close cancelled")
def test_cancelling_the_task_of_a_request_closes_its_dependencies(stage: Stage) -> None:
    async def cancelled(app: FastAPI, is_in: asyncio.Event) -> None:
        task = asyncio.create_task(stage.asking(app, "GET", "/items/1"))
        await is_in.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        stage.note("cancelled")

    async def play() -> None:
        is_in = asyncio.Event()

        class Shop(shop_of(stage, session_of(stage))):  # type: ignore[misc]
            async def get_item(self, *, item_id: int) -> Any:
                stage.note("handler")
                is_in.set()
                await asyncio.Event().wait()

        await cancelled(stage.app(Shop), is_in)

    asyncio.run(play())


@same("open handler saw:CancelledError slow-close left")
def test_a_cancelled_scope_lets_cleanup_await(stage: Stage) -> None:
    async def session() -> AsyncIterator[None]:
        stage.note("open")
        try:
            yield
        except BaseException as error:
            stage.note(f"saw:{type(error).__name__}")
            await anyio.lowlevel.checkpoint()
            stage.note("slow-close")
            raise

    async def play() -> None:
        is_in = anyio.Event()

        class Shop(shop_of(stage, session)):  # type: ignore[misc]
            async def get_item(self, *, item_id: int) -> Any:
                stage.note("handler")
                is_in.set()
                await anyio.sleep_forever()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(stage.asking, stage.app(Shop), "GET", "/items/1")
            await is_in.wait()
            tasks.cancel_scope.cancel()
        stage.note("left")

    asyncio.run(play())
