"""SPEC059: an object must have a property that it must not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handfast.contract import JSON, Contract
from handfast.contract.directions import is_flagged, reached, subschemas
from handfast.diagnostics import Diagnostic, Pointer, Severity
from handfast.document import Document

_ELSEWHERE = frozenset({"not", "if"})


@dataclass(frozen=True, slots=True)
class _Part:
    """A schema that an object meets in any case, and where it stands."""

    node: Mapping[str, JSON]
    at: Pointer


def impossible_objects(_: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding at each `additionalProperties: false` that forbids what a schema beside it requires.

    It sees the properties of its own schema only (JSON Schema 2020-12 §10.3.2.3): those of other branches of an
    `allOf` are forbidden. A `readOnly` property is required of replies, a `writeOnly` one of requests.
    """
    requests, replies = reached(contract)
    known: set[tuple[Pointer, str]] = set()
    for schema in contract.all_schemas():
        is_target = contract.schemas.get(schema.key) is schema
        is_of_reply = "responses" in schema.pointer.parts
        directions = {
            "readOnly": schema.key in replies if is_target else is_of_reply,
            "writeOnly": schema.key in requests if is_target else not is_of_reply,
        }
        for node, at in _below(schema.node, schema.pointer):
            for closed, requiring, name, flags in _contradictions(node, at, contract, directions):
                if (closed.at, name) not in known:  # where something refers to it, it is the same
                    known.add((closed.at, name))
                    yield _finding(at, closed, requiring, name, flags)


def _below(node: JSON, at: Pointer) -> Iterator[tuple[JSON, Pointer]]:
    """A schema and every schema in it that a valid value may have to satisfy."""
    if not isinstance(node, Mapping):
        return
    yield node, at
    for way, child in subschemas(node):
        if way[0] not in _ELSEWHERE:
            place = at
            for part in way:
                place /= part
            yield from _below(child, place)


def _contradictions(
    node: JSON, at: Pointer, contract: Contract, directions: Mapping[str, bool]
) -> Iterator[tuple[_Part, _Part, str, list[str]]]:
    """The closed part, the part that requires, the property, and the flags of that."""
    parts = list(_parts(node, at, contract, frozenset()))
    if not any(part.node.get("type") == "object" for part in parts):
        return  # values of other types are none of its business
    for closed in parts:
        if closed.node.get("additionalProperties") is not False or closed.node.get("patternProperties"):
            continue
        allowed = closed.node.get("properties") or {}
        for name, requiring in _required(parts):
            flags = [flag for flag in directions if _is_flagged(name, flag, parts, contract)]
            if name not in allowed and all(directions[flag] for flag in flags):
                yield closed, requiring, name, flags


def _parts(node: JSON, at: Pointer, contract: Contract, seen: frozenset[str]) -> Iterator[_Part]:
    if not isinstance(node, Mapping):
        return
    yield _Part(node, at)
    reference = node.get("$ref")
    if isinstance(reference, str) and reference in contract.schemas and reference not in seen:
        target = contract.schemas[reference]
        yield from _parts(target.node, target.pointer, contract, seen | {reference})
    for index, branch in enumerate(node.get("allOf") or ()):
        yield from _parts(branch, at / "allOf" / index, contract, seen)


def _required(parts: list[_Part]) -> Iterator[tuple[str, _Part]]:
    for part in parts:
        yield from ((name, part) for name in part.node.get("required") or () if isinstance(name, str))


def _is_flagged(name: str, flag: str, parts: list[_Part], contract: Contract) -> bool:
    declared = [(part.node.get("properties") or {}).get(name) for part in parts]
    return any(is_flagged(one, flag, contract.schemas) for one in declared)


def _finding(at: Pointer, closed: _Part, requiring: _Part, name: str, flags: list[str]) -> Diagnostic:
    what = f"`{at.parts[2]}`" if at.parts[:2] == ("components", "schemas") and len(at.parts) == _NAMED else "a schema"
    where = {"readOnly": " in a reply", "writeOnly": " in a request"}.get(flags[0], "") if flags else ""
    return Diagnostic(
        "SPEC059",
        Severity.WARNING,
        f"{what} can never be valid{where}",
        closed.at / "additionalProperties",
        label=f"forbids `{name}`, which {requiring.at.fragment()} requires",
        help=f"use `unevaluatedProperties: false` around both, or declare `{name}` beside it",
    )


_NAMED = 3
