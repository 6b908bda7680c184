"""The breaks behind a validator's errors: of alternatives the one that was meant, of consequences the cause."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, TypeAlias

import jsonschema_rs
from jsonschema_rs import ValidationError, ValidationErrorKind

from handfast.document.model import JSON

Parts: TypeAlias = tuple[str, ...]
Kind = ValidationErrorKind


class Break(Enum):
    """What is wrong at a place."""

    MISSING = "a required field is missing"
    UNKNOWN = "a field is not known"
    TYPE = "the value is of another type"
    VALUE = "the value is not one of the known ones, or of another shape"
    FORM = "the value is of the right type, but malformed"
    EXCLUSIVE = "fields exclude each other, or one of several is missing"


@dataclass(frozen=True, slots=True)
class Violation:
    """One break. `parts` lead to the object for a missing field, to the value itself otherwise.

    `value` is a string, number or boolean, and `None` for anything else; `actual` is the JSON type of the value.
    `names` are the missing field, or the fields of which one is needed or too many; `wanted` the types, values or
    pattern that the official schema has instead of `value`.
    """

    what: Break
    parts: Parts
    value: JSON = None
    names: Parts = ()
    wanted: tuple[str, ...] = ()
    actual: str = ""


_TYPES: tuple[tuple[str, type], ...] = (
    ("object", dict),
    ("array", list),
    ("string", str),
    ("boolean", bool),
    ("integer", int),
    ("number", float),
)

_FORMATS = {
    "email": "an e-mail address",
    "regex": "a regular expression",
    "uri": "a URL",
    "uri-reference": "a URL",
    "media-range": "a media type",
}
_CHOOSERS = ("type", "in", "scheme")
"""The fields by whose value the official schemas choose between alternatives."""


def violations(
    judge: jsonschema_rs.Draft4Validator | jsonschema_rs.Draft202012Validator, value: JSON
) -> tuple[Violation, ...]:
    """The breaks of one value, each once."""
    if judge.is_valid(value):
        return ()
    leaves = [leaf for error in judge.iter_errors(value) for leaf in _leaves(error)]
    found = (one for leaf in leaves for one in _violations(leaf))
    return tuple(_without_consequences(_merged(found)))


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors of the alternative that was meant, when an error says that none fits."""
    branches: list[list[ValidationError]] | None = None
    if isinstance(error.kind, Kind.AnyOf | Kind.OneOfNotValid):
        branches = [branch for branch in error.kind.context if branch]
    if not branches or _is_choice_of_fields(error, branches):
        yield error
        return
    for nested in _meant(branches, _parts(error)):
        yield from _leaves(nested)


def _is_choice_of_fields(error: ValidationError, branches: list[list[ValidationError]]) -> bool:
    """Whether each alternative lacks one field and nothing else: then what is wrong is that all of them are absent."""
    here = _parts(error)
    return len(branches) > 1 and all(
        len(branch) == 1
        and isinstance(kind := branch[0].kind, Kind.Required)
        and kind.property != "$ref"
        and _parts(branch[0]) == here
        for branch in branches
    )


def _meant(branches: list[list[ValidationError]], here: Parts) -> list[ValidationError]:
    """The branch that fits best: not ruled out by a choosing field, failing as deep down and as seldom as possible.

    When the choosing field rules out all of them, its value is what is wrong.
    """
    possible = [branch for branch in branches if not any(_rules_out(error, here) for error in branch)]
    if not possible:
        unknown = [error for branch in branches for error in branch if _is_choice(error, here)]
        if unknown:
            return unknown
    return max(possible or branches, key=lambda branch: (max(len(one.instance_path) for one in branch), -len(branch)))


def _rules_out(error: ValidationError, here: Parts) -> bool:
    if isinstance(error.kind, Kind.Required):
        return error.kind.property == "$ref" and _parts(error) == here
    return _is_choice(error, here)


def _is_choice(error: ValidationError, here: Parts) -> bool:
    parts = _parts(error)
    is_value = isinstance(error.kind, Kind.Enum | Kind.Constant)
    return is_value and parts[:-1] == here and parts[-1] in _CHOOSERS


