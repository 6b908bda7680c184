"""Background tasks run after the reply, in order, before dependencies close."""

import threading
from collections.abc import AsyncIterator
from contextvars import ContextVar
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, HTTPException
from same import same
from stage import Stage

from handfast.runtime import Forbidden

PLACE: ContextVar[str] = ContextVar("PLACE", default="unset")


def shop_with_tasks(stage: Stage, *tasks: Any) -> Any:
    """Handlers that leave these tasks behind, whichever operation is called."""

    class Shop(stage.Shop):
        def __init__(self, background: BackgroundTasks) -> None:
            for task in tasks:
                background.add_task(task)

    return Shop


@same("200 sent one two three")
def test_they_run_in_order_after_the_reply(stage: Stage) -> None:
    async def two() -> None:
        stage.note("two")

    shop = shop_with_tasks(stage, lambda: stage.note("one"), two, lambda: stage.note("three"))
    stage.ask(stage.app(shop), "GET", "/items/1")


@same("204 sent one")
def test_they_run_after_a_reply_without_body(stage: Stage) -> None:
    stage.ask(stage.app(shop_with_tasks(stage, lambda: stage.note("one"))), "DELETE", "/items/1")


@same("200 chunk chunk sent one")
def test_they_run_after_a_stream(stage: Stage) -> None:
    stage.ask(stage.app(shop_with_tasks(stage, lambda: stage.note("one"))), "GET", "/feed")


@same("404 sent")
def test_they_do_not_run_when_the_handler_raises(stage: Stage) -> None:
    class Shop(shop_with_tasks(stage, lambda: stage.note("never"))):  # type: ignore[misc]
        async def get_item(self, *, item_id: int) -> Any:
            raise HTTPException(404)

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("200 sent one escaped:ZeroDivisionError")
def test_a_task_that_fails_ends_those_behind_it(stage: Stage) -> None:
    async def failing() -> None:
        raise ZeroDivisionError

    shop = shop_with_tasks(stage, lambda: stage.note("one"), failing, lambda: stage.note("never"))
    stage.ask(stage.app(shop), "GET", "/items/1")


@same("200 sent saw:ZeroDivisionError escaped:ZeroDivisionError")
def test_a_dependency_sees_the_failure_of_a_task(stage: Stage) -> None:
    async def session() -> AsyncIterator[None]:
        try:
            yield
        except ZeroDivisionError:
            stage.note("saw:ZeroDivisionError")
            raise

    async def failing() -> None:
        raise ZeroDivisionError

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, Depends(session)], tasks: BackgroundTasks) -> None:
            tasks.add_task(failing)

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("200 sent in-thread in-loop:by-handler")
def test_where_they_run_and_what_they_know(stage: Stage) -> None:
    def in_thread() -> None:
        stage.note("in-loop" if threading.current_thread() is threading.main_thread() else "in-thread")

    async def in_loop() -> None:
        stage.note("in-loop:" + PLACE.get())

    class Shop(shop_with_tasks(stage, in_thread, in_loop)):  # type: ignore[misc]
        async def get_item(self, *, item_id: int) -> Any:
            PLACE.set("by-handler")
            return stage.item(item_id)

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("200 sent open-still-used closed")
def test_a_task_may_use_what_a_dependency_has_opened(stage: Stage) -> None:
    state: list[str] = []

    async def session() -> AsyncIterator[list[str]]:
        state.append("open")
        yield state
        state.clear()
        stage.note("closed")

    async def using() -> None:
        stage.note(f"{'-'.join(state)}-still-used")

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[list[str], Depends(session)], tasks: BackgroundTasks) -> None:
            tasks.add_task(using)

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("200 sent escaped:Forbidden")
def test_a_problem_after_the_reply_is_no_answer(stage: Stage) -> None:
    async def late() -> None:
        raise Forbidden("too late")

    stage.ask(stage.app(shop_with_tasks(stage, late, lambda: stage.note("never"))), "GET", "/items/1")


@same("200 sent escaped:Forbidden")
def test_nor_is_one_while_a_dependency_is_open(stage: Stage) -> None:
    async def late() -> None:
        raise Forbidden("too late")

    async def opened() -> AsyncIterator[str]:
        yield "open"

    class Shop(stage.Shop):
        def __init__(self, background: BackgroundTasks, _: Annotated[str, Depends(opened)]) -> None:
            background.add_task(late)

    stage.ask(stage.app(Shop), "GET", "/items/1")
