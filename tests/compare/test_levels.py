"""What each level sees, what is never equal, and what is equal on both."""

from __future__ import annotations

from typing import Any

import pytest
from documents import contract_of, pets

from handfast.compare import Change, Kind, Level, compare

BEARER = {"type": "http", "scheme": "bearer"}
BASIC = {"type": "http", "scheme": "basic"}
ONE, TWO = {"url": "https://one.example"}, {"url": "https://two.example"}


def changes(old: dict[str, Any], new: dict[str, Any], level: Level = Level.WIRE) -> tuple[Change, ...]:
    found = compare(contract_of(old), contract_of(new), level)
    back = compare(contract_of(new), contract_of(old), level)
    assert sorted(map(repr, back)) == sorted(repr(one.reverse()) for one in found)
    return found


def answering(schema: Any, openapi: str = "3.1.0", **fields: Any) -> dict[str, Any]:
    reply = {"description": "", "content": {"application/json": {"schema": schema}}}
    return pets(paths={"/pets": {"get": {"responses": {"200": reply}}}}, openapi=openapi, **fields)


def getting(**fields: Any) -> dict[str, Any]:
    return {"/pets": {"get": {"responses": {"200": {"description": ""}}, **fields}}}


def secured(**fields: Any) -> dict[str, Any]:
    schemes = {"a": BEARER, "b": BASIC}
    return pets(components={"securitySchemes": schemes}, **fields)


def scheme(**fields: Any) -> dict[str, Any]:
    return pets(components={"securitySchemes": {"a": fields}}, security=[{"a": []}])


def flow(kind: str = "clientCredentials", **fields: Any) -> dict[str, Any]:
    return scheme(type="oauth2", flows={kind: {"tokenUrl": "https://t.example", "scopes": {"s": "words"}, **fields}})


def taking(openapi: str = "3.2.0", **media: Any) -> dict[str, Any]:
    body = {"content": {"multipart/form-data": media}}
    return pets(openapi=openapi, paths={"/pets": {"post": {"requestBody": body, "responses": {}}}})


def asking(**parameter: Any) -> dict[str, Any]:
    one = {"name": "q", "in": "query", "schema": {"type": "string"}, **parameter}
    return pets(paths=getting(parameters=[one]))


NEVER_EQUAL: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (answering({"format": "date"}), answering({}), "format"),
    (answering({"default": None}), answering({}), "default"),
    (answering({"readOnly": True}), answering({}), "readOnly"),
    (pets(servers=[ONE, TWO]), pets(servers=[TWO, ONE]), "servers"),
    (answering({"prefixItems": [{}, False]}), answering({"prefixItems": [False, {}]}), "prefixItems"),
    (secured(security=[{"a": []}], paths=getting(security=[])), secured(security=[{"a": []}]), "security"),
    (secured(paths=getting(security=[])), secured(), "security"),
    (secured(security=[]), secured(), "security"),
    (secured(paths=getting(security=[{}])), secured(paths=getting(security=[])), "security"),
    (secured(security=[{"a": [], "b": []}]), secured(security=[{"a": []}, {"b": []}]), "security"),
    (secured(security=[{"a": []}]), secured(security=[{"a": []}, {}]), "security"),
]

