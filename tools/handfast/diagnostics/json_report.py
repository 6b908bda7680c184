"""Findings for programs: one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from handfast.diagnostics.model import Diagnostic, Position, Severity
from handfast.diagnostics.place import Locate, Placed, placed


def render_json(findings: Iterable[Diagnostic], locate: Locate) -> str:
    """`{"counts": {"error": 1, ...}, "findings": [...]}`, one finding after the other by file and position.

    A finding has `code`, `severity`, `message`, `label`, `help`, and where known `path`, `line`, `column`,
    `end_column` (lines and columns count from 1, the end is exclusive) and `pointer` (a URI with a JSON pointer).
    `related` lists other places of the finding, each with `label`, `path`, `line`, `column` and `end_column`.
    """
    shown = placed(findings, locate)
    counts = {severity.value: sum(one.finding.severity is severity for one in shown) for severity in Severity}
    return json.dumps({"counts": counts, "findings": [_finding(one) for one in shown]}, indent=2) + "\n"


def _finding(one: Placed) -> dict[str, Any]:
    finding, position = one.finding, one.position
    found: dict[str, Any] = {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "label": finding.label,
        "help": finding.help,
    }
    if position:
        found |= _place(position)
    if one.pointer:
        found["pointer"] = str(one.pointer)
    if one.related:
        found["related"] = [{"label": label, **_place(place)} for place, label in one.related]
    return found


def _place(position: Position) -> dict[str, Any]:
    return {
        "path": position.path,
        "line": position.line,
        "column": position.column,
        "end_column": position.column + position.width,
    }
