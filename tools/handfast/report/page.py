"""The page: one file that needs nothing else, under a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from handfast.diagnostics import Diagnostic, Lines, Locate, counted
from handfast.fuzz.coverage import Measure, coverage
from handfast.report.findings import findings_section
from handfast.report.marks import KINDS, verdict_mark
from handfast.report.markup import Markup, element, joined
from handfast.report.model import Owners, Report, Step, Verdict
from handfast.report.operations import operations_section
from handfast.report.pictures import knot, ring, span

_MOST_MISSED = 500
_WORDS = {
    Verdict.CLEAN: "The app keeps its contract.",
    Verdict.FAILED: "The app does not keep its contract, or it could not be shown: {steps}.",
    Verdict.NOT_RUN: "Not everything was checked, so nothing is promised: {steps}.",
}


def page(report: Report, locate: Locate, lines: Lines) -> str:
    """The whole document. Everything that comes from the spec or the app is text in it, never markup."""
    findings = report.findings
    owners = Owners.of(report.contract.operations if report.contract else ())
    owner = {finding: owners.owner(finding) for finding in findings}
    owned: dict[str, list[Diagnostic]] = {}
    for finding, name in owner.items():
        owned.setdefault(name, []).append(finding)
    body = element(
        "body",
        _header(report),
        element(
            "main",
            _steps(report),
            _coverage(report),
            operations_section(report, owned),
            findings_section(findings, owner, locate, lines),
        ),
        element("footer", element("p", "Written by Handfast. Nothing on this page was loaded from anywhere.")),
        element("script", Markup(_shipped("page.js"))),
    )
    return "<!DOCTYPE html>\n" + element("html", _head(report), body, lang="en") + "\n"


def _head(report: Report) -> Markup:
    style, script = _shipped("page.css"), _shipped("page.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{report.title}: {report.verdict.value}"),
        element("style", Markup(style)),
    )


@cache
def _shipped(name: str) -> str:
    return (files("handfast.report") / name).read_text(encoding="utf-8").strip()


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


def _header(report: Report) -> Markup:
    steps = ", ".join(step.name for step in report.steps if step.verdict is not Verdict.CLEAN) or "no step ran"
    return element(
        "header",
        element("p", knot(), " contract check", class_="brand"),
        element("h1", report.title),
        element(
            "p",
            element("strong", report.verdict.value.capitalize(), class_=f"verdict {KINDS[report.verdict]}"),
            " ",
            element("span", _WORDS[report.verdict].format(steps=steps), class_="said"),
        ),
        element(
            "p", element("code", report.spec), f" · {counted(report.findings)} · {report.seconds:.1f} s", class_="facts"
        ),
    )


def _steps(report: Report) -> Markup:
    head = [element("th", name, scope="col") for name in ("Step", "Verdict", "Findings", "When", "Time")]
    body = [_step(step, report.seconds) for step in report.steps]
    table = element(
        "table", element("thead", element("tr", head)), element("tbody", body), class_="steps", aria_labelledby="steps"
    )
    return element("section", element("h2", "Verdict", id="steps"), table)


def _step(step: Step, whole: float) -> Markup:
    has_run = step.verdict is not Verdict.NOT_RUN
    notes = [element("li", note) for note in step.notes]
    return element(
        "tr",
        element("th", step.name, scope="row"),
        element("td", verdict_mark(step.verdict)),
        element("td", counted(step.findings) if has_run else "-", element("ul", notes) if notes else None),
        element("td", span(step.began, step.seconds, whole, KINDS[step.verdict]) if has_run else None, class_="when"),
        element("td", f"{step.seconds:.1f} s" if has_run else "-", class_="time"),
    )


def _coverage(report: Report) -> Markup | None:
    """What the fuzz run exercised of the contract, as rings; what it missed is listed below each."""
    if report.contract is None or report.fuzzed is None:
        return None
    measures = [one for one in coverage(report.contract, report.fuzzed.evidence) if one.declared]
    return element(
        "section",
        element("h2", "What fuzzing exercised", id="coverage"),
        element("ul", [_measure(one) for one in measures], class_="rings"),
    )


def _measure(one: Measure) -> Markup:
    name = one.name.capitalize()
    return element(
        "li",
        ring(one.exercised, one.declared, name),
        element("h3", name),
        element("p", f"{one.exercised} of {one.declared}"),
        _missed(one.missed) if one.missed else None,
    )


def _missed(missed: Sequence[str]) -> Markup:
    rest = len(missed) - _MOST_MISSED
    items = joined(element("li", name) for name in missed[:_MOST_MISSED])
    return element(
        "details",
        element("summary", f"{len(missed)} not exercised"),
        element("ul", items, element("li", f"and {rest} more") if rest > 0 else None),
    )
