"""Where the service stands: prefixes, nested routers, mounts, root paths, and what that looks like from inside."""

import warnings
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from same import NOTHING, same
from stage import Stage


def telling_shop(stage: Stage) -> Any:
    """Handlers that note where they find themselves."""

    class Shop(stage.Shop):
        def __init__(self, request: Request) -> None:
            self.request = request

        async def get_item(self, *, item_id: int) -> Any:
            request = self.request
            stage.note(f"handler:{item_id}")
            stage.facts.append((request.url.path, request.base_url.path, request.scope["root_path"]))
            stage.facts.append((request.path_params, str(request.url_for("get_item", item_id=3))))
            stage.facts.append((request.scope["route"].path, request.scope["endpoint"].__name__))
            return stage.item(item_id)

    return Shop


@same("handler:1 200 sent 404 sent")
def test_a_prefix(stage: Stage) -> None:
    app = stage.app(telling_shop(stage), include={"prefix": "/v1"})
    stage.ask(app, "GET", "/v1/items/1")
    stage.ask(app, "GET", "/items/1")


@same("handler:1 200 sent team:blue")
def test_a_prefix_with_a_parameter(stage: Stage) -> None:
    async def team(team: str) -> AsyncIterator[None]:
        stage.facts.append(team)
        yield
        stage.note("team:" + team)

    needs = {"prefix": "/{team}", "dependencies": [Depends(team)]}

    class Shop(stage.Shop):
        async def get_item(self, *, item_id: int) -> Any:
            stage.note(f"handler:{item_id}")
            return stage.item(item_id)

    stage.ask(stage.app(Shop, include=needs), "GET", "/blue/items/1")


@same("outer inner handler:1 200 sent")
def test_nested_routers(stage: Stage) -> None:
    def noting(name: str) -> Any:
        async def given() -> None:
            stage.note(name)

        return Depends(given)

    outer = APIRouter(prefix="/outer", dependencies=[noting("outer")])
    outer.include_router(stage.router(telling_shop(stage)), prefix="/inner", dependencies=[noting("inner")])
    app = stage.empty()
    app.include_router(outer, prefix="/v1")
    stage.ask(app, "GET", "/v1/outer/inner/items/1")


@same("handler:1 200 sent handler:2 200 sent")
def test_one_router_at_two_prefixes(stage: Stage) -> None:
    router = stage.router(telling_shop(stage))
    app = stage.empty()
    app.include_router(router, prefix="/v1")
    app.include_router(router, prefix="/v2")
    stage.ask(app, "GET", "/v1/items/1")
    stage.ask(app, "GET", "/v2/items/2")


@same("handler:1 200 sent 404 sent")
def test_a_mounted_app(stage: Stage) -> None:
    app = stage.empty()
    app.mount("/sub", stage.app(telling_shop(stage)))
    stage.ask(app, "GET", "/sub/items/1")
    stage.ask(app, "GET", "/items/1")


@same("handler:1 200 sent handler:2 200 sent")
def test_a_mounted_app_beside_routes_of_its_own_kind(stage: Stage) -> None:
    app = stage.app(telling_shop(stage))
    app.mount("/sub", stage.app(telling_shop(stage), include={"prefix": "/v1"}))
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/sub/v1/items/2")


@same("handler:1 200 sent")
def test_mounts_in_mounts(stage: Stage) -> None:
    app, middle = stage.empty(), stage.empty()
    middle.mount("/inner", stage.app(telling_shop(stage)))
    app.mount("/outer/{name}", middle)
    stage.ask(app, "GET", "/outer/x/inner/items/1")


@same("handler:1 200 sent handler:2 200 sent")
def test_a_root_path_of_the_app(stage: Stage) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecated, and still in use
        app = stage.app(telling_shop(stage), root_path="/api")
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/api/items/2")


@same("handler:1 200 sent handler:2 200 sent")
def test_a_root_path_of_the_server(stage: Stage) -> None:
    app = stage.app(telling_shop(stage))
    stage.ask(app, "GET", "/api/items/1", scope={"root_path": "/api"})
    stage.ask(app, "GET", "/items/2", scope={"root_path": "/api"})


@same("handler:1 200 sent")
def test_behind_a_proxy(stage: Stage) -> None:
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware  # noqa: PLC0415

    class Shop(telling_shop(stage)):  # type: ignore[misc]
        async def get_item(self, *, item_id: int) -> Any:
            stage.facts.append((self.request.client, str(self.request.url)))
            return await super().get_item(item_id=item_id)

    app = ProxyHeadersMiddleware(stage.app(Shop), trusted_hosts="*")
    headers = {"x-forwarded-for": "10.1.2.3", "x-forwarded-proto": "https", "host": "public.example"}
    stage.ask(app, "GET", "/items/1", headers=headers, scope={"client": ("127.0.0.1", 5)})


@same(NOTHING)
def test_urls_are_made_from_names(stage: Stage) -> None:
    app = stage.app(include={"prefix": "/v1"})
    sub = stage.app()
    app.mount("/sub", sub, name="sub")
    stage.facts += [
        app.url_path_for("get_item", item_id=7),
        app.url_path_for("list_items"),
        app.url_path_for("sub:get_item", item_id=7),
        sub.url_path_for("delete_item", item_id=7),
    ]
    assert stage.facts == ["/v1/items/7", "/v1/items", "/sub/items/7", "/items/7"]


@same(NOTHING)
def test_routes_are_listed(stage: Stage) -> None:
    app = stage.app(include={"prefix": "/v1", "tags": ["shop"]})
    found = [
        (one.path, sorted(one.methods or ()), one.name, isinstance(one.original_route, APIRoute))
        for one in iter_route_contexts(app.routes)
    ]
    stage.facts.append(found)
    assert ("/v1/items/{item_id}", ["GET"], "get_item", True) in found


@same("200 sent")
def test_the_app_describes_itself(stage: Stage) -> None:
    app = stage.app(include={"prefix": "/v1", "tags": ["shop"]})
    answer = stage.ask(app, "GET", "/openapi.json")
    answer.body, answer.headers = b"", []  # what the contract says is richer
    stage.facts.append(
        sorted(
            (path, method, operation["operationId"], tuple(operation["tags"]))
            for path, methods in app.openapi()["paths"].items()
            for method, operation in methods.items()
        )
    )
    assert len(stage.facts[0]) == 6


@same("handler:1 200 sent 200 sent")
def test_an_app_in_another_framework(stage: Stage) -> None:
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.routing import Mount  # noqa: PLC0415

    outer = Starlette(routes=[Mount("/shop", app=stage.app(telling_shop(stage)))])
    stage.ask(outer, "GET", "/shop/items/1")
    stage.ask(outer, "GET", "/shop/items")


@same("handler:1 200 sent")
def test_the_app_and_the_router_are_in_the_scope(stage: Stage) -> None:
    apps: list[FastAPI] = []

    class Shop(telling_shop(stage)):  # type: ignore[misc]
        async def get_item(self, *, item_id: int) -> Any:
            scope = self.request.scope
            stage.facts.append(
                (scope["app"] is apps[0], scope["router"] is apps[0].router, self.request.app is apps[0])
            )
            return await super().get_item(item_id=item_id)

    apps.append(stage.app(Shop))
    stage.ask(apps[0], "GET", "/items/1")
    assert stage.facts[0] == (True, True, True)
