"""Which route serves a request: beside hand-written routes, mounts and sockets, and when none does."""

from pathlib import Path
from typing import Any

import pytest
from clients import test_client
from fastapi import APIRouter, FastAPI, Request, Response, WebSocket
from same import same
from stage import Stage
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocketDisconnect


def marked_shop(stage: Stage) -> Any:
    """Handlers that note that the contract serves the request."""

    class Shop(stage.Shop):
        def __init__(self) -> None:
            stage.note("contract")

    return Shop


def hand_written(stage: Stage) -> Any:
    """An endpoint that notes that it serves the request."""

    async def own(request: Request) -> Response:
        stage.note("own")
        stage.facts.append((request.path_params, request.scope["route"].path))
        return Response("own")

    return own


@same()
@pytest.mark.parametrize(
    ("method", "target", "notes"),
    [
        ("GET", "/items", "contract 200 sent"),
        ("GET", "/items/1", "contract 200 sent"),
        ("GET", "/items/%31", "contract 200 sent"),
        ("GET", "/items?limit=1&other=2", "contract 200 sent"),
        ("DELETE", "/items/1", "contract 204 sent"),
        ("GET", "/items/", "307 sent"),
        ("GET", "/items/1/", "307 sent"),
        ("GET", "/items/?limit=1", "307 sent"),
        ("PUT", "/mine/", "307 sent"),
        ("GET", "/nothing", "404 sent"),
        ("GET", "/", "404 sent"),
        ("GET", "/items/1/2", "404 sent"),
        ("GET", "//items", "404 sent"),
        ("GET", "/ITEMS", "404 sent"),
        ("PUT", "/mine", "405 sent"),
        ("OPTIONS", "/mine", "405 sent"),
        ("BREW", "/mine", "405 sent"),
        ("get", "/mine", "405 sent"),
        ("BREW", "/nothing", "404 sent"),
    ],
)
def test_a_request(stage: Stage, method: str, target: str) -> None:
    stage.ask(stage.app(marked_shop(stage)), method, target)


@same("404 sent 404 sent contract 200 sent")
def test_slashes_are_not_redirected_where_that_is_off(stage: Stage) -> None:
    app = stage.app(marked_shop(stage), redirect_slashes=False)
    for target in ("/items/", "/items/1/", "/items/1"):
        stage.ask(app, "GET", target)


def placed(stage: Stage, path: str, when: str, methods: list[str]) -> FastAPI:
    """An app with a hand-written route before or after the contract's."""
    app = stage.empty()
    if when == "before":
        app.add_api_route(path, hand_written(stage), methods=methods)
    app.include_router(stage.router(marked_shop(stage)))
    if when == "after":
        app.add_api_route(path, hand_written(stage), methods=methods)
    return app


@same()
@pytest.mark.parametrize(
    ("path", "when", "methods", "asked", "notes"),
    [
        ("/items/5", "before", ["GET"], "GET /items/5", "own 200 sent"),
        ("/items/5", "after", ["GET"], "GET /items/5", "contract 200 sent"),
        ("/items/{other}", "before", ["GET"], "GET /items/5", "own 200 sent"),
        ("/items/{other}", "after", ["GET"], "GET /items/5", "contract 200 sent"),
        ("/other", "before", ["GET"], "GET /items/5", "contract 200 sent"),
        ("/other", "after", ["GET"], "GET /other", "own 200 sent"),
        ("/mine", "before", ["PUT"], "PUT /mine", "own 200 sent"),
        ("/mine", "after", ["PUT"], "PUT /mine", "own 200 sent"),
        ("/feed", "before", ["PUT"], "GET /feed", "contract 200 chunk chunk sent"),
        ("/feed", "after", ["HEAD"], "HEAD /feed", "own 200 sent"),
        ("/items/5", "before", ["PUT"], "GET /items/5", "contract 200 sent"),
        ("/items/5", "after", ["PUT"], "PUT /items/5", "own 200 sent"),
        ("/items/", "before", ["GET"], "GET /items/", "own 200 sent"),
        ("/items/", "after", ["GET"], "GET /items/", "own 200 sent"),
        ("/{rest:path}", "before", ["GET"], "GET /items/5", "own 200 sent"),
        ("/{rest:path}", "before", ["GET"], "DELETE /items/5", "contract 204 sent"),
        ("/{rest:path}", "after", ["GET"], "GET /items/5", "contract 200 sent"),
        ("/{rest:path}", "after", ["GET"], "GET /nothing", "own 200 sent"),
        ("/{rest:path}", "after", ["GET"], "GET /items/", "own 200 sent"),
        ("/{rest:path}", "after", ["GET", "PUT"], "PUT /mine", "own 200 sent"),
        ("/{rest:path}", "after", ["PUT"], "GET /items/5", "contract 200 sent"),
    ],
)
def test_a_hand_written_route(stage: Stage, path: str, when: str, methods: list[str], asked: str) -> None:
    app = placed(stage, path, when, methods)
    method, target = asked.split()
    stage.ask(app, method, target)


