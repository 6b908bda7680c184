"""What is injected into handlers, when it is made, and how often."""

import asyncio
import functools
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated, Any, Self

import anyio
import pytest
from fastapi import Depends
from same import same
from stage import Stage

PLACE: ContextVar[str] = ContextVar("PLACE", default="unset")
BEARER = {"authorization": "Bearer me"}


def where() -> str:
    return "in-loop" if threading.current_thread() is threading.main_thread() else "in-thread"


def plain_function(stage: Stage) -> Any:
    def given() -> str:
        stage.note(where())
        return "given"

    return given


def async_function(stage: Stage) -> Any:
    async def given() -> str:
        stage.note(where())
        return "given"

    return given


def generator(stage: Stage) -> Any:
    def given() -> Iterator[str]:
        stage.note(where())
        yield "given"
        stage.note("closed-" + where())

    return given


def async_generator(stage: Stage) -> Any:
    async def given() -> AsyncIterator[str]:
        stage.note(where())
        yield "given"
        stage.note("closed-" + where())

    return given


def a_class(stage: Stage) -> Any:
    class Given(str):
        __slots__ = ()

        def __new__(cls, q: str = "given") -> Self:
            stage.note(where())
            return super().__new__(cls, q)

    return Given


def a_callable_object(stage: Stage) -> Any:
    class Given:
        async def __call__(self, q: str = "given") -> str:
            stage.note(where())
            return q

    return Given()


def a_bound_method(stage: Stage) -> Any:
    class Source:
        def given(self) -> str:
            stage.note(where())
            return "given"

    return Source().given


def a_partial(stage: Stage) -> Any:
    async def given(text: str) -> str:
        stage.note(where())
        return text

    return functools.partial(given, text="given")


@same()
@pytest.mark.parametrize(
    ("make", "notes"),
    [
        (plain_function, "in-thread given 200 sent"),
        (async_function, "in-loop given 200 sent"),
        (generator, "in-thread given 200 sent closed-in-thread"),
        (async_generator, "in-loop given 200 sent closed-in-loop"),
        (a_class, "in-thread given 200 sent"),
        (a_callable_object, "in-loop given 200 sent"),
        (a_bound_method, "in-thread given 200 sent"),
        (a_partial, "in-loop given 200 sent"),
    ],
)
def test_the_constructor_is_given(stage: Stage, make: Callable[[Stage], Any]) -> None:
    class Shop(stage.Shop):
        def __init__(self, given: Annotated[Any, Depends(make(stage))]) -> None:
            stage.note(given)

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("made 200 sent")
def test_a_dependency_is_solved_once_for_a_request(stage: Stage) -> None:
    def given(q: str = "") -> None:
        stage.note("made")

    class Shop(stage.Shop):
        def __init__(self, first: Annotated[Any, Depends(given)], second: Annotated[Any, Depends(given)]) -> None:
            pass

    stage.ask(
        stage.app(Shop, dependencies=[Depends(given)], include={"dependencies": [Depends(given)]}), "GET", "/items/1"
    )


@same("1 2 1 3 200 sent")
def test_a_dependency_without_cache_is_solved_each_time(stage: Stage) -> None:
    numbers = iter(range(1, 9))

    def given() -> int:
        return next(numbers)

    class Shop(stage.Shop):
        def __init__(
            self,
            first: Annotated[int, Depends(given)],
            second: Annotated[int, Depends(given, use_cache=False)],
            third: Annotated[int, Depends(given)],
            fourth: Annotated[int, Depends(given, use_cache=False)],
        ) -> None:
            for one in (first, second, third, fourth):
                stage.note(str(one))

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("app include guard bearer handler 200 sent")
def test_dependencies_are_solved_from_the_app_inwards(stage: Stage) -> None:
    def noting(name: str) -> Any:
        async def given() -> None:
            stage.note(name)

        return Depends(given)

    class Guard(stage.Guard):
        def __init__(self, _: Annotated[None, noting("guard")]) -> None:
            pass

        async def bearer(self, *, token: str, scopes: frozenset[str]) -> Any:
            stage.note("bearer")
            return token

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, noting("handler")]) -> None:
            pass

    app = stage.app(Shop, Guard, dependencies=[noting("app")], include={"dependencies": [noting("include")]})
    stage.ask(app, "GET", "/mine", headers=BEARER)


@same("open guard:session read shop:session 200 sent close")
def test_guard_and_handlers_share_a_dependency(stage: Stage) -> None:
    async def session() -> AsyncIterator[str]:
        stage.note("open")
        yield "session"
        stage.note("close")

    class Guard(stage.Guard):
        def __init__(self, session: Annotated[str, Depends(session)]) -> None:
            stage.note("guard:" + session)

        async def bearer(self, *, token: str, scopes: frozenset[str]) -> Any:
            stage.note(" ".join(scopes))
            return token

    class Shop(stage.Shop):
        def __init__(self, session: Annotated[str, Depends(session)]) -> None:
            stage.note("shop:" + session)

    stage.ask(stage.app(Shop, Guard), "GET", "/mine", headers=BEARER)


