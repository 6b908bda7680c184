"""A contract with a sample of every kind of construct, and for each the request or reply that breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"
LINES = "application/jsonl"
MULTIPART = "multipart/form-data"

SCHEMAS: tuple[tuple[str, Any, Any], ...] = (
    ("type", {"type": "integer"}, "x"),
    ("enum", {"enum": [1]}, 2),
    ("const", {"const": 1}, 2),
    ("multipleOf", {"multipleOf": 2}, 3),
    ("maximum", {"maximum": 1}, 2),
    ("exclusiveMaximum", {"exclusiveMaximum": 1}, 1),
    ("minimum", {"minimum": 1}, 0),
    ("exclusiveMinimum", {"exclusiveMinimum": 1}, 1),
    ("maxLength", {"maxLength": 1}, "ab"),
    ("minLength", {"minLength": 3}, "ab"),
    ("pattern", {"pattern": "^a"}, "b"),
    ("maxItems", {"maxItems": 1}, [1, 2]),
    ("minItems", {"minItems": 1}, []),
    ("uniqueItems", {"uniqueItems": True}, [1, 1]),
    ("contains", {"contains": {"const": 1}}, [2]),
    ("maxContains", {"contains": {"const": 1}, "maxContains": 1}, [1, 1]),
    ("minContains", {"contains": {"const": 1}, "minContains": 2}, [1]),
    ("maxProperties", {"maxProperties": 1}, {"a": 1, "b": 2}),
    ("minProperties", {"minProperties": 1}, {}),
    ("required", {"required": ["a"]}, {}),
    ("dependentRequired", {"dependentRequired": {"a": ["b"]}}, {"a": 1}),
    ("format", {"type": "string", "format": "email"}, "x"),
    ("format", {"type": "integer", "format": "int32"}, 2**31),
    ("not", {"not": {"const": "x"}}, "x"),
    ("anyOf", {"anyOf": [{"const": 1}, {"const": 2}]}, 3),
    ("oneOf", {"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 3),
    ("if", {"if": {"const": 1}, "then": {"const": 2}}, 1),
    ("then", {"if": {"minimum": 1}, "then": {"maximum": 5}}, 7),
    ("else", {"if": {"minimum": 1}, "else": {"const": -1}}, 0),
    ("propertyNames", {"propertyNames": {"maxLength": 1}}, {"ab": 1}),
    ("additionalProperties", {"properties": {"a": {}}, "additionalProperties": False}, {"b": 1}),
    ("unevaluatedProperties", {"properties": {"a": {}}, "unevaluatedProperties": False}, {"b": 1}),
    ("unevaluatedItems", {"prefixItems": [{}], "unevaluatedItems": False}, [1, 2]),
    ("format", {"type": "string", "format": "phone"}, "x"),
    ("format", {"type": "string", "format": "password"}, "x"),
    ("false", {"properties": {"a": False}}, {"a": 1}),
    ("contentMediaType", {"type": "string", "contentMediaType": JSON}, "{"),
    ("contentEncoding", {"type": "string", "contentEncoding": "base64"}, "%"),
    ("contentSchema", {"type": "string", "contentMediaType": JSON, "contentSchema": {"const": 1}}, "2"),
    ("then", {"then": {"const": 1}}, 2),
    ("minContains", {"minContains": 2}, [1]),
    ("$recursiveRef", {"$recursiveRef": "#/components/schemas/One"}, 2),
    ("dependencies", {"dependencies": {"a": ["b"]}}, {"a": 1}),
    ("$dynamicRef", {"$dynamicRef": "#one"}, 2),
)
"""Keyword, schema, value that breaks it."""


@dataclass(frozen=True)
class Sample:
    """One construct: its row in the ledger, and what breaks it. `gives` is what the handler answers."""

    at: str
    construct: str
    direction: str = ""
    request: Mapping[str, Any] = field(default_factory=lambda: {"method": "GET", "url": "/"})
    gives: Any = None

    def __str__(self) -> str:
        return f"{self.construct} {self.direction} {self.at.rpartition('/paths/')[2]}"


def keyword_samples() -> list[Sample]:
    found = []
    for number, (keyword, _, value) in enumerate(SCHEMAS):
        place = "properties/a" if keyword == "false" else keyword
        body = f"#/paths/~1body~1{number}/post/requestBody/content/application~1json/schema/{place}"
        reply = f"#/paths/~1reply~1{number}/get/responses/200/content/application~1json/schema/{place}"
        sent = {"method": "POST", "url": f"/body/{number}", "json": value}
        found.append(Sample(body, keyword, "request", sent))
        found.append(Sample(reply, keyword, "reply", {"method": "GET", "url": f"/reply/{number}"}, value))
    return found


REPLIES = {"204": {"description": ""}, "400": {"description": ""}}
"""Replies of an operation that takes what is sent."""


def operation(**more: Any) -> dict[str, Any]:
    return {"responses": REPLIES, **more}


def body(media_type: str, content: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return operation(requestBody={"content": {media_type: dict(content)}, **more})


def replying(media_type: str, content: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "", "content": {media_type: dict(content)}, **more}}}


def parameter(location: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": "p", "in": location, "schema": schema, **more}


PART = {
    "schema": {"type": "object", "properties": {"a": {"type": "string"}}},
    "encoding": {
        "a": {
            "contentType": "text/csv",
            "headers": {"X-A": {"required": True, "schema": {"type": "integer", "minimum": 5}}},
        }
    },
}
PATHS: dict[str, dict[str, Any]] = {
    "/needed": {"get": operation(parameters=[parameter("query", {"type": "integer"}, required=True)])},
    "/piped": {"get": operation(parameters=[parameter("query", {"type": "array", "items": {"type": "integer"}},
                                                      style="pipeDelimited", explode=False)])},
    "/header": {"get": operation(parameters=[parameter("header", {"type": "integer"}),
                                             {"name": "Accept", "in": "header", "required": True, "schema": {}}])},
    "/json": {"get": operation(parameters=[{"name": "p", "in": "query", "content": {JSON: {"schema": {"const": 1}}}}])},
    "/must": {"post": body(JSON, {"schema": {}}, required=True)},
    "/bytes": {"post": body("application/octet-stream", {"schema": {"maxLength": 2, "pattern": "^b"}})},
    "/parts": {"post": body(MULTIPART, PART)},
    "/lines": {"post": body(LINES, {"itemSchema": {"type": "integer"}, "schema": {"maxItems": 1}})},
    "/mixed": {"post": body(MULTIPART, {"schema": {}, "itemEncoding": {"contentType": JSON}})},
    "/headers": {"get": replying(JSON, {"schema": {}}, headers={"X-A": {"required": True, "schema": {"minimum": 5}}})},
    "/choice": {"get": {"responses": {"200": {"description": "", "content": {"text/plain": {}, "text/csv": {}}}}}},
    "/users/{name}": {"get": operation(parameters=[{"name": "name", "in": "path", "required": True, "schema": {}}])},
    "/users/{id}": {"get": operation(parameters=[
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}])},
    "/raw": {"get": replying("application/octet-stream", {"schema": {"maxLength": 1}})},
    "/items": {"get": replying(LINES, {"itemSchema": {"type": "integer"}})},
    "/linked": {"get": {"responses": {"204": {"description": "", "links": {"self": {"operationId": "linked"}}}},
                        "operationId": "linked", "servers": [{"url": "https://other.example"}],
                        "callbacks": {"done": {"{$request.query.url}": {"post": {"responses": REPLIES}}}}}},
    "/silent": {"get": {"parameters": [parameter("query", {"type": "integer"})],
                        "responses": {"204": {"description": ""}}}},
    "/guarded": {"get": operation(security=[{"token": ["write"]}])},
    "/plain": {"get": operation()},
}  # fmt: skip


def multipart(headers: str, url: str = "/parts") -> dict[str, Any]:
    """A request with one part."""
    return {
        "method": "POST",
        "url": url,
        "content": f'--x\r\nContent-Disposition: form-data; name="a"\r\n{headers}\r\nb\r\n--x--\r\n'.encode(),
        "headers": {"Content-Type": "multipart/form-data; boundary=x"},
    }


def _at(path: str, method: str, *rest: str) -> str:
    return "#" + "".join(f"/{one.replace('~', '~0').replace('/', '~1')}" for one in ("paths", path, method, *rest))


def _get(url: str, **headers: str) -> dict[str, Any]:
    return {"method": "GET", "url": url, "headers": headers}


def _post(url: str, media_type: str, content: bytes) -> dict[str, Any]:
    return {"method": "POST", "url": url, "content": content, "headers": {"Content-Type": media_type}}


_PARTS = ("/parts", "post", "requestBody", "content", MULTIPART)
_BYTES = ("/bytes", "post", "requestBody", "content", "application/octet-stream")
_LINES = ("/lines", "post", "requestBody", "content", LINES)
_BINARY = _post("/bytes", "application/octet-stream", b"abc")


def operation_samples() -> list[Sample]:
    return [
        Sample(_at("/plain", "get"), "operation", request={"method": "PUT", "url": "/plain"}),
        Sample(_at("/needed", "get", "parameters", "0"), "parameter", request=_get("/needed?p=x")),
        Sample(_at("/needed", "get", "parameters", "0", "required"), "required", request=_get("/needed")),
        Sample(_at("/needed", "get", "parameters", "0", "schema", "type"), "type", "request", _get("/needed?p=x")),
        Sample(_at("/piped", "get", "parameters", "0", "style"), "style", request=_get("/piped?p=1,2")),
        Sample(_at("/header", "get", "parameters", "0"), "parameter", request=_get("/header", P="x")),
        Sample(_at("/header", "get", "parameters", "1"), "parameter", request=_get("/header")),
        Sample(_at("/json", "get", "parameters", "0", "content", JSON), "media type", request=_get("/json?p={")),
        Sample(_at("/must", "post", "requestBody"), "request body", request=_post("/must", JSON, b"{")),
        Sample(_at("/must", "post", "requestBody", "required"), "required", request={"method": "POST", "url": "/must"}),
        Sample(_at("/must", "post", "requestBody", "content", JSON), "media type", request=_post("/must", "a/b", b"1")),
        Sample(_at(*_BYTES, "schema", "maxLength"), "maxLength", "request", _BINARY),
        Sample(_at(*_BYTES, "schema"), "schema", "request", _post("/bytes", "application/octet-stream", b"a")),
        Sample(_at(*_PARTS, "encoding", "a", "contentType"), "contentType", request=multipart(
            "Content-Type: image/png\r\nX-A: 7\r\n")),
        Sample(_at(*_PARTS, "encoding", "a", "headers", "X-A"), "part header", request=multipart("")),
        Sample(_at(*_PARTS, "encoding", "a", "headers", "X-A", "schema", "minimum"), "minimum", "request",
               multipart("X-A: 1\r\n")),
        Sample(_at(*_LINES, "itemSchema", "type"), "type", "request", _post("/lines", LINES, b'1\n"x"\n')),
        Sample(_at(*_LINES, "schema"), "schema", "request", _post("/lines", LINES, b"1\n2\n")),
        Sample(_at("/mixed", "post", "requestBody", "content", MULTIPART, "itemEncoding"), "itemEncoding",
               request=multipart("Content-Type: text/plain\r\n", url="/mixed")),
        Sample(_at("/headers", "get", "responses", "200"), "reply", request=_get("/headers"), gives="undeclared"),
        Sample(_at("/headers", "get", "responses", "200", "headers", "X-A", "required"), "required",
               request=_get("/headers"), gives={"x_a": None, "body": 1}),
        Sample(_at("/headers", "get", "responses", "200", "headers", "X-A"), "reply header",
               request=_get("/headers"), gives={"x_a": "a\nb", "body": 1}),
        Sample(_at("/headers", "get", "responses", "200", "headers", "X-A", "schema", "minimum"), "minimum", "reply",
               _get("/headers"), {"x_a": 1, "body": 1}),
        Sample(_at("/choice", "get", "responses", "200", "content", "text/csv"), "media type",
               request=_get("/choice"), gives={"body": "a", "media_type": "text/html"}),
        Sample(_at("/users/{id}", "get"), "operation", request=_get("/users/x")),
        Sample(_at("/raw", "get", "responses", "200", "content", "application/octet-stream", "schema"), "schema",
               "reply", _get("/raw"), "bytes"),
        Sample(_at("/items", "get", "responses", "200", "content", LINES, "itemSchema", "type"), "type", "reply",
               _get("/items"), "items"),
        Sample(_at("/linked", "get", "servers", "0"), "server", request=_get("/linked")),
        Sample(_at("/guarded", "get", "security", "0", "token"), "security scheme", request=_get("/guarded")),
        Sample(_at("/guarded", "get", "security", "0", "token", "0"), "scope",
               request=_get("/guarded", Authorization="Bearer read")),
    ]  # fmt: skip


DOCUMENT: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": {"title": "Samples", "version": "1"},
    "servers": [{"url": "https://example.com"}],
    "paths": {
        **{f"/body/{number}": {"post": body(JSON, {"schema": schema})}
           for number, (_, schema, _) in enumerate(SCHEMAS)},
        **{f"/reply/{number}": {"get": replying(JSON, {"schema": schema})}
           for number, (_, schema, _) in enumerate(SCHEMAS)},
        **PATHS,
    },
    "webhooks": {"changed": {"post": {"responses": REPLIES}}},
    "components": {
        "schemas": {"One": {"$dynamicAnchor": "one", "const": 1}},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}  # fmt: skip
