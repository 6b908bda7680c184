"""JSON values and texts. Numbers keep every digit, both ways."""

from __future__ import annotations

import json
import re
import secrets
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import from_json

_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)
_SAFE = 15
"""As many digits survive in every double (IEEE 754 binary64, DBL_DIG)."""
_LONG = re.compile(rb"[0-9][0-9.]{14}[0-9]|[0-9][eE]")
_MARK = f"-{secrets.token_hex(16)}-"
"""What stands before the digits of a number while it is text. Nobody outside this process knows it."""
_MARKED = re.compile(f'"{_MARK}([^"]*)"')


class LongNumber(float):
    """A double that knows the digits it was read from, which it could not hold."""

    def __init__(self, digits: Decimal) -> None:
        super().__init__()
        self.digits = digits

    def __reduce__(self) -> tuple[type[LongNumber], tuple[Decimal]]:
        return LongNumber, (self.digits,)


# --- reading ----------------------------------------------------------------------------------------------------------


def read_json(text: bytes | str) -> Any:
    """The value of a JSON text. A number that no double holds is a `LongNumber`.

    Raises:
        ValueError: it is no JSON, or nests too deep.
    """
    value = from_json(text, allow_inf_nan=False)
    return json.loads(text, parse_float=_number) if _has_long_number(text) else value


def read_as(kind: Any, text: bytes | str) -> Any:
    """The value of a JSON text, in a type.

    Raises:
        ValueError: it is no JSON, or not of this type.
    """
    if _has_long_number(text):
        return validated(kind, read_json(text))
    return adapter_of(kind).validate_json(text, by_alias=True, by_name=False)


def validated(kind: Any, value: Any) -> Any:
    """A JSON value in a type.

    Raises:
        ValueError: it is not of this type.
    """
    return adapter_of(kind).validate_python(value, by_alias=True, by_name=False)


@cache
def adapter_of(kind: Any) -> TypeAdapter[Any]:
    """The adapter of a type, built when it is first asked for."""
    return TypeAdapter(kind)


def _has_long_number(text: bytes | str) -> bool:
    return _LONG.search(text if isinstance(text, bytes) else text.encode()) is not None


def _number(text: str) -> float:
    number = float(text)
    if len(text) <= _SAFE and "e" not in text.lower():
        return number
    try:
        exact = Decimal(text)
    except ArithmeticError as error:
        raise ValueError("a number has an exponent that is too large") from error
    return number if Decimal(repr(number)) == exact else LongNumber(exact)


# --- writing ----------------------------------------------------------------------------------------------------------


def jsonable(value: object) -> Any:
    """The JSON value of what Python holds; fields of DTOs by their names on the wire, without those never set.

    Decimals stay: they are numbers.
    """
    return _plain(_ANYTHING.dump_python(value, by_alias=True, exclude_unset=True))


def json_text(value: object) -> str:
    """The JSON text of what Python holds.

    Raises:
        ValueError: a number is not finite.
    """
    text = json.dumps(_marked(jsonable(value)), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _MARKED.sub(r"\1", text)


def text_of(value: Any) -> str:
    """A JSON scalar as text; anything else as its JSON text."""
    return value if isinstance(value, str) else json_text(value)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {str(name): _plain(one) for name, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(one) for one in value]
        case None | str() | int() | float() | Decimal():
            return value
        case _:
            return _ANYTHING.dump_python(value, mode="json")


def _marked(value: Any) -> Any:
    match value:
        case Decimal() if not value.is_finite():
            raise ValueError(f"{value} is no JSON number")
        case Decimal():
            return f"{_MARK}{value}"
        case LongNumber():
            return f"{_MARK}{value.digits}"
        case dict():
            return {name: _marked(one) for name, one in value.items()}
        case list():
            return [_marked(one) for one in value]
        case _:
            return value
