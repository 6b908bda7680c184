"""Apps that change while they run."""

from typing import Any

from fastapi import APIRouter, Request, Response
from same import same
from stage import Stage
from starlette.routing import Route


def marked_shop(stage: Stage, mark: str = "contract") -> Any:
    class Shop(stage.Shop):
        def __init__(self) -> None:
            stage.note(mark)

    return Shop


def hand_written(stage: Stage) -> Any:
    async def own(request: Request) -> Response:
        stage.note("own")
        return Response("own")

    return own


@same("404 sent contract 200 sent")
def test_a_router_included_while_it_runs_is_served(stage: Stage) -> None:
    app = stage.empty()
    stage.ask(app, "GET", "/items/1")
    app.include_router(stage.router(marked_shop(stage)))
    stage.ask(app, "GET", "/items/1")


@same("one 200 sent 404 sent one 200 sent two 200 sent")
def test_a_second_router_included_while_it_runs_is_served_too(stage: Stage) -> None:
    app = stage.app(marked_shop(stage, "one"))
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/v2/items/1")
    app.include_router(stage.router(marked_shop(stage, "two")), prefix="/v2")
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/v2/items/1")


@same("404 sent contract 200 sent")
def test_a_router_included_in_an_included_router_is_served(stage: Stage) -> None:
    outer = APIRouter()
    app = stage.empty()
    app.include_router(outer, prefix="/v1")
    stage.ask(app, "GET", "/v1/items/1")
    outer.include_router(stage.router(marked_shop(stage)))
    stage.ask(app, "GET", "/v1/items/1")


@same("contract 200 sent 404 sent")
def test_a_router_removed_from_the_table_is_not_served(stage: Stage) -> None:
    app = stage.empty()
    already = len(app.router.routes)
    app.include_router(stage.router(marked_shop(stage)))
    stage.ask(app, "GET", "/items/1")
    del app.router.routes[already:]
    stage.ask(app, "GET", "/items/1")


@same("one 200 sent two 200 sent")
def test_a_router_put_in_the_place_of_another_is_served(stage: Stage) -> None:
    app = stage.app(marked_shop(stage, "one"))
    stage.ask(app, "GET", "/items/1")
    del app.router.routes[-1]
    app.include_router(stage.router(marked_shop(stage, "two")))
    stage.ask(app, "GET", "/items/1")


@same("contract 200 sent own 200 sent contract 200 sent contract 200 sent")
def test_a_route_put_before_the_others_goes_first(stage: Stage) -> None:
    app = stage.app(marked_shop(stage))
    stage.ask(app, "GET", "/items/1")
    app.router.routes.insert(0, Route("/items/1", hand_written(stage)))
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/items/2")
    del app.router.routes[0]
    stage.ask(app, "GET", "/items/1")


@same("own 200 sent contract 200 sent")
def test_the_table_is_turned_round(stage: Stage) -> None:
    app = stage.empty()
    app.add_api_route("/items/{item_id}", hand_written(stage))
    app.include_router(stage.router(marked_shop(stage)))
    stage.ask(app, "GET", "/items/1")
    app.router.routes.reverse()
    stage.ask(app, "GET", "/items/1")


@same("contract 200 sent own 200 sent")
def test_a_route_added_to_an_included_router_is_served(stage: Stage) -> None:
    router = stage.router(marked_shop(stage))
    app = stage.empty()
    app.include_router(router)
    stage.ask(app, "GET", "/items/1")
    router.add_api_route("/extra", hand_written(stage))
    stage.ask(app, "GET", "/extra")


@same("404 sent own 200 sent contract 200 sent")
def test_a_hand_written_route_added_while_it_runs_is_served(stage: Stage) -> None:
    app = stage.app(marked_shop(stage))
    stage.ask(app, "GET", "/extra")
    app.add_api_route("/{rest:path}", hand_written(stage))
    stage.ask(app, "GET", "/extra")
    stage.ask(app, "GET", "/items/1")


@same("contract 200 sent 404 sent contract 200 sent")
def test_an_app_mounted_while_it_runs_is_served(stage: Stage) -> None:
    app = stage.app(marked_shop(stage))
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/sub/items/1")
    app.mount("/sub", stage.app(marked_shop(stage)))
    stage.ask(app, "GET", "/sub/items/1")


@same("contract 200 sent contract 500 sent escaped:LookupError")
def test_a_method_of_the_handler_class_is_replaced(stage: Stage) -> None:
    shop = marked_shop(stage)
    app = stage.app(shop)
    stage.ask(app, "GET", "/items/1")

    async def failing(self: Any, *, item_id: int) -> Any:
        raise LookupError

    shop.get_item = failing
    stage.ask(app, "GET", "/items/1")


@same("200 sent replaced 200 sent")
def test_a_method_of_a_shared_instance_is_replaced(stage: Stage) -> None:
    shop = stage.Shop()
    app = stage.app(shop)
    stage.ask(app, "GET", "/items/1")

    async def other(*, item_id: int) -> Any:
        stage.note("replaced")
        return stage.item(item_id, "other")

    shop.get_item = other
    stage.ask(app, "GET", "/items/1")


@same("404 sent default 418 sent contract 200 sent")
def test_what_answers_unknown_paths_is_replaced(stage: Stage) -> None:
    async def default(scope: Any, receive: Any, send: Any) -> None:
        stage.note("default")
        await Response("default", 418)(scope, receive, send)

    app = stage.app(marked_shop(stage))
    stage.ask(app, "GET", "/nothing")
    app.router.default = default
    stage.ask(app, "GET", "/nothing")
    stage.ask(app, "GET", "/items/1")
