"""Parameters of every location and style, decoded, judged, and turned into what the handler takes."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from functools import partial
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic import ValidationError

from handfast.runtime import settings
from handfast.runtime.arguments import REQUIRED, Arguments, Decodes, QuickParameter
from handfast.runtime.building import Builder, builder_of, cannot_hold
from handfast.runtime.embedded import content_reader, whole_query
from handfast.runtime.judge import Judge, Violation
from handfast.runtime.quick import Read, quick_scalar, quick_text
from handfast.runtime.styles import ABSENT, Reader, Readings, Spelling, reader_of
from handfast.runtime.undeclared import IsDeclared, QueryNames, names_of, takes_any_name
from handfast.runtime.wire import Malformed, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from handfast.runtime.declare import Parameter


@dataclass(frozen=True, slots=True)
class Decoder:
    """One parameter, ready to be read from requests."""

    judge: Judge
    declared: Parameter
    readings: Reader
    builder: Builder | None
    plain: frozenset[type]
    default: Any

    def decode(self, wire: Wire, arguments: dict[str, Any], violations: list[Violation]) -> None:
        """Put the value into `arguments`, or say in `violations` why not."""
        declared = self.declared
        try:
            readings = self.readings(wire)
        except Malformed as error:
            violations.append(self._violation(str(error)))
            return
        if readings is None:  # absent
            if declared.required:
                violations.append(self._violation("is required"))
            elif isinstance(self.default, list | dict):
                arguments[declared.into] = copy.deepcopy(self.default)
            else:
                arguments[declared.into] = self.default
            return
        key = declared.schema
        for value in readings:
            if key is None or self.judge.is_valid(key, value):
                self._hold(value, arguments, violations)
                return
        assert key is not None  # noqa: S101 - without a schema the first reading was taken
        violations.extend(self.judge.check(key, readings[0], location=declared.location, name=declared.name))

    def _hold(self, value: Any, arguments: dict[str, Any], violations: list[Violation]) -> None:
        try:
            arguments[self.declared.into] = self.held(value)
        except ValidationError as error:
            violations.append(self._violation(cannot_hold(error)))

    def held(self, value: Any) -> Any:
        """What the handler takes of a judged value. ValidationError when Python can't hold it."""
        return value if self.builder is None or type(value) in self.plain else self.builder.build(value)

    def _violation(self, message: str) -> Violation:
        rule = self.declared.schema or ""
        return Violation(self.declared.location, self.declared.name, "", rule, message)


_LONGEST_CHAIN = 20
"""As many references in a row are followed for a short way; some lead back to themselves."""

_PLAIN = frozenset({int, str, bool, float})
"""Types that JSON values already have."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A parameter, its schema, and how it is written."""

    declared: Parameter
    node: Any
    spelling: Spelling

    def names(self, judge: Judge) -> Iterator[IsDeclared]:
        return names_of(judge, self.node, self.spelling)

    def takes_any_name(self, judge: Judge) -> bool:
        return self.declared.media_type is None and takes_any_name(judge, self.node, self.spelling)


def decoders(
    judge: Judge,
    parameters: Sequence[Parameter],
    hints: Mapping[str, Any],
    *,
    beside: Mapping[str, tuple[IsDeclared, ...]] | None = None,
    refuse_undeclared: bool | None = None,
) -> tuple[Decodes, ...]:
    """A decoder for each parameter, and one for the names in the query; `hints` are the types of handler keywords.

    `beside` are the names that the operation knows beside its parameters (`names_beside`). Whether undeclared query
    parameters are refused is decided by the environment where `refuse_undeclared` is None.
    """
    made = _decoders(judge, parameters, hints, beside or {}, settings.refuse_undeclared(refuse_undeclared))
    return tuple(one for one, _ in made)


def arguments(
    judge: Judge,
    parameters: Sequence[Parameter],
    hints: Mapping[str, Any],
    *,
    beside: Mapping[str, tuple[IsDeclared, ...]],
    also: Sequence[Decodes] = (),
) -> Arguments:
    """What reads all parameters of an operation, and `also` these; see `decoders`."""
    made = _decoders(judge, parameters, hints, beside, settings.refuse_undeclared(None))
    made += [(one, None) for one in also]
    usual = [short for _, short in made if short is not None]
    reads_query = any(one.location == "query" for one in usual)
    others = [one for one, short in made if short is None]
    if reads_query:  # names that can't be read are noticed by the way
        others = [one for one in others if one != QueryNames(None)]
    return Arguments([one for one, _ in made], usual, others)


