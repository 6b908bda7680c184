"""The same behind Starlette's test client, httpx, and uvicorn; many requests at once; state of the app."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Annotated, Any

import anyio
import httpx
from clients import in_process, served, test_client
from exchange import Ask, exchange, normal
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from same import NOTHING, same
from stage import Stage

CALLER: ContextVar[str] = ContextVar("CALLER", default="nobody")
REQUESTS: list[tuple[str, str, Any]] = [
    ("GET", "/items", None),
    ("GET", "/items/1", None),
    ("GET", "/items/404", None),
    ("POST", "/items", {"name": "é"}),
    ("DELETE", "/items/1", None),
    ("GET", "/feed", None),
    ("GET", "/items/", None),
    ("GET", "/nothing", None),
    ("PUT", "/mine", None),
]
STATUSES = [200, 200, 404, 201, 204, 200, 307, 404, 405]


def shop_with_a_hole(stage: Stage) -> Any:
    class Shop(stage.Shop):
        async def get_item(self, *, item_id: int) -> Any:
            if item_id == 404:
                raise HTTPException(404, "no such item")
            if item_id == 500:
                raise LookupError("lost")
            return stage.item(item_id)

    return Shop


def seen(answer: httpx.Response) -> Any:
    """What a client can tell of an answer; the address and the time are another one each time."""
    url, moving = str(answer.request.url.copy_with(path="/", query=None)), ("date",)
    headers = [
        normal((name, value.replace(url, "http://shop/")))
        for name, value in answer.headers.items()
        if name not in moving
    ]
    return answer.status_code, sorted(headers), answer.content


@same(NOTHING)
def test_the_test_client(stage: Stage) -> None:
    with test_client(stage.app(shop_with_a_hole(stage)), follow_redirects=False) as client:
        stage.facts += [seen(client.request(method, path, json=body)) for method, path, body in REQUESTS]
    assert [one[0] for one in stage.facts] == STATUSES


@same(NOTHING)
def test_httpx_in_process(stage: Stage) -> None:
    async def play() -> None:
        async with in_process(stage.app(shop_with_a_hole(stage))) as client:
            for method, path, body in REQUESTS:
                stage.facts.append(seen(await client.request(method, path, json=body)))

    asyncio.run(play())
    assert [one[0] for one in stage.facts] == STATUSES


@same(NOTHING)
def test_a_real_server(stage: Stage) -> None:
    async def play() -> None:
        async with served(stage.app(shop_with_a_hole(stage))) as url, httpx.AsyncClient(base_url=url) as client:
            for method, path, body in [*REQUESTS, ("GET", "/items/500", None)]:
                stage.facts.append(seen(await client.request(method, path, json=body)))

    asyncio.run(play())
    assert [one[0] for one in stage.facts] == [*STATUSES, 500]
    assert stage.logs == ["uvicorn.error ERROR Exception in ASGI application\n"]


@same("handler gone saw:HTTPException")
def test_a_client_leaves_a_real_server_while_the_handler_is_slow(stage: Stage) -> None:
    async def play() -> None:
        is_in, is_closed = asyncio.Event(), asyncio.Event()

        async def session() -> AsyncIterator[None]:
            try:
                yield
            except HTTPException:
                stage.note("saw:HTTPException")
                raise
            finally:
                is_closed.set()

        class Shop(stage.Shop):
            def __init__(self, request: Request, _: Annotated[None, Depends(session)]) -> None:
                self.request = request

            async def get_item(self, *, item_id: int) -> Any:
                stage.note("handler")
                is_in.set()
                while (await self.request.receive())["type"] != "http.disconnect":
                    pass
                stage.note("gone")
                raise HTTPException(499)

        async with served(stage.app(Shop)) as url:
            await leave(url, "/items/1", is_in)
            await asyncio.wait_for(is_closed.wait(), 5)

    asyncio.run(play())


@same("streaming generator:CancelledError close")
def test_a_client_leaves_a_real_server_while_it_streams(stage: Stage) -> None:
    async def play() -> None:
        is_in, is_closed = asyncio.Event(), asyncio.Event()

        async def session() -> AsyncIterator[None]:
            try:
                yield
            finally:
                stage.note("close")
                is_closed.set()

        class Shop(stage.Shop):
            def __init__(self, _: Annotated[None, Depends(session)]) -> None:
                pass

            async def read_feed(self) -> Any:
                return chunks()

        async def chunks() -> AsyncIterator[bytes]:
            try:
                yield b"one"
                stage.note("streaming")
                is_in.set()
                await asyncio.Event().wait()
            except BaseException as error:
                stage.note(f"generator:{type(error).__name__}")
                raise

        async with served(stage.app(Shop)) as url:
            await leave(url, "/feed", is_in)
            await asyncio.wait_for(is_closed.wait(), 5)

    asyncio.run(play())


async def leave(url: str, path: str, is_in: asyncio.Event) -> None:
    """Send a request and close the connection once the handler is at work."""
    host, port = url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nhost: shop\r\n\r\n".encode())
    await asyncio.wait_for(is_in.wait(), 5)
    writer.close()
    await writer.wait_closed()


@same(NOTHING)
def test_a_hundred_requests_at_once_are_kept_apart(stage: Stage) -> None:
    async def known(x_caller: Annotated[str, Header()]) -> AsyncIterator[str]:
        CALLER.set(x_caller)
        yield x_caller
        stage.facts.append((x_caller, CALLER.get()))

    class Shop(stage.Shop):
        def __init__(self, caller: Annotated[str, Depends(known)]) -> None:
            self.caller = caller

        async def get_item(self, *, item_id: int) -> Any:
            await everyone_is_in()
            return stage.item(item_id, f"{self.caller}:{CALLER.get()}")

    waiting: list[asyncio.Event] = []

    async def everyone_is_in() -> None:
        waiting.append(asyncio.Event())
        if len(waiting) == 100:
            for one in waiting:
                one.set()
        await waiting[-1].wait() if len(waiting) < 100 else None

    async def play() -> None:
        app = stage.app(Shop)

        async def call(number: int) -> None:
            ask = Ask("GET", f"/items/{number}", {"x-caller": str(number)})
            stage.answers.append(await exchange(app, ask, lambda _: None))

        async with anyio.create_task_group() as tasks:
            for number in range(100):
                tasks.start_soon(call, number)

    asyncio.run(play())
    stage.facts.sort()
    stage.answers.sort(key=lambda answer: answer.body)
    assert {answer.status for answer in stage.answers} == {200}
    assert len(stage.facts) == 100


@same("start handler:opened:shared stop")
def test_state_of_the_lifespan(stage: Stage) -> None:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        stage.note("start")
        app.state.shared = "shared"
        yield {"pool": "opened"}
        stage.note("stop")

    class Shop(stage.Shop):
        def __init__(self, request: Request) -> None:
            stage.note(f"handler:{request.state.pool}:{request.app.state.shared}")
            stage.facts.append(request.scope["state"])

    with test_client(stage.app(Shop, lifespan=lifespan)) as client:
        stage.facts.append(seen(client.get("/items/1")))


@same("start router-start 200 router-stop stop")
def test_a_router_with_a_lifespan_of_its_own(stage: Stage) -> None:
    def noting(name: str) -> Any:
        @asynccontextmanager
        async def lifespan(app: Any) -> AsyncIterator[None]:
            stage.note(name + "start")
            yield
            stage.note(name + "stop")

        return lifespan

    router = stage.router()
    router.lifespan_context = noting("router-")
    app = stage.empty(lifespan=noting(""))
    app.include_router(router)
    with test_client(app) as client:
        stage.note(str(client.get("/items/1").status_code))


@same("layer:1 dependency:2 handler:3 200 sent after:3")
def test_state_of_a_request_is_one(stage: Stage) -> None:
    class Layer:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            state = scope.setdefault("state", {})
            state["count"] = 1
            stage.note("layer:1")
            await self.app(scope, receive, send)
            stage.note(f"after:{state['count']}")

    async def counting(request: Request) -> None:
        request.state.count += 1
        stage.note(f"dependency:{request.state.count}")

    class Shop(stage.Shop):
        def __init__(self, request: Request) -> None:
            self.request = request

        async def get_item(self, *, item_id: int) -> Any:
            self.request.state.count += 1
            stage.note(f"handler:{self.request.state.count}")
            return stage.item(item_id)

    app = stage.app(Shop, dependencies=[Depends(counting)])
    app.add_middleware(Layer)
    stage.ask(app, "GET", "/items/1")


@same("one-object 200 sent")
def test_the_request_is_one_object_for_all_dependencies(stage: Stage) -> None:
    found: list[Request] = []

    async def first(request: Request) -> None:
        found.append(request)

    class Shop(stage.Shop):
        def __init__(self, request: Request, _: Annotated[None, Depends(first)]) -> None:
            found.append(request)
            stage.note("one-object" if len({id(one) for one in found}) == 1 else "many")

    stage.ask(stage.app(Shop, dependencies=[Depends(first, use_cache=False)]), "GET", "/items/1")


@same("201 sent")
def test_a_dependency_may_read_the_body_too(stage: Stage) -> None:
    async def reading(request: Request) -> None:
        stage.facts.append(await request.json())

    answer = stage.ask(stage.app(dependencies=[Depends(reading)]), "POST", "/items", json_body={"name": "a"})
    assert answer.status == 201
