"""The rules on the documents in `rules/`: a comment names the code of each finding on its line."""

import re
from pathlib import Path

import pytest

from handfast.contract import resolve
from handfast.diagnostics import Diagnostic, Pointer, Severity
from handfast.document import load, locate
from handfast.lint import lint

DOCUMENTS = sorted((Path(__file__).parent / "rules").glob("*.yaml"))
EXPECTED = re.compile(r"# (SPEC\d{3})$")


def linted(path: Path) -> tuple[Diagnostic, ...]:
    document = load(path)
    contract = resolve(document).contract
    assert contract is not None
    return lint(document, contract)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_findings_stand_on_their_lines(path: Path) -> None:
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    expected = [(number, match[1]) for number, line in lines if (match := EXPECTED.search(line))]
    places = [(one.at, one.code) for one in linted(path) if isinstance(one.at, Pointer)]
    assert sorted((locate(path.parent, at).line, code) for at, code in places) == expected


def test_severities() -> None:
    findings = [finding for path in DOCUMENTS for finding in linted(path)]
    by_severity = {severity: {one.code for one in findings if one.severity is severity} for severity in Severity}
    assert by_severity == {
        Severity.ERROR: {"SPEC057", "SPEC061"},
        Severity.WARNING: {
            "SPEC050",
            "SPEC051",
            "SPEC052",
            "SPEC053",
            "SPEC055",
            "SPEC056",
            "SPEC058",
            "SPEC059",
            "SPEC061",
            "SPEC062",
            "SPEC063",
        },
        Severity.NOTE: {"SPEC054", "SPEC060"},
    }
    assert all(one.label and one.help for one in findings)
