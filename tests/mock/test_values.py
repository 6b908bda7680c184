"""Values of schemas: the document's examples where they are valid, else made up; always accepted by the judge."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from mocking import document, mocked, one_reply

SCHEMAS: dict[str, Any] = {
    "pattern": {"type": "string", "pattern": "^(?:[A-Z]{2}|x-\\d+)(?<tail>[_-]\\w{3,})\\k<tail>?$"},
    "pattern_and_length": {"type": "string", "pattern": "^[a-f0-9]+$", "minLength": 40, "maxLength": 40},
    "unicode_pattern": {"type": "string", "pattern": "^\\p{Lu}\\p{L}{2,}\\u002d\\d$"},
    "unanchored": {"type": "string", "pattern": "[0-9]{4}", "maxLength": 8},
    "formats": {
        "type": "object",
        "properties": {
            one: {"type": "string", "format": one}
            for one in (
                *("date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uuid"),
                *("uri-reference", "iri", "uri-template", "json-pointer", "relative-json-pointer", "regex"),
            )
        },
        "minProperties": 16,
    },
    "short_url": {"type": "string", "format": "uri", "maxLength": 12},
    "numbers": {
        "type": "object",
        "required": ["a", "b", "c", "d", "e"],
        "properties": {
            "a": {"type": "integer", "exclusiveMinimum": 10, "maximum": 12},
            "b": {"type": "number", "multipleOf": 0.05, "minimum": 3, "exclusiveMaximum": 3.1},
            "c": {"type": "integer", "multipleOf": 7, "minimum": -20, "maximum": -14},
            "d": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
            "e": {"allOf": [{"type": "integer", "multipleOf": 4}, {"multipleOf": 6}, {"minimum": 100}]},
        },
    },
    "all_of": {
        "allOf": [
            {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["a", "b"]}}},
            {"properties": {"kind": {"const": "b"}, "size": {"type": "integer"}}, "unevaluatedProperties": False},
        ],
        "unevaluatedProperties": False,
    },
    "one_of": {
        "oneOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
            {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}},
        ]
    },
    "not": {"type": "object", "properties": {"a": True, "b": True}, "required": ["b"], "not": {"required": ["a"]}},
    "conditions": {
        "type": "object",
        "required": ["country", "code"],
        "properties": {"country": {"enum": ["US", "NL"]}, "code": {"type": "string"}},
        "if": {"properties": {"country": {"const": "US"}}},
        "then": {"properties": {"code": {"pattern": "^[0-9]{5}$"}}},
        "else": {"properties": {"code": {"pattern": "^[0-9]{4}[A-Z]{2}$"}}},
    },
    "dependent": {
        "type": "object",
        "required": ["card"],
        "properties": {"card": {"type": "string"}, "address": {"type": "string"}},
        "dependentRequired": {"card": ["address"]},
        "dependentSchemas": {"address": {"required": ["zip"], "properties": {"zip": {"type": "integer"}}}},
    },
    "arrays": {
        "type": "array",
        "prefixItems": [{"const": "head"}],
        "items": {"type": "integer", "minimum": 1, "maximum": 4},
        "minItems": 4,
        "uniqueItems": True,
        "contains": {"const": 3},
    },
    "map": {
        "type": "object",
        "minProperties": 2,
        "maxProperties": 3,
        "propertyNames": {"pattern": "^[a-z]{3}$"},
        "additionalProperties": {"type": "boolean"},
    },
    "patterned": {
        "type": "object",
        "minProperties": 1,
        "patternProperties": {"^x-[a-z]{2}$": {"type": "number"}},
        "additionalProperties": False,
    },
    "nullable_union": {"anyOf": [{"type": "null"}, {"type": "string", "minLength": 3}]},
    "constants": {"enum": [1, "one", None], "type": ["string", "null"]},
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_made_up_values_are_valid(name: str, tmp_path: Path) -> None:
    thing = mocked(one_reply(SCHEMAS[name]), tmp_path)
    for index in range(20):
        reply = thing.get(f"/thing?{index}")
        assert reply.status_code == 200, reply.text
        assert thing.judge.is_valid(KEY, reply.json(), "response")


KEY = "#/paths/~1thing/get/responses/200/content/application~1json/schema"


def test_the_same_request_gets_the_same_answer(tmp_path: Path) -> None:
    thing = mocked(one_reply({"type": "object", "properties": {"name": {"type": "string"}}}), tmp_path)
    answers = {thing.get(f"/thing?{index}").text for index in range(8)}
    assert len(answers) > 1
    assert thing.get("/thing?3").text == thing.get("/thing?3").text


def test_recursion_is_bounded(tmp_path: Path) -> None:
    node = {
        "type": "object",
        "required": ["name", "children"],
        "properties": {
            "name": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
            "next": {"$ref": "#/components/schemas/Node"},
        },
    }
    expression = {
        "oneOf": [
            {
                "type": "object",
                "required": ["left", "right"],
                "properties": {side: {"$ref": "#/components/schemas/Expression"} for side in ("left", "right")},
            },
            {"type": "integer"},
        ]
    }
    for name, schema in (("Node", node), ("Expression", expression)):
        folder = tmp_path / name
        folder.mkdir()
        spec = one_reply({"$ref": f"#/components/schemas/{name}"}) | {"components": {"schemas": {name: schema}}}
        reply = mocked(spec, folder).get("/thing")
        assert reply.status_code == 200
        assert len(reply.content) < 100_000


def test_examples_go_first_if_they_are_valid(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "required": ["name", "age"],
        "properties": {
            "name": {"type": "string", "examples": ["Ada"]},
            "age": {"type": "integer", "examples": ["old", 36]},
            "mood": {"type": "string", "default": "calm"},
        },
    }
    assert mocked(one_reply(schema), tmp_path).get("/thing").json() == {"name": "Ada", "age": 36, "mood": "calm"}
    whole = mocked(one_reply(schema, example={"name": "Grace", "age": 1}), tmp_path)
    assert whole.get("/thing").json() == {"name": "Grace", "age": 1}
    wrong = mocked(one_reply(schema, example={"name": "Grace", "age": "?"}), tmp_path)
    assert wrong.get("/thing").json()["name"] == "Ada"


def test_names_and_formats_are_told_apart(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {
            **{name: {"type": "string"} for name in ("email", "firstName", "country_code", "currency", "phone")},
            "latitude": {"type": "number"},
            "avatar_url": {"type": "string", "format": "uri"},
        },
    }
    made = mocked(one_reply(schema), tmp_path).get("/thing").json()
    assert re.fullmatch(r"[a-z]+\.[a-z]+@example\.com", made["email"])
    assert re.fullmatch(r"[A-Z][a-z]+", made["firstName"])
    assert re.fullmatch(r"[A-Z]{2}", made["country_code"])
    assert re.fullmatch(r"[A-Z]{3}", made["currency"])
    assert made["phone"].startswith("+")
    assert -60 <= made["latitude"] <= 60


def test_replies_have_nothing_that_only_requests_have(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "required": ["id", "password"],
        "properties": {"id": {"type": "integer", "readOnly": True}, "password": {"type": "string", "writeOnly": True}},
        "example": {"id": 1, "password": "hunter2"},
    }
    assert mocked(one_reply(schema), tmp_path).get("/thing").json() == {"id": 1}


def test_what_can_not_be_is_said_honestly(tmp_path: Path) -> None:
    impossible = {"type": "string", "minLength": 5, "maxLength": 3}
    reply = mocked(one_reply(impossible), tmp_path).get("/thing")
    assert reply.status_code == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert "#/paths/~1thing/get/responses/200" in reply.json()["detail"]


def test_another_declared_reply_is_better_than_none(tmp_path: Path) -> None:
    content = {"application/json": {"schema": False}}
    replies = {"200": {"description": "no", "content": content}, "202": {"description": "yes"}}
    spec = document({"/thing": {"get": {"operationId": "getThing", "responses": replies}}})
    assert mocked(spec, tmp_path).get("/thing").status_code == 202
