"""FUZZ: see the table of families."""

from __future__ import annotations

from handfast.diagnostics.code import Code
from handfast.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        id="FUZZ001",
        severity=Severity.ERROR,
        title="the app does not start",
        does="The process that serves the app ended, or does not listen in time.",
        why="An app that does not run can't be tested, and an untested app must not pass.",
        example="RuntimeError: DATABASE_URL is not set      # raised while the app is imported",
        fix="Give the app what it needs in its environment, or give its settings defaults.",
    ),
    Code(
        id="FUZZ002",
        severity=Severity.ERROR,
        title="nobody gets in",
        does="The command that should print credentials failed, or printed no line of the form `Name: value`.",
        why="Without credentials every secured operation only ever answers 401.",
        example='auth = "python -m app.token"      # prints the bare token',
        fix='auth = "python -m app.token"      # prints `Authorization: Bearer ...`',
    ),
    Code(
        id="FUZZ003",
        severity=Severity.ERROR,
        title="the app died",
        does="The process that serves the app ended while it was tested.",
        why="Whoever sends that request takes the service down.",
        example='@app.get("/stop")\nasync def stop() -> None:\n    os._exit(1)',
        fix="Answer with an error instead.",
    ),
    Code(
        id="FUZZ004",
        severity=Severity.ERROR,
        title="nothing was tested",
        does="The run ended without a single request to an operation of the contract.",
        why="A test that tries nothing proves nothing, and must not look like a pass.",
        example="paths: {}",
        fix="Declare operations; see the message for what kept them from being tested.",
    ),
    Code(
        id="FUZZ005",
        severity=Severity.ERROR,
        title="the run is not whole",
        does="Some operations were not tested, or the run met an error of its own.",
        why="What was left out may be what fails.",
        example="5 of 40 operations were not tested; time was up",
        fix="Allow more time, or fewer examples for each operation.",
    ),
    Code(
        id="FUZZ010",
        severity=Severity.ERROR,
        title="an answer breaks the contract",
        does="The app answered a generated request in a way that the spec forbids. The help line sends it again.",
        why="Clients are written and tested against the spec, not against what the app happens to do.",
        example="GET /pets: Server error, status 500",
        fix="Send the request with the curl line, mend the handler, or declare the answer in the spec.",
    ),
)
