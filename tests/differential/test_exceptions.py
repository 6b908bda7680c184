"""Handlers of exceptions, wherever the exception comes from."""

from typing import Annotated, Any

import pytest
from clients import test_client
from fastapi import Depends, Header, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from same import same
from stage import Stage
from starlette.exceptions import HTTPException as StarletteHTTPException


class LostError(Exception):
    """Something of the service's own."""


class VeryLostError(LostError):
    """A kind of it."""


def shop_that_raises(stage: Stage, error: BaseException) -> Any:
    class Shop(stage.Shop):
        async def get_item(self, *, item_id: int) -> Any:
            raise error

    return Shop


def answering(stage: Stage, status: int) -> Any:
    """An exception handler that notes what it is given and answers with this status."""

    async def found(request: Request, error: Exception) -> Response:
        stage.note(f"found:{type(error).__name__}")
        stage.facts.append((request.method, request.url.path, request.path_params, str(error)))
        return JSONResponse({"found": type(error).__name__}, status, {"x-found": "1"})

    return found


@same()
@pytest.mark.parametrize(
    ("kind", "error", "notes"),
    [
        (LostError, LostError("lost"), "found:LostError 503 sent"),
        (LostError, VeryLostError("lost"), "found:VeryLostError 503 sent"),
        (Exception, LostError("lost"), "found:LostError 503 sent escaped:LostError"),
        (500, LostError("lost"), "found:LostError 503 sent escaped:LostError"),
        (500, HTTPException(500), "500 sent"),
        (StarletteHTTPException, HTTPException(418, "teapot"), "found:HTTPException 503 sent"),
        (HTTPException, HTTPException(418, "teapot"), "found:HTTPException 503 sent"),
        (418, HTTPException(418, "teapot"), "found:HTTPException 503 sent"),
        (404, HTTPException(404, "no such item"), "found:HTTPException 503 sent"),
        (404, HTTPException(418), "418 sent"),
        (KeyError, LostError("lost"), "500 sent escaped:LostError"),
    ],
)
def test_an_exception_handler(stage: Stage, kind: Any, error: Exception) -> None:
    app = stage.app(shop_that_raises(stage, error))
    app.add_exception_handler(kind, answering(stage, 503))
    stage.ask(app, "GET", "/items/1")


@same("found:HTTPException 503 sent found:HTTPException 503 sent")
@pytest.mark.parametrize(("status", "method", "path"), [(404, "GET", "/nothing"), (405, "PUT", "/mine")])
def test_a_handler_of_what_no_route_answers(stage: Stage, status: int, method: str, path: str) -> None:
    app = stage.app()
    app.add_exception_handler(status, answering(stage, 503))
    stage.ask(app, method, path)
    app = stage.app(exception_handlers={status: answering(stage, 503)})
    stage.ask(app, method, path)


@same("found:RequestValidationError 503 sent")
def test_a_handler_of_refusals_of_dependencies(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self, x_number: Annotated[int, Header()]) -> None: ...

    app = stage.app(Shop)

    @app.exception_handler(RequestValidationError)
    async def found(request: Request, error: RequestValidationError) -> Response:
        stage.note("found:RequestValidationError")
        stage.facts.append(error.errors())
        return Response("found", 503)

    stage.ask(app, "GET", "/items/1", headers={"x-number": "x"})


@same("in-thread 503 sent")
def test_a_handler_without_async(stage: Stage) -> None:
    app = stage.app(shop_that_raises(stage, LostError()))

    @app.exception_handler(LostError)
    def found(request: Request, error: LostError) -> Response:
        stage.note("in-thread")
        return Response("found", 503)

    stage.ask(app, "GET", "/items/1")


@same("500 sent escaped:LostError 500 sent escaped:LostError")
def test_a_handler_registered_after_the_first_request_is_too_late(stage: Stage) -> None:
    app = stage.app(shop_that_raises(stage, LostError()))
    stage.ask(app, "GET", "/items/1")
    app.add_exception_handler(LostError, answering(stage, 503))
    stage.ask(app, "GET", "/items/1")


