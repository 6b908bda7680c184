"""Preferences, security, media types and headers of mocked answers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from mocking import MockedApp, document, mocked, one_reply

from handfast.mock.prefer import Preferences, preferences

PROBLEM = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}


def with_replies(**replies: Any) -> dict[str, Any]:
    return document({"/thing": {"get": {"operationId": "getThing", "responses": replies}}})


def json_reply(schema: Any, **media: Any) -> dict[str, Any]:
    return {"description": "it", "content": {"application/json": {"schema": schema, **media}}}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], Preferences()),
        (["code=404"], Preferences(code=404)),
        (['example="a b", dynamic=true'], Preferences(example="a b", is_dynamic=True)),
        (["code=404; example=x"], Preferences(code=404, example="x")),
        (["respond-async", "CODE = 201"], Preferences(code=201)),
        (["code=404, code=500"], Preferences(code=404)),
        (["code=oops, dynamic=false, wait=10"], Preferences()),
    ],
)
def test_preferences_are_read(lines: list[str], found: Preferences) -> None:
    assert preferences(lines) == found


def test_a_preferred_status(tmp_path: Path) -> None:
    thing = mocked(with_replies(**{"200": json_reply({}), "4XX": json_reply(PROBLEM)}), tmp_path)
    reply = thing.get("/thing", headers={"Prefer": "code=418"})
    assert (reply.status_code, reply.headers["preference-applied"]) == (418, "code=418")
    assert thing.judge.is_valid("#/paths/~1thing/get/responses/4XX/content/application~1json/schema", reply.json())
    undeclared = thing.get("/thing", headers={"Prefer": "code=503"})
    assert undeclared.status_code == 200
    assert "preference-applied" not in undeclared.headers


def test_a_preferred_example(tmp_path: Path) -> None:
    examples = {"ada": {"value": {"name": "Ada"}}, "grace": {"$ref": "#/components/examples/Grace"}}
    spec = one_reply({"type": "object"}, examples=examples)
    spec["components"] = {"examples": {"Grace": {"value": {"name": "Grace"}}}}
    thing = mocked(spec, tmp_path)
    assert thing.get("/thing").json() == {"name": "Ada"}
    reply = thing.get("/thing", headers={"Prefer": "example=grace"})
    assert (reply.json(), reply.headers["preference-applied"]) == ({"name": "Grace"}, "example=grace")


def test_a_made_up_answer_is_preferred(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "example": "Ada"}}}
    thing = mocked(one_reply(schema, example={"name": "Ada"}), tmp_path)
    assert thing.get("/thing").json() == {"name": "Ada"}
    reply = thing.get("/thing", headers={"Prefer": "dynamic=true"})
    assert reply.json()["name"] != "Ada"
    assert reply.headers["preference-applied"] == "dynamic=true"


SECURED = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/thing": {
            "get": {
                "operationId": "getThing",
                "security": [{"key": []}],
                "responses": {"200": json_reply({"type": "object"}), "401": json_reply(PROBLEM)},
            }
        }
    },
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
}


def test_credentials_are_asked_for_and_any_will_do(tmp_path: Path) -> None:
    thing = mocked(SECURED, tmp_path)
    refused = thing.get("/thing")
    assert (refused.status_code, list(refused.json())) == (401, ["title"])
    assert thing.get("/thing", headers={"X-Key": "anything"}).status_code == 200


def test_one_credential_may_be_the_only_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "HANDFAST_MOCK_CREDENTIAL", "right")
    thing = mocked(SECURED, tmp_path)
    assert thing.get("/thing", headers={"X-Key": "wrong"}).status_code == 401
    assert thing.get("/thing", headers={"X-Key": "right"}).status_code == 200


def of_type(name: str, schema: Any, folder: Path, **media: Any) -> MockedApp:
    content = {name: {**({"schema": schema} if schema is not None else {}), **media}}
    return mocked(with_replies(**{"200": {"description": "it", "content": content}}), folder)


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("image/*", b"\x89PNG\r\n\x1a\n"),
        ("application/pdf", b"%PDF-"),
        ("application/zip", b"PK\x05\x06"),
        ("application/octet-stream", b""),
        ("text/csv", b"id,name"),
        ("text/html", b"<!doctype html>"),
        ("application/xml", b"<?xml"),
    ],
)
def test_files_begin_as_their_kind_does(name: str, begin: bytes, tmp_path: Path) -> None:
    reply = of_type(name, None, tmp_path).get("/thing")
    assert reply.status_code == 200
    assert reply.content.startswith(begin)
    assert reply.headers["content-type"].split(";")[0] == name.replace("*", "png")


def test_xml_is_mapped_by_its_schema(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"id": {"type": "integer", "enum": [7]}}, "xml": {"name": "thing"}}
    assert "<thing><id>7</id></thing>" in of_type("application/xml", schema, tmp_path).get("/thing").text


def test_text_is_what_its_schema_allows(tmp_path: Path) -> None:
    assert of_type("text/plain", {"type": "string", "enum": ["pong"]}, tmp_path).get("/thing").text == "pong"


def test_streams_have_items(tmp_path: Path) -> None:
    item = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 5}}}
    lines = of_type("application/x-ndjson", item, tmp_path).get("/thing").text.splitlines()
    assert len(lines) == 3
    assert all(json.loads(line)["n"] >= 5 for line in lines)
    events = of_type("text/event-stream", item, tmp_path).get("/thing").text
    assert events.count("data: {") == 3


def test_declared_headers_are_there_and_valid(tmp_path: Path) -> None:
    headers = {
        "X-Limit": {"required": True, "schema": {"type": "integer", "minimum": 10, "maximum": 12}},
        "X-Tags": {"schema": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]{2}$"}, "minItems": 1}},
        "Cache-Control": {"required": True, "schema": {"type": "string", "const": "no-store"}},
        "Last-Modified": {"schema": {"type": "string"}},
        "Content-Length": {"required": True, "schema": {"type": "integer"}},
    }
    reply = mocked(with_replies(**{"200": {**json_reply({"type": "object"}), "headers": headers}}), tmp_path).get(
        "/thing"
    )
    assert reply.status_code == 200
    assert 10 <= int(reply.headers["x-limit"]) <= 12
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["last-modified"].endswith("GMT")
    assert int(reply.headers["content-length"]) == len(reply.content)
    assert all(len(tag) == 2 for tag in reply.headers["x-tags"].split(","))


def test_head_has_no_body(tmp_path: Path) -> None:
    thing = mocked(one_reply({"type": "object"}), tmp_path)
    reply = thing.ask("HEAD", "/thing")
    assert (reply.status_code, reply.content) == (200, b"")


def test_a_bad_request_is_judged_as_in_any_app(tmp_path: Path) -> None:
    spec = with_replies(**{"200": json_reply({}), "400": json_reply(PROBLEM)})
    spec["paths"]["/thing"]["get"]["parameters"] = [{"name": "n", "in": "query", "schema": {"type": "integer"}}]
    assert mocked(spec, tmp_path).get("/thing", params={"n": "x"}).status_code == 400


@pytest.mark.parametrize(("declared", "status"), [("default", 200), ("2XX", 200), ("302", 302), ("4XX", 400)])
def test_open_and_unusual_statuses(declared: str, status: int, tmp_path: Path) -> None:
    thing = mocked(with_replies(**{declared: {"description": "it"}}), tmp_path)
    assert thing.get("/thing").status_code == status


def test_an_operation_without_replies_says_that_it_has_none(tmp_path: Path) -> None:
    reply = mocked(with_replies(), tmp_path).get("/thing")
    assert (reply.status_code, reply.json()["detail"]) == (501, "GET /thing can't be mocked: it declares no reply")
