"""What the page says, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from handfast.diagnostics import Diagnostic, Pointer, Position, Severity
from handfast.fuzz.evidence import Evidence
from handfast.report import Report, Step, Verdict, page
from handfast.report.findings import MOST
from handfast.report.markup import Markup, element
from handfast.report.model import Owners
from tests.report.conftest import HOSTILE

Reports = Callable[[int, int], Report]


class Tags(HTMLParser):
    """Every start tag of a document, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.labelled: list[tuple[str | None, str]] = []
        self.feed(text)

    def cells(self, column: str) -> list[str]:
        """The texts of a column of the operations, without their signs."""
        return [text.partition(" ")[2] for label, text in self.labelled if label == column]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.labelled += [(dict(attrs).get("data-label"), "")] * (tag == "td")
        if tag not in {"meta", "input", "br", "wbr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "td" in self.open:
            label, text = self.labelled.pop()
            self.labelled.append((label, text + data))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def told(report: Report) -> str:
    return page(report, lambda pointer: Position(pointer.file, 1), lambda _: ())


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([Verdict.CLEAN, Verdict.CLEAN], Verdict.CLEAN),
        ([Verdict.CLEAN, Verdict.FAILED], Verdict.FAILED),
        ([Verdict.NOT_RUN, Verdict.FAILED], Verdict.FAILED),
        ([Verdict.CLEAN, Verdict.NOT_RUN], Verdict.NOT_RUN),
        ([], Verdict.NOT_RUN),
    ],
)
def test_what_did_not_run_is_never_clean(verdicts: list[Verdict], expected: Verdict) -> None:
    steps = tuple(Step(str(number), one) for number, one in enumerate(verdicts))
    report = Report("Pets", "openapi.yaml", steps, 1.0)
    assert report.verdict is expected
    assert (f">{Verdict.CLEAN.value.capitalize()}<" in told(report)) == (expected is Verdict.CLEAN)


def test_everything_hostile_is_text(report: Reports) -> None:
    found = Tags(told(report(3, 6)))
    assert [tag for tag, _ in found.tags].count("script") == 1
    assert not {"img", "iframe", "link", "object", "base"} & {tag for tag, _ in found.tags}
    attributes = {name for _, attrs in found.tags for name in attrs}
    assert not any(name == "style" or name.startswith("on") for name in attributes)
    assert found.text.count(HOSTILE) > 10
    assert found.open == []


def test_the_policy_lets_nothing_in(report: Reports) -> None:
    metas = [attrs for tag, attrs in Tags(told(report(1, 1))).tags if tag == "meta"]
    (policy,) = [one["content"] for one in metas if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_page_says_the_same_for_the_same(report: Reports) -> None:
    assert told(report(4, 9)) == told(report(4, 9))


def test_every_operation_is_a_row_and_every_finding_is_there(report: Reports) -> None:
    found = Tags(told(report(5, 7)))
    assert len([1 for tag, attrs in found.tags if tag == "article"]) == 7
    assert len([1 for tag, attrs in found.tags if attrs.get("scope") == "row" and attrs.get("role")]) == 5


@pytest.mark.parametrize(
    ("evidence", "is_unimplemented", "cell"),
    [
        (None, False, "not asked"),
        (Evidence(1, {"200": 1}, is_mocked=True), False, "mocked"),
        (Evidence(2, {"200": 1, "501": 1}, is_mocked=True), True, "mocked"),
        (Evidence(1, {"501": 1}), True, "no: 501"),
        (Evidence(1, {"200": 1}), False, "yes"),
    ],
)
def test_an_operation_says_whether_it_is_implemented(
    report: Reports, evidence: Evidence | None, is_unimplemented: bool, cell: str
) -> None:
    whole = report(2, 0)
    result = whole.fuzzed
    assert result is not None
    name, other = result.selected
    kept = {other: Evidence(1, {"404": 1})} | ({name: evidence} if evidence else {})
    fuzzed = replace(result, evidence=kept, unimplemented=(name,) if is_unimplemented else ())
    assert Tags(told(replace(whole, fuzzed=fuzzed))).cells("Implemented") == [cell, "yes"]


def test_so_many_findings_that_some_are_left_out_are_counted(report: Reports) -> None:
    found = Tags(told(report(2, MOST + 5)))
    assert [tag for tag, _ in found.tags].count("article") == MOST
    assert "5 more are left out here" in found.text
    shown = [attrs["data-severity"] for tag, attrs in found.tags if tag == "article"]
    assert shown == sorted(shown, key=["error", "warning", "note"].index)


def test_a_page_of_a_thousand_operations_stays_small(report: Reports) -> None:
    small, large = len(told(report(100, 0))), len(told(report(1_000, 0)))
    assert large < 4_000_000
    assert large < small * 11


def test_nothing_is_hidden_in_text() -> None:
    assert element("p", "a\x1b[2J\u202eb\nc") == "<p>a\\x1b[2J\\u202eb\nc</p>"
    assert (
        element("p", Markup("<b>x</b>"), "<b>", class_='"', data_x=True)
        == '<p class="&quot;" data-x><b>x</b>&lt;b&gt;</p>'
    )


def test_a_finding_belongs_to_the_operation_that_it_names_or_stands_in(report: Reports) -> None:
    contract = report(2, 0).contract
    assert contract is not None
    owners = Owners.of(contract.operations)
    first = contract.operations[0]
    inside = Diagnostic("SPEC060", Severity.NOTE, "whatever", first.pointer / "responses" / "200")
    elsewhere = Diagnostic("SPEC060", Severity.NOTE, "whatever", Pointer("other.yaml", first.pointer.parts))
    plain = replace(contract.operations[1], path="/pets/{id}")
    mentioning = replace(elsewhere, message="the app does not serve GET /pets/{id}: it is not there")
    assert owners.owner(inside) == f"GET {first.path}"
    assert owners.owner(elsewhere) == ""
    assert owners.owner(mentioning) == ""
    assert Owners.of((first, plain)).owner(mentioning) == "GET /pets/{id}"
