"""What each renderer prints. The expected output stands in `golden/`; `--update` rewrites it."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from handfast.diagnostics import (
    Diagnostic,
    Pointer,
    Position,
    Related,
    Severity,
    counted,
    render_github,
    render_json,
    render_junit,
    render_sarif,
    render_text,
)

GOLDEN = Path(__file__).parent / "golden"
SOURCES = {
    "spec/openapi.yaml": ("openapi: 3.1.0", *[""] * 9, "\tPet:  {type: text}", "名前: {type: \x1b[31mtext\u202e}"),
    "spec/long.json": ('{"a": ' + ", ".join(f'"key{i}": {i}' for i in range(60)) + "}",),
}
POSITIONS = {
    Pointer("openapi.yaml", ("Pet", "type")): Position("spec/openapi.yaml", 11, 9, 4),
    Pointer("openapi.yaml", ("名前", "type")): Position("spec/openapi.yaml", 12, 6, 4),
    Pointer("long.json", ("a", "key30")): Position("spec/long.json", 1, 355, 7),
    Pointer("gone.yaml", ("x",)): Position("spec/gone.yaml", 7),
}
PET, NAME, LONG, GONE = POSITIONS
FINDINGS = (
    Diagnostic("SPEC999", Severity.NOTE, "a note on a file that is gone", GONE, "it was here", "put it back"),
    Diagnostic("SPEC033", Severity.ERROR, '`type` is `"text"`', PET, "must be a type", "write `string`"),
    Diagnostic("SPEC033", Severity.ERROR, '`type` is `"text"`', PET, "must be a type", "write `string`"),
    Diagnostic(
        "SPEC034", Severity.WARNING, "a message\nof two lines, 100%: \x1b[31m<&\u202e", NAME, "wide, and hostile"
    ),
    Diagnostic("SPEC031", Severity.WARNING, "far into a long line", LONG),
    Diagnostic("GEN999", Severity.ERROR, "nowhere in particular", label="a label", help="a help"),
    Diagnostic("SPEC001", Severity.ERROR, "a position of its own", Position("spec/openapi.yaml", 1, 1, 7)),
    Diagnostic(
        "DRIFT999",
        Severity.ERROR,
        "two sides",
        Position("spec/openapi.yaml", 1, 1, 7),
        "what the spec says",
        "choose one",
        (Related(PET, "what the app\nsays"), Related(Position("app/main.py", 120), "100%, not shown")),
    ),
)


def lines(path: str) -> Sequence[str]:
    return SOURCES.get(path, ())


RENDERERS: dict[str, Callable[[tuple[Diagnostic, ...]], str]] = {
    "text.txt": lambda findings: render_text(findings, POSITIONS.__getitem__, lines),
    "colour.txt": lambda findings: render_text(findings, POSITIONS.__getitem__, lines, colour=True),
    "report.json": lambda findings: render_json(findings, POSITIONS.__getitem__),
    "github.txt": lambda findings: render_github(findings, POSITIONS.__getitem__),
    "report.sarif": lambda findings: render_sarif(findings, POSITIONS.__getitem__),
    "junit.xml": lambda findings: render_junit(findings, POSITIONS.__getitem__),
}


@pytest.mark.parametrize("name", RENDERERS)
def test_golden(name: str, request: pytest.FixtureRequest) -> None:
    printed = RENDERERS[name](FINDINGS)
    path = GOLDEN / name
    if request.config.getoption("--update"):
        path.write_bytes(printed.encode())
    assert printed == path.read_bytes().decode()


@pytest.mark.parametrize("name", RENDERERS)
def test_order_does_not_matter(name: str) -> None:
    assert RENDERERS[name](FINDINGS) == RENDERERS[name](FINDINGS[::-1])


@pytest.mark.parametrize("name", set(RENDERERS) - {"colour.txt"})
def test_nothing_printed_moves_the_cursor(name: str) -> None:
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", RENDERERS[name](FINDINGS))


def test_the_caret_stands_under_what_it_marks() -> None:
    printed = RENDERERS["text.txt"](FINDINGS[1:2]).splitlines()
    source, caret = printed[3], printed[4]
    assert source[caret.index("^") : caret.rindex("^") + 1] == "type"


def test_no_findings() -> None:
    assert RENDERERS["text.txt"](()) == ""
    assert RENDERERS["github.txt"](()) == ""
    assert json.loads(RENDERERS["report.json"](())) == {"counts": {"error": 0, "warning": 0, "note": 0}, "findings": []}
    assert json.loads(RENDERERS["report.sarif"](()))["runs"][0]["results"] == []
    suite = ET.fromstring(RENDERERS["junit.xml"](()))
    assert suite.attrib["failures"] == "0"
    assert len(suite.findall(".//testcase")) == 1


def test_junit_counts_only_errors_as_failures() -> None:
    suite = ET.fromstring(RENDERERS["junit.xml"](FINDINGS))
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("7", "4")
    assert len(suite.findall(".//failure")) == 4


def test_counted() -> None:
    assert counted(FINDINGS) == "4 errors, 2 warnings, 1 note"
    assert counted(()) == "no findings"


def test_a_column_beyond_the_line_is_shown_at_its_end() -> None:
    finding = Diagnostic("SPEC001", Severity.ERROR, "past the end", Position("spec/openapi.yaml", 1, 99, 5))
    assert render_text((finding,), POSITIONS.__getitem__, lines).splitlines()[4] == "  |               ^"