def _violations(error: ValidationError) -> Iterator[Violation]:  # noqa: C901, PLR0912 - one case for each keyword
    parts, value = _parts(error), _small(error.instance)
    match error.kind:
        case Kind.Required(name):
            yield Violation(Break.MISSING, parts, names=(name,))
        case Kind.UnevaluatedProperties(names) | Kind.AdditionalProperties(names):
            for name in names:
                yield Violation(Break.UNKNOWN, (*parts, name), names=(name,))
        case Kind.Type(types):
            yield Violation(Break.TYPE, parts, value, wanted=tuple(sorted(types)), actual=_type(error.instance))
        case Kind.Enum(options) if isinstance(error.instance, dict | list):
            wanted = tuple(sorted({_type(one) for one in options}))
            yield Violation(Break.TYPE, parts, wanted=wanted, actual=_type(error.instance))
        case Kind.Enum(options):
            yield Violation(Break.VALUE, parts, value, wanted=tuple(map(_text, options)))
        case Kind.Constant(option):
            yield Violation(Break.VALUE, parts, value, wanted=(_text(option),))
        case Kind.Pattern(pattern):
            yield Violation(Break.VALUE, parts, value, wanted=(f"text that matches {pattern}",))
        case Kind.PropertyNames(nested):
            name = str(nested.instance)
            yield Violation(Break.VALUE, (*parts, name), name, ("name",))
        case Kind.Minimum(limit) | Kind.MinLength(limit) | Kind.ExclusiveMinimum(limit):
            yield Violation(Break.VALUE, parts, value, wanted=(f"more than {limit}",))
        case Kind.Format(name):
            yield Violation(Break.FORM, parts, value, wanted=(f"be {_FORMATS.get(name, name)}",))
        case Kind.MinItems() | Kind.MinProperties():
            yield Violation(Break.FORM, parts, wanted=("have at least one entry",))
        case Kind.UniqueItems():
            yield Violation(Break.FORM, parts, wanted=("not repeat an entry",))
        case Kind.AnyOf(branches) | Kind.OneOfNotValid(branches):
            yield Violation(Break.EXCLUSIVE, parts, names=_required(branches), wanted=("one of them",))
        case Kind.Not(schema):
            yield Violation(Break.EXCLUSIVE, parts, names=_excluded(schema, error))
        case Kind.FalseSchema():
            yield Violation(Break.EXCLUSIVE, parts, names=_beside(error, parts))
        case _:
            yield Violation(Break.EXCLUSIVE, parts)


def _required(branches: list[list[ValidationError]]) -> Parts:
    kinds = [branch[0].kind for branch in branches if branch]
    return tuple(kind.property for kind in kinds if isinstance(kind, Kind.Required))


def _excluded(schema: Any, error: ValidationError) -> Parts:
    names = schema.get("required", ()) if isinstance(schema, dict) else ()
    return (*_dependent(error), *names)


def _beside(error: ValidationError, parts: Parts) -> Parts:
    return (*_dependent(error), *parts[-1:])


def _dependent(error: ValidationError) -> Parts:
    """The field whose presence forbids what the error names, when the schema says it with `dependentSchemas`."""
    path = [str(part) for part in error.schema_path]
    if "dependentSchemas" not in path:
        return ()
    return (path[path.index("dependentSchemas") + 1],)


def _merged(found: Iterable[Violation]) -> list[Violation]:
    """Each break once; the values that several alternatives want at one place become one list."""
    merged: dict[Violation, Violation] = {}
    for one in found:
        key = replace(one, wanted=())
        earlier = merged.get(key)
        wanted = one.wanted if earlier is None else tuple(dict.fromkeys((*earlier.wanted, *one.wanted)))
        merged[key] = replace(one, wanted=wanted)
    return list(merged.values())


def _without_consequences(found: list[Violation]) -> Iterator[Violation]:
    """Leaves out what is only wrong because something else is.

    Fields count as unknown when the object they stand in fails; fields are asked for when the value is empty or no
    object at all, or when the field that chooses between them is missing.
    """
    causes = [one.parts for one in found if one.what is not Break.UNKNOWN]
    hopeless = {one.parts for one in found if one.what in (Break.FORM, Break.TYPE)}
    failing = {parts[:end] for parts in causes for end in range(len(parts) + 1)}
    lacking: dict[Parts, Parts] = {}
    for name in reversed(_CHOOSERS):
        lacking |= {one.parts: one.names for one in found if one.what is Break.MISSING and one.names == (name,)}
    for one in found:
        if one.what is Break.UNKNOWN and (one.parts in failing or _is_known(one, causes)):
            continue
        is_about_fields = one.what in (Break.MISSING, Break.EXCLUSIVE)
        if is_about_fields and (one.parts in hopeless or lacking.get(one.parts, one.names) != one.names):
            continue
        yield one


def _is_known(one: Violation, causes: list[Parts]) -> bool:
    return one.parts[:-1] in causes and one.parts[-1] in _COMMON_FIELDS


_COMMON_FIELDS = frozenset(
    # One string, since forty quoted words fill a screen.
    (  # noqa: SIM905
        "name in description required deprecated allowEmptyValue style explode allowReserved schema content example "
        "examples value externalValue dataValue serializedValue summary headers links encoding prefixEncoding "
        "itemEncoding itemSchema parameters flows type scheme bearerFormat openIdConnectUrl operationId operationRef "
        "requestBody server url identifier $ref"
    ).split()
)
"""Fields that some part of the official schemas knows: beside another break they are not what is wrong."""


def _parts(error: ValidationError) -> Parts:
    return tuple(str(part) for part in error.instance_path)


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _type(value: JSON) -> str:
    for name, kind in _TYPES:
        if isinstance(value, kind):
            return name
    return "null"


def _small(value: JSON) -> JSON:
    """The value, if it is short enough for a message and can be a key of a set."""
    return None if isinstance(value, dict | list) else value
