"""Documents resolve to contracts: inheritance, references, defaults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handfast.contract import Contract, Location, resolve
from handfast.contract.directions import reached, relaxed
from handfast.document import load


def contract_of(folder: Path, document: dict[str, Any]) -> Contract:
    path = folder / "openapi.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, **document}))
    resolution = resolve(load(path))
    assert resolution.contract is not None, resolution.findings
    return resolution.contract


def operation(**parts: Any) -> dict[str, Any]:
    return {"/a/{id}": {"parameters": [ID], "get": {"responses": {}, **parts}}}


ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def test_an_operations_parameter_replaces_the_paths(tmp_path: Path) -> None:
    own = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    contract = contract_of(tmp_path, {"paths": operation(parameters=[own, {**ID, "in": "query"}])})
    kinds = [(one.location, one.schema and one.schema.node["type"]) for one in contract.operations[0].parameters]
    assert kinds == [(Location.PATH, "integer"), (Location.QUERY, "string")]


@pytest.mark.parametrize(
    ("location", "style", "explode"),
    [("path", "simple", False), ("query", "form", True), ("header", "simple", False), ("cookie", "form", True)],
)
def test_styles_have_defaults(tmp_path: Path, location: str, style: str, explode: bool) -> None:
    parameter = {"name": "id", "in": location, "required": True, "schema": {}}
    contract = contract_of(tmp_path, {"paths": {"/a/{id}": {"get": {"responses": {}, "parameters": [parameter]}}}})
    found = contract.operations[0].parameters[0]
    assert (found.style, found.explode) == (style, explode)


def test_headers_that_the_specification_ignores_are_ignored(tmp_path: Path) -> None:
    written = [{"name": name, "in": "header", "schema": {}} for name in ("Accept", "content-type", "X-A")]
    contract = contract_of(tmp_path, {"paths": operation(parameters=written)})
    assert [one.name for one in contract.operations[0].parameters] == ["id", "X-A"]


def test_security_is_inherited_unless_the_operation_says_otherwise(tmp_path: Path) -> None:
    paths = {"/a": {"get": {"responses": {}}, "put": {"responses": {}, "security": []}}}
    contract = contract_of(tmp_path, {"paths": paths, "security": [{"a": ["x"], "b": []}, {}]})
    get, put = contract.operations
    assert [[use.scheme for use in one.uses] for one in get.security] == [["a", "b"], []]
    assert put.security == ()


def test_a_reference_that_leads_nowhere_or_in_a_circle_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    components = {
        "parameters": {"A": {"$ref": "#/components/parameters/B"}, "B": {"$ref": "#/components/parameters/A"}}
    }
    parameters = [{"$ref": "#/components/parameters/A"}]
    path.write_text(
        json.dumps(
            {"openapi": "3.1.0", "info": {}, "paths": operation(parameters=parameters), "components": components}
        )
    )
    resolution = resolve(load(path))
    assert resolution.contract is None
    assert [finding.code for finding in resolution.findings] == ["SPEC021"]


def test_schemas_keep_the_place_they_came_from(tmp_path: Path) -> None:
    paths = operation(requestBody={"content": {"application/json": {"schema": {"$ref": "#/paths/~1a~1{id}/x-s"}}}})
    paths["/a/{id}"]["x-s"] = {"type": "object", "properties": {"self": {"$ref": "#/components/schemas/S p"}}}
    contract = contract_of(tmp_path, {"paths": paths, "components": {"schemas": {"S p": {"type": "string"}}}})
    assert {reference: str(schema.pointer) for reference, schema in contract.schemas.items()} == {
        "#/components/schemas/S%20p": "openapi.json#/components/schemas/S p",
        "#/$defs/%23~1paths~1~01a~01%7Bid%7D~1x-s": "openapi.json#/paths/~1a~1{id}/x-s",
    }


def test_required_is_shorter_in_one_direction(tmp_path: Path) -> None:
    schemas = {
        "A": {
            "required": ["id", "name"],
            "properties": {"name": {}, "inner": {"required": ["id"], "properties": {"id": {}}}},
            "allOf": [{"properties": {"id": {"readOnly": True}}, "required": ["id"]}],
        },
        "B": {"$ref": "#/components/schemas/A", "required": ["id", "x"], "properties": {"x": {"writeOnly": True}}},
    }
    contract = contract_of(tmp_path, {"paths": {}, "components": {"schemas": schemas}})

    def patches(name: str, flag: str) -> dict[str, tuple[str, ...]]:
        schema = contract.schemas[f"#/components/schemas/{name}"]
        return {"/".join(one.at): one.required for one in relaxed(schema, flag, contract.schemas)}

    assert patches("A", "readOnly") == {"required": ("name",), "allOf/0/required": ()}
    assert patches("A", "writeOnly") == {}
    assert patches("B", "readOnly") == {"required": ("x",)}
    assert patches("B", "writeOnly") == {"required": ("id",)}


def test_what_requests_and_replies_reach(tmp_path: Path) -> None:
    def content(name: str) -> dict[str, Any]:
        return {"content": {"application/json": {"schema": {"items": {"$ref": f"#/components/schemas/{name}"}}}}}

    paths = operation(requestBody=content("A"), responses={"200": {"description": "", **content("B")}})
    schemas = {
        "A": {"not": {"$ref": "#/components/schemas/C"}},
        "B": {"$ref": "#/components/schemas/C"},
        "C": {},
        "D": {},
    }
    contract = contract_of(tmp_path, {"paths": paths, "components": {"schemas": schemas}})
    request, response = reached(contract)
    assert {one.rsplit("/", 1)[-1] for one in request} == {"A", "C"}
    assert {one.rsplit("/", 1)[-1] for one in response} == {"B", "C"}


def test_a_headers_case_makes_no_other_header(tmp_path: Path) -> None:
    paths = {
        "/a": {
            "parameters": [{"name": "X-Trace", "in": "header", "schema": {"type": "string"}}],
            "get": {
                "responses": {},
                "parameters": [{"name": "x-trace", "in": "header", "schema": {"type": "integer"}}],
            },
        }
    }
    (only,) = contract_of(tmp_path, {"paths": paths}).operations[0].parameters
    assert only.name == "x-trace"


def test_a_path_parameter_is_required_whatever_it_says(tmp_path: Path) -> None:
    written = {"name": "id", "in": "path", "required": False, "schema": {}}
    contract = contract_of(tmp_path, {"paths": {"/a/{id}": {"get": {"responses": {}, "parameters": [written]}}}})
    assert contract.operations[0].parameters[0].required


def test_status_ranges_have_one_spelling(tmp_path: Path) -> None:
    replies = {"4xx": {"description": ""}, "5XX": {"description": ""}, "default": {"description": ""}}
    contract = contract_of(tmp_path, {"paths": operation(responses=replies)})
    assert [reply.status for reply in contract.operations[0].replies] == ["4XX", "5XX", "default"]


def test_the_cookie_style_explodes(tmp_path: Path) -> None:
    written = {"name": "c", "in": "cookie", "style": "cookie", "schema": {}}
    contract = contract_of(tmp_path, {"paths": operation(parameters=[written])})
    assert contract.operations[0].parameters[1].explode


@pytest.mark.parametrize("branches", ["allOf", "anyOf", "oneOf"])
def test_required_in_a_branch_knows_the_properties_outside(tmp_path: Path, branches: str) -> None:
    schema = {"properties": {"id": {"readOnly": True}}, branches: [{"required": ["id", "name"]}, {}]}
    contract = contract_of(tmp_path, {"paths": {}, "components": {"schemas": {"A": schema}}})
    found = relaxed(contract.schemas["#/components/schemas/A"], "readOnly", contract.schemas)
    assert [("/".join(one.at), one.required) for one in found] == [(f"{branches}/0/required", ("name",))]
