"""What FastAPI itself injects: requests, responses, background tasks, scopes, parameters of dependencies."""

from typing import Annotated, Any

import pytest
from fastapi import BackgroundTasks, Cookie, Depends, Header, Query, Request, Response, Security
from fastapi.security import SecurityScopes
from same import same
from stage import Stage


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


@same("app include nested constructor 200 sent app-task include-task nested-task constructor-task")
def test_background_tasks_are_one_list_for_a_request(stage: Stage) -> None:
    def adding(name: str) -> Any:
        async def given(tasks: BackgroundTasks) -> None:
            stage.note(name)
            tasks.add_task(stage.note, name + "-task")

        return Depends(given)

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, adding("nested")], tasks: BackgroundTasks) -> None:
            stage.note("constructor")
            tasks.add_task(stage.note, "constructor-task")

    app = stage.app(Shop, dependencies=[adding("app")], include={"dependencies": [adding("include")]})
    stage.ask(app, "GET", "/items/1")


@same("guard shop 200 sent guard-task shop-task")
def test_guard_and_handlers_share_tasks_and_response(stage: Stage) -> None:
    def playing(name: str, tasks: BackgroundTasks, response: Response) -> None:
        stage.note(name)
        tasks.add_task(stage.note, name + "-task")
        response.headers.append("x-from", name)

    class Guard(stage.Guard):
        def __init__(self, tasks: BackgroundTasks, response: Response) -> None:
            playing("guard", tasks, response)

    class Shop(stage.Shop):
        def __init__(self, tasks: BackgroundTasks, response: Response) -> None:
            playing("shop", tasks, response)

    answer = stage.ask(stage.app(Shop, Guard), "GET", "/mine", headers={"authorization": "Bearer me"})
    assert [value for name, value in answer.headers if name == "x-from"] == ["guard", "shop"]
