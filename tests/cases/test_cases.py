"""Golden cases: `NAME/openapi.yaml` in, `NAME/expected/` out. `pytest tests/cases --update` rewrites."""

from __future__ import annotations

from pathlib import Path

import pytest

from handfast.contract import resolve
from handfast.diagnostics import Diagnostic
from handfast.document import load
from handfast.emit import Difference, difference, generate, write

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/openapi.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, *, request: pytest.FixtureRequest) -> None:
    resolution = resolve(load(case / "openapi.yaml"))
    files: dict[str, str] = {}
    findings = list(resolution.findings)
    if resolution.contract is not None:
        output = generate(resolution.contract, "openapi.yaml")
        files = dict(output.files)
        findings += output.findings
    files["findings.txt"] = "".join(f"{_line(finding)}\n" for finding in findings)
    if request.config.getoption("--update"):
        write(files, case / "expected")
    assert difference(files, case / "expected") == Difference()
    for name, text in files.items():
        if name.endswith(".py"):
            compile(text, name, "exec")


def _line(finding: Diagnostic) -> str:
    return f"{finding.severity} {finding.code} {finding.at}: {finding.message}"
