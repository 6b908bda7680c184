"""Parameters of every location and style, decoded, judged, and turned into what the handler takes."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Protocol, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from handfast.runtime import settings
from handfast.runtime.embedded import content_reader, whole_query
from handfast.runtime.judge import Judge, Violation
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
    adapter: TypeAdapter[Any] | None
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
        if self.adapter is not None and type(value) not in self.plain:
            try:
                value = build(self.adapter, value)
            except ValidationError as error:
                violations.append(self._violation(cannot_hold(error)))
                return
        arguments[self.declared.into] = value

    def _violation(self, message: str) -> Violation:
        rule = self.declared.schema or ""
        return Violation(self.declared.location, self.declared.name, "", rule, message)


_PLAIN = frozenset({int, str, bool, float})
"""Types that JSON values already have."""


class Decodes(Protocol):
    """Reads a part of a request."""

    def decode(self, wire: Wire, arguments: dict[str, Any], violations: list[Violation]) -> None:
        """Put values into `arguments`, or say in `violations` why not."""


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
    beside = beside or {}
    placed = [_Placed(one, *_spelt(judge, one, parameters)) for one in parameters]
    found: list[Decodes] = []
    for one in placed:
        spelling = one.spelling
        if one.takes_any_name(judge):
            others = [other for other in placed if other is not one and other.spelling.location == spelling.location]
            names = [name for other in others for name in other.names(judge)]
            spelling = replace(spelling, is_other=(*names, *beside.get(spelling.location, ())))
        found.append(_decoder(judge, one.declared, one.node, spelling, hints.get(one.declared.into, Any)))
    names_in_query = _query_names(judge, placed, beside.get("query", ()), settings.refuse_undeclared(refuse_undeclared))
    return (*found, *names_in_query)


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
    adapter = None if hint is Any or hint is str else adapter_of(hint)
    shape = judge.shape(node)
    default = shape.default if shape.has_default and not declared.required else None
    if default is not None and adapter is not None:
        try:
            default = build(adapter, default)
        except ValidationError:
            default = shape.default
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    reader = _reader(judge, declared, node, spelling)
    return Decoder(judge, declared, reader, adapter, _PLAIN & frozenset(members), default)


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


def adapter_of(hint: Any) -> TypeAdapter[Any]:
    """The adapter of a type, shared by everything that asks for an equal type."""
    try:
        return _adapter(hint)
    except TypeError:
        return TypeAdapter(hint)


@cache
def _adapter(hint: Any) -> TypeAdapter[Any]:
    return TypeAdapter(hint)


def build(adapter: TypeAdapter[Any], value: Any) -> Any:
    """The Python value of a judged JSON value, DTOs filled by their names on the wire.

    Raises:
        ValidationError: Python can't hold it (a leap second, the year 0).
    """
    try:
        return adapter.validate_python(value, by_alias=True, by_name=False)
    except ValidationError:
        # 1.0 and 1e30 are integers in JSON Schema (2020-12 §6.1.1); DTO fields want them as Python integers.
        whole = _with_whole_numbers(value)
        return adapter.validate_python(whole, by_alias=True, by_name=False)


def cannot_hold(error: ValidationError) -> str:
    """Why a value that the contract allows can't be used, without the value."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = "".join(f"/{part}" for part in first["loc"])
    return (
        f"is allowed by the contract but can't be held by this service{f' at {place}' if place else ''}: "
        + (first["msg"][:120])
    )


def _with_whole_numbers(value: Any) -> Any:
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_with_whole_numbers(one) for one in value]
        case dict():
            return {name: _with_whole_numbers(one) for name, one in value.items()}
        case _:
            return value