ON_THE_WIRE: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (pets(servers=[ONE]), pets(), "servers"),
    (pets(paths=getting(servers=[ONE])), pets(), "servers"),
    (pets(paths={"/pets": {**getting()["/pets"], "servers": [ONE]}}), pets(), "servers"),
    (
        pets(servers=[{"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["a"]}}}]),
        pets(servers=[{"url": "https://{v}", "variables": {"v": {"default": "a"}}}]),
        "servers",
    ),
    (scheme(**BEARER, bearerFormat="JWT"), scheme(**BEARER), "bearerFormat"),
    (
        scheme(type="openIdConnect", openIdConnectUrl="https://a"),
        scheme(type="openIdConnect", openIdConnectUrl="https://b"),
        "openIdConnectUrl",
    ),
    (flow(tokenUrl="https://u.example"), flow(), "flows"),
    (flow(refreshUrl="https://r.example"), flow(), "flows"),
    (flow(scopes={"s": "words", "t": ""}), flow(), "flows"),
    (flow("deviceAuthorization", deviceAuthorizationUrl="https://d.example"), flow(), "flows"),
    (
        scheme(type="oauth2", flows={}, oauth2MetadataUrl="https://m.example"),
        scheme(type="oauth2", flows={}),
        "Metadata",
    ),
    (asking(style="spaceDelimited"), asking(), "style"),
    (asking(explode=False), asking(), "explode"),
    (asking(allowReserved=True), asking(), "allowReserved"),
    (asking(allowEmptyValue=True), asking(), "allowEmptyValue"),
    (asking(deprecated=True), asking(), "deprecated"),
    (taking(encoding={"f": {"contentType": "text/plain"}}), taking(), "encoding of `f`"),
    (
        taking(encoding={"f": {"headers": {"X": {"schema": {"type": "string"}}}}}),
        taking(encoding={"f": {"headers": {"X": {"schema": {"type": "integer"}}}}}),
        "header `x`: type",
    ),
    (
        taking(prefixEncoding=[{"contentType": "a/b"}]),
        taking(prefixEncoding=[{"contentType": "a/c"}]),
        "prefixEncoding",
    ),
    (taking(itemEncoding={"style": "form"}), taking(itemEncoding={}), "itemEncoding"),
    (taking(itemSchema={"type": "string"}), taking(itemSchema={"type": "integer"}), "itemSchema"),
    (
        answering({"discriminator": {"propertyName": "a", "defaultMapping": "A"}}, "3.2.0"),
        answering({"discriminator": {"propertyName": "a", "defaultMapping": "B"}}, "3.2.0"),
        "discriminator",
    ),
]

ONLY_IN_FULL: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (pets(info={"title": "Pets", "version": "2"}), pets(), "version"),
    (pets(openapi="3.1.1"), pets(), "openapi"),
    (pets(**{"x-a": {"b": 1}}), pets(**{"x-a": {"b": 2}}), "x-a"),
    (pets(**{"$self": "https://a.example", "openapi": "3.2.0"}), pets(openapi="3.2.0"), "$self"),
    (pets(externalDocs={"url": "https://a"}), pets(externalDocs={"url": "https://b"}), "externalDocs: url"),
    (pets(tags=[{"name": "a", "parent": "b"}, {"name": "b"}]), pets(tags=[{"name": "a"}, {"name": "b"}]), "parent"),
    (pets(tags=[{"name": "a"}, {"name": "b"}]), pets(tags=[{"name": "b"}, {"name": "a"}]), "order of tags"),
    (pets(paths=getting(tags=["a", "b"])), pets(paths=getting(tags=["b", "a"])), "tags"),
    (pets(paths=getting(summary="s")), pets(), "summary"),
    (asking(description="d"), asking(), "query parameter `q`: description"),
    (asking(example=1), asking(example=True), "example"),
    (answering({"title": "T"}), answering({}), "reply 200: application/json: title"),
    (flow(scopes={"s": "other words"}), flow(), "scopes"),
    (pets(servers=[{**ONE, "description": "d"}]), pets(servers=[ONE]), "description"),
    (pets(components={"schemas": {"A": {"type": "string"}}}), pets(components={"schemas": {}}), "`A`"),
    (pets(components={"schemas": {"A": {"type": "string"}}}), pets(), "components"),
    (
        pets(components={"parameters": {"P": {"name": "p", "in": "query", "required": True, "schema": {}}}}),
        pets(components={"parameters": {"P": {"name": "p", "in": "query", "schema": {}}}}),
        "required",
    ),
    (
        secured(security=[{"a": []}], paths=getting(security=[])),
        secured(security=[{"b": []}], paths=getting(security=[])),
        "",
    ),
    (
        pets(paths={"/{a}": {"parameters": [{"name": "z", "in": "query", "schema": {}}]}}),
        pets(paths={"/{a}": {}}),
        "query parameter `z`",
    ),
]

A = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/A"}}}
REF = {"$ref": "#/components/schemas/A"}
P = {"name": "p", "in": "query", "schema": {"type": "string"}}

EQUAL_ON_BOTH: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (answering(REF, components={"schemas": {"A": A}}), answering(A, components={"schemas": {"A": A}})),
    (
        answering({"type": "string", "nullable": True}, "3.0.3"),
        answering({"type": "string", "nullable": True, "readOnly": False, "minLength": 0}, "3.0.3"),
    ),
    (answering({"minimum": 1, "exclusiveMinimum": True}), answering({"exclusiveMinimum": 1})),
    (answering({"enum": ["a"]}), answering({"const": "a"})),
    (answering({"allOf": [{"type": "string", "title": "t"}]}), answering({"type": "string", "title": "t"})),
    (
        answering({"$ref": REF["$ref"], "title": "t"}, components={"schemas": {"A": A}}),
        answering({"allOf": [REF], "title": "t"}, components={"schemas": {"A": A}}),
    ),
    (answering({"oneOf": [{"title": "a"}, {"title": "b"}]}), answering({"oneOf": [{"title": "b"}, {"title": "a"}]})),
    (answering({"required": ["a", "b"]}), answering({"required": ["b", "a"]})),
    (answering(True), answering({})),
    (asking(style="form", explode=True, required=False, deprecated=False), asking()),
    (pets(paths={"/pets": {**getting()["/pets"], "parameters": [P]}}), pets(paths=getting(parameters=[P]))),
    (secured(security=[{"a": []}]), secured(paths=getting(security=[{"a": []}]))),
    (pets(servers=[ONE]), pets(paths=getting(servers=[ONE]))),
    (pets(servers=[{"url": "/"}]), pets()),
    (pets(servers=[]), pets()),
    (secured(security=[{"a": []}, {"b": []}]), secured(security=[{"b": []}, {"a": []}])),
    (
        pets(paths=getting(responses={"200": {"description": ""}, "4xx": {"description": "no"}})),
        pets(paths=getting(responses={"4XX": {"description": "no"}, "200": {"description": ""}})),
    ),
    (scheme(type="http", scheme="Bearer"), scheme(**BEARER)),
    (pets(paths=getting(parameters=[], tags=["a"])), pets(paths=getting(tags=["a"]))),
    (answering({"multipleOf": 1}), answering({"multipleOf": 1.0})),
]


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize(("old", "new", "what"), NEVER_EQUAL + ON_THE_WIRE)
def test_a_difference_on_the_wire_is_one_on_both_levels(
    old: dict[str, Any], new: dict[str, Any], what: str, level: Level
) -> None:
    assert any(what in change.what for change in changes(old, new, level))


