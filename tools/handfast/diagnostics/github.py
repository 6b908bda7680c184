"""Findings as GitHub Actions workflow commands, which show them beside the changed lines."""

from __future__ import annotations

from collections.abc import Iterable

from handfast.diagnostics.model import Diagnostic, Severity
from handfast.diagnostics.place import Locate, Placed, placed
from handfast.diagnostics.visible import visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = _IN_MESSAGE | {":": "%3A", ",": "%2C"}


def render_github(findings: Iterable[Diagnostic], locate: Locate) -> str:
    """One `::error file=...::message` line for each finding; nothing for none."""
    return "".join(_command(one) + "\n" for one in placed(findings, locate))


def _command(one: Placed) -> str:
    finding, position = one.finding, one.position
    properties = {"title": finding.code}
    if position:
        properties |= {
            "file": visible(position.path),
            "line": str(position.line),
            "col": str(position.column),
            "endColumn": str(position.column + position.width),
        }
    listed = ",".join(f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in sorted(properties.items()))
    said = [visible(finding.message), visible(finding.label)]
    said += [f"{visible(f'{place.path}:{place.line}')}: {visible(label)}" for place, label in one.related]
    said.append(finding.help and f"help: {visible(finding.help)}")
    message = "\n".join(line for line in said if line)
    return f"::{_COMMANDS[finding.severity]} {listed}::{_escaped(message, _IN_MESSAGE)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)
