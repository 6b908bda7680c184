"""Findings as a JUnit report, which every CI server can show."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from handfast.diagnostics.model import Diagnostic, Severity
from handfast.diagnostics.place import Locate, Placed, placed
from handfast.diagnostics.visible import visible


def render_junit(findings: Iterable[Diagnostic], locate: Locate, name: str = "handfast") -> str:
    """One suite with one case for each finding: an error is a failure, a warning or note passes with its text.

    No findings are one case that passes, since some servers take an empty suite for a broken one.
    """
    shown = placed(findings, locate)
    failures = sum(one.finding.severity is Severity.ERROR for one in shown)
    counts = {"tests": str(max(len(shown), 1)), "failures": str(failures), "errors": "0"}
    root = ET.Element("testsuites", {"name": name, **counts})
    suite = ET.SubElement(root, "testsuite", {"name": name, **counts})
    for one in shown:
        _case(suite, one)
    if not shown:
        ET.SubElement(suite, "testcase", {"name": "no findings", "classname": name})
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, one: Placed) -> None:
    finding, position = one.finding, one.position
    where = f"{position.path}:{position.line}:{position.column}" if position else ""
    title = " ".join(part for part in (finding.code, where) if part)
    attributes = {"name": visible(title), "classname": finding.code}
    if position:
        attributes |= {"file": visible(position.path), "line": str(position.line)}
    case = ET.SubElement(suite, "testcase", attributes)
    related = [f"{place.path}:{place.line}: {label}" for place, label in one.related]
    lines = [finding.message, where, finding.label, *related, finding.help and f"help: {finding.help}"]
    text = "\n".join(visible(line) for line in lines if line)
    if finding.severity is Severity.ERROR:
        failure = ET.SubElement(case, "failure", {"message": visible(finding.message), "type": finding.code})
        failure.text = text
    else:
        ET.SubElement(case, "system-out").text = text
