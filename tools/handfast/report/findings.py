"""The findings: each with its place in the spec, its source lines, what to do, and the page about its code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from handfast.diagnostics import CODES, Diagnostic, Lines, Locate, Position, Severity
from handfast.diagnostics.place import Placed, placed
from handfast.report.markup import Child, Markup, element

MOST = 2_000
"""How many findings a page shows; errors come first, so what is left out matters least."""
_AROUND = 2
_WIDEST = 200
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def findings_section(
    findings: Sequence[Diagnostic], owner: Mapping[Diagnostic, str], locate: Locate, lines: Lines
) -> Markup:
    """The section with all findings, errors first, and the form that filters them."""
    ordered = sorted(placed(findings, locate), key=lambda one: _ORDER[one.finding.severity])
    shown = ordered[:MOST]
    heading = element("h2", "Findings", id="findings")
    if not shown:
        return element("section", heading, element("p", "Nothing was found.", class_="empty"))
    rest = len(ordered) - len(shown)
    left_out = f"{rest} more are left out here; `handfast check --format json` has them all." if rest else None
    articles = [_article(number, one, owner.get(one.finding, ""), lines) for number, one in enumerate(shown, 1)]
    return element(
        "section",
        heading,
        _form(shown, owner),
        element("div", articles, id="list"),
        element("p", left_out, class_="empty") if left_out else None,
        element("p", "No finding fits the filter.", class_="empty", id="no-match", hidden=True),
        _explanations(shown),
    )


def _form(shown: Sequence[Placed], owner: Mapping[Diagnostic, str]) -> Markup:
    """The filter. It is hidden until the script shows it: without scripts, everything is there to read."""
    severities = [one for one in Severity if any(shown_one.finding.severity is one for shown_one in shown)]
    counts = {one: sum(each.finding.severity is one for each in shown) for one in severities}
    boxes = [
        element(
            "label",
            element("input", type="checkbox", name="severity", value=one.value, checked=True),
            f" {one.value}s ({counts[one]})",
        )
        for one in severities
    ]
    codes = sorted({one.finding.code for one in shown})
    operations = sorted({owner.get(one.finding, "") for one in shown} - {""})
    return element(
        "form",
        element("fieldset", element("legend", "Severity"), boxes),
        _choice("code", "Code", "every code", codes),
        _choice("operation", "Operation", "every operation", operations) if operations else None,
        element("label", "Text", element("input", type="search", name="text", autocomplete="off")),
        element("output", f"{len(shown)} findings", aria_live="polite"),
        id="filter",
        aria_label="Filter findings",
        hidden=True,
    )


def _choice(name: str, title: str, everything: str, values: Sequence[str]) -> Markup:
    options = [element("option", everything, value=""), *(element("option", one, value=one) for one in values)]
    return element("label", title, element("select", options, name=name))


def _article(number: int, one: Placed, operation: str, lines: Lines) -> Markup:
    finding = one.finding
    places = [(one.position, finding.label)] if one.position else []
    places += list(one.related)
    return element(
        "article",
        element(
            "h3",
            element("span", f"{finding.severity.value}", class_=f"severity {finding.severity.value}"),
            " ",
            element("a", finding.code, href=f"#{finding.code}", class_="code")
            if finding.code in CODES
            else finding.code,
            " ",
            element("span", finding.message, class_="message"),
        ),
        element("p", finding.label, class_="label") if finding.label and not one.position else None,
        [_place(place, text, lines) for place, text in places],
        _help(finding.help),
        id=f"finding-{number}",
        data_severity=finding.severity.value,
        data_code=finding.code,
        data_operation=operation or None,
    )


def _help(text: str) -> Markup | None:
    """What to do; a command line stands alone, so that it can be copied."""
    if not text:
        return None
    if text.startswith("curl "):
        return element("pre", element("code", text), class_="command", tabindex="0")
    return element("p", element("b", "Help: "), text, class_="help")


def _place(position: Position, text: str, lines: Lines) -> Markup:
    where = f"{position.path}:{position.line}:{position.column}"
    excerpt = list(_excerpt(position, lines(position.path)))
    return element(
        "figure",
        element("figcaption", element("code", where), (": ", text) if text else None),
        element("pre", excerpt, tabindex="0") if excerpt else None,
    )


def _excerpt(position: Position, source: Sequence[str]) -> Iterator[Child]:
    """The lines around a position, with what is meant marked."""
    if not 0 < position.line <= len(source):
        return
    first, last = max(1, position.line - _AROUND), min(len(source), position.line + _AROUND)
    gutter = len(str(last))
    for number in range(first, last + 1):
        line = source[number - 1].replace("\t", "    ") if number != position.line else source[number - 1]
        text: Child = _marked(line, position) if number == position.line else _short(line)
        kind = "line here" if number == position.line else "line"
        yield element("span", element("span", f"{number:>{gutter}} ", class_="number"), text, "\n", class_=kind)


def _marked(line: str, position: Position) -> Child:
    start = min(position.column - 1, len(line))
    end = max(start, min(start + position.width, len(line)))
    first = max(0, min(start - 40, len(line) - _WIDEST)) if len(line) > _WIDEST else 0
    last = min(len(line), first + _WIDEST)
    end = min(end, last)
    return (
        "…" * bool(first) + line[first:start].replace("\t", "    "),
        element("mark", line[start:end].replace("\t", "    ")) if end > start else None,
        line[end:last].replace("\t", "    ") + "…" * (last < len(line)),
    )


def _short(line: str) -> str:
    return line if len(line) <= _WIDEST else line[:_WIDEST] + "…"


def _explanations(shown: Sequence[Placed]) -> Markup:
    """What the codes mean, each folded away until it is asked for."""
    used = sorted({one.finding.code for one in shown} & CODES.keys())
    entries = [
        element(
            "details",
            element("summary", element("code", code), f" {CODES[code].title}"),
            element("p", CODES[code].does),
            element("p", CODES[code].why),
            element("pre", CODES[code].fix.strip(), tabindex="0"),
            id=code,
        )
        for code in used
    ]
    return element("div", element("h3", "What the codes mean"), entries, class_="codes") if entries else element("div")
