"""Errors in the contract's own schema: which declared response is taken, and what is written into it."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from asking import Answer, ask
from fastapi import Depends, FastAPI, Query
from fastapi.responses import PlainTextResponse
from single import DONE, judge, serve

from handfast.runtime import (
    Body,
    Content,
    Forbidden,
    Header,
    Invalid,
    Operation,
    Parameter,
    Problem,
    Reply,
    Response,
    Scheme,
    Unauthorized,
    Unimplemented,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Reply):
    status: int
    body: Any


MESSAGE = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
OTHER = {"type": "object", "required": ["weird"], "properties": {"weird": {"type": "string"}}}


def answer(folder: Path, responses: dict[str, Any], *, error: Problem | None = None, **more: Any) -> Answer:
    """The answer to a request that breaks the contract twice, or whose handler raises `error`.

    `responses` maps a status to a schema, or to a whole Response.
    """
    schemas = {"#/n": {"type": "integer"}, "#/body": {"type": "object", "properties": {"a/b": {"type": "integer"}}}}
    declared = []
    for status, schema in responses.items():
        if isinstance(schema, Response):
            declared.append(schema)
            continue
        schemas[f"#/{status}"] = schema
        media_type = more.get("media_type", "application/json")
        declared.append(
            Response(status=status, reply=Refusal, content=(Content(media_type=media_type, schema=f"#/{status}"),))
        )
    operation = Operation(
        pointer="#/o",
        id="o",
        method="POST",
        path="/x",
        handler="o",
        parameters=(Parameter(name="n", into="n", location="query", schema="#/n", required=True),),
        body=Body(content=(Content(media_type="application/json", schema="#/body"),)),
        responses=(DONE, *declared),
    )

    def result() -> None:
        if error is not None:
            raise error

    single = serve(judge(folder, schemas), operation, {"n": int, "body": Any}, result=result)
    sent = {"a/b": 1 if error else "s3cret"}
    return single.ask("POST", f"/x?n={'1' if error else 's3cret'}", json_body=sent, headers=more.get("headers", {}))


@pytest.mark.parametrize(
    ("responses", "status", "body"),
    [
        ({"400": MESSAGE, "422": MESSAGE, "default": MESSAGE}, 400, True),
        ({"422": MESSAGE, "4XX": MESSAGE, "default": MESSAGE}, 422, True),
        ({"4XX": MESSAGE, "default": MESSAGE}, 400, True),
        ({"default": MESSAGE}, 400, True),
        ({"400": OTHER, "422": MESSAGE}, 422, True),
        ({"400": OTHER, "422": OTHER, "default": MESSAGE}, 400, True),
        ({"400": OTHER}, 400, False),
        ({"404": MESSAGE, "5XX": MESSAGE}, 400, False),
        ({}, 400, False),
    ],
)
def test_the_first_declared_response_that_fits(tmp_path: Path, responses: Any, status: int, body: bool) -> None:
    found = answer(tmp_path, responses)
    assert found.status == status
    assert ("message" in found.json) is body
    assert found.headers["content-type"] == ("application/json" if body else "application/problem+json")


def test_other_problems_prefer_their_own_status(tmp_path: Path) -> None:
    for index, (responses, status, is_declared) in enumerate(
        (
            ({"400": MESSAGE, "403": MESSAGE}, 403, True),
            ({"400": MESSAGE, "4XX": MESSAGE}, 403, True),
            ({"default": MESSAGE}, 403, True),
            ({"400": MESSAGE}, 403, False),
        )
    ):
        found = answer(tmp_path / str(index), responses, error=Forbidden("not yours"))
        assert (found.status, "message" in found.json) == (status, is_declared)
    found = answer(tmp_path / "x", {"5XX": MESSAGE}, error=Unimplemented())
    assert (found.status, found.json) == (501, {"message": "Not Implemented"})


def test_a_response_with_a_required_header_is_taken_only_when_we_have_it(tmp_path: Path) -> None:
    header = Header(name="Retry-After", field="r", required=True)
    content = (Content(media_type="application/json", schema="#/422"),)
    responses = {"400": Response(status="400", reply=Refusal, content=content, headers=(header,)), "422": MESSAGE}
    assert answer(tmp_path / "a", responses).status == 422
    forbidden = {"403": Response(status="403", reply=Refusal, content=content, headers=(header,)), "422": MESSAGE}
    found = answer(tmp_path / "b", forbidden, error=Forbidden("no", headers={"retry-after": "3"}))
    assert (found.headers["retry-after"], found.json) == ("3", {"message": "no"})


STRING, INTEGER = {"type": "string"}, {"type": "integer"}
ENTRY = {
    "type": "object",
    "required": ["loc", "msg", "type"],
    "properties": {"loc": {"type": "array", "items": {"type": ["string", "integer"]}}, "msg": STRING, "type": STRING},
}


def strict(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


N_MESSAGE = 'value is not of type "integer"'
DETAIL = f"query n: {N_MESSAGE}; body /a~1b: {N_MESSAGE}"


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        (strict(message=STRING), {"message": DETAIL}),
        (strict(error=STRING, statusCode=INTEGER), {"error": DETAIL, "statusCode": 400}),
        (strict(error=strict(code=INTEGER, message=STRING)), {"error": {"code": 400, "message": DETAIL}}),
        (strict(error=strict(code=STRING)), {"error": {"code": "bad_request"}}),
        (strict(code={"enum": ["NOT_FOUND", "VALIDATION_ERROR"]}), {"code": "VALIDATION_ERROR"}),
        (strict(type={"const": "error"}, status={"enum": [400, 404]}), {"type": "error", "status": 400}),
        (
            strict(success={"type": "boolean"}, errors={"type": "array", "items": STRING}),
            {"success": False, "errors": [N_MESSAGE] * 2},
        ),
        (
            strict(detail={"type": "array", "items": ENTRY}),
            {
                "detail": [
                    {"loc": ["query", "n"], "msg": N_MESSAGE, "type": "type"},
                    {"loc": ["body", "a~1b"], "msg": N_MESSAGE, "type": "type"},
                ]
            },
        ),
        (
            strict(errors={"type": "object", "additionalProperties": {"type": "array", "items": STRING}}),
            {"errors": {"n": [N_MESSAGE], "/a~1b": [N_MESSAGE]}},
        ),
        (
            strict(errors={"type": "array", "items": strict(field=STRING, message=STRING, rule=STRING)}),
            {
                "errors": [
                    {"field": "n", "message": N_MESSAGE, "rule": "#/n/type"},
                    {"field": "/a~1b", "message": N_MESSAGE, "rule": "#/body/properties/a~1b/type"},
                ]
            },
        ),
        (STRING, DETAIL),
        ({"type": "array", "items": strict(message=STRING)}, [{"message": N_MESSAGE}] * 2),
        (
            {
                "allOf": [
                    strict(message=STRING) | {"additionalProperties": True},
                    {"required": ["status"], "properties": {"status": INTEGER}},
                ]
            },
            {"message": DETAIL, "status": 400},
        ),
        (strict(message=STRING, data={"type": ["object", "null"]}), {"message": DETAIL, "data": None}),
        ({"type": "object", "properties": {"message": {**STRING, "maxLength": 5}}, "maxProperties": 1}, {}),
    ],
)
def test_error_schemas(tmp_path: Path, schema: Any, body: Any) -> None:
    found = answer(tmp_path, {"400": schema})
    assert found.headers["content-type"] == "application/json"
    assert found.json == body
    assert b"s3cret" not in found.body


OPTIONAL_PLACE = {
    "type": "object",
    "required": ["detail"],
    "properties": {"detail": STRING, "in": STRING, "name": STRING, "pointer": STRING},
}
PLACE = strict(message=STRING, location=STRING, name=STRING, json_pointer={**STRING, "format": "json-pointer"})


def listing(entry: Any, **more: Any) -> Any:
    """An error schema whose list of violations is required."""
    return strict(title=STRING, errors={"type": "array", "items": entry, **more})


def test_places_are_named_as_their_fields_mean(tmp_path: Path) -> None:
    assert answer(tmp_path / "a", {"400": listing(OPTIONAL_PLACE)}).json["errors"] == [
        {"detail": N_MESSAGE, "in": "query", "name": "n", "pointer": ""},
        {"detail": N_MESSAGE, "in": "body", "pointer": "/a~1b"},
    ]
    assert answer(tmp_path / "b", {"400": listing(PLACE)}).json["errors"] == [
        {"message": N_MESSAGE, "location": "query", "name": "n", "json_pointer": ""},
        {"message": N_MESSAGE, "location": "body", "name": "", "json_pointer": "/a~1b"},
    ]


def test_the_whole_body_is_an_empty_pointer(tmp_path: Path) -> None:
    whole = Invalid(violations=(Violation("body", "", "", "#/body/type", "is required"),))
    found = answer(tmp_path, {"400": listing(OPTIONAL_PLACE)}, error=whole).json["errors"]
    assert found == [{"detail": "is required", "in": "body", "pointer": ""}]


ERRORS_ONLY = strict(errors={"type": "array", "items": {"type": "object", "properties": {"detail": STRING}}})


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        (listing(OPTIONAL_PLACE), {"title": "Unauthorized", "errors": []}),
        (listing(OPTIONAL_PLACE) | {"required": ["title"]}, {"title": "Unauthorized"}),
        (listing(OPTIONAL_PLACE, minItems=1), {"title": "Unauthorized", "errors": [{"detail": "who are you?"}]}),
        (
            listing(PLACE, minItems=1),
            {
                "title": "Unauthorized",
                "errors": [{"message": "who are you?", "location": "", "name": "", "json_pointer": ""}],
            },
        ),
        (ERRORS_ONLY, {"errors": [{"detail": "who are you?"}]}),
        (
            strict(error=STRING, message={"type": "array", "items": STRING}),
            {"error": "who are you?", "message": ["who are you?"]},
        ),
    ],
)
def test_only_violations_that_exist_are_listed(tmp_path: Path, schema: Any, body: Any) -> None:
    assert answer(tmp_path, {"401": schema}, error=Unauthorized("who are you?")).json == body


def test_recursive_error_schemas_end(tmp_path: Path) -> None:
    node: dict[str, Any] = {"type": "object", "required": ["message"], "properties": {"message": STRING}}
    node["properties"]["error"] = {"$ref": "#/$defs/%23~1400"}
    assert answer(tmp_path, {"400": node}).json["message"] == DETAIL


def test_resources_below_an_error_are_left_alone(tmp_path: Path) -> None:
    resource = strict(message=STRING, status=INTEGER)
    schema = {
        "type": "object",
        "properties": {"error": {"type": "object", "properties": {"payment": resource, "message": STRING}}},
    }
    assert answer(tmp_path, {"400": schema}).json == {"error": {"message": DETAIL}}


def test_problem_details_have_every_violation(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["title"], "properties": {"title": STRING}}
    found = answer(tmp_path, {"400": schema}, media_type="application/problem+json").json
    assert (found["type"], found["title"], found["status"], found["detail"]) == (
        "about:blank",
        "Bad Request",
        400,
        DETAIL,
    )
    assert found["errors"] == [
        {"in": "query", "name": "n", "pointer": "", "rule": "#/n/type", "message": N_MESSAGE},
        {"in": "body", "name": "", "pointer": "/a~1b", "rule": "#/body/properties/a~1b/type", "message": N_MESSAGE},
    ]


def test_other_media_types_than_json(tmp_path: Path) -> None:
    text = answer(tmp_path / "a", {"400": {"type": "string"}}, media_type="text/plain")
    assert (text.status, text.headers["content-type"], text.body.decode()) == (400, "text/plain; charset=utf-8", DETAIL)
    short = answer(tmp_path / "b", {"400": {"type": "string", "maxLength": 3}}, media_type="text/plain")
    assert short.headers["content-type"] == "application/problem+json"
    for index, media_type in enumerate(("*/*", "application/*")):
        found = answer(tmp_path / str(index), {"400": MESSAGE}, media_type=media_type)
        assert (found.headers["content-type"], found.json) == ("application/json", {"message": DETAIL})
    for index, media_type in enumerate(("image/*", "application/xml", "nonsense")):
        found = answer(tmp_path / f"x{index}", {"400": MESSAGE}, media_type=media_type)
        assert (found.status, found.headers["content-type"]) == (400, "application/problem+json")


# --- answers of an operation, a path and an app -----------------------------------------------------------------------

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
