"""Decimal fractions of any length: JSON numbers read digit by digit, and written so, where a double would not do.

Only types that have decimals pay for it, and only where a text has a number that is long.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from pydantic_core import PydanticSerializationError, to_json

from handfast.runtime.models import DATA, DIGITS, as_decimal
from handfast.runtime.wire import Malformed

_SAFE: Final = 15
"""As many digits survive in every double (IEEE 754 binary64, DBL_DIG)."""
_LONG = re.compile(rb"[0-9][0-9.]{14}[0-9]|[0-9][eE]")
LONGEST_NUMBER: Final = 4_300
"""Characters of a number; longer ones are refused, for the time that they cost."""
_SMALLEST = -400
"""The judge counts in fractions: smaller exponents would cost it memory."""
_MARK = f"-{secrets.token_hex(16)}-"
_MARKED = re.compile(f'"{_MARK}([^"]*)"'.encode())


class LongJson(bytes):
    """A JSON text with numbers that no double holds."""

    __slots__ = ()


# --- reading ----------------------------------------------------------------------------------------------------------


def has_long_number(text: bytes) -> bool:
    """Whether a JSON text may have a number that a double would change."""
    return _LONG.search(text) is not None


def read_long(text: bytes) -> Any:
    """The value of a JSON text that has been read strictly before; numbers that a double would change are decimals.

    Raises:
        Malformed: a number has too many digits.
    """
    try:
        return json.loads(text, parse_float=number_of)
    except ValueError as error:
        raise Malformed("has a number with too many digits") from error


def number_of(text: str) -> float | Decimal:
    """The number that a text in JSON's grammar spells: a decimal where a double would change it.

    Raises:
        Malformed: it has too many digits.
    """
    number = float(text)
    if len(text) <= _SAFE and "e" not in text and "E" not in text:
        return number
    if len(text) > LONGEST_NUMBER:
        raise Malformed("has a number with too many digits")
    exact = Decimal(text)
    exponent = exact.as_tuple().exponent
    if exact == 0 or (isinstance(exponent, int) and exponent < _SMALLEST):
        return number
    return number if Decimal(repr(number)) == exact else exact


def holds_decimals(schema: Any) -> bool:
    """Whether a value of this core schema may have decimals."""
    if isinstance(schema, list | tuple):
        return any(holds_decimals(one) for one in schema)
    if not isinstance(schema, dict):
        return False
    function = schema.get("function")
    if isinstance(function, dict) and function.get("function") is as_decimal:
        return True
    return any(holds_decimals(value) for key, value in schema.items() if key not in DATA)


def with_plain_numbers(schema: dict[str, Any]) -> dict[str, Any]:
    """A core schema, not looked into, that gives doubles where nothing is said about a value."""
    match schema.get("type"):
        case "any":
            return {**schema, "type": "function-plain", "function": {"type": "no-info", "function": _plain}}
        case "model" if schema.get("config", {}).get("extra_fields_behavior") == "allow":
            return {**schema, "schema": _with_plain_extras(schema["schema"])}
        case _:
            return schema


def _with_plain_extras(fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("type") != "model-fields":
        return {**fields, "schema": _with_plain_extras(fields["schema"])}
    extras = fields.get("extras_schema", {"type": "any"})
    return {**fields, "extra_behavior": "allow", "extras_schema": with_plain_numbers(extras)}


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return float(value)
        case list():
            return [_plain(one) for one in value]
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case _:
            return value


# --- writing ----------------------------------------------------------------------------------------------------------


def written(write: Callable[..., bytes], value: Any, **options: Any) -> bytes:
    """What a serializer writes; a `LongJson` where it has to write numbers that no double holds.

    Raises:
        PydanticSerializationError: it holds what JSON does not have.
    """
    try:
        return write(value, **options)
    except PydanticSerializationError:
        return _unmarked(write(value, **options, context={DIGITS: _MARK}))


def dump(value: Any, text: bytes) -> bytes:
    """The JSON text of a value that was read from `text`, and changed."""
    return _unmarked(to_json(_marked(value))) if isinstance(text, LongJson) else to_json(value)


def _marked(value: Any) -> Any:
    match value:
        case Decimal():
            return f"{_MARK}{value}"
        case list():
            return [_marked(one) for one in value]
        case dict():
            return {name: _marked(one) for name, one in value.items()}
        case _:
            return value


def _unmarked(text: bytes) -> LongJson:
    return LongJson(_MARKED.sub(rb"\1", text))
