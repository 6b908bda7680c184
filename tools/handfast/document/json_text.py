"""JSON text to values (RFC 8259), with what a spec must not hold refused: duplicate keys, NaN, endless nesting."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NoReturn

from handfast.diagnostics import Diagnostic, Position, Refused, Severity
from handfast.document.model import JSON, Limits
from handfast.document.source import Source

TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
"""One token of a JSON text that is known to be valid."""

_MAX_DUPLICATES = 20
_MAY_HOLD_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_INFINITE = (float("inf"), float("-inf"))


class _UnusableError(Exception):
    """A value was met that needs a second look at the text for its position."""


def parse_json(source: Source, limits: Limits) -> JSON:
    """The value of a JSON text. Integers keep all their digits.

    Raises:
        Refused: The text is no JSON, repeats a key, nests too deep, or holds a number or string that can't be kept.
    """
    try:
        value = json.loads(
            source.text,
            object_pairs_hook=_object,
            parse_int=lambda text: int(_bounded(text, limits)),
            parse_float=lambda text: _finite(_bounded(text, limits)),
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        message = f"this is no JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise Refused(_syntax(message, source.at(error.pos))) from None
    except RecursionError:
        raise Refused(_too_deep(source, limits)) from None
    except _UnusableError:
        raise Refused(*_unusable(source, limits)) from None
    if _is_deeper(value, limits.depth):
        raise Refused(_too_deep(source, limits))
    if _MAY_HOLD_SURROGATE.search(source.text):
        _check_surrogates(source)
    return value


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _UnusableError
    return made


def _bounded(text: str, limits: Limits) -> str:
    if len(text) > limits.digits:
        raise _UnusableError
    return text


def _finite(text: str) -> float:
    number = float(text)
    if number in _INFINITE:
        raise _UnusableError
    return number


def _refuse_constant(_: str) -> NoReturn:
    raise _UnusableError


def _is_deeper(value: JSON, depth: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    while level:
        if depth == 0:
            return True
        depth -= 1
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
    return False


def _too_deep(source: Source, limits: Limits) -> Diagnostic:
    depth = 0
    for token in TOKEN.finditer(source.text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        if depth > limits.depth:
            return deeper_than(limits, source.at(token.start()))
    return deeper_than(limits, Position(source.path, 1))


def _unusable(source: Source, limits: Limits) -> list[Diagnostic]:
    """The findings behind `_UnusableError`, with their positions."""
    findings: list[Diagnostic] = []
    keys: list[dict[str, int] | None] = []
    tokens = list(TOKEN.finditer(source.text))
    for index, token in enumerate(tokens):
        text = token[0]
        if text in "{[":
            keys.append({} if text == "{" else None)
        elif text in "}]":
            keys.pop()
        elif text[0] == '"':
            seen = keys[-1] if keys else None
            if seen is not None and index + 1 < len(tokens) and tokens[index + 1][0] == ":":
                findings.extend(_repeated(source, token, seen))
        elif text not in ":,":
            findings.extend(_bad_number(source, token, limits))
        if len(findings) >= _MAX_DUPLICATES:
            break
    return findings


def _repeated(source: Source, token: re.Match[str], seen: dict[str, int]) -> Iterator[Diagnostic]:
    key = json.loads(token[0])
    if key in seen:
        yield repeated_key(key, source.at(token.start(), token.end()), source.at(seen[key]).line)
    else:
        seen[key] = token.start()


def _bad_number(source: Source, token: re.Match[str], limits: Limits) -> Iterator[Diagnostic]:
    text, place = token[0], source.at(token.start(), token.end())
    if text in ("NaN", "Infinity", "-Infinity"):
        yield no_number(text, place)
    elif text not in ("true", "false", "null"):
        if len(text) > limits.digits:
            yield long_number(limits, place)
        elif re.search("[.eE]", text) and float(text) in _INFINITE:
            yield no_number(text, place)


def _check_surrogates(source: Source) -> None:
    """Refuses half a character (RFC 8259 §8.2): it can't be written into any file."""
    for token in TOKEN.finditer(source.text):
        if token[0][0] == '"' and not _is_whole(json.loads(token[0])):
            place = source.at(token.start(), token.end())
            message = "the text holds half of a surrogate pair, which is no character"
            raise Refused(Diagnostic("SPEC003", Severity.ERROR, message, place, help="write the character itself"))


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _syntax(message: str, at: Position) -> Diagnostic:
    return Diagnostic("SPEC002", Severity.ERROR, message, at, "the text stops making sense here", "correct the syntax")


def repeated_key(key: str, at: Position, first_line: int) -> Diagnostic:
    """The finding about a key that its object has already."""
    return Diagnostic(
        "SPEC005",
        Severity.ERROR,
        f"the key `{key}` is repeated",
        at,
        label=f"line {first_line} has it already",
        help="remove or rename one of the two: readers disagree about which counts",
    )


def deeper_than(limits: Limits, at: Position) -> Diagnostic:
    """The finding about nesting beyond the limit."""
    return Diagnostic(
        "SPEC004",
        Severity.ERROR,
        f"values are nested deeper than {limits.depth} levels",
        at,
        help="flatten the document",
    )


def long_number(limits: Limits, at: Position) -> Diagnostic:
    """The finding about a number beyond the limit."""
    return Diagnostic(
        "SPEC004", Severity.ERROR, f"a number has more than {limits.digits} digits", at, help="write it as a string"
    )


def no_number(text: str, at: Position) -> Diagnostic:
    """The finding about a number that JSON has no place for."""
    return Diagnostic(
        "SPEC006",
        Severity.ERROR,
        f"`{text}` is no number that JSON can hold",
        at,
        label="not finite",
        help="quote it if it is meant as text",
    )
