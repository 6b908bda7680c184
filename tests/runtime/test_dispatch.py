"""What lies between a request and its operation: nothing is skipped, nothing stale is served, nothing is sent twice."""

from __future__ import annotations

import gc
import weakref
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from asking import ask
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute
from single import DONE, Done, judge, make_interface, shaped
from starlette.routing import Match, Route

from handfast.runtime import (
    Content,
    Operation,
    Parameter,
    Reply,
    contract_router,
    install_dispatch,
)
from handfast.runtime import Response as Declared
from handfast.runtime.problems import Invalid, Problem


def service(
    folder: Path,
    handler: Callable[..., Any],
    *,
    path: str = "/x",
    method: str = "GET",
    responses: tuple[Declared, ...] = (DONE,),
    parameters: tuple[Parameter, ...] = (),
    schemas: dict[str, Any] | None = None,
) -> APIRouter:
    """A router with one operation."""
    declared = Operation(
        pointer="#/o",
        id="o",
        method=method,
        path=path,
        handler="o",
        responses=responses,
        success=responses[0].reply,
        parameters=parameters,
    )
    hints = {one.into: Any for one in parameters}
    interface = make_interface("Api", {"o": (hints, Any)})
    implementation = type("Impl", (interface,), {"o": shaped(handler, hints, Any)})
    return contract_router(judge(folder, schemas or {}), interface, implementation(), operations=(declared,))


def dispatched(router: APIRouter, *before: APIRouter) -> FastAPI:
    app = FastAPI()
    for one in (*before, router):
        app.include_router(one)
    install_dispatch(app)
    return app


async def done(*_: Any, **__: Any) -> Done:
    return Done()


async def hand(_: Request) -> Response:
    return Response("hand")


@pytest.mark.parametrize("kind", [Invalid, Problem])
def test_the_apps_own_handlers_of_problems_go_first(tmp_path: Path, kind: type[Problem]) -> None:
    async def mine(_: Request, __: Exception) -> Response:
        return Response("mine", 418)

    taken = (Parameter(name="n", into="n", location="query", schema="#/n", required=True, style="form"),)
    app = dispatched(service(tmp_path, done, parameters=taken, schemas={"#/n": {"type": "integer"}}))
    app.add_exception_handler(kind, mine)
    assert ask(app, "GET", "/x").status == 418
    assert ask(app, "GET", "/x?n=1").status == 204


def test_a_path_that_comes_later_to_an_earlier_router(tmp_path: Path) -> None:
    earlier = APIRouter()
    app = dispatched(service(tmp_path, done), earlier)
    assert ask(app, "GET", "/x").status == 204
    earlier.add_route("/x", hand)
    assert ask(app, "GET", "/x").body == b"hand"


def test_a_route_that_is_put_in_the_place_of_the_contracts(tmp_path: Path) -> None:
    app = dispatched(service(tmp_path, done))
    assert ask(app, "GET", "/x").status == 204
    app.router.routes[-1] = Route("/x", hand)
    assert ask(app, "GET", "/x").body == b"hand"


def test_an_earlier_route_that_matches_in_its_own_way(tmp_path: Path) -> None:
    class Anywhere(APIRoute):
        def matches(self, scope: Any) -> Any:
            found, child = super().matches({**scope, "path": scope["path"].upper()})
            return (Match.FULL, child) if found is Match.FULL else (Match.NONE, {})

    earlier = APIRouter(route_class=Anywhere)

    @earlier.get("/X")
    async def own() -> str:
        return "hand"

    assert ask(dispatched(service(tmp_path, done), earlier), "GET", "/x").json == "hand"