def _decoders(
    judge: Judge,
    parameters: Sequence[Parameter],
    hints: Mapping[str, Any],
    beside: Mapping[str, tuple[IsDeclared, ...]],
    refuses: bool,  # noqa: FBT001 - a setting
) -> list[tuple[Decodes, QuickParameter | None]]:
    """The decoders, each with the short way that it has."""
    placed = [_Placed(one, *_spelt(judge, one, parameters)) for one in parameters]
    found: list[tuple[Decodes, QuickParameter | None]] = []
    for one in placed:
        spelling = one.spelling
        if one.takes_any_name(judge):
            others = [other for other in placed if other is not one and other.spelling.location == spelling.location]
            names = [name for other in others for name in other.names(judge)]
            spelling = replace(spelling, is_other=(*names, *beside.get(spelling.location, ())))
        decoder = _decoder(judge, one.declared, one.node, spelling, hints.get(one.declared.into, Any))
        found.append((decoder, _usual(decoder, one.node)))
    found += [(one, None) for one in _query_names(judge, placed, beside.get("query", ()), refuses)]
    return found


def _query_names(
    judge: Judge,
    placed: Sequence[_Placed],
    beside: Sequence[IsDeclared],
    refuses: bool,  # noqa: FBT001 - a setting
) -> Iterator[QueryNames]:
    """What looks at the names in the query, where anybody cares about them."""
    if any(one.spelling.location == "querystring" for one in placed):
        return
    queried = [one for one in placed if one.spelling.location == "query"]
    if refuses and not any(one.takes_any_name(judge) for one in queried):
        yield QueryNames((*(name for one in queried for name in one.names(judge)), *beside))
    elif queried:
        yield QueryNames(None)


def _spelt(judge: Judge, declared: Parameter, parameters: Sequence[Parameter]) -> tuple[Any, Spelling]:
    """The schema of a parameter, and how it is written."""
    others = (one.name for one in parameters if one.location == declared.location and one.name != declared.name)
    spelling = Spelling(
        name=declared.name,
        location=declared.location,
        style=declared.style,
        explode=declared.explode and declared.media_type is None,
        others=frozenset(others),
        allow_reserved=declared.allow_reserved,
    )
    return (judge.schema(declared.schema) if declared.schema is not None else True), spelling


def _decoder(judge: Judge, declared: Parameter, node: Any, spelling: Spelling, hint: Any) -> Decoder:
    builder = None if hint is Any or hint is str else builder_of(hint, judge)
    shape = judge.shape(node)
    default = shape.default if shape.has_default and not declared.required else None
    if default is not None and builder is not None:
        try:
            default = builder.build(default)
        except ValidationError:
            default = shape.default
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    reader = _reader(judge, declared, node, spelling)
    return Decoder(judge, declared, reader, builder, _PLAIN & frozenset(members), default)


def _usual(decoder: Decoder, node: Any) -> QuickParameter | None:
    """The short way of a parameter that is written as one value; None where nothing may be assumed."""
    declared, default = decoder.declared, REQUIRED if decoder.declared.required else decoder.default
    is_one_text = not declared.media_type and declared.style in ("simple", "form") and not declared.allow_empty_value
    if not is_one_text or declared.location not in ("path", "query", "header") or isinstance(default, list | dict):
        return None
    for _ in range(_LONGEST_CHAIN):
        if not isinstance(node, dict) or set(node) != {"$ref"}:
            break
        node = decoder.judge.target(node["$ref"])
    read = _read_of(decoder, node) if isinstance(node, dict) else None
    return None if read is None else QuickParameter(declared.name, declared.location, declared.into, read, default)


def _read_of(decoder: Decoder, node: dict[str, Any]) -> Read | None:
    kinds = {"string": str, "integer": int, "boolean": bool}
    if kinds.get(str(node.get("type"))) in decoder.plain:
        read = quick_scalar(node)
        if read is not None:
            return read
    if node.get("type") != "string" or decoder.declared.schema is None:
        return None
    return quick_text(partial(decoder.judge.is_valid, decoder.declared.schema), decoder.held)


def _reader(judge: Judge, declared: Parameter, node: Any, spelling: Spelling) -> Reader:
    media_type = declared.media_type or ""
    if declared.location == "querystring":
        return whole_query(judge, node, media_type, declared.encoding)
    if media_type:
        return content_reader(judge, node, spelling, media_type, declared.encoding)
    read = reader_of(judge, node, spelling)
    if declared.allow_empty_value and not declared.required:
        return _unless_empty(read, declared.name)
    return read


def _unless_empty(read: Reader, name: str) -> Reader:
    """An empty value of a parameter with `allowEmptyValue` means that it is not used (OpenAPI 3.2 §4.12.2.1)."""

    def read_used(request: Wire) -> Readings | None:
        return ABSENT if request.query.get(name) == [""] else read(request)

    return read_used
