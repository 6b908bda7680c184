"""FUZZ: see the table of families."""

from __future__ import annotations

from handfast.diagnostics.code import Code

CODES: tuple[Code, ...] = ()