def test_what_is_around_the_router_is_not_skipped(tmp_path: Path) -> None:
    app = dispatched(service(tmp_path, done))
    seen, inner = [], app.router.middleware_stack

    async def around(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        await inner(scope, receive, send)

    app.router.middleware_stack = around
    assert (ask(app, "GET", "/x").status, seen) == (204, ["/x"])


def test_head_belongs_to_get_alone(tmp_path: Path) -> None:
    calls: list[str] = []

    async def posted(*_: Any, **__: Any) -> Done:
        calls.append("posted")
        return Done()

    answer = ask(dispatched(service(tmp_path, posted, method="POST")), "HEAD", "/x")
    assert (answer.status, answer.headers["allow"], calls) == (405, "POST", [])


def test_a_condition_on_a_query_that_was_rewritten(tmp_path: Path) -> None:
    app = dispatched(service(tmp_path, done, path="/x?a=1"))

    @app.middleware("http")
    async def rewrite(request: Request, call_next: Any) -> Response:
        for route in app.routes:
            route.matches(request.scope)
        request.scope["query_string"] = b"a=2"
        answer: Response = await call_next(request)
        return answer

    assert ask(app, "GET", "/x?a=1").status == 404


def test_apps_are_forgotten(tmp_path: Path) -> None:
    app = dispatched(service(tmp_path, done))
    assert ask(app, "GET", "/x").status == 204
    gone = weakref.ref(app)
    del app
    gc.collect()
    assert gone() is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bytes(Reply):
    status: ClassVar[int] = 200
    body: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Reply):
    status: ClassVar[int] = 200
    body: Any
    media_type: str | None = None


BINARY = Declared(status="200", reply=Bytes, content=(Content(media_type="application/octet-stream"),))


class Source(AsyncIterator[bytes]):
    """Chunks, and whether they were given back."""

    def __init__(self, fails: bool = False) -> None:
        self.chunks = [b"a"]
        self.fails = fails
        self.is_closed = False

    async def __anext__(self) -> bytes:
        if self.chunks:
            return self.chunks.pop()
        if self.fails:
            raise LookupError("the source has gone")
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self.is_closed = True


def test_a_failure_after_the_beginning_is_no_second_reply(tmp_path: Path) -> None:
    async def failing(*_: Any, **__: Any) -> Source:
        return Source(fails=True)

    async def mine(_: Request, __: Exception) -> Response:
        return Response("again", 503)

    app = dispatched(service(tmp_path, failing, responses=(BINARY,)))
    app.add_exception_handler(LookupError, mine)
    answer = ask(app, "GET", "/x")
    assert (answer.status, answer.body) == (200, b"a")
    assert isinstance(answer.failure, RuntimeError)


@pytest.mark.parametrize(("method", "body"), [("HEAD", b""), ("GET", b"a")])
def test_streams_are_given_back(tmp_path: Path, method: str, body: bytes) -> None:
    source = Source()

    async def streaming(*_: Any, **__: Any) -> Source:
        return source

    answer = ask(dispatched(service(tmp_path, streaming, responses=(BINARY,))), method, "/x")
    assert (answer.status, answer.body, source.is_closed) == (200, body, True)


def test_a_stream_that_is_refused_is_given_back(tmp_path: Path) -> None:
    source = Source()

    async def streaming(*_: Any, **__: Any) -> Choice:
        return Choice(body=source, media_type="image/png")

    content = (Content(media_type="text/csv"), Content(media_type="application/octet-stream"))
    responses = (Declared(status="200", reply=Choice, content=content),)
    assert ask(dispatched(service(tmp_path, streaming, responses=responses)), "GET", "/x").status == 500
    assert source.is_closed


def test_406_before_the_handler_is_called(tmp_path: Path) -> None:
    calls: list[str] = []

    async def chosen(*_: Any, **__: Any) -> Choice:
        calls.append("called")
        return Choice(body="a,b")

    content = (Content(media_type="text/csv"), Content(media_type="text/plain"))
    app = dispatched(service(tmp_path, chosen, responses=(Declared(status="200", reply=Choice, content=content),)))
    assert (ask(app, "GET", "/x", headers={"accept": "image/png"}).status, calls) == (406, [])
    assert (ask(app, "GET", "/x", headers={"accept": "text/csv"}).status, calls) == (200, ["called"])


def test_a_schema_that_leads_back_to_itself_starts(tmp_path: Path) -> None:
    schemas = {"#/a": {"$ref": "#/$defs/%23~1b"}, "#/b": {"$ref": "#/$defs/%23~1a"}}
    taken = (Parameter(name="n", into="n", location="query", schema="#/a", style="form"),)
    assert service(tmp_path, done, parameters=taken, schemas=schemas).routes


@pytest.mark.parametrize("variable", ["HANDFAST_ASSERT_FORMATS", "HANDFAST_STREAM_LIMIT"])
def test_a_wrong_setting_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "two")
    with pytest.raises(ValueError, match=variable):
        service(tmp_path, done)
