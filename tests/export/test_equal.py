"""What an untouched app exports is the spec: as its author wrote it, with every construct of every version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from apps import app_of, contract_of
from fastapi import FastAPI

from handfast.compare import Level, compare
from handfast.contract import resolve
from handfast.document import Document, load
from handfast.export import export
from handfast.export.enforcement import Standing
from handfast.export.ledger import ledger
from handfast.export.written import yaml_text

WIDE = Path(__file__).parent / "wide" / "openapi.yaml"
VERSIONS = ("3.1", "3.2")


def names(shared: Path, version: str) -> list[Path]:
    return sorted((shared / "suites" / "openapi-fixtures" / version).glob("pass__*.yaml"))


def exact(document: Any) -> str:
    """A document with its order, and its numbers as they are written."""
    return json.dumps(document)


def served(document: Path, folder: Path, package: str) -> FastAPI:
    return app_of(contract_of(document), folder, package)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_fixtures_of_the_openapi_initiative(shared: Path, tmp_path: Path, version: str) -> None:
    """Those with operations."""
    fixtures = names(shared, version)
    assert len(fixtures) > 25
    count = 0
    for fixture in fixtures:
        contract = resolve(load(fixture)).contract
        if contract is None or not contract.operations:
            continue
        count += 1
        name = f"fixture_{version}_{fixture.stem}"
        app = app_of(contract, tmp_path, "".join(one if one.isalnum() else "_" for one in name))
        said = load(fixture).files[fixture.name]
        assert exact(export(app)) == exact(said), fixture.name
        assert [row for row in ledger(app) if row.standing is Standing.LOST] == [], fixture.name
    assert count >= 8


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return served(WIDE, tmp_path_factory.mktemp("wide"), "exported_wide")


def test_every_construct_comes_back(wide: FastAPI) -> None:
    said = load(WIDE).files[WIDE.name]
    document = export(wide)
    assert exact(document) == exact(said)
    assert exact(yaml.safe_load(yaml_text(document))) == exact(said)


def test_it_means_the_same(wide: FastAPI) -> None:
    contract = contract_of(WIDE)
    live = resolve(Document(root=WIDE.name, folder=Path(), files={WIDE.name: export(wide)})).contract
    assert live is not None
    assert compare(contract, live, level=Level.WIRE) == compare(contract, live, level=Level.FULL) == ()


def test_nothing_of_it_is_lost(wide: FastAPI) -> None:
    assert [row for row in ledger(wide) if row.standing in (Standing.LOST, Standing.REPLACED)] == []
    assert all(row.at for row in ledger(wide))


MULTIPLE: dict[str, str] = {
    "openapi.yaml": """
openapi: 3.1.0
info: {title: Several files, version: "1"}
security: [{key: []}]
paths:
  /a: {$ref: "paths.yaml#/a"}
  /b/{id}:
    parameters: [{$ref: "common.yaml#/Id"}]
    get:
      responses: {"200": {$ref: "common.yaml#/Answer"}}
components:
  securitySchemes: {key: {$ref: "common.yaml#/Key"}}
""",
    "paths.yaml": """
a:
  parameters: [{name: q, in: query, schema: {$ref: "common.yaml#/Name"}}]
  post:
    operationId: makeA
    requestBody: {content: {application/json: {schema: {$ref: "common.yaml#/Thing"}}}}
    responses: {"200": {$ref: "common.yaml#/Answer"}}
""",
    "common.yaml": """
Id: {name: id, in: path, required: true, schema: {type: integer}}
Name: {type: string, maxLength: 3}
Key: {type: apiKey, in: header, name: X-Key}
Thing: {type: object, required: [name], properties: {name: {$ref: "#/Name"}, more: {$ref: "#/Thing"}}}
Answer:
  description: ok
  headers: {X-Left: {schema: {type: integer}}}
  content: {application/json: {schema: {$ref: "#/Thing"}}}
""",
}


def test_a_contract_of_several_files(tmp_path: Path) -> None:
    for name, text in MULTIPLE.items():
        (tmp_path / name).write_text(text)
    contract = contract_of(tmp_path / "openapi.yaml")
    app = app_of(contract, tmp_path, "exported_several")
    assert exact(export(app)) == exact(contract.source)
    live = resolve(Document(root=contract.file, folder=Path(), files={contract.file: export(app)})).contract
    assert live is not None
    assert compare(contract, live, level=Level.FULL) == ()
    rows = ledger(app)
    others = {row.construct for row in rows if row.standing is not Standing.ENFORCED}
    assert others == {"answer 400", "answer 401", "answer 413", "answer 415"}
    assert {"common.yaml#/Name/maxLength", "paths.yaml#/a/post", "common.yaml#/Answer/headers/X-Left"} <= {
        row.at for row in rows
    }
