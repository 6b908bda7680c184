"""Parameters of every location and style, decoded, judged, and turned into what the handler takes."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from handfast.runtime.forms import whole_query
from handfast.runtime.judge import Judge, Violation
from handfast.runtime.styles import Reader, Spelling, reader_of
from handfast.runtime.wire import Malformed, Wire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def decoders(judge: Judge, parameters: Sequence[Parameter], hints: Mapping[str, Any]) -> tuple[Decoder, ...]:
    """A decoder for each parameter; `hints` are the types of the handler's keywords."""
    names = {(one.location, one.name) for one in parameters}
    return tuple(_decoder(judge, one, hints.get(one.into, Any), names) for one in parameters)


def _decoder(judge: Judge, declared: Parameter, hint: Any, names: set[tuple[Any, str]]) -> Decoder:
    node = judge.schema(declared.schema) if declared.schema is not None else True
    others = frozenset(name for location, name in names if location == declared.location and name != declared.name)
    spelling = Spelling(
        name=declared.name,
        location=declared.location,
        style=declared.style,
        explode=declared.explode,
        media_type=declared.media_type,
        others=others,
    )
    adapter = None if hint is Any or hint is str else adapter_of(hint)
    shape = judge.shape(node)
    default = shape.default if shape.has_default and not declared.required else None
    if default is not None and adapter is not None:
        try:
            default = build(adapter, default)
        except ValidationError:
            default = shape.default
    reader = (whole_query if declared.location == "querystring" else reader_of)(judge, node, spelling)
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return Decoder(judge, declared, reader, adapter, _PLAIN & frozenset(members), default)


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
