"""Answers of an operation, a path and an app: hooks that write them, and exceptions that nobody handles."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from asking import ask
from fastapi import Depends, FastAPI, Query
from fastapi.responses import PlainTextResponse
from refusing import MESSAGE, OTHER, STRING, Refusal, strict
from single import judge, serve

from handfast.runtime import (
    Content,
    Forbidden,
    Invalid,
    Operation,
    Problem,
    Response,
    Scheme,
    Unauthorized,
    Use,
    install_problem_answers,
)
from handfast.runtime.answers import Answers, shared
from handfast.runtime.error_bodies import ErrorFacts, error_body_of, install_error_bodies
from handfast.runtime.install import install_failure_answers
from handfast.runtime.judge import Violation
from handfast.runtime.problems import Failed, MethodNotAllowed, NotAcceptable, NotFound

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for another client than the one that the project has
    from starlette.testclient import TestClient


BEARER = Scheme(name="b", method="bearer", kind="bearer")


def operation(schemas: dict[str, Any], **more: Any) -> Operation:
    """An operation that declares these error schemas."""
    responses = tuple(
        Response(status=status, reply=Refusal, content=(Content(media_type="application/json", schema=f"#/{status}"),))
        for status in schemas
    )
    return Operation(pointer="#/o", id="o", method="GET", path="/x", handler="o", responses=responses, **more)


def answers(folder: Path, schemas: dict[str, Any], **more: Any) -> Answers:
    known = judge(folder, {f"#/{status}": schema for status, schema in schemas.items()})
    return Answers(known, operation(schemas, **more))


def said(response: Any) -> tuple[int, Any]:
    return response.status_code, json.loads(response.body)


def test_a_401_names_what_to_send_whoever_raises_it(tmp_path: Path) -> None:
    secured = answers(tmp_path / "a", {"401": MESSAGE}, security=((Use(BEARER),),))
    assert secured.response(Unauthorized(), "/x").headers["www-authenticate"] == 'Bearer realm="api"'
    own = Unauthorized(headers={"www-authenticate": "Own"})
    assert secured.response(own, "/x").headers.getlist("www-authenticate") == ["Own"]
    assert "www-authenticate" not in secured.response(Forbidden(), "/x").headers
    assert "www-authenticate" not in answers(tmp_path / "b", {}).response(Unauthorized(), "/x").headers


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MethodNotAllowed(headers={"Allow": "GET, PUT"}), "METHOD_NOT_ALLOWED"),
        (NotFound(), "NOT_FOUND"),
        (NotAcceptable(), "NOT_ACCEPTABLE"),
        (Failed(), "INTERNAL_SERVER_ERROR"),
    ],
)
def test_what_belongs_to_a_path_is_answered_in_the_schema_of_one_of_its_operations(
    tmp_path: Path, error: Problem, code: str
) -> None:
    codes = ["NOT_FOUND", "METHOD_NOT_ALLOWED", "NOT_ACCEPTABLE", "INTERNAL_SERVER_ERROR"]
    silent = answers(tmp_path / "a", {"200": MESSAGE, "409": MESSAGE})
    telling = answers(tmp_path / "b", {str(error.status): strict(message=STRING, code={"enum": codes})})
    last = answers(tmp_path / "c", {"default": MESSAGE})
    found = shared([silent, telling, last], error, "/x")
    assert found is not None
    words = code.replace("_", " ").title()
    assert said(found) == (error.status, {"message": words, "code": code})
    assert found.headers.get("allow") == error.headers.get("Allow")
    assert shared([silent], error, "/x") is None
    assert said(shared([silent, last], error, "/x")) == (error.status, {"message": words})


@dataclass(frozen=True)
class Envelope:
    """What a hook gives: its own way to say what went wrong."""

    weird: str


def test_the_hook_writes_error_bodies(tmp_path: Path) -> None:
    facts: list[ErrorFacts] = []

    def build(given: ErrorFacts) -> Any:
        facts.append(given)
        return Envelope(f"{given.status} {given.title}")

    violation = Violation("query", "n", "", "#/n/type", "is wrong")
    only_hook = answers(tmp_path, {"400": OTHER, "default": MESSAGE})
    found = only_hook.response(Invalid("no", violations=(violation,)), "/x", build)
    assert said(found) == (400, {"weird": "400 Bad Request"})
    (given,) = facts
    assert (given.status, given.detail, given.violations, given.path) == (400, "no", (violation,), "/x")
    assert (given.media_type, given.operation and given.operation.id) == ("application/json", "o")


def test_the_hook_writes_problem_documents_where_nothing_is_declared(tmp_path: Path) -> None:
    found = answers(tmp_path, {}).response(Invalid("no"), "/x", lambda facts: {"title": facts.title, "x": 1})
    assert (found.headers["content-type"], said(found)) == (
        "application/problem+json",
        (400, {"title": "Bad Request", "x": 1}),
    )


def crash(_: ErrorFacts) -> Any:
    raise ValueError("s3cret")


@pytest.mark.parametrize(
    ("build", "log"),
    [
        (lambda _: {"message": 3}, 'returned what breaks the contract: reply /message: value is not of type "string"'),
        (lambda _: {"message": object()}, "no JSON"),
        (lambda _: {"message": float("nan")}, "value is not of type"),
        (crash, "can't be built"),
        (lambda _: None, ""),
    ],
)
def test_a_hook_that_breaks_the_contract_is_logged_and_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, build: Any, log: str
) -> None:
    found = answers(tmp_path, {"400": MESSAGE}).response(Invalid("no"), "/x", build)
    assert said(found) == (400, {"message": "no"})
    assert [log in record.getMessage() and "o: " in record.getMessage() for record in caplog.records] == (
        [True] if log else []
    )


def test_the_hook_of_an_app_writes_what_no_operation_answers() -> None:
    app = FastAPI()
    assert error_body_of({"app": app}) is None
    assert error_body_of({}) is None
    install_problem_answers(app)
    install_error_bodies(app, lambda facts: {"said": facts.status, "on": facts.path})
    found = ask(app, "GET", "/none")
    assert (found.status, found.json) == (404, {"said": 404, "on": "/none"})


# --- exceptions that nobody handles -----------------------------------------------------------------------------------


def failing(folder: Path, schemas: dict[str, Any], prepare: Any) -> FastAPI:
    """An app whose handler fails; `prepare` is called on it before the first request."""

    def fail() -> None:
        raise RuntimeError("s3cret")

    known = judge(folder, {f"#/{status}": schema for status, schema in schemas.items()})
    single = serve(known, operation(schemas), {}, result=fail)
    single.app.add_api_route("/plain", fail)
    prepare(single.app)
    return single.app


@pytest.mark.parametrize("prepare", [install_failure_answers, install_problem_answers])
@pytest.mark.parametrize("status", ["500", "5XX", "default"])
def test_a_failure_is_answered_in_the_declared_schema_and_says_nothing(
    tmp_path: Path, status: str, prepare: Any
) -> None:
    app = failing(tmp_path, {status: MESSAGE}, prepare)
    found = ask(app, "GET", "/x")
    assert (found.status, found.json) == (500, {"message": "Internal Server Error"})
    assert isinstance(found.failure, RuntimeError)
    with pytest.raises(RuntimeError, match="s3cret"):
        TestClient(app).get("/x")
    assert TestClient(app, raise_server_exceptions=False).get("/x").json() == {"message": "Internal Server Error"}


def test_a_failure_without_a_declared_schema_is_what_fastapi_says(tmp_path: Path) -> None:
    app = failing(tmp_path, {"500": OTHER, "4XX": MESSAGE}, install_failure_answers)
    plain = FastAPI()

    def fail() -> None:
        raise RuntimeError("s3cret")

    plain.add_api_route("/x", fail)
    usual = ask(plain, "GET", "/x")
    for path in ("/x", "/plain"):
        found = ask(app, "GET", path)
        assert (found.status, found.body, found.headers) == (usual.status, usual.body, usual.headers)
        assert isinstance(found.failure, RuntimeError)


@pytest.mark.parametrize("key", [Exception, 500])
@pytest.mark.parametrize("is_before", [True, False])
def test_an_app_keeps_its_own_handler(tmp_path: Path, key: Any, *, is_before: bool) -> None:
    async def own(*_: Any) -> PlainTextResponse:
        return PlainTextResponse("own", 500)

    def prepare(app: FastAPI) -> None:
        if is_before:
            app.add_exception_handler(key, own)
        install_failure_answers(app)
        if not is_before:
            app.add_exception_handler(key, own)

    assert ask(failing(tmp_path, {"500": MESSAGE}, prepare), "GET", "/x").body == b"own"


def test_a_handler_of_a_kind_of_exception_goes_first(tmp_path: Path) -> None:
    async def own(*_: Any) -> PlainTextResponse:
        return PlainTextResponse("own", 418)

    def prepare(app: FastAPI) -> None:
        install_failure_answers(app)
        app.add_exception_handler(RuntimeError, own)

    found = ask(failing(tmp_path, {"500": MESSAGE}, prepare), "GET", "/x")
    assert (found.status, found.failure) == (418, None)


def test_what_no_operation_answers() -> None:
    app = FastAPI()

    async def lucky(n: int = Query()) -> int:
        return n

    async def crash() -> None:
        raise RuntimeError("s3cret")

    app.add_api_route("/n", lucky)
    app.add_api_route("/crash", crash, dependencies=[Depends(lambda: None)])
    install_problem_answers(app)
    assert ask(app, "GET", "/none").json == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Not Found",
    }
    wrong_method = ask(app, "POST", "/n")
    assert (wrong_method.status, wrong_method.headers["allow"]) == (405, "GET")
    invalid = ask(app, "GET", "/n?n=x")
    assert (invalid.status, invalid.json["errors"][0]["name"]) == (422, "n")
    crashed = ask(app, "GET", "/crash")
    assert crashed.json == {"type": "about:blank", "title": "Internal Server Error", "status": 500}
    assert isinstance(crashed.failure, RuntimeError)
    assert {one.headers["content-type"] for one in (wrong_method, invalid, crashed)} == {"application/problem+json"}