@same("contract 200 sent own 200 sent contract 200 sent")
def test_a_hand_written_router_between_two_of_the_contract(stage: Stage) -> None:
    own = APIRouter()
    own.add_api_route("/v1/extra", hand_written(stage))
    own.add_api_route("/v2/items/{item_id}", hand_written(stage))
    app = stage.app(marked_shop(stage), include={"prefix": "/v1"})
    app.include_router(own)
    app.include_router(stage.router(marked_shop(stage)), prefix="/v2")
    stage.ask(app, "GET", "/v1/items/1")
    stage.ask(app, "GET", "/v2/items/1")
    stage.ask(app, "GET", "/v2/items")


@same("own 200 sent contract 200 sent")
def test_a_hand_written_route_in_the_same_router(stage: Stage) -> None:
    router = stage.router(marked_shop(stage))
    router.add_api_route("/extra", hand_written(stage))
    app = stage.empty()
    app.include_router(router, prefix="/v1")
    stage.ask(app, "GET", "/v1/extra")
    stage.ask(app, "GET", "/v1/items/1")


@same("own 200 sent contract 200 sent")
def test_a_plain_starlette_route(stage: Stage) -> None:
    async def own(request: Request) -> Response:
        stage.note("own")
        return Response("own")

    app = stage.empty(routes=[Route("/items/5", own)])
    app.include_router(stage.router(marked_shop(stage)))
    stage.ask(app, "GET", "/items/5")
    stage.ask(app, "GET", "/items/6")


@same("200 sent 404 sent contract 200 sent")
@pytest.mark.parametrize("when", ["before", "after"])
def test_static_files_beside(stage: Stage, when: str) -> None:
    files = StaticFiles(directory=Path(__file__).parent)
    app = stage.empty()
    if when == "before":
        app.mount("/static", files)
    app.include_router(stage.router(marked_shop(stage)))
    if when == "after":
        app.mount("/static", files)
    stage.ask(app, "GET", "/static/contract.yaml")
    stage.ask(app, "GET", "/static/none")
    stage.ask(app, "GET", "/items/1")


@same("contract 200 sent 200 sent 404 sent 405 sent")
def test_static_files_under_everything(stage: Stage) -> None:
    app = stage.app(marked_shop(stage))
    app.mount("/", StaticFiles(directory=Path(__file__).parent))
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/contract.yaml")
    stage.ask(app, "GET", "/items/")
    stage.ask(app, "PUT", "/nothing")


@same("contract 200 sent sub 200 sent")
def test_a_sub_application_under_a_path_of_the_contract(stage: Stage) -> None:
    sub = FastAPI()

    @sub.get("/sub")
    async def own() -> str:
        stage.note("sub")
        return "sub"

    app = stage.app(marked_shop(stage))
    app.mount("/items/{item_id}", sub)
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/items/1/sub")


@same("contract 200 sent own 200 sent")
def test_a_host_of_its_own(stage: Stage) -> None:
    app = stage.empty()
    app.router.host("api.shop", stage.app(marked_shop(stage)))
    app.add_api_route("/items/{item_id}", hand_written(stage))
    stage.ask(app, "GET", "/items/1", headers={"host": "api.shop"})
    stage.ask(app, "GET", "/items/1", headers={"host": "www.shop"})


@same("socket 404 refused contract 200")
def test_web_sockets_beside(stage: Stage) -> None:
    app = stage.app(marked_shop(stage))

    @app.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("socket")
        await websocket.close()

    with test_client(app) as client:
        with client.websocket_connect("/socket") as connection:
            stage.note(connection.receive_text())
        stage.note(str(client.get("/socket").status_code))
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/items/1"):
            pass
        stage.note("refused")
        stage.note(str(client.get("/items/1").status_code))


@same("socket")
def test_a_web_socket_on_a_path_of_the_contract(stage: Stage) -> None:
    app = stage.app(marked_shop(stage))

    @app.websocket("/items/{item_id}")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("socket")
        await websocket.close()

    with test_client(app) as client, client.websocket_connect("/items/1") as connection:
        stage.note(connection.receive_text())


@same("contract 200 sent contract 200 sent")
def test_the_first_of_two_services_on_the_same_paths_serves(stage: Stage) -> None:
    class Second(stage.Shop):
        def __init__(self) -> None:
            stage.note("never")

    app = stage.app(marked_shop(stage))
    app.include_router(stage.router(Second))
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/items")
