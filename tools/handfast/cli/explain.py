"""`handfast explain`: what a finding means and how to fix it."""

from __future__ import annotations

import difflib
import sys
from typing import Annotated

import typer


def explain(code: Annotated[str, typer.Argument(metavar="CODE", help="As a finding shows it: SPEC012.")]) -> int:
    """What a finding means and how to fix it."""
    from handfast.diagnostics import codes

    wanted = code.strip().strip("[]").upper()
    if wanted not in codes.CODES:
        close = difflib.get_close_matches(wanted, codes.CODES, n=3)
        hint = f"; close to it: {', '.join(close)}" if close else ""
        raise typer.BadParameter(f"there is no code {wanted!r}{hint}", param_hint="CODE")
    sys.stdout.write(codes.explain(wanted))
    return 0
