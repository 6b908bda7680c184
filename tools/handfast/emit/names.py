"""Python identifiers from the spec's words. Every identifier in generated code comes from here."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+[0-9]*")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_RUNS = re.compile(r"[A-Za-z0-9]+")
_MAX_LENGTH = 100

RESERVED_CONSTANTS = frozenset({"JUDGE"})
"""Constants that router modules import, whatever the document says."""
KEYWORDS = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist) - {"type", "match", "case"}


def words(text: str) -> list[str]:
    """The ASCII words of a name, whatever its convention. What is not ASCII is spelled by its code point."""
    ascii_text = "".join(char if char.isascii() else f" u{ord(char):x} " for char in _signs(text))
    return [word for run in _RUNS.findall(ascii_text) for word in _WORDS.findall(run)]


def _signs(text: str) -> str:
    """`+1` and `-1` stay apart: a leading sign before a digit is spelled out."""
    return re.sub(r"^\+(?=\d)", "plus ", re.sub(r"^-(?=\d)", "minus ", text))


def pascal(text: str) -> str:
    """`user-account` -> `UserAccount`, never a keyword. Capitals inside a word stay (`OAuthToken`, `APIKey`)."""
    runs = _RUNS.findall("".join(char if char.isascii() else f" u{ord(char):x} " for char in _signs(text)))
    name = _bounded("".join(run[0].upper() + run[1:] for run in runs))
    if name[:1].isdigit():
        name = f"N{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def snake(text: str) -> str:
    """`userId` -> `user_id`, never a keyword. A name that is snake case already stays (`sha256`, `line_1`)."""
    name = _bounded(text if _SNAKE.fullmatch(text) else "_".join(word.lower() for word in words(text)))
    if name[:1].isdigit():
        name = f"n{name}"
    return f"{name}_" if name in KEYWORDS else name


def module(text: str) -> str:
    """A module name for a tag: snake case, `default` for nothing."""
    return snake(text) or "default"


def constant(text: str) -> str:
    """`listPets` -> `LIST_PETS`."""
    return snake(text).rstrip("_").upper()


def distinct(candidates: Iterable[str], taken: set[str]) -> str:
    """The first candidate that is free, recorded in `taken`. Numbers the last one only when all are used."""
    last = "Unnamed"
    for candidate in candidates:
        if candidate and candidate not in taken:
            taken.add(candidate)
            return candidate
        last = candidate or last
    number = 2
    while f"{last}{number}" in taken:
        number += 1
    taken.add(f"{last}{number}")
    return f"{last}{number}"


def schema_names(parts: tuple[str, ...]) -> Iterator[str]:
    """Names for a referenced schema: its own, then with what stands above it."""
    last = parts[-1]
    yield pascal(last)
    if parts[:2] != ("components", "schemas"):
        yield pascal(parts[0]) + pascal(last)
    yield f"{pascal(last)}Model"
    for depth in range(2, len(parts) + 1):
        yield "".join(pascal(part) for part in parts[-depth:])


def _bounded(name: str) -> str:
    """Long names are cut at the length where they stop helping anybody; collisions are settled by `distinct`."""
    return name if len(name) <= _MAX_LENGTH else name[:_MAX_LENGTH].rstrip("_")
