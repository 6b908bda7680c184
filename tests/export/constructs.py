"""A contract with a sample of every kind of construct, and for each the request or reply that breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

JSON = "application/json"
LINES = "application/jsonl"
MULTIPART = "multipart/form-data"

SCHEMAS: tuple[tuple[str, Any, Any, Any], ...] = (
    ("type", {"type": "integer"}, "x", 1),
    ("enum", {"enum": [1]}, 2, 1),
    ("const", {"const": 1}, 2, 1),
    ("multipleOf", {"multipleOf": 2}, 3, 2),
    ("maximum", {"maximum": 1}, 2, 1),
    ("exclusiveMaximum", {"exclusiveMaximum": 1}, 1, 0),
    ("minimum", {"minimum": 1}, 0, 1),
    ("exclusiveMinimum", {"exclusiveMinimum": 1}, 1, 2),
    ("maxLength", {"maxLength": 1}, "ab", "a"),
    ("minLength", {"minLength": 3}, "ab", "abc"),
    ("pattern", {"pattern": "^a"}, "b", "a"),
    ("maxItems", {"maxItems": 1}, [1, 2], [1]),
    ("minItems", {"minItems": 1}, [], [1]),
    ("uniqueItems", {"uniqueItems": True}, [1, 1], [1]),
    ("contains", {"contains": {"const": 1}}, [2], [1]),
    ("maxContains", {"contains": {"const": 1}, "maxContains": 1}, [1, 1], [1]),
    ("minContains", {"contains": {"const": 1}, "minContains": 2}, [1], [1, 1]),
    ("maxProperties", {"maxProperties": 1}, {"a": 1, "b": 2}, {"a": 1}),
    ("minProperties", {"minProperties": 1}, {}, {"a": 1}),
    ("required", {"required": ["a"]}, {}, {"a": 1}),
    ("dependentRequired", {"dependentRequired": {"a": ["b"]}}, {"a": 1}, {"a": 1, "b": 1}),
    ("format", {"type": "string", "format": "email"}, "x", "x@example.org"),
    ("format", {"type": "integer", "format": "int32"}, 2**31, 1),
    ("not", {"not": {"const": "x"}}, "x", "y"),
    ("anyOf", {"anyOf": [{"const": 1}, {"const": 2}]}, 3, 1),
    ("oneOf", {"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 3, 1),
    ("if", {"if": {"const": 1}, "then": {"const": 2}}, 1, 2),
    ("then", {"if": {"minimum": 1}, "then": {"maximum": 5}}, 7, 3),
    ("else", {"if": {"minimum": 1}, "else": {"const": -1}}, 0, -1),
    ("propertyNames", {"propertyNames": {"maxLength": 1}}, {"ab": 1}, {"a": 1}),
    ("additionalProperties", {"properties": {"a": {}}, "additionalProperties": False}, {"b": 1}, {"a": 1}),
    ("unevaluatedProperties", {"properties": {"a": {}}, "unevaluatedProperties": False}, {"b": 1}, {"a": 1}),
    ("unevaluatedItems", {"prefixItems": [{}], "unevaluatedItems": False}, [1, 2], [1]),
    ("format", {"type": "string", "format": "phone"}, "x", "+1 555 0100"),
    ("format", {"type": "string", "format": "password"}, "x", "secret"),
    ("false", {"properties": {"a": False}}, {"a": 1}, {}),
    ("contentMediaType", {"type": "string", "contentMediaType": JSON}, "{", "{}"),
    ("contentEncoding", {"type": "string", "contentEncoding": "base64"}, "%", "YQ=="),
    ("contentSchema", {"type": "string", "contentMediaType": JSON, "contentSchema": {"const": 1}}, "2", "1"),
    ("then", {"then": {"const": 1}}, 2, 1),
    ("minContains", {"minContains": 2}, [1], [1, 1]),
    ("$recursiveRef", {"$recursiveRef": "#/components/schemas/One"}, 2, 1),
    ("dependencies", {"dependencies": {"a": ["b"]}}, {"a": 1}, {"a": 1, "b": 1}),
    ("$dynamicRef", {"$dynamicRef": "#one"}, 2, 1),
)
"""Keyword, schema, value that breaks it, value that keeps it."""


CUT = "cut"
"""What refuses a reply in the middle of it: its end never comes."""


@dataclass(frozen=True)
class Stream:
    """What a handler gives one by one."""

    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Exchange:
    """A request, and what the handler answers."""

    request: Mapping[str, Any]
    gives: Any = None


@dataclass(frozen=True)
class Sample:
    """One construct: its row in the ledger, an exchange that breaks it, its twin that does not, and how it is refused.

    `refusal` is the status of the refusal, or `CUT`.
    """

    at: str
    construct: str
    direction: str
    broken: Exchange
    kept: Exchange
    refusal: int | str = 400

    def __str__(self) -> str:
        return f"{self.construct} {self.direction} {self.at.rpartition('/paths/')[2]}"


def keyword_samples() -> list[Sample]:
    found = []
    for number, (keyword, _, *values) in enumerate(SCHEMAS):
        place = "properties/a" if keyword == "false" else keyword
        body = f"#/paths/~1body~1{number}/post/requestBody/content/application~1json/schema/{place}"
        reply = f"#/paths/~1reply~1{number}/get/responses/200/content/application~1json/schema/{place}"
        sent = (Exchange({"method": "POST", "url": f"/body/{number}", "json": value}) for value in values)
        given = (Exchange(_get(f"/reply/{number}"), value) for value in values)
        found.append(Sample(body, keyword, "request", *sent))
        found.append(Sample(reply, keyword, "reply", *given, refusal=500))
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
    content = f'--x\r\nContent-Disposition: form-data; name="a"\r\n{headers}\r\n1\r\n--x--\r\n'.encode()
    return _post(url, "multipart/form-data; boundary=x", content)


def _at(path: str, method: str, *rest: str) -> str:
    return "#" + "".join(f"/{one.replace('~', '~0').replace('/', '~1')}" for one in ("paths", path, method, *rest))


def _get(url: str, **headers: str) -> dict[str, Any]:
    return {"method": "GET", "url": url, "headers": headers}


def _post(url: str, media_type: str, content: bytes) -> dict[str, Any]:
    return {"method": "POST", "url": url, "content": content, "headers": {"Content-Type": media_type}}


_PARTS = ("/parts", "post", "requestBody", "content", MULTIPART)
_BYTES = ("/bytes", "post", "requestBody", "content", "application/octet-stream")
_LINES = ("/lines", "post", "requestBody", "content", LINES)
_NEEDED = ("/needed", "get", "parameters", "0")
_HEADERS = ("/headers", "get", "responses", "200")
_WHOLE_PART = multipart("Content-Type: text/csv\r\nX-A: 7\r\n")


def _asked(
    place: tuple[str, ...], construct: str, broken: Any, kept: Any, refusal: int = 400, direction: str = ""
) -> Sample:
    """A construct that a request breaks."""
    return Sample(_at(*place), construct, direction, Exchange(broken), Exchange(kept), refusal)


def _replied(
    place: tuple[str, ...], construct: str, broken: Any, kept: Any, refusal: int | str = 500, direction: str = ""
) -> Sample:
    """A construct that what the handler gives breaks."""
    request = _get(place[0])
    return Sample(_at(*place), construct, direction, Exchange(request, broken), Exchange(request, kept), refusal)


def _sent(content: bytes) -> dict[str, Any]:
    return _post("/bytes", "application/octet-stream", content)


def request_samples() -> list[Sample]:
    needed, header, must = _get("/needed?p=1"), _get("/header", P="1"), _post("/must", JSON, b"1")
    return [
        _asked(("/plain", "get"), "operation", {"method": "PUT", "url": "/plain"}, _get("/plain"), 405),
        _asked(_NEEDED, "parameter", _get("/needed?p=x"), needed),
        _asked((*_NEEDED, "required"), "required", _get("/needed"), needed),
        _asked((*_NEEDED, "schema", "type"), "type", _get("/needed?p=x"), needed, direction="request"),
        _asked(("/piped", "get", "parameters", "0", "style"), "style", _get("/piped?p=1,2"), _get("/piped?p=1%7C2")),
        _asked(("/header", "get", "parameters", "0"), "parameter", _get("/header", P="x"), header),
        _asked(("/header", "get", "parameters", "1"), "parameter", _get("/header"), header),
        _asked(("/json", "get", "parameters", "0", "content", JSON), "media type", _get("/json?p={"),
               _get("/json?p=1")),
        _asked(("/must", "post", "requestBody"), "request body", _post("/must", JSON, b"{"), must),
        _asked(("/must", "post", "requestBody", "required"), "required", {"method": "POST", "url": "/must"}, must),
        _asked(("/must", "post", "requestBody", "content", JSON), "media type", _post("/must", "a/b", b"1"), must, 415),
        _asked((*_BYTES, "schema", "maxLength"), "maxLength", _sent(b"bbb"), _sent(b"bb"), direction="request"),
        _asked((*_BYTES, "schema"), "schema", _sent(b"a"), _sent(b"b"), direction="request"),
        _asked((*_PARTS, "encoding", "a", "contentType"), "contentType",
               multipart("Content-Type: image/png\r\nX-A: 7\r\n"), _WHOLE_PART),
        _asked((*_PARTS, "encoding", "a", "headers", "X-A"), "part header",
               multipart("Content-Type: text/csv\r\n"), _WHOLE_PART),
        _asked((*_PARTS, "encoding", "a", "headers", "X-A", "schema", "minimum"), "minimum",
               multipart("Content-Type: text/csv\r\nX-A: 1\r\n"), _WHOLE_PART, direction="request"),
        _asked((*_LINES, "itemSchema", "type"), "type", _post("/lines", LINES, b'1\n"x"\n'),
               _post("/lines", LINES, b"1\n2\n"), direction="request"),
        _asked((*_LINES, "schema"), "schema", _post("/lines", LINES, b"1\n2\n"), _post("/lines", LINES, b"1\n"),
               direction="request"),
        _asked(("/mixed", "post", "requestBody", "content", MULTIPART, "itemEncoding"), "itemEncoding",
               multipart("Content-Type: text/plain\r\n", "/mixed"),
               multipart("Content-Type: application/json\r\n", "/mixed")),
        _asked(("/users/{id}", "get"), "operation", _get("/users/x"), _get("/users/1")),
        _asked(("/linked", "get", "servers", "0"), "server", _get("/linked"), _get("/linked")),
        _asked(("/guarded", "get", "security", "0", "token"), "security scheme", _get("/guarded"),
               _get("/guarded", Authorization="Bearer write"), 401),
        _asked(("/guarded", "get", "security", "0", "token", "0"), "scope",
               _get("/guarded", Authorization="Bearer read"), _get("/guarded", Authorization="Bearer write"), 403),
    ]  # fmt: skip


def reply_samples() -> list[Sample]:
    kept = {"x_a": 7, "body": 1}
    return [
        _replied(_HEADERS, "reply", "undeclared", kept),
        _replied((*_HEADERS, "headers", "X-A", "required"), "required", {"x_a": None, "body": 1}, kept),
        _replied((*_HEADERS, "headers", "X-A"), "reply header", {"x_a": "a\nb", "body": 1}, kept),
        _replied((*_HEADERS, "headers", "X-A", "schema", "minimum"), "minimum", {"x_a": 1, "body": 1}, kept,
                 direction="reply"),
        _replied(("/choice", "get", "responses", "200", "content", "text/csv"), "media type",
                 {"body": "a", "media_type": "text/html"}, {"body": "a", "media_type": "text/csv"}),
        _replied(("/raw", "get", "responses", "200", "content", "application/octet-stream", "schema"), "schema",
                 Stream((b"ab",)), Stream((b"a",)), direction="reply"),
        _replied(("/items", "get", "responses", "200", "content", LINES, "itemSchema", "type"), "type",
                 Stream((1, "x")), Stream((1, 2)), CUT, "reply"),
    ]  # fmt: skip


DOCUMENT: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": {"title": "Samples", "version": "1"},
    "servers": [{"url": "https://example.com"}],
    "paths": {
        **{f"/body/{number}": {"post": body(JSON, {"schema": schema})}
           for number, (_, schema, *_) in enumerate(SCHEMAS)},
        **{f"/reply/{number}": {"get": replying(JSON, {"schema": schema})}
           for number, (_, schema, *_) in enumerate(SCHEMAS)},
        **PATHS,
    },
    "webhooks": {"changed": {"post": {"responses": REPLIES}}},
    "components": {
        "schemas": {"One": {"$dynamicAnchor": "one", "const": 1}},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}  # fmt: skip
