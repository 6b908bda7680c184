"""The judge's document: anchors, embedded resources and references decide as in the spec."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handfast.contract import resolve
from handfast.document import load
from handfast.emit.judge import judge_document, refused
from handfast.runtime import Judge


def judge_of(folder: Path, schemas: dict[str, Any]) -> Judge:
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"schemas": schemas}}
    (folder / "openapi.json").write_text(json.dumps(document))
    contract = resolve(load(folder / "openapi.json")).contract
    assert contract is not None
    assert refused(contract, judge_document(contract)) is None
    (folder / "schemas.json").write_text(judge_document(contract))
    return Judge(folder / "schemas.json")


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        (
            {"$dynamicAnchor": "n", "type": "object", "properties": {"c": {"items": {"$dynamicRef": "#n"}}}},
            {"c": [{"c": []}]},
            {"c": [1]},
        ),
        (
            {"$id": "https://example.com/a", "items": {"$ref": "#/$defs/z"}, "$defs": {"z": {"type": "integer"}}},
            [1],
            ["a"],
        ),
        ({"items": {"$ref": "#/components/schemas/Other name"}}, ["a"], [1]),
        (
            {"properties": {"self": {"$ref": "#/components/schemas/A"}}, "minProperties": 1},
            {"self": {"b": 1}},
            {"self": {}},
        ),
    ],
)
def test_references_of_every_kind(tmp_path: Path, schema: Any, right: Any, wrong: Any) -> None:
    judge = judge_of(tmp_path, {"A": schema, "Other name": {"type": "string"}})
    assert judge.is_valid("#/components/schemas/A", right)
    assert not judge.is_valid("#/components/schemas/A", wrong)


def test_what_the_judge_cannot_compile_is_said(tmp_path: Path) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "components": {"schemas": {"A": {"$dynamicRef": "#nowhere"}}},
    }
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    contract = resolve(load(tmp_path / "openapi.json")).contract
    assert contract is not None
    finding = refused(contract, judge_document(contract))
    assert finding is not None
    assert finding.code == "GEN002"
    assert "nowhere" in finding.message
