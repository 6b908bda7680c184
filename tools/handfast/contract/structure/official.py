"""The official schemas of OpenAPI, compiled for each kind of object when first needed."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from handfast.document.model import JSON

_HEADER_NAME = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"
_DIALECTS = {
    "3.1": "https://spec.openapis.org/oas/3.1/dialect/base",
    "3.2": "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
}
_DIALECT_FILES = {
    "3.1": ("oas3.1/metaschema.json", "oas3.1/vocabularies/base"),
    "3.2": ("oas3.2/dialect/2025-09-17.json", "oas3.2/meta/2025-09-17.json"),
}
_DEFINITIONS_3_0 = {
    "path item": "PathItem",
    "parameter": "Parameter",
    "header": "Header",
    "request body": "RequestBody",
    "response": "Response",
    "example": "Example",
    "link": "Link",
    "callback": "Callback",
    "security scheme": "SecurityScheme",
    "media type": "MediaType",
    "schema": "Schema",
}
_DEFINITIONS = {
    "path item": "path-item",
    "parameter": "parameter",
    "header": "header",
    "request body": "request-body",
    "response": "response",
    "example": "example",
    "link": "link",
    "callback": "callbacks",
    "security scheme": "security-scheme",
    "media type": "media-type",
}


@cache
def validator(version: str, kind: str) -> jsonschema_rs.Draft4Validator | jsonschema_rs.Draft202012Validator:
    """The judge of one kind of object (`document`, `schema`, `parameter`, ...) in version `3.0`, `3.1` or `3.2`."""
    return _validator_3_0(kind) if version == "3.0" else _validator(version, kind)


def _validator_3_0(kind: str) -> jsonschema_rs.Draft4Validator:
    schema = official_schema("3.0")
    if kind != "document":
        one = {"$ref": f"#/definitions/{_DEFINITIONS_3_0[kind]}"}
        either = one if kind == "path item" else {"oneOf": [one, {"$ref": "#/definitions/Reference"}]}
        schema = {"$schema": schema["$schema"], "definitions": schema["definitions"], **either}
    return jsonschema_rs.Draft4Validator(schema, validate_formats=True)


def _validator(version: str, kind: str) -> jsonschema_rs.Draft202012Validator:
    """The official schema says nothing about Schema Objects; the dialect takes the place that it leaves for them."""
    schema = official_schema(version)
    dialects = [_read("openapi_schema_validator", f"schemas/{name}") for name in _DIALECT_FILES[version]]
    registry = jsonschema_rs.Registry([(one["$id"], one) for one in (schema, *dialects)])
    if kind == "document":
        entry = schema["$id"]
    elif kind == "schema":
        entry = _DIALECTS[version]
    else:
        entry = f"{schema['$id']}#/$defs/{_DEFINITIONS[kind]}"
    wrapped = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:handfast:{version}:{kind.replace(' ', '-')}",
        "$ref": entry,
        "$defs": {"dialect": {"$dynamicAnchor": "meta", "$ref": _DIALECTS[version]}},
    }
    return jsonschema_rs.Draft202012Validator(wrapped, registry=registry, validate_formats=True)


@cache
def official_schema(version: str) -> dict[str, JSON]:
    """The official schema of a version, with its known errors corrected."""
    schema = _read("openapi_spec_validator", f"resources/schemas/v{version}/schema.json")
    _allow_relative_urls(schema)
    if version == "3.1":
        _correct_3_1(schema["$defs"])
    if version == "3.2":
        _correct_3_2(schema["$defs"])
    return schema


def _allow_relative_urls(schema: JSON) -> None:
    """A URL may be relative wherever OpenAPI does not forbid it (3.1 §4.6), and a server's may hold variables."""
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if node.get("format") in ("uri", "iri"):
                node["format"] = "uri-reference"
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    for name in ("$defs", "definitions"):
        for server in ("server", "Server"):
            schema.get(name, {}).get(server, {}).get("properties", {}).get("url", {}).pop("format", None)


def _correct_3_1(definitions: dict[str, JSON]) -> None:
    """Two slips of the schema of 2022-10-07 that its later revisions mend (OpenAPI 3.1 §4.8.20, §4.8.12.4)."""
    link = definitions["link"]["properties"]
    if "body" in link:
        link["server"] = link.pop("body")
    definitions["examples"].setdefault("not", {"required": ["example", "examples"]})


def _correct_3_2(definitions: dict[str, JSON]) -> None:
    """A header's name is a token (RFC 9110 §5.1), which OpenAPI 3.2 §4.12.2 and §4.21 ask for."""
    is_header = {"properties": {"in": {"const": "header"}}, "required": ["in"]}
    rule = {"if": is_header, "then": {"properties": {"name": {"pattern": _HEADER_NAME}}}}
    definitions["parameter"].setdefault("allOf", []).append(rule)
    for holder in ("response", "encoding"):
        headers = definitions[holder]["properties"]["headers"]
        headers.setdefault("propertyNames", {"pattern": _HEADER_NAME})


def _read(package: str, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(files(package).joinpath(name).read_text("utf-8"))
    return schema
