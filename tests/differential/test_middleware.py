"""Middleware of every kind around the routes."""

import gzip
import json
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request, Response
from same import same
from stage import Stage
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.httpsredirect import HTTPSRedirectMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

PLACE: ContextVar[str] = ContextVar("PLACE", default="unset")
ORIGIN = {"origin": "http://other"}


class Layer:
    """A pure ASGI middleware that calls `play(app, scope, receive, send)`."""

    def __init__(self, app: Any, play: Callable[..., Any]) -> None:
        self.app = app
        self.play = play

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.play(self.app, scope, receive, send)


def noting_shop(stage: Stage) -> Any:
    class Shop(stage.Shop):
        async def get_item(self, *, item_id: int) -> Any:
            stage.note(f"handler:{item_id}:{PLACE.get()}")
            return stage.item(item_id)

    return Shop


@same("outer inner handler:1:unset 200 sent inner-after outer-after")
def test_the_last_one_added_is_outermost(stage: Stage) -> None:
    def noting(name: str) -> Any:
        async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
            stage.note(name)
            await app(scope, receive, send)
            stage.note(name + "-after")

        return play

    app = stage.app(noting_shop(stage))
    app.add_middleware(Layer, play=noting("inner"))
    app.add_middleware(Layer, play=noting("outer"))
    stage.ask(app, "GET", "/items/1")


@same("handler:9:unset 200 sent")
@pytest.mark.parametrize("keeps_raw_path", [True, False])
def test_a_path_is_rewritten(stage: Stage, keeps_raw_path: bool) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        scope = {**scope, "path": "/items/9", "raw_path": b"/items/9"}
        if not keeps_raw_path:
            del scope["raw_path"]
        await app(scope, receive, send)

    app = stage.app(noting_shop(stage))
    app.add_middleware(Layer, play=play)
    stage.ask(app, "GET", "/old/1")


@same("handler:9:unset 200 sent")
def test_only_the_decoded_path_is_rewritten(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        scope["path"] = "/items/9"
        await app(scope, receive, send)

    app = stage.app(noting_shop(stage))
    app.add_middleware(Layer, play=play)
    stage.ask(app, "GET", "/items/1")


@same("handler:1:unset 200 sent")
def test_a_method_is_rewritten(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "method": "GET"}, receive, send)

    app = stage.app(noting_shop(stage))
    app.add_middleware(Layer, play=play)
    stage.ask(app, "BREW", "/items/1")