@pytest.mark.parametrize(("old", "new", "what"), ON_THE_WIRE)
def test_what_the_wire_shows_is_not_said_twice(old: dict[str, Any], new: dict[str, Any], what: str) -> None:
    assert changes(old, new, Level.FULL) == changes(old, new)


@pytest.mark.parametrize(("old", "new", "what"), ONLY_IN_FULL)
def test_words_are_compared_in_full_only(old: dict[str, Any], new: dict[str, Any], what: str) -> None:
    assert changes(old, new) == ()
    found = changes(old, new, Level.FULL)
    assert any(what in change.what for change in found), found


@pytest.mark.parametrize(("old", "new"), EQUAL_ON_BOTH)
def test_another_spelling_is_no_difference_on_either_level(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert changes(old, new, Level.FULL) == ()


def test_a_list_that_operations_inherit_is_one_change() -> None:
    paths = {"/a": getting()["/pets"], "/b": getting()["/pets"]}
    (change,) = changes(pets(paths=paths, servers=[ONE]), pets(paths=paths, servers=[TWO]))
    assert (change.operation, str(change.old)) == ("", "openapi.yaml#/servers")


def test_a_renamed_component_is_one_change_in_full() -> None:
    old = answering(REF, components={"schemas": {"A": A}})
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/B"}}}
    new = answering({"$ref": "#/components/schemas/B"}, components={"schemas": {"B": node}})
    assert changes(old, new) == ()
    (change,) = changes(old, new, Level.FULL)
    assert (change.kind, change.before, change.after) == (Kind.CHANGED, "A", "B")


def test_another_path_parameter_name_is_seen_in_full() -> None:
    def pet(name: str) -> dict[str, Any]:
        parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        return pets(paths={f"/pets/{{{name}}}": {"get": {"parameters": [parameter], "responses": {}}}})

    assert changes(pet("id"), pet("name")) == ()
    assert {change.what for change in changes(pet("id"), pet("name"), Level.FULL)} == {
        "name",
        "path parameter `0`: name",
    }
