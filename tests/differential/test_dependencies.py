"""What is injected into handlers, when it is made, and how often."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from typing import Annotated, Any

import anyio
import pytest
from fastapi import BackgroundTasks, Cookie, Depends, Header, Query, Request, Response, Security
from fastapi.security import SecurityScopes
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

        def __new__(cls, q: str = "given") -> "Given":
            stage.note(where())
            return super().__new__(cls, q)

    return Given


def a_callable_object(stage: Stage) -> Any:
    class Given:
        async def __call__(self, q: str = "given") -> str:
            stage.note(where())
            return q

    return Given()


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

    stage.ask(stage.app(Shop, dependencies=[Depends(given)], include={"dependencies": [Depends(given)]}), "GET", "/items/1")


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

    app = stage.app(
        Shop, Guard, dependencies=[noting("app")], include={"dependencies": [noting("include")]}
    )
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


@same("/items/1 caller 200 sent")
def test_a_constructor_may_ask_for_the_request(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self, request: Request) -> None:
            assert request.client is not None
            stage.note(request.url.path)
            stage.note(request.client.host)
            stage.facts.append((dict(request.query_params), request.cookies, request.path_params, str(request.url)))

    stage.ask(stage.app(Shop), "GET", "/items/1?a=b", headers={"cookie": "c=d"})


@same("200 sent")
def test_headers_and_cookies_set_on_the_response_are_sent(stage: Stage) -> None:
    async def outer(response: Response) -> None:
        response.headers["x-outer"] = "1"

    class Shop(stage.Shop):
        def __init__(self, response: Response) -> None:
            self.response = response
            response.set_cookie("first", "a")

        async def get_item(self, *, item_id: int) -> Any:
            self.response.headers.append("x-many", "1")
            self.response.headers.append("x-many", "2")
            self.response.set_cookie("second", "b", httponly=True)
            return stage.item(item_id)

    answer = stage.ask(stage.app(Shop, dependencies=[Depends(outer)]), "GET", "/items/1")
    stage.facts.append([line for line in answer.headers if line[0] in ("x-outer", "x-many", "set-cookie")])
    assert len(stage.facts[0]) == 5


@same("202 sent")
def test_a_declared_status_set_on_the_response_is_sent(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self, response: Response) -> None:
            response.status_code = 202

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("204 sent")
def test_headers_set_on_the_response_are_sent_without_a_body(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self, response: Response) -> None:
            response.headers["x-more"] = "1"

    assert stage.ask(stage.app(Shop), "DELETE", "/items/1")["x-more"] == "1"


@same("201 sent")
def test_headers_of_the_response_join_those_of_a_reply(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self, response: Response) -> None:
            response.headers["x-more"] = "1"

        async def create_item(self, *, body: Any) -> Any:
            return stage.service.created(stage.item(7, body.name), "/items/7")

    answer = stage.ask(stage.app(Shop), "POST", "/items", json_body={"name": "a"})
    assert (answer["location"], answer["x-more"]) == ("/items/7", "1")


@same("inner:a,b outer: 200 sent")
def test_security_scopes_gather_on_the_way_in(stage: Stage) -> None:
    async def inner(scopes: SecurityScopes) -> None:
        stage.note("inner:" + ",".join(scopes.scopes))

    async def middle(_: Annotated[None, Security(inner, scopes=["b"])]) -> None:
        pass

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, Security(middle, scopes=["a"])], scopes: SecurityScopes) -> None:
            stage.note("outer:" + ",".join(scopes.scopes))

    stage.ask(stage.app(Shop), "GET", "/items/1")


@same("q:x header:y cookie:z path:5 200 sent")
def test_a_dependency_reads_parameters(stage: Stage) -> None:
    async def reading(
        item_id: int,
        q: Annotated[str, Query()],
        x_one: Annotated[str, Header()],
        flavour: Annotated[str, Cookie()],
    ) -> None:
        for name, value in (("q", q), ("header", x_one), ("cookie", flavour), ("path", item_id)):
            stage.note(f"{name}:{value}")

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, Depends(reading)]) -> None:
            pass

    stage.ask(stage.app(Shop), "GET", "/items/5?q=x", headers={"x-one": "y", "cookie": "flavour=z"})


@same("422 sent 422 sent")
@pytest.mark.parametrize("place", ["constructor", "include", "app"])
def test_a_dependency_that_reads_what_is_not_valid_refuses(stage: Stage, place: str) -> None:
    async def reading(x_number: Annotated[int, Header()]) -> None:
        stage.note("never")

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, Depends(reading)]) -> None:
            stage.note("never")

    needs = [Depends(reading)]
    app = stage.app(
        Shop if place == "constructor" else None,
        include={"dependencies": needs if place == "include" else []},
        dependencies=needs if place == "app" else [],
    )
    stage.ask(app, "GET", "/items/1", headers={"x-number": "x"})
    stage.ask(app, "GET", "/items/1")


@same("422 sent")
def test_every_refusal_of_a_constructor_is_told(stage: Stage) -> None:
    async def first(x_first: Annotated[int, Header()]) -> None: ...

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, Depends(first)], x_second: Annotated[int, Header()]) -> None: ...

    answer = stage.ask(stage.app(Shop), "GET", "/items/1")
    assert all(name in answer.body for name in (b"x-first", b"x-second"))


@same("task:from-dependency task:from-constructor 200 sent first second")
def test_background_tasks_are_one_list_for_a_request(stage: Stage) -> None:
    async def adding(tasks: BackgroundTasks) -> None:
        stage.note("task:from-dependency")
        tasks.add_task(stage.note, "first")

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, Depends(adding)], tasks: BackgroundTasks) -> None:
            stage.note("task:from-constructor")
            tasks.add_task(stage.note, "second")

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
