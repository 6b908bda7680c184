"""Findings as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from handfast.diagnostics.codes import CODES
from handfast.diagnostics.model import Diagnostic, Position, Severity
from handfast.diagnostics.place import Locate, Placed, placed

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render_sarif(findings: Iterable[Diagnostic], locate: Locate) -> str:
    """One SARIF log with one run; the rules are those of the findings' codes."""
    shown = placed(findings, locate)
    used = sorted({one.finding.code for one in shown})
    driver = {"name": "handfast", "rules": [_rule(code) for code in used]}
    results = [_result(one, used.index(one.finding.code)) for one in shown]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    entry = CODES.get(code)
    if entry is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": f"{entry.does} {entry.why}"},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
    }


def _result(one: Placed, rule: int) -> dict[str, Any]:
    finding, position = one.finding, one.position
    text = ". ".join(part for part in (finding.message, finding.label, finding.help) if part)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
    }
    location: dict[str, Any] = {}
    if position:
        location["physicalLocation"] = _physical(position)
    if one.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": str(one.pointer)}]
    if location:
        result["locations"] = [location]
    if one.related:
        result["relatedLocations"] = [
            {"physicalLocation": _physical(place), "message": {"text": label}} for place, label in one.related
        ]
    return result


def _physical(position: Position) -> dict[str, Any]:
    region = {
        "startLine": position.line,
        "startColumn": position.column,
        "endColumn": position.column + position.width,
    }
    path = quote(position.path, errors="surrogateescape")
    return {"artifactLocation": {"uri": path}, "region": region}
