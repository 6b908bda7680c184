"""The recorded cases of another tool: what it calls breaking is a change; pairs that differ in nothing have none."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from handfast.compare import Level, compare
from handfast.contract import Contract, resolve
from handfast.document import Document

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(os.environ.get("HANDFAST_SHARED") or ROOT.parent / "shared") / "suites" / "breaking" / "cases.jsonl"

BY_EXTENSION = {
    "api-stability-decreased",
    "sunset-deleted",
    "api-sunset-date-changed-too-small",
    "api-path-sunset-parse",
} | {
    "request-parameter-sunset-date-changed-too-small",
    "request-parameter-x-extensible-enum-value-removed",
}
"""Rules about extensions of that tool, which nothing on the wire shows: they are changes of the full level."""
BY_OPENNESS = 17
"""Pairs that differ on the wire though that tool has no opinion on them: a bound relaxed, a property added."""


def _cases() -> list[dict[str, Any]]:
    if not CASES.exists() and not os.environ.get("CI"):
        pytest.skip("the suite is not there; name the folder of shared data in HANDFAST_SHARED")
    return [json.loads(line) for line in CASES.read_text().splitlines()]


def _contract(source: Any) -> Contract:
    contract = resolve(Document("o.json", Path(), {"o.json": source})).contract
    assert contract is not None
    return contract


def test_every_breaking_pair_is_a_change_and_no_equal_pair_is() -> None:
    silent = 0
    for case in _cases():
        old, new = _contract(case["base"]), _contract(case["revision"])
        wire, full = compare(old, new), compare(old, new, Level.FULL)
        breaking = {one["id"] for one in (*case["asserted"], *case["opinion"]) if one["level"] in ("ERR", "WARN")}
        if breaking - BY_EXTENSION:
            assert wire, case["name"]
        assert full or not case["opinion"], case["name"]
        if case["base"] == case["revision"]:
            assert full == (), case["name"]
        silent += bool(wire and not case["opinion"] and not case["asserted"])
        for level, changes in ((Level.WIRE, wire), (Level.FULL, full)):
            back = sorted(map(repr, compare(new, old, level)))
            assert back == sorted(repr(one.reverse()) for one in changes), case["name"]
    assert silent == BY_OPENNESS