@same("settings pool session unit 200 sent unit-closed session-closed pool-closed")
def test_nested_dependencies_close_from_the_inside(stage: Stage) -> None:
    def settings() -> str:
        stage.note("settings")
        return "s"

    async def pool(_: Annotated[str, Depends(settings)]) -> AsyncIterator[str]:
        stage.note("pool")
        yield "p"
        stage.note("pool-closed")

    def session(_: Annotated[str, Depends(pool)]) -> Iterator[str]:
        stage.note("session")
        yield "s"
        stage.note("session-closed")

    async def unit(_: Annotated[str, Depends(session)], __: Annotated[str, Depends(pool)]) -> AsyncIterator[str]:
        stage.note("unit")
        yield "u"
        stage.note("unit-closed")

    class Shop(stage.Shop):
        def __init__(self, unit: Annotated[str, Depends(unit)], settings: Annotated[str, Depends(settings)]) -> None:
            pass

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("request:open function:open handler function:close 200 sent request:close")
def test_a_dependency_of_function_scope_closes_before_the_reply(stage: Stage) -> None:
    def noting(name: str) -> Any:
        async def given() -> AsyncIterator[None]:
            stage.note(name + ":open")
            yield
            stage.note(name + ":close")

        return given

    class Shop(stage.Shop):
        def __init__(
            self,
            first: Annotated[None, Depends(noting("request"), scope="request")],
            second: Annotated[None, Depends(noting("function"), scope="function")],
        ) -> None:
            pass

        async def get_item(self, *, item_id: int) -> Any:
            stage.note("handler")
            return stage.item(item_id)

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("enters waits 200 sent leaves enters 200 sent leaves")
def test_a_dependency_may_limit_its_concurrency(stage: Stage) -> None:
    async def given() -> AsyncIterator[None]:
        stage.note("enters")
        yield
        stage.note("leaves")

    async def both() -> None:
        go_on = anyio.Event()

        class Shop(stage.Shop):
            def __init__(self, given: Annotated[None, Depends(given, max_concurrency=1)]) -> None:
                pass

            async def get_item(self, *, item_id: int) -> Any:
                await go_on.wait()
                return stage.item(item_id)

        app = stage.app(Shop)
        async with anyio.create_task_group() as tasks:
            for _ in range(2):
                tasks.start_soon(stage.asking, app, "GET", "/items/1")
            await anyio.wait_all_tasks_blocked()
            stage.note("waits")
            go_on.set()

    asyncio.run(both())


@same("early:set:set handler:set cleanup:by-handler 200 sent")
def test_context_variables_pass_between_async_dependencies_and_the_handler(stage: Stage) -> None:
    async def setting() -> AsyncIterator[None]:
        PLACE.set("set")
        yield
        stage.note("cleanup:" + PLACE.get())

    async def early(_: Annotated[None, Depends(setting, scope="function")]) -> str:
        return PLACE.get()

    class Shop(stage.Shop):
        def __init__(self, early: Annotated[str, Depends(early)]) -> None:
            stage.note(f"early:{early}:{PLACE.get()}")

        async def get_item(self, *, item_id: int) -> Any:
            stage.note("handler:" + PLACE.get())
            PLACE.set("by-handler")
            return stage.item(item_id)

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("thread:unset handler:unset 200 sent")
def test_a_context_variable_set_in_a_thread_stays_there(stage: Stage) -> None:
    def setting() -> None:
        stage.note("thread:" + PLACE.get())
        PLACE.set("set")

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, Depends(setting)]) -> None:
            pass

        async def get_item(self, *, item_id: int) -> Any:
            stage.note("handler:" + PLACE.get())
            return stage.item(item_id)

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("once 200 sent 200 sent")
def test_an_instance_serves_every_request(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self) -> None:
            stage.note("once")

    app = stage.app(Shop())
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/items/2")


@same("made 200 sent made 200 sent")
def test_a_class_is_made_for_each_request(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self) -> None:
            stage.note("made")

    app = stage.app(Shop)
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/items/2")


@same("500 sent escaped:LookupError")
def test_a_constructor_that_raises_is_a_failure(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self) -> None:
            raise LookupError("no shop")

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("7 given 200 sent")
def test_a_data_class_of_handlers(stage: Stage) -> None:
    class Page:
        def __init__(self, limit: int = 7) -> None:
            self.limit = limit

    async def given() -> str:
        return "given"

    @dataclass
    class Shop(stage.Shop):  # type: ignore[misc]
        page: Annotated[Page, Depends()]
        text: Annotated[str, Depends(given)]

        async def get_item(self, *, item_id: int) -> Any:
            stage.note(str(self.page.limit))
            stage.note(self.text)
            return stage.item(item_id)

    stage.ask(stage.app(Shop), "GET", "/items/1")
