"""The table of operations: what each is in the app, and what the run saw of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handfast.contract.model import Operation
from handfast.diagnostics import Diagnostic, Severity
from handfast.fuzz.evidence import Evidence, label
from handfast.report.marks import mark
from handfast.report.markup import Child, Markup, element
from handfast.report.model import Report, Verdict
from handfast.report.pictures import answers

_COLUMNS = ("Operation", "Implemented", "Drift", "Declared replies", "Answers", "Slowest", "Findings")
_SECOND = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one operation. `evidence` is None when it was not asked."""

    operation: Operation
    evidence: Evidence | None
    findings: Sequence[Diagnostic]
    drift: Verdict
    is_unimplemented: bool


def rows(report: Report, owned: Mapping[str, Sequence[Diagnostic]]) -> Iterator[Row]:
    """A row for each operation, in the order of the contract. `owned` are the findings by operation."""
    result = report.fuzzed
    unimplemented = frozenset(result.unimplemented if result else ())
    drift = next((step.verdict for step in report.steps if step.name == "drift"), Verdict.NOT_RUN)
    for operation in report.contract.operations if report.contract else ():
        name = label(operation)
        evidence = result.evidence.get(name) if result else None
        yield Row(operation, evidence, owned.get(name, ()), drift, name in unimplemented)


def operations_section(report: Report, owned: Mapping[str, Sequence[Diagnostic]]) -> Markup | None:
    """The section with the table; None where there is no contract."""
    found = list(rows(report, owned))
    if not found:
        return None
    head = element("tr", [element("th", name, scope="col", role="columnheader") for name in _COLUMNS], role="row")
    table = element(
        "table",
        element("thead", head, role="rowgroup"),
        element("tbody", [_row(one) for one in found], role="rowgroup"),
        role="table",
        class_="operations",
        aria_labelledby="operations",
    )
    legend = element(
        "p",
        element("span", "200", class_="reply seen"),
        " declared and seen  ",
        element("span", "503", class_="reply"),
        " declared, not seen",
        class_="legend",
    )
    return element("section", element("h2", "Operations", id="operations"), legend, table)


def _row(row: Row) -> Markup:
    operation = row.operation
    name = element(
        "th",
        element("span", operation.method, class_=f"method {operation.method.lower()}"),
        " ",
        element("code", _breakable(operation.path)),
        scope="row",
        role="rowheader",
        title=operation.summary or None,
    )
    cells = (_implemented(row), _drift(row), _replies(row), _answers(row), _slowest(row), _findings(row))
    named = zip(_COLUMNS[1:], cells, strict=True)
    return element(
        "tr", name, [element("td", cell, role="cell", data_label=column) for column, cell in named], role="row"
    )


def _breakable(path: str) -> list[Child]:
    """A path that may be broken before each slash."""
    parts = path.split("/")
    return [parts[0], *((Markup("<wbr>"), f"/{part}") for part in parts[1:])]


def _implemented(row: Row) -> Child:
    if row.evidence is None:
        return mark("none", "not asked")
    if row.evidence.is_mocked:
        return mark("warning", "mocked")
    return mark("warning", "no: 501") if row.is_unimplemented else mark("clean", "yes")


def _drift(row: Row) -> Child:
    if row.drift is Verdict.NOT_RUN:
        return mark("none", "not run")
    count = sum(one.code.startswith("DRIFT") and one.severity is Severity.ERROR for one in row.findings)
    return mark("error", f"{count} found") if count else mark("clean", "none")


def _replies(row: Row) -> Child:
    seen = row.evidence.replies if row.evidence else frozenset()
    return [
        (
            element(
                "span",
                reply.status,
                element("span", " seen" if reply.status in seen else " not seen", class_="unseen"),
                class_="reply seen" if reply.status in seen else "reply",
            ),
            " ",
        )
        for reply in row.operation.replies
    ]


def _answers(row: Row) -> Child:
    if row.evidence is None:
        return "-"
    return (answers(row.evidence.answers), element("span", f"{row.evidence.requests}", class_="count"))


def _slowest(row: Row) -> Child:
    if row.evidence is None:
        return "-"
    seconds = row.evidence.slowest
    return f"{seconds:.1f} s" if seconds >= _SECOND else f"{seconds * 1000:.0f} ms"


def _findings(row: Row) -> Child:
    errors = sum(one.severity is Severity.ERROR for one in row.findings)
    others = len(row.findings) - errors
    if not row.findings:
        return mark("clean", "none")
    said = [_several(errors, "error"), _several(others, "other")]
    return mark("error" if errors else "warning", ", ".join(filter(None, said)))


def _several(count: int, what: str) -> str:
    """`2 errors`; nothing for none."""
    return f"{count} {what}{'s' * (count != 1)}" if count else ""