@same("500 sent escaped:ZeroDivisionError")
def test_a_handler_that_fails_itself(stage: Stage) -> None:
    app = stage.app(shop_that_raises(stage, LostError()))

    @app.exception_handler(LostError)
    async def found(request: Request, error: LostError) -> Response:
        raise ZeroDivisionError

    stage.ask(app, "GET", "/items/1")


@same("found:LostError 503 sent escaped:LostError")
def test_an_exception_raised_in_a_middleware(stage: Stage) -> None:
    class Failing:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            raise LostError

    app = stage.app()
    app.add_middleware(Failing)
    app.add_exception_handler(LostError, answering(stage, 418))
    app.add_exception_handler(Exception, answering(stage, 503))
    stage.ask(app, "GET", "/items/1")


@same("found:LostError 503 sent")
def test_an_exception_handler_for_what_a_constructor_raises(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self) -> None:
            raise LostError

    app = stage.app(Shop)
    app.add_exception_handler(LostError, answering(stage, 503))
    stage.ask(app, "GET", "/items/1")


@same("found:LostError 503 sent")
def test_an_exception_handler_for_what_a_verifier_raises(stage: Stage) -> None:
    class Guard(stage.Guard):
        async def bearer(self, *, token: str, scopes: frozenset[str]) -> Any:
            raise LostError

    app = stage.app(None, Guard)
    app.add_exception_handler(LostError, answering(stage, 503))
    stage.ask(app, "GET", "/mine", headers={"authorization": "Bearer me"})


@same("found:LostError 503 sent")
@pytest.mark.parametrize("place", ["app", "include", "constructor"])
def test_an_exception_handler_for_what_a_dependency_raises(stage: Stage, place: str) -> None:
    def failing() -> None:
        raise LostError

    class Shop(stage.Shop):
        def __init__(self, _: Annotated[None, Depends(failing)]) -> None: ...

    needs = [Depends(failing)]
    app = stage.app(
        Shop if place == "constructor" else None,
        dependencies=needs if place == "app" else None,
        include={"dependencies": needs if place == "include" else None},
    )
    app.add_exception_handler(LostError, answering(stage, 503))
    stage.ask(app, "GET", "/items/1")


@same("found:LostError 503 sent found:LostError 418 sent")
def test_a_mounted_app_has_handlers_of_its_own(stage: Stage) -> None:
    app, sub = stage.app(shop_that_raises(stage, LostError())), stage.app(shop_that_raises(stage, LostError()))
    app.add_exception_handler(LostError, answering(stage, 503))
    sub.add_exception_handler(LostError, answering(stage, 418))
    app.mount("/sub", sub)
    stage.ask(app, "GET", "/items/1")
    stage.ask(app, "GET", "/sub/items/1")


@same("500 sent escaped:LostError")
def test_a_debugging_app_shows_the_exception(stage: Stage) -> None:
    app = stage.app(shop_that_raises(stage, LostError("lost")), debug=True)
    answer = stage.ask(app, "GET", "/items/1", headers={"accept": "text/plain"})
    assert b"LostError: lost" in answer.body
    answer.body, answer.headers = b"", []  # the traceback names the files of each service


@same("raised:LostError")
def test_the_test_client_raises_what_the_app_lets_through(stage: Stage) -> None:
    app = stage.app(shop_that_raises(stage, LostError()))
    with test_client(app) as client, pytest.raises(LostError) as raised:
        client.get("/items/1")
    stage.note(f"raised:{type(raised.value).__name__}")


@same("500")
def test_the_test_client_shows_what_a_client_sees(stage: Stage) -> None:
    app = stage.app(shop_that_raises(stage, LostError()))
    with test_client(app, raise_server_exceptions=False) as client:
        answer = client.get("/items/1")
    stage.note(str(answer.status_code))
    stage.facts.append((answer.text, sorted(answer.headers.items())))
