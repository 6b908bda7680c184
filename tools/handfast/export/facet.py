"""What is found about an app beside its document: plain data, which goes from one process to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Place: TypeAlias = tuple[str, int]
"""A file and a line in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One finding in the making. `key` is a pointer into the spec (`#/paths/...`), `at` the place in the app.

    `is_word` tells that it is about words only, which clients and servers never notice.
    """

    code: str
    message: str
    help: str
    at: Place | None = None
    label: str = ""
    key: str = ""
    severity: Literal["error", "warning", "note"] = "error"
    is_word: bool = False
