"""Texts that match a regular expression of ECMA-262, as JSON Schema's `pattern` has them.

The expression is read into a small tree and walked with a source of random numbers. Look-around and boundaries are
passed over: what comes out is a proposal, and the judge decides about it.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final, TypeAlias

_DIGITS: Final = string.digits
_WORD: Final = string.ascii_letters + string.digits + "_"
_SPACE: Final = " "
_PRINTABLE: Final = string.ascii_letters + string.digits + " -_.,:;!?/'()&+*=@#$%<>[]{}|~^`\"\\"
_CLASSES: Final[Mapping[str, str]] = {
    "d": _DIGITS,
    "w": _WORD,
    "s": _SPACE,
    "D": "".join(one for one in _PRINTABLE if one not in _DIGITS),
    "W": "".join(one for one in _PRINTABLE if one not in _WORD),
    "S": _PRINTABLE.replace(" ", ""),
}
_CONTROLS: Final[Mapping[str, str]] = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
_PROPERTIES: Final[Mapping[str, str]] = {
    "L": string.ascii_letters,
    "Lu": string.ascii_uppercase,
    "Ll": string.ascii_lowercase,
    "N": _DIGITS,
    "Nd": _DIGITS,
    "P": ".,:;!?-",
    "S": "$+<=>|~",
    "Z": _SPACE,
    "Zs": _SPACE,
}
_LONG_NAMES: Final[Mapping[str, str]] = {
    "letter": "L",
    "alphabetic": "L",
    "number": "N",
    "punctuation": "P",
    "uppercase": "Lu",
    "lowercase": "Ll",
}
_MANY: Final = 6
"""How often something is repeated at most where the expression sets no end."""


@dataclass(frozen=True, slots=True)
class Letters:
    """One of these characters."""

    choices: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same again, from `least` to `most` times; None is without end."""

    what: Node
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """What a group has matched before."""

    group: int | str


@dataclass(frozen=True, slots=True)
class Group:
    """A group that can be referred back to."""

    number: int
    name: str
    what: Node


Node: TypeAlias = Letters | Repeat | Sequence | Choice | Again | Group
_NOTHING: Final = Sequence(())


def matching(pattern: str, random: Random, *, length: int = 0) -> str | None:
    """A text that may match; None when the expression can't be read. Repetitions aim at `length` characters."""
    tree = _parsed(pattern)
    if tree is None:
        return None
    walk = _Walk(random, {}, length)
    return walk.text(tree)


@lru_cache(maxsize=1024)
def _parsed(pattern: str) -> Node | None:
    parser = _Parser(pattern)
    try:
        tree = parser.choice()
    except (IndexError, ValueError, RecursionError):
        return None
    return tree if parser.at == len(pattern) else None


@dataclass(slots=True)
class _Walk:
    random: Random
    groups: dict[int | str, str]
    wanted: int
    written: int = 0

    def text(self, node: Node) -> str:
        match node:
            case Letters(choices):
                self.written += 1
                return self.random.choice(choices) if choices else ""
            case Sequence(parts):
                return "".join(self.text(part) for part in parts)
            case Choice(options):
                return self.text(self.random.choice(options))
            case Group(number, name, what):
                found = self.text(what)
                self.groups[number] = self.groups[name] = found
                return found
            case Again(group):
                return self.groups.get(group, "")
            case Repeat(what, least, most):
                return self._repeated(what, least, most)

    def _repeated(self, what: Node, least: int, most: int | None) -> str:
        missing = max(self.wanted - self.written, 0)
        end = most if most is not None else max(least + _MANY, missing)
        count = max(least, min(end, missing)) if self.wanted else self.random.randint(least, min(end, least + _MANY))
        return "".join(self.text(what) for _ in range(min(count, 5_000)))


