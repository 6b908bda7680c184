"""`handfast check` on the Hub, whole and without its fuzz run; the page of a check of a thousand operations."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from handfast.contract import resolve
from handfast.document import load, locate, source_lines
from handfast.fuzz import Result
from handfast.fuzz.evidence import Evidence, label
from handfast.lint import lint
from handfast.report import Report, Step, Verdict, page

ROOT = Path(__file__).resolve().parent.parent
SPECS = Path(os.environ.get("HANDFAST_SHARED") or ROOT.parent / "shared") / "corpus" / "specs"


def run() -> dict[str, object]:
    """Seconds of the whole check, of each step, and of all but fuzzing; size and time of GitHub's page."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results"
        whole = _checked()
        results.mkdir()
        shutil.copy(ROOT / ".handfast" / "fuzz.json", results)
        return {"hub": whole, "hub_without_fuzzing": _checked("--fuzzed", str(results)), "page_of_github": _page()}


def _checked(*options: str) -> dict[str, object]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [str(Path(sys.executable).with_name("handfast")), "check", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    steps = re.findall(r"^  (\w+) +(?:ok|FAILED).* ([\d.]+) s$", done.stdout, re.MULTILINE)
    return {
        "exit": done.returncode,
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_seconds": round(cpu, 1),
        "steps": {name: float(seconds) for name, seconds in steps},
    }


def _page() -> dict[str, object]:
    """The page for GitHub's contract, as if every operation had been fuzzed and lint had found what it finds."""
    path = next(SPECS.glob("gh_api.github.com*"))
    document = load(path)
    contract = resolve(document).contract
    if contract is None:
        raise RuntimeError(path.name)
    names = tuple(label(one) for one in contract.operations)
    seen = Evidence(20, {"200": 15, "404": 5}, 0.01, frozenset({"200", "404"}))
    result = Result("", 1, 60.0, 20 * len(names), names, dict.fromkeys(names, seen))
    findings = lint(document, contract)
    step = Step("lint", Verdict.CLEAN, 0.0, 1.0, findings)
    report = Report(contract.title, path.name, (step,), 60.0, contract, result)
    began = time.process_time()
    text = page(report, partial(locate, path.parent), source_lines)
    return {
        "operations": len(names),
        "findings": len(findings),
        "cpu_seconds": round(time.process_time() - began, 2),
        "bytes": len(text.encode()),
    }
