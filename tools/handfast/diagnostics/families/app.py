"""APP: see the table of families."""

from __future__ import annotations

from handfast.diagnostics.code import Code
from handfast.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        id="APP001",
        severity=Severity.ERROR,
        title="the address is taken",
        does="Nothing can listen on the host and port that were asked for.",
        why="Another program has the port, or the host is none of this machine's.",
        example="handfast mock --port 4010      # where another mock runs",
        fix="handfast mock --port 0         # takes a free one",
    ),
    Code(
        id="APP002",
        severity=Severity.WARNING,
        title="an operation can't be mocked",
        does="No value was found that satisfies the schemas of a success of this operation, or it declares no reply.",
        why="The mock answers with another declared reply, or a 500 that says so. Mostly no server could do better.",
        example='type: "null"\noneOf:\n  - type: string\n  - type: number',
        fix='type: [string, number, "null"]',
    ),
)
