"""The table of all codes.

To add one, add an entry to the file of its family under `families/`, at the end of its block of numbers; nothing else
needs to know. A test fails when a code is used in `tools/` without an entry, when an entry is never used, and when
two entries share an id.

Blocks: SPEC001-019 reading the document, SPEC020-029 references and resolving, SPEC030-049 structure,
SPEC050-099 lint. The other families count from 001.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handfast.diagnostics.code import Code
from handfast.diagnostics.families import app, breaking, config, drift, fuzz, gen, lint, spec

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "SPEC": "the document",
        "GEN": "what can't be generated",
        "APP": "the handlers and the app",
        "DRIFT": "the live app against the contract",
        "BREAK": "changes that break clients",
        "FUZZ": "the live app's answers",
        "CONF": "the project's settings",
    }
)

ENTRIES: tuple[Code, ...] = (
    *spec.CODES,
    *lint.CODES,
    *gen.CODES,
    *app.CODES,
    *drift.CODES,
    *breaking.CODES,
    *fuzz.CODES,
    *config.CODES,
)

CODES: Mapping[str, Code] = MappingProxyType({entry.id: entry for entry in ENTRIES})


def explain(code: str) -> str:
    """The page about a code, as Markdown.

    Raises:
        KeyError: There is no such code.
    """
    entry = CODES[code.upper()]
    paragraphs = (
        f"# {entry.id}: {entry.title}",
        f"Usually {'an' if entry.severity == 'error' else 'a'} {entry.severity}.",
        f"## What it says\n\n{entry.does}",
        f"## Why it matters\n\n{entry.why}",
        f"## Example\n\n```\n{entry.example.strip()}\n```",
        f"## Fix\n\n```\n{entry.fix.strip()}\n```",
    )
    return "\n\n".join(paragraphs) + "\n"