@dataclass(slots=True)
class _Parser:
    pattern: str
    at: int = 0
    groups: int = 0

    def choice(self) -> Node:
        options = [self._sequence()]
        while self._takes("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self._quantified(self._atom())
            if part is not _NOTHING:
                parts.append(part)
        return Sequence(tuple(parts))

    def _quantified(self, atom: Node) -> Node:
        bounds = self._bounds()
        if bounds is None:
            return atom
        if not self._takes("?"):
            self._takes("+")
        return Repeat(atom, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._takes(sign):
                return bounds
        end = self.pattern.find("}", self.at)
        if not self._peeks("{") or end < 0:
            return None
        low, comma, high = self.pattern[self.at + 1 : end].partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()):
            return None
        self.at = end + 1
        return int(low), (int(high) if high else None) if comma else int(low)

    def _atom(self) -> Node:
        sign = self._next()
        match sign:
            case "(":
                return self._group()
            case "[":
                return Letters(self._set())
            case "\\":
                return self._escape()
            case ".":
                return Letters(_WORD + " -")
            case "^" | "$":
                return _NOTHING
            case _:
                return Letters(sign)

    def _group(self) -> Node:
        if self._takes("?:"):
            return self._closed(self.choice())
        for look in ("?=", "?!", "?<=", "?<!"):
            if self._takes(look):
                self._closed(self.choice())
                return _NOTHING
        name = ""
        if self._takes("?<") or self._takes("?P<"):
            end = self.pattern.index(">", self.at)
            name, self.at = self.pattern[self.at : end], end + 1
        elif self._peeks("?"):
            raise ValueError("a group of a kind that ECMA-262 does not have")
        self.groups += 1
        number = self.groups
        return self._closed(Group(number, name, self.choice()))

    def _closed(self, inside: Node) -> Node:
        if not self._takes(")"):
            raise ValueError("a group that does not end")
        return inside

    def _escape(self) -> Node:
        sign = self._next()
        if sign in "bBAzZG":
            return _NOTHING
        if sign in "123456789":
            return Again(int(sign))
        if sign == "k" and self._takes("<"):
            end = self.pattern.index(">", self.at)
            name, self.at = self.pattern[self.at : end], end + 1
            return Again(name)
        return Letters(self._escaped(sign))

    def _escaped(self, sign: str) -> str:
        """The characters that an escape stands for."""
        if sign in _CLASSES:
            return _CLASSES[sign]
        if sign in "pP" and self._takes("{"):
            end = self.pattern.index("}", self.at)
            name, self.at = self.pattern[self.at : end].rpartition("=")[2], end + 1
            short = _LONG_NAMES.get(name.lower(), name)
            known = _PROPERTIES.get(short) or _PROPERTIES.get(short[:1], string.ascii_letters)
            return known if sign == "p" else "".join(one for one in _PRINTABLE if one not in known)
        if sign in "xu":
            return self._code(sign)
        if sign == "c":
            return chr(ord(self._next()) % 32)
        return _CONTROLS.get(sign, sign)

    def _code(self, sign: str) -> str:
        if self._takes("{"):
            end = self.pattern.index("}", self.at)
            digits, self.at = self.pattern[self.at : end], end + 1
        else:
            width = 2 if sign == "x" else 4
            digits = self.pattern[self.at : self.at + width]
            self.at += width
        return chr(int(digits, 16))

    def _set(self) -> str:
        is_negated = self._takes("^")
        found: list[str] = []
        while not self._takes("]"):
            first = self._member()
            is_range = self._peeks("-") and not self.pattern.startswith("-]", self.at) and len(first) == 1
            if is_range:
                self.at += 1
                last = self._member()
                found.append(_between(first, last) if len(last) == 1 else f"{first}-{last}")
            else:
                found.append(first)
        listed = "".join(found)
        return "".join(one for one in _PRINTABLE if one not in listed) if is_negated else _legible(listed)

    def _member(self) -> str:
        sign = self._next()
        if sign == "[" and self._takes(":"):  # a POSIX class, which some engines know
            end = self.pattern.index(":]", self.at)
            name, self.at = self.pattern[self.at : end], end + 2
            return {"digit": _DIGITS, "alnum": string.ascii_letters + _DIGITS}.get(name, string.ascii_letters)
        if sign != "\\":
            return sign
        escape = self._next()
        return "\b" if escape == "b" else self._escaped(escape)

    def _next(self) -> str:
        sign = self.pattern[self.at]
        self.at += 1
        return sign

    def _peeks(self, text: str) -> bool:
        return self.pattern.startswith(text, self.at)

    def _takes(self, text: str) -> bool:
        if not self._peeks(text):
            return False
        self.at += len(text)
        return True


def _between(first: str, last: str) -> str:
    low, high = ord(first), min(ord(last), ord(first) + 0xFFFF)
    return "".join(chr(one) for one in range(low, high + 1) if not 0xD800 <= one <= 0xDFFF)  # noqa: PLR2004 - surrogates


def _legible(letters: str) -> str:
    """The letters that people like to read, where there are such."""
    usual = _only(letters, string.ascii_letters.__contains__, _DIGITS.__contains__)
    return usual or letters


def _only(letters: str, *tests: Callable[[str], bool]) -> str:
    return "".join(one for one in letters if any(test(one) for test in tests))
