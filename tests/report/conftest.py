"""A check of a contract whose every text is hostile, and a browser to look at its page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from handfast.contract import Contract, resolve
from handfast.diagnostics import Diagnostic, Position, Severity
from handfast.document import load, locate, source_lines
from handfast.fuzz.evidence import Evidence, label
from handfast.fuzz.result import Result
from handfast.report import Report, Step, Verdict, page

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&\"'"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def spec(operations: int) -> str:
    lines = ["openapi: 3.1.0", f"info: {{title: {quoted(HOSTILE)}, version: '1'}}", "paths:"]
    for number in range(operations):
        lines += [
            f"  {quoted(f'/items{number}/{HOSTILE}/{{id}}')}:",
            "    get:",
            f"      summary: {quoted(HOSTILE)}",
            "      parameters: [{name: id, in: path, required: true, schema: {type: string}}]",
            "      responses:",
            "        '200': {description: ok, content: {application/json: {schema: {type: string}}}}",
            "        '404': {description: none}",
        ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture
def report(tmp_path: Path) -> Callable[[int, int], Report]:
    """A check of so many operations with so many findings."""

    def make(operations: int, findings: int) -> Report:
        path = tmp_path / "openapi.yaml"
        path.write_text(spec(operations), encoding="utf-8")
        contract = resolve(load(path)).contract
        assert contract is not None
        found = tuple(_finding(number, contract, path) for number in range(findings))
        failed = Verdict.FAILED if found else Verdict.CLEAN
        steps = (
            Step("lint", failed, 0.0, 0.5, found, (HOSTILE,)),
            Step("gen", Verdict.CLEAN, 0.1, 2.0),
            Step("drift", Verdict.CLEAN, 2.1, 3.0),
            Step("fuzz", Verdict.CLEAN, 0.0, 9.0),
        )
        return Report(f"{contract.title} 1", "openapi.yaml", steps, 9.1, contract, _result(contract))

    return make


def _finding(number: int, contract: Contract, path: Path) -> Diagnostic:
    operation = contract.operations[number % len(contract.operations)]
    severity = (Severity.ERROR, Severity.WARNING, Severity.NOTE)[number % 3]
    code = ("FUZZ010", "SPEC051", "DRIFT005")[number % 3]
    at = operation.pointer if number % 2 else Position(str(path), 3, 1, 5)
    return Diagnostic(code, severity, f"{label(operation)}: {HOSTILE} {number}", at, HOSTILE, f"curl {HOSTILE}")


def _result(contract: Contract) -> Result:
    names = tuple(label(operation) for operation in contract.operations)
    seen = Evidence(
        requests=12,
        answers={"200": 9, "404": 2, "500": 1},
        slowest=0.0123,
        replies=frozenset({"200"}),
        reply_media=frozenset({"200 application/json"}),
        parameters=frozenset({"path id"}),
        phases=frozenset({"fuzzing"}),
    )
    return Result("x", 1, 9.0, 12 * len(names), names, dict.fromkeys(names, seen))


@pytest.fixture
def written(report: Callable[[int, int], Report], tmp_path: Path) -> Callable[[int, int], Path]:
    """The page of such a check, in a file."""

    def write(operations: int, findings: int) -> Path:
        place = tmp_path / "report.html"
        place.write_text(page(report(operations, findings), partial(locate, tmp_path), source_lines), encoding="utf-8")
        return place

    return write


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium; without it the test is skipped, and fails under `CI`, where it is installed first.

    One for each test: as long as one is open, its event loop runs, and no other test could run one.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "no Chromium; on Debian: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


class Watched:
    """A page in the browser, and everything about it that should not be."""

    def __init__(self, browser: Browser, place: Path, **options: Any) -> None:
        self.page = browser.new_page(**options)
        self.trouble: list[str] = []
        self.page.on("console", lambda message: self.trouble.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("dialog", lambda dialog: self.trouble.append(f"dialog: {dialog.message}"))
        self.page.on("request", self._requested)
        self.own = place.as_uri()
        self.page.goto(self.own)

    def _requested(self, request: Any) -> None:
        if request.url.partition("#")[0] != self.own:
            self.trouble.append(f"request: {request.url}")