@same("handler:1:unset handler:2:unset 204 sent")
def test_one_scope_is_used_again_with_another_path_and_method(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        async def unheard(message: Any) -> None:
            pass

        await app(scope, receive, unheard)
        scope["path"], scope["raw_path"] = "/items/2", b"/items/2"
        await app(scope, receive, unheard)
        scope["method"] = "DELETE"
        await app(scope, receive, send)

    app = stage.app(noting_shop(stage))
    app.add_middleware(Layer, play=play)
    stage.ask(app, "GET", "/items/1")


@same("handler:1:unset 200 sent")
def test_a_scope_without_what_servers_may_leave_out(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        optional = {"raw_path", "root_path", "scheme", "client", "server"}
        await app({name: value for name, value in scope.items() if name not in optional}, receive, send)

    app = stage.app(noting_shop(stage))
    app.add_middleware(Layer, play=play)
    stage.ask(app, "GET", "/items/1")


@same("200 sent")
def test_the_query_and_headers_are_rewritten(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        headers = [*scope["headers"], (b"authorization", b"Bearer added")]
        await app({**scope, "query_string": b"limit=3", "headers": headers}, receive, send)

    app = stage.app()
    app.add_middleware(Layer, play=play)
    stage.ask(app, "GET", "/items?limit=1")


@same("200 sent")
def test_a_credential_is_added(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "headers": [*scope["headers"], (b"authorization", b"Bearer added")]}, receive, send)

    app = stage.app()
    app.add_middleware(Layer, play=play)
    assert b"added" in stage.ask(app, "GET", "/mine").body


@same("201 sent")
def test_a_body_is_rewritten(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        async def other() -> Any:
            message = await receive()
            return {**message, "body": json.dumps({"name": "other"}).encode()}

        headers = [line for line in scope["headers"] if line[0] != b"content-length"]
        await app({**scope, "headers": headers}, other, send)

    app = stage.app()
    app.add_middleware(Layer, play=play)
    assert b"other" in stage.ask(app, "POST", "/items", json_body={"name": "own"}).body


@same("201 sent")
def test_a_body_comes_in_pieces(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        whole = (await receive())["body"]
        pieces = [whole[:4], b"", whole[4:]]

        async def piecewise() -> Any:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        await app(scope, piecewise, send)

    app = stage.app()
    app.add_middleware(Layer, play=play)
    stage.ask(app, "POST", "/items", json_body={"name": "pieces"})


@same("200 sent")
def test_a_reply_is_rewritten(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        async def other(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-added", b"1")]
            await send(message)

        await app(scope, receive, other)

    app = stage.app()
    app.add_middleware(Layer, play=play)
    assert stage.ask(app, "GET", "/items/1")["x-added"] == "1"


@same("before handler:1:by-middleware after:200 200 chunk sent")
def test_a_function_as_middleware(stage: Stage) -> None:
    app = stage.app(noting_shop(stage))

    @app.middleware("http")
    async def around(request: Request, call_next: Any) -> Response:
        stage.note("before")
        PLACE.set("by-middleware")
        request.state.seen = True
        response: Response = await call_next(request)
        stage.note(f"after:{response.status_code}")
        response.headers["x-around"] = request.url.path
        return response

    stage.ask(app, "GET", "/items/1")


@same("caught:LostError 503 sent")
def test_a_function_as_middleware_sees_exceptions(stage: Stage) -> None:
    class LostError(Exception):
        pass

    class Shop(stage.Shop):
        async def get_item(self, *, item_id: int) -> Any:
            raise LostError

    async def around(request: Request, call_next: Any) -> Response:
        try:
            return await call_next(request)  # type: ignore[no-any-return]
        except LostError:
            stage.note("caught:LostError")
            return Response("lost", 503)

    app = stage.app(Shop)
    app.add_middleware(BaseHTTPMiddleware, dispatch=around)
    stage.ask(app, "GET", "/items/1")


@same("418 chunk sent")
def test_a_middleware_that_reads_the_body_leaves_it_for_the_handler(stage: Stage) -> None:
    class Shop(stage.Shop):
        async def create_item(self, *, body: Any) -> Any:
            raise HTTPException(418, body.name)

    app = stage.app(Shop)

    @app.middleware("http")
    async def reading(request: Request, call_next: Any) -> Response:
        stage.facts.append(await request.body())
        return await call_next(request)  # type: ignore[no-any-return]

    stage.ask(app, "POST", "/items", json_body={"name": "kept"})


@same("204 sent")
def test_a_middleware_may_answer_itself(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self) -> None:
            stage.note("never")

    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        await Response(None, 204)(scope, receive, send)

    app = stage.app(Shop)
    app.add_middleware(Layer, play=play)
    stage.ask(app, "GET", "/items/1")


@same("200 sent")
@pytest.mark.parametrize("accept", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["/items?limit=50", "/items/1"])
def test_gzip(stage: Stage, accept: str, path: str) -> None:
    app = stage.app()
    app.add_middleware(GZipMiddleware, minimum_size=100)
    answer = stage.ask(app, "GET", path, headers={"accept-encoding": accept})
    assert (answer["content-encoding"] == "gzip") == (accept == "gzip" and "limit" in path)
    if answer["content-encoding"]:
        answer.body = gzip.decompress(answer.body)  # the packed bytes hold the time


@same("200 chunk chunk sent")
def test_gzip_of_a_stream(stage: Stage) -> None:
    app = stage.app()
    app.add_middleware(GZipMiddleware, minimum_size=1)
    answer = stage.ask(app, "GET", "/feed", headers={"accept-encoding": "gzip"})
    answer.body = gzip.decompress(answer.body)
    assert answer.body == b"onetwo"


@same()
@pytest.mark.parametrize(
    ("method", "path", "headers", "notes"),
    [
        ("GET", "/items/1", ORIGIN, "200 sent"),
        ("GET", "/items/1", {}, "200 sent"),
        ("GET", "/nothing", ORIGIN, "404 sent"),
        ("OPTIONS", "/items", ORIGIN | {"access-control-request-method": "POST"}, "200 sent"),
        ("OPTIONS", "/items", ORIGIN | {"access-control-request-method": "PUT"}, "400 sent"),
        ("OPTIONS", "/mine", {"origin": "http://evil", "access-control-request-method": "GET"}, "400 sent"),
    ],
)
def test_cors(stage: Stage, method: str, path: str, headers: Any) -> None:
    app = stage.app()
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["http://other"],
        allow_methods=["GET", "POST"],
        allow_headers=["x-own"],
        allow_credentials=True,
        expose_headers=["location"],
    )
    stage.ask(app, method, path, headers=headers)


@same()
@pytest.mark.parametrize(("host", "notes"), [("good.example", "200 sent"), ("evil.example", "400 sent")])
def test_trusted_hosts(stage: Stage, host: str) -> None:
    app = stage.app()
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["good.example"])
    stage.ask(app, "GET", "/items/1", headers={"host": host})


@same()
@pytest.mark.parametrize(("scheme", "notes"), [("http", "307 sent"), ("https", "200 sent")])
def test_https_redirect(stage: Stage, scheme: str) -> None:
    app = stage.app()
    app.add_middleware(HTTPSRedirectMiddleware)
    stage.ask(app, "GET", "/items/1?a=b", scope={"scheme": scheme})


@same("200 sent raised:RuntimeError 200 sent")
def test_middleware_is_added_before_the_first_request_only(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        await app(scope, receive, send)

    app = stage.app()
    app.add_middleware(Layer, play=play)
    stage.ask(app, "GET", "/items/1")
    with pytest.raises(RuntimeError) as raised:
        app.add_middleware(Layer, play=play)
    stage.note(f"raised:{type(raised.value).__name__}")
    stage.ask(app, "GET", "/items/1")


@same("seen:None 200 sent seen:get_item seen:None 404 sent seen:None")
def test_what_a_middleware_finds_in_the_scope_afterwards(stage: Stage) -> None:
    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        stage.note(f"seen:{getattr(scope.get('route'), 'name', None)}")
        await app(scope, receive, send)
        route, endpoint = scope.get("route"), scope.get("endpoint")
        stage.note(f"seen:{getattr(route, 'name', None)}")
        stage.facts.append((getattr(route, "path", None), getattr(route, "path_format", None)))
        stage.facts.append((getattr(route, "methods", None), getattr(endpoint, "__name__", None)))
        stage.facts.append((scope.get("path_params"), scope.get("root_path"), isinstance(scope.get("app"), FastAPI)))

    app = stage.app(include={"prefix": "/v1"})
    app.add_middleware(Layer, play=play)
    stage.ask(app, "GET", "/v1/items/1")
    stage.ask(app, "GET", "/items/1")


@same("handler:1:by-layer 200 sent after:by-handler")
def test_context_variables_pass_through_pure_middleware(stage: Stage) -> None:
    class Shop(noting_shop(stage)):  # type: ignore[misc]
        async def get_item(self, *, item_id: int) -> Any:
            result = await super().get_item(item_id=item_id)
            PLACE.set("by-handler")
            return result

    async def play(app: Any, scope: Any, receive: Any, send: Any) -> None:
        PLACE.set("by-layer")
        await app(scope, receive, send)
        stage.note("after:" + PLACE.get())

    app = stage.app(Shop)
    app.add_middleware(Layer, play=play)
    stage.ask(app, "GET", "/items/1")


@same("413 sent")
@pytest.mark.parametrize("place", ["app", "include"])
def test_a_limit_of_body_size(stage: Stage, place: str) -> None:
    limit = {"max_body_size": 5}
    app = stage.app(**limit) if place == "app" else stage.app(include=limit)
    stage.ask(app, "POST", "/items", json_body={"name": "long"})
