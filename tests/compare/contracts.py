"""Small contracts for the tests of comparison, built from schemas alone."""

from __future__ import annotations

from typing import Any

from handfast.contract.model import (
    Body,
    Contract,
    Header,
    Location,
    MediaType,
    Operation,
    Parameter,
    Reply,
    Requirement,
    Schema,
    SchemeUse,
    SecurityScheme,
)
from handfast.diagnostics import Pointer

ROOT = Pointer("openapi.yaml")


def schema(node: Any, *parts: str) -> Schema:
    pointer = Pointer("openapi.yaml", parts)
    return Schema(pointer, pointer.fragment(), node)


def media(node: Any, name: str = "application/json", *parts: str) -> MediaType:
    place = (*parts, "content", name)
    return MediaType(Pointer("openapi.yaml", place), name, schema(node, *place, "schema"))


def parameter(name: str, node: Any, location: Location = Location.QUERY, *, required: bool = False) -> Parameter:
    style = "simple" if location in (Location.PATH, Location.HEADER) else "form"
    return Parameter(
        ROOT / "parameters" / name, name, location, required, style, style == "form", schema=schema(node, "p", name)
    )


def header(name: str, node: Any, *, required: bool = False) -> Header:
    return Header(ROOT / "headers" / name, name, required, schema=schema(node, "h", name))


def reply(status: str, node: Any = None, *headers: Header) -> Reply:
    content = () if node is None else (media(node, "application/json", "responses", status),)
    return Reply(ROOT / "responses" / status, status, "words", headers, content)


def operation(
    *parameters: Parameter,
    method: str = "GET",
    path: str = "/pets",
    body: Body | None = None,
    replies: tuple[Reply, ...] = (),
    security: tuple[Requirement, ...] = (),
    operation_id: str | None = None,
    callbacks: tuple[Operation, ...] = (),
) -> Operation:
    place = ROOT / "paths" / path / method.lower()
    tags = ("pets",)
    return Operation(
        place, method, path, operation_id, tags, "", "", False, parameters, body, replies, security, callbacks
    )


def body(node: Any, *, required: bool = True) -> Body:
    return Body(ROOT / "requestBody", required, (media(node, "application/json", "requestBody"),))


def asks(**scopes: tuple[str, ...]) -> Requirement:
    return Requirement(tuple(SchemeUse(name, wanted) for name, wanted in scopes.items()))


def bearer(name: str) -> SecurityScheme:
    return SecurityScheme(ROOT / "components" / "securitySchemes" / name, name, "http", http_scheme="bearer")


def contract(
    *operations: Operation,
    components: dict[str, Any] | None = None,
    schemes: tuple[SecurityScheme, ...] = (),
    webhooks: tuple[Operation, ...] = (),
) -> Contract:
    schemas = {
        f"#/components/schemas/{name}": schema(node, "components", "schemas", name)
        for name, node in (components or {}).items()
    }
    return Contract("openapi.yaml", "t", "1", "", {}, operations, webhooks, schemas, schemes, ())


def carrying(node: Any, components: dict[str, Any] | None = None) -> Contract:
    """A contract whose only operation answers with `node`."""
    return contract(operation(replies=(reply("200", node),)), components=components)
