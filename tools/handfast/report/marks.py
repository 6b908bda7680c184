"""How verdicts look: a sign, a word, and the class that gives the colour."""

from __future__ import annotations

from typing import Final

from handfast.report.markup import Markup, element
from handfast.report.model import Verdict

KINDS: Final = {Verdict.CLEAN: "clean", Verdict.FAILED: "error", Verdict.NOT_RUN: "none"}
"""The class of a verdict in the style sheet."""
_SIGNS: Final = {"clean": "✓", "error": "✗", "warning": "!", "none": "·"}
_WORDS: Final = {Verdict.CLEAN: "ok", Verdict.FAILED: "failed", Verdict.NOT_RUN: "not run"}


def mark(kind: str, text: str) -> Markup:
    """A text with a sign before it, so that its colour is not all that tells."""
    sign = element("span", _SIGNS[kind], aria_hidden="true", class_="sign")
    return element("span", sign, f" {text}", class_=f"mark {kind}")


def verdict_mark(verdict: Verdict) -> Markup:
    """The sign and word of a step's verdict."""
    return mark(KINDS[verdict], _WORDS[verdict])
