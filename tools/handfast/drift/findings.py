"""Changes between the contract and the live app, as findings at the line that is to be changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handfast.compare import Aspect, Change, Kind
from handfast.diagnostics import Diagnostic, Place, Position, Severity
from handfast.export.visit import Seen, position

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Findings:
    """Turns changes into findings, with what is known about where the parts of the app stand.

    `models` is the place of the generated DTO module, for a class that is not there any more.
    """

    seen: Seen
    models: Position

    def findings(self, changes: Iterable[Change]) -> Iterator[Diagnostic]:
        """One finding for each DTO class that is another one, and for each change that those do not explain."""
        for name, at in self.seen.types.items():
            yield Diagnostic(
                "DRIFT006",
                Severity.ERROR,
                f"the live class `{name}` is not the generated one",
                at or self.models,
                help="change the schema in the spec, or give a class of your own another name",
            )
        explained = {f"`{name}`" for name in self.seen.types}
        for change in changes:
            is_explained = change.aspect is Aspect.SCHEMA and change.what.partition(":")[0] in explained
            if not is_explained:
                yield self._finding(change)

    def _finding(self, change: Change) -> Diagnostic:
        if change.aspect is Aspect.OPERATION and change.kind is Kind.REMOVED:
            message = f"the app does not serve {change.operation}"
            help_ = "pass its handlers to `include_contract`, or take the operation out of the spec"
            return Diagnostic("DRIFT003", Severity.ERROR, message, change.old, "no route answers this", help_)
        if change.aspect is Aspect.OPERATION and change.kind is Kind.ADDED:
            message = f"the app serves {change.operation}, which the spec does not declare"
            help_ = "declare the operation in the spec and generate again, or remove the route"
            at = self._route(change) or change.old
            return Diagnostic("DRIFT004", Severity.ERROR, message, at, "", help_)
        return Diagnostic("DRIFT005", Severity.ERROR, _message(change), self._place(change), _label(change), _HELP)

    def _route(self, change: Change) -> Position | None:
        method, _, path = change.operation.partition(" ")
        row = self.seen.routes.get((path, method))
        return position(row["at"]) if row else None

    def _place(self, change: Change) -> Place | None:
        """The dependency that reads an undeclared parameter, the hand-written route, else the place in the spec."""
        method, _, path = change.operation.partition(" ")
        row = self.seen.routes.get((path, method))
        if row is None:
            return change.old
        if change.aspect is Aspect.PARAMETER and change.kind is Kind.ADDED:
            location, _, name = change.what.replace(" parameter ", " ").partition(" ")
            return position(row["reads"].get(f"{location} {name.strip('`').lower()}")) or change.old
        if not row["declared"]:
            return position(row["at"]) or change.old
        return change.old


_HELP = "make the app what the spec says, or change the spec and generate again"


def _message(change: Change) -> str:
    where = f"{change.operation}: " if change.operation else ""
    if change.kind is Kind.ADDED:
        return f"{where}{change.what} is in the app and not in the spec"
    if change.kind is Kind.REMOVED:
        return f"{where}{change.what} is in the spec and not in the app"
    return f"{where}{change.what} is {_shown(change.after)} in the app and {_shown(change.before)} in the spec"


def _label(change: Change) -> str:
    return {Kind.ADDED: "not declared", Kind.REMOVED: "not in the app", Kind.CHANGED: "the app differs"}[change.kind]


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
