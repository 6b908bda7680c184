"""What a plain YAML scalar means: the core schema (YAML 1.2 §10.3.2), in which `no` and `2024-01-01` are strings."""

from __future__ import annotations

import re

from handfast.document.model import JSON

_WORDS: dict[str, JSON] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_MAY_START_NUMBER = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def plain(text: str, digits: int) -> JSON:
    """The value of an unquoted scalar.

    Raises:
        OverflowError: It is a number of more than `digits` characters.
        ValueError: It is a number that JSON can't hold.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _MAY_START_NUMBER:
        return text
    return _number(text, digits)


def _number(text: str, digits: int) -> JSON:
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(text)
    is_integer, is_based = _INTEGER.fullmatch(text), _OCTAL_OR_HEX.fullmatch(text)
    if not (is_integer or is_based or _FLOAT.fullmatch(text)):
        return text
    if len(text) > digits:
        raise OverflowError(text)
    if is_based:
        return int(text[2:], 8 if text[1] == "o" else 16)
    if is_integer:
        return int(text)
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number
