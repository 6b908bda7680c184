"""A break as a finding: what is wrong in one line, what the caret shows, what to do."""

from __future__ import annotations

import json
from dataclasses import dataclass

from handfast.contract.structure.severity import is_unreachable, severity
from handfast.contract.structure.violations import Break, Violation
from handfast.diagnostics import Diagnostic, Pointer
from handfast.document.grammar import kind_at

_CODES = {
    Break.MISSING: "SPEC031",
    Break.UNKNOWN: "SPEC034",
    Break.TYPE: "SPEC032",
    Break.VALUE: "SPEC033",
    Break.FORM: "SPEC035",
    Break.EXCLUSIVE: "SPEC036",
}
_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Place:
    """What was checked: the object at `pointer`, its kind, and the version whose schema judged it."""

    pointer: Pointer
    kind: str
    version: str


def diagnostic(violation: Violation, place: Place) -> Diagnostic:
    """The finding about one break."""
    at = Pointer(place.pointer.file, place.pointer.parts + violation.parts)
    code = _CODES[violation.what]
    if is_unreachable(violation, place.kind):
        code = "SPEC037" if _is_bad_path(violation, place) else "SPEC033"
    message, label, advice = _words(violation, place)
    return Diagnostic(code, severity(violation, place.kind), message, at, label, advice)


def _is_bad_path(violation: Violation, place: Place) -> bool:
    return is_unreachable(violation, place.kind) and kind_at(violation.parts[:-1], place.kind)[0] == "paths"


def _words(violation: Violation, place: Place) -> tuple[str, str, str]:
    """Message, label and help."""
    match violation.what:
        case Break.MISSING:
            return _missing(violation, place)
        case Break.UNKNOWN:
            return _unknown(violation, place)
        case Break.TYPE:
            wanted = " or ".join(_TYPES.get(one, one) for one in violation.wanted)
            message = (
                f"{_subject(violation, place)} is {_actual(violation)}, but OpenAPI {place.version} wants {wanted}"
            )
            return message, f"must be {wanted}", f"write {wanted}"
        case Break.VALUE:
            return _value(violation, place)
        case Break.FORM:
            wanted = violation.wanted[0]
            return f"{_subject(violation, place)} must {wanted}", f"must {wanted}", ""
        case Break.EXCLUSIVE:
            return _exclusive(violation, place)


def _missing(violation: Violation, place: Place) -> tuple[str, str, str]:
    name = violation.names[0]
    return f"{_owner(violation.parts, place)} has no `{name}`", f"`{name}` is missing", f"add `{name}`"


def _unknown(violation: Violation, place: Place) -> tuple[str, str, str]:
    name = violation.parts[-1]
    if _is_bad_path(violation, place):
        return f"the path `{name}` does not start with a slash", "no request has this path", f"write `/{name}`"
    if is_unreachable(violation, place.kind):
        advice = "write a status from 100 to 599, a range such as `4XX`, or `default`"
        return f"`{name}` is no status that a reply can have", "neither a status nor `default`", advice
    owner = _owner(violation.parts[:-1], place)
    message = f"{owner} has a field `{name}` that OpenAPI {place.version} does not know here"
    return message, "not known here", "correct the name, or remove the field"


def _value(violation: Violation, place: Place) -> tuple[str, str, str]:
    if violation.names:
        return f"`{violation.value}` is not a name that OpenAPI allows here", "not allowed as a name", "rename it"
    wanted = ", ".join(violation.wanted)
    wanted = f"one of {wanted}" if len(violation.wanted) > 1 else wanted
    message = f"{_subject(violation, place)} is {_shown(violation.value)}, but must be {wanted}"
    return message, f"must be {wanted}", f"write {wanted}"


def _exclusive(violation: Violation, place: Place) -> tuple[str, str, str]:
    owner, names = _owner(violation.parts, place), violation.names
    if violation.wanted and len(names) > 1:
        listed = ", ".join(f"`{name}`" for name in names)
        return f"{owner} needs one of {listed}", "none of them is here", f"add one of {listed}"
    if len(names) > 1:
        first, second = names[0], names[-1]
        return f"`{first}` and `{second}` exclude each other", "one too many", f"keep `{first}` or `{second}`"
    if violation.parts[-1:] == ("parameters",):
        message = "a `querystring` parameter stands beside another one or beside `query` parameters"
        return message, "only one of them can be read", "describe the whole query string in one `querystring` parameter"
    return (
        f"{owner} breaks a rule of OpenAPI {place.version} about which fields go together",
        "not allowed together",
        "",
    )


def _subject(violation: Violation, place: Place) -> str:
    """The field that is wrong, or the object if it is wrong as a whole."""
    kind, below = kind_at(violation.parts, place.kind)
    return f"`{'.'.join(below)}`" if below or not kind else _owner(violation.parts, place)


def _owner(parts: tuple[str, ...], place: Place) -> str:
    """The object that a place lies in: `the parameter 0`, `the response 200`, `the schema Pet`."""
    kind, below = kind_at(parts, place.kind)
    if kind is None or not parts:
        return f"the {place.kind}" if not parts else f"`{parts[-1]}`"
    named = parts[: len(parts) - len(below)]
    if not named:
        return f"the {kind}"
    is_field = named[-1].lower() == kind.replace(" ", "")
    return f"`{named[-1]}`" if is_field else f"the {kind} `{named[-1]}`"


def _actual(violation: Violation) -> str:
    if violation.value is not None:
        return _shown(violation.value)
    return _TYPES.get(violation.actual, violation.actual)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return f"`{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}`"
