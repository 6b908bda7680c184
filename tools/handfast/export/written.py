"""The text of a document, as JSON and as YAML. Nothing of it passes through a model, so nothing is lost on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from math import isfinite

from handfast.export.fragments import JSON

_STEP = "  "
_LONGEST_KEY = 1000
"""Longer keys are written apart from their values: a YAML reader looks for the colon in 1,024 characters."""

_PLAIN = re.compile(r"[A-Za-z_/$(][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*")
_ENDS = re.compile(r": | #|[: ]$")
"""What ends an unquoted text, or is lost at its end."""

_LITERAL = re.compile(r"[^\s][^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*")
_BLANK_LINE = re.compile(r"^[ \t]+$", re.MULTILINE)
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Words that some version of YAML takes for something else than text, in any case."""


def json_chunks(document: JSON) -> Iterator[str]:
    """The compact JSON text of a document, in pieces of the size of a path or a component."""
    yield from _json(document, 2)


def json_text(document: JSON) -> str:
    """The JSON text of a document, for people."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def yaml_chunks(document: JSON) -> Iterator[str]:
    """The YAML text of a document, line by line.

    It means the same in YAML 1.2 and 1.1: texts that a reader of either takes for something else (`no`, `1e3`,
    `2024-01-01`) are quoted.
    """
    if not (isinstance(document, dict | list) and document):
        yield _scalar(document, "") + "\n"
        return
    yield from _entries(document, "", "")


def yaml_text(document: JSON) -> str:
    """The YAML text of a document."""
    return "".join(yaml_chunks(document))


def _json(node: JSON, depth: int) -> Iterator[str]:
    if not depth or not isinstance(node, dict) or not node:
        yield json.dumps(node, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return
    mark = "{"
    for key, value in node.items():
        yield f"{mark}{json.dumps(key, ensure_ascii=False)}:"
        yield from _json(value, depth - 1)
        mark = ","
    yield "}"


def _entries(node: JSON, first: str, indent: str) -> Iterator[str]:
    """The lines of a mapping or sequence; `first` is what stands before its first entry, `indent` before others."""
    if isinstance(node, list):
        for one in node:
            if isinstance(one, dict | list) and one:
                yield from _entries(one, f"{first}- ", indent + _STEP)
            else:
                yield f"{first}- {_scalar(one, indent)}\n"
            first = indent
        return
    for key, value in node.items():
        name = _text(key)
        if len(name) > _LONGEST_KEY:
            yield f"{first}? {name}\n"
            first, name = indent, ""
        if isinstance(value, dict | list) and value:
            yield f"{first}{name}:\n"
            yield from _entries(value, indent + _STEP, indent + _STEP)
        else:
            yield f"{first}{name}: {_scalar(value, indent)}\n"
        first = indent


def _scalar(value: JSON, indent: str) -> str:
    match value:
        case str():
            return _literal(value, indent + _STEP) if _is_literal(value) else _text(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
    return "{}" if isinstance(value, dict) else "[]"


def _number(value: float) -> str:
    """A number that YAML 1.1 reads as one, too: with a point."""
    if not isfinite(value):
        raise ValueError(f"{value} is no number of JSON")
    digits, exponent, power = repr(value).partition("e")
    return (digits if "." in digits else f"{digits}.0") + exponent + power


@lru_cache(maxsize=4096)
def _text(text: str) -> str:
    """A text on one line, without quotes where nothing could read it as something else."""
    if _PLAIN.fullmatch(text) and not _ENDS.search(text) and text.lower() not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _is_literal(text: str) -> bool:
    """Whether a text of several lines reads well, and the same, as it is."""
    return "\n" in text and _LITERAL.fullmatch(text) is not None and not _BLANK_LINE.search(text)


def _literal(text: str, indent: str) -> str:
    """A text of several lines as they are (YAML 1.2 §8.1.2); the mark says which line breaks at its end count."""
    body = text.rstrip("\n")
    breaks = len(text) - len(body)
    mark = "-" if not breaks else "" if breaks == 1 else "+"
    lines = [f"{indent}{line}" if line else "" for line in body.split("\n")]
    return "\n".join([f"|{mark}", *lines]) + "\n" * max(breaks - 1, 0)
