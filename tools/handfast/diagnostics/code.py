"""What a finding's code stands for."""

from __future__ import annotations

from dataclasses import dataclass

from handfast.diagnostics.model import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One entry of the table of codes: its explanation is the page that `handfast explain` prints.

    `severity` is the usual one; a finding may differ where its message says why. `example` shows the mistake, `fix`
    the same place corrected; both are source text or command lines. `does` and `why` are prose.
    """

    id: str
    severity: Severity
    title: str
    does: str
    why: str
    example: str
    fix: str
