"""Security requirements that name a scheme by URI (OpenAPI 3.2 §4.30)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from handfast.contract import Contract, resolve
from handfast.contract.structure import check
from handfast.document import load
from handfast.lint import lint

BEARER = {"type": "http", "scheme": "bearer"}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def written(folder: Path, *names: str, version: str = "3.2.0", **more: Any) -> Path:
    get = {"security": [{name: ["a"]} for name in names], "responses": {"200": {"description": "ok"}}}
    document = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": get}}, **more}
    path = folder / "openapi.json"
    path.write_text(json.dumps(document))
    (folder / "parts").mkdir(exist_ok=True)
    schemes = {"one": {"key": KEY, "again": {"$ref": "../openapi.json#/components/securitySchemes/bearer"}}}
    (folder / "parts" / "schemes.json").write_text(json.dumps(schemes))
    return path


def contract_of(path: Path) -> Contract:
    contract = resolve(load(path)).contract
    assert contract is not None
    return contract


def used(contract: Contract) -> list[str]:
    return [use.scheme for requirement in contract.operations[0].security for use in requirement.uses]


def unknown(path: Path) -> list[str]:
    document = load(path)
    return [one.code for one in lint(document, contract_of(path)) if one.code in ("SPEC054", "SPEC057", "SPEC058")]


COMPONENTS = {"securitySchemes": {"bearer": BEARER}}


def test_a_scheme_of_the_same_document(tmp_path: Path) -> None:
    path = written(tmp_path, "#/components/securitySchemes/bearer", components=COMPONENTS)
    contract = contract_of(path)
    assert (used(contract), [one.name for one in contract.security_schemes]) == (["bearer"], ["bearer"])
    assert contract.operations[0].security[0].uses[0].scopes == ("a",)
    assert unknown(path) == []


def test_a_scheme_of_another_file(tmp_path: Path) -> None:
    path = written(tmp_path, "parts/schemes.json#/one/key", "./parts/schemes.json#/one/again", components=COMPONENTS)
    contract = contract_of(path)
    assert used(contract) == ["key", "again"]
    named = {one.name: (one.kind, one.parameter_name, one.http_scheme) for one in contract.security_schemes}
    assert named == {"bearer": ("http", "", "bearer"), "key": ("apiKey", "X-Key", ""), "again": ("http", "", "bearer")}
    assert "SPEC057" not in unknown(path)
    assert check(load(written(tmp_path, "parts/schemes.json#/one/key"))) == ()


def test_two_schemes_of_one_name_stay_apart(tmp_path: Path) -> None:
    name = "parts/schemes.json#/one/key"
    contract = contract_of(written(tmp_path, name, "key", components={"securitySchemes": {"key": BEARER}}))
    assert used(contract) == ["parts/schemes.json#/one/key", "key"]
    assert {one.name: one.kind for one in contract.security_schemes} == {name: "apiKey", "key": "http"}


def test_a_components_name_goes_before_a_uri(tmp_path: Path) -> None:
    name = "parts/schemes.json#/one/key"
    path = written(tmp_path, name, components={"securitySchemes": {name: BEARER}})
    contract = contract_of(path)
    assert [(one.name, one.kind) for one in contract.security_schemes] == [(name, "http")]
    assert list(load(path).files) == ["openapi.json"]


def test_what_leads_nowhere_lets_nobody_in(tmp_path: Path) -> None:
    names = ("#/components/securitySchemes/other", "https://example.com/x#/a", "#/info", "bearer2")
    path = written(tmp_path, *names, components=COMPONENTS)
    assert used(contract_of(path)) == [*names]
    assert sorted(unknown(path)) == ["SPEC054", *["SPEC057"] * 4]


def test_before_3_2_a_name_is_a_name(tmp_path: Path) -> None:
    path = written(tmp_path, "parts/schemes.json#/one/key", version="3.1.0", components=COMPONENTS)
    assert "SPEC057" in unknown(path)
    assert list(load(path).files) == ["openapi.json"]
