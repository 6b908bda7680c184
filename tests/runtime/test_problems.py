"""Errors in the contract's own schema: which declared response is taken, and what is written into it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asking import Answer
from refusing import INTEGER, MESSAGE, OTHER, STRING, Refusal, strict
from single import DONE, judge, serve

import handfast.runtime
from handfast.runtime import (
    Body,
    Content,
    Forbidden,
    Header,
    Invalid,
    Operation,
    Parameter,
    Problem,
    Response,
    Unauthorized,
    Unimplemented,
)
from handfast.runtime.judge import Violation


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


def test_what_the_run_time_exports_is_defined_once() -> None:
    folder = Path(handfast.runtime.__file__).parent
    text = "\n".join(file.read_text() for file in folder.glob("*.py"))
    defined = Counter(re.findall(r"^(?:class|def) (\w+)", text, re.MULTILINE))
    assert [name for name in handfast.runtime.__all__ if defined[name] > 1] == []


def test_a_response_with_a_required_header_is_taken_only_when_we_have_it(tmp_path: Path) -> None:
    header = Header(name="Retry-After", field="r", required=True)
    content = (Content(media_type="application/json", schema="#/422"),)
    responses = {"400": Response(status="400", reply=Refusal, content=content, headers=(header,)), "422": MESSAGE}
    assert answer(tmp_path / "a", responses).status == 422
    forbidden = {"403": Response(status="403", reply=Refusal, content=content, headers=(header,)), "422": MESSAGE}
    found = answer(tmp_path / "b", forbidden, error=Forbidden("no", headers={"retry-after": "3"}))
    assert (found.headers["retry-after"], found.json) == ("3", {"message": "no"})


ENTRY = {
    "type": "object",
    "required": ["loc", "msg", "type"],
    "properties": {"loc": {"type": "array", "items": {"type": ["string", "integer"]}}, "msg": STRING, "type": STRING},
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


@pytest.mark.parametrize("media_type", ["text/csv", "text/plain;charset=utf-8", "Text/Markdown"])
def test_an_error_that_is_text_is_its_message(tmp_path: Path, media_type: str) -> None:
    found = answer(tmp_path / "a", {"400": STRING}, media_type=media_type)
    assert (found.headers["content-type"].split(";")[0], found.body) == (media_type.partition(";")[0], DETAIL.encode())
    content = (Content(media_type=media_type),)
    found = answer(
        tmp_path / "b", {"401": Response(status="401", reply=Refusal, content=content)}, error=Unauthorized()
    )
    assert (found.status, found.body) == (401, b"Unauthorized")
    rows = {"type": "array", "items": {"type": "object"}}
    assert answer(tmp_path / "rows", {"400": rows}, media_type=media_type).body == DETAIL.encode()
    found = answer(tmp_path / "c", {"400": {**STRING, "maxLength": 3}}, media_type=media_type)
    assert found.headers["content-type"] == "application/problem+json"


def test_a_range_of_texts_is_plain_text(tmp_path: Path) -> None:
    found = answer(tmp_path, {"400": STRING}, media_type="text/*")
    assert found.headers["content-type"].split(";")[0] == "text/plain"


def test_words_of_a_request_are_no_markup(tmp_path: Path) -> None:
    found = answer(tmp_path, {"403": STRING}, error=Forbidden("<script>"), media_type="text/html")
    assert (found.status, found.body) == (403, b"&lt;script&gt;")


@pytest.mark.parametrize("media_type", ["text/javascript", "text/xml", "text/event-stream", "image/svg+xml"])
def test_a_type_with_a_form_of_its_own_holds_no_message(tmp_path: Path, media_type: str) -> None:
    found = answer(tmp_path, {"400": STRING}, media_type=media_type)
    assert found.headers["content-type"] == "application/problem+json"


def test_json_says_more_than_text(tmp_path: Path) -> None:
    content = (Content(media_type="text/csv"), Content(media_type="application/json"))
    found = answer(tmp_path, {"400": Response(status="400", reply=Refusal, content=content)})
    assert found.json["title"] == "Bad Request"


def test_a_required_text_whose_name_means_nothing_is_the_short_code_or_made_by_its_format(tmp_path: Path) -> None:
    formats = {name: {**STRING, "format": name} for name in ("uuid", "date-time", "date")}
    found = answer(tmp_path / "a", {"400": strict(message=STRING, category=STRING, **formats)})
    assert (found.headers["content-type"], found.json["category"]) == ("application/json", "bad_request")
    assert UUID(found.json["uuid"]).version == 4
    assert datetime.fromisoformat(found.json["date-time"]).tzinfo is not None
    assert date.fromisoformat(found.json["date"])
    optional = {"type": "object", "required": ["message"], "properties": {"message": STRING, "category": STRING}}
    assert answer(tmp_path / "b", {"400": optional}).json == {"message": DETAIL}
    short = strict(message=STRING, category={**STRING, "maxLength": 3})
    assert answer(tmp_path / "c", {"400": short}).headers["content-type"] == "application/problem+json"


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
