"""Changes between the contract and the live app, as findings that point at both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handfast.compare import Aspect, Change, Kind
from handfast.contract import Contract
from handfast.diagnostics import Diagnostic, Place, Pointer, Position, Related, Severity, unescape
from handfast.export.facet import Facet
from handfast.export.visit import Seen, position

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Findings:
    """Turns changes into findings, with what is known about where the parts of the app stand.

    `models` is the place of the generated DTO module, for a class that is not there any more. Differences in words only
    are findings `with_words`.
    """

    contract: Contract
    seen: Seen
    models: Position
    with_words: bool = False

    def findings(self, changes: Iterable[Change]) -> Iterator[Diagnostic]:
        """One finding for each type that is another one, and for each difference that those do not explain."""
        yield from (self._type(name, at) for name, at in self.seen.types.items())
        yield from (self._facet(one) for one in self.seen.facets if self.with_words or not one.is_word)
        explained = {f"`{name}`" for name in self.seen.types}
        reported = set()
        for change in changes:
            reported.add(change.operation)
            if not (change.aspect is Aspect.SCHEMA and change.what.partition(":")[0] in explained):
                yield self._change(change)
        for (path, method), rows in self.seen.routes.items():
            operation = f"{method} {path}"
            if rows[0]["differs"] and operation not in reported:
                yield self._route(operation, rows[0])
            yield from (self._dead(operation, row) for row in rows[1:])

    def _type(self, name: str, at: Position | None) -> Diagnostic:
        component = next((key for key in self.contract.schemas if key.rpartition("/")[2] == name), None)
        said = self.contract.schemas[component].pointer if component else None
        return Diagnostic(
            "DRIFT006",
            Severity.ERROR,
            f"the live class `{name}` is not the generated one",
            at or self.models,
            "another class",
            "change the spec and generate again, or give a class of your own another name",
            _related(said, "stands for this schema"),
        )

    def _facet(self, facet: Facet) -> Diagnostic:
        at, said = position(facet.at), self._pointer(facet.key) if facet.key else None
        related = _related(said, "what the spec says") if at else ()
        severity = Severity(facet.severity)
        return Diagnostic(facet.code, severity, facet.message, at or said, facet.label, facet.help, related)

    def _change(self, change: Change) -> Diagnostic:
        row = self._row(change.operation)
        if change.aspect is Aspect.OPERATION and change.kind is Kind.REMOVED:
            message = f"the app does not serve {change.operation}"
            help_ = "pass its handlers to `include_contract`, or take the operation out of the spec"
            return Diagnostic("DRIFT003", Severity.ERROR, message, change.old, "no route answers this", help_)
        if change.aspect is Aspect.OPERATION and change.kind is Kind.ADDED:
            message = f"the app serves {change.operation}, which the spec does not declare"
            help_ = "declare the operation in the spec and generate again, or remove the route"
            at, said = _served(row), self._path(change.operation)
            return Diagnostic(
                "DRIFT004",
                Severity.ERROR,
                message,
                at or said,
                "not declared",
                help_,
                _related(at and said, "its path"),
            )
        at = self._reader(change, row)
        place = at or change.old
        related = _related(change.old, "the spec") if at else _sides(row)
        return Diagnostic("DRIFT005", Severity.ERROR, _message(change), place, _label(change), _HELP, related)

    def _route(self, operation: str, row: Mapping[str, Any]) -> Diagnostic:
        """A generated route that is another one in what no document shows."""
        message = f"{operation}: the live route is not the generated one: {row['differs']}"
        said = self._operation(operation)
        return Diagnostic("DRIFT005", Severity.ERROR, message, said, "the app differs", _HELP, _sides(row))

    def _dead(self, operation: str, row: Mapping[str, Any]) -> Diagnostic:
        message = f"another route answers {operation} before this one, which is never reached"
        help_ = "remove the one that is not meant"
        said = self._operation(operation)
        at = _served(row)
        label = "never answers"
        return Diagnostic(
            "DRIFT004", Severity.ERROR, message, at or said, label, help_, _related(at and said, "the spec")
        )

    def _reader(self, change: Change, row: Mapping[str, Any] | None) -> Position | None:
        """The place in the app that makes the difference: what reads an undeclared parameter, a hand-written route."""
        if row is None:
            return None
        if change.aspect is Aspect.PARAMETER and change.kind is Kind.ADDED:
            location, _, name = change.what.replace(" parameter ", " ").partition(" ")
            return position(row["reads"].get(f"{location} {name.strip('`').lower()}"))
        return None if row["declared"] else _served(row)

    def _row(self, operation: str) -> Mapping[str, Any] | None:
        method, _, path = operation.partition(" ")
        rows = self.seen.routes.get((path, method))
        return rows[0] if rows else None

    def _operation(self, title: str) -> Pointer | None:
        """The place of an operation in the spec."""
        found = (one.pointer for one in self.contract.operations if f"{one.method} {one.path}" == title)
        return next(found, None)

    def _path(self, title: str) -> Pointer:
        """The place in the spec where an operation would be declared."""
        path = title.partition(" ")[2]
        is_known = any(one.path == path for one in self.contract.operations)
        return Pointer(self.contract.file, ("paths", path) if is_known else ("paths",))

    def _pointer(self, key: str) -> Pointer:
        """The place in the spec that a key names: `#/paths/~1pets/get`, or the same after a file's name."""
        schema = self.contract.schemas.get(key)
        if schema is not None:
            return schema.pointer
        file, _, fragment = key.partition("#")
        return Pointer(file or self.contract.file, tuple(map(unescape, fragment.split("/")[1:])))


_HELP = "make the app what the spec says, or change the spec and generate again"


def _served(row: Mapping[str, Any] | None) -> Position | None:
    """Where the app adds a route, else what answers it."""
    return position(row["at"] or row["site"]) if row else None


def _sides(row: Mapping[str, Any] | None) -> tuple[Related, ...]:
    """Where the app serves an operation, and its handler."""
    if row is None:
        return ()
    return (*_related(position(row["site"]), "served from here"), *_related(position(row["at"]), "the handler"))


def _related(at: Place | None, label: str) -> tuple[Related, ...]:
    return (Related(at, label),) if at else ()


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
