"""Path templates: matched on the raw path, concrete before templated (OpenAPI 3.2 §4.8.2).

A path key may hold what FastAPI's own templates can't: names that are no identifiers, several parameters in one
segment, query pairs after `?` as conditions that tell operations on one path apart, and `#`, which is sent as `%23`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from handfast.runtime.wire import Malformed, unescape_plus

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_RESERVED = frozenset("!$&'()*+,;=:@")
_ESCAPED_RESERVED = re.compile(f"%({'|'.join(f'{ord(one):02X}' for one in sorted(_RESERVED))})")
_SAFE = "-._~" + "".join(sorted(_RESERVED))
LITERAL, MIXED, OPEN = 0, 1, 2
"""Kinds of segments, the most concrete first: text, text around parameters, one parameter and nothing else."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of a path key: `text` is the literal in canonical form, `pattern` matches the raw segment."""

    kind: int
    text: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A query pair that a request must have, written `name=value` or only `name`. `names` are the parameters in it."""

    name: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]

    def met(self, query: Mapping[str, list[str]]) -> dict[str, str] | None:
        """The raw values of its parameters; None when no pair of the query is this one."""
        sent = query.items() if "{" in self.name else [(self.name, query.get(self.name, ()))]
        for name, values in sent:
            for raw in values:
                found = self._found(name, raw)
                if found is not None:
                    return dict(zip(self.names, (quote(one, safe="") for one in found.groups()), strict=True))
        return None

    def speaks_of(self, name: str) -> bool:
        """Whether a pair of this name could meet it."""
        if "{" not in self.name:
            return name == self.name
        pieces = _PARAMETER.split(self.name)[::2]
        return re.fullmatch(".+".join(map(re.escape, pieces)), name, re.DOTALL) is not None

    def _found(self, name: str, raw: str) -> re.Match[str] | None:
        try:
            return self.pattern.fullmatch(f"{name}={unescape_plus(raw)}")
        except Malformed:
            return None


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled path key.

    `rank` orders templates that match one path: smaller is more concrete.
    `at` says which segment each parameter is, if all of them are whole segments (`is_plain`).
    """

    text: str
    segments: tuple[Segment, ...]
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    conditions: tuple[Condition, ...]
    rank: tuple[tuple[int, ...], int]
    at: tuple[tuple[str, int], ...]
    is_plain: bool

    def match(self, path: str, query: Mapping[str, list[str]] | None) -> dict[str, str] | None:
        """The raw values of the path's parameters; None when it does not match. `query` is for the conditions."""
        found = self.pattern.fullmatch(path)
        if found is None:
            return None
        values = dict(zip(self.names, found.groups(), strict=True))
        for condition in self.conditions:
            met = condition.met(query or {})
            if met is None:
                return None
            values.update(met)
        return values

    def outranks(self, other: Template) -> bool:
        """Whether this template is tried first on a path that both match."""
        return len(self.rank[0]) == len(other.rank[0]) and self.rank < other.rank


@lru_cache(maxsize=4096)
def compile_template(text: str) -> Template:
    """The template of a path key."""
    path, question, query = text.partition("?")
    names: list[str] = []
    segments = tuple(
        Segment(_segment_rank(segment), canonical(quote(unquote(segment), safe=_SAFE)), _segment(segment, names))
        for segment in path.split("/")[1:]
    )
    pattern = re.compile("".join("/" + segment.pattern for segment in segments))
    conditions = tuple(_condition(part) for part in query.split("&") if part) if question else ()
    rank = (tuple(segment.kind for segment in segments), -len(conditions))
    is_plain = not conditions and all(segment.kind != MIXED for segment in segments)
    places = [index for index, segment in enumerate(segments) if segment.kind == OPEN]
    at = tuple(zip(names, places, strict=True)) if is_plain else ()
    return Template(text, segments, pattern, tuple(names), conditions, rank, at, is_plain)


def canonical(segment: str) -> str:
    """A raw segment in the one way that literals are compared in: reserved characters as they are (RFC 3986 §2.2)."""
    return _ESCAPED_RESERVED.sub(lambda match: chr(int(match[1], 16)), segment) if "%" in segment else segment


def identifiers(text: str) -> str:
    """The template with names that FastAPI can compile, each used once."""
    taken: set[str] = set()

    def rename(match: re.Match[str]) -> str:
        base = re.sub(r"\W", "_", match[1], flags=re.ASCII)
        base = base if base and not base[0].isdigit() else f"_{base}"
        name, number = base, 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        return f"{{{name}}}"

    return _PARAMETER.sub(rename, text)


def _segment(segment: str, names: list[str]) -> str:
    """The pattern of one segment.

    A parameter before other text takes as little as it can and never gives it back (an atomic group), so a hostile
    path costs linear time; the last takes all that is left.
    """
    pieces = _PARAMETER.split(segment)
    pattern = _literal(pieces[0])
    last = len(pieces) - 2
    for index in range(1, len(pieces), 2):
        names.append(pieces[index])
        after = _literal(pieces[index + 1])
        pattern += f"([^/]+){after}" if index == last else f"(?>([^/]+?){after})"
    return pattern


def _literal(text: str) -> str:
    """The pattern of literal text: reserved characters may come percent-encoded or not (RFC 3986 §2.2)."""
    pattern = ""
    for character in unquote(text):
        if character in _RESERVED:
            pattern += f"(?:{re.escape(character)}|{quote(character, safe='')})"
        else:
            pattern += re.escape(quote(character, safe="-._~"))
    return pattern


def _segment_rank(segment: str) -> int:
    pieces = _PARAMETER.split(segment)
    if len(pieces) == 1:
        return LITERAL
    return OPEN if pieces[::2] == ["", ""] else MIXED


def _condition(part: str) -> Condition:
    name, equals, value = part.partition("=")
    pieces = [unquote(piece) for piece in _PARAMETER.split(f"{name}={value}")]
    last = len(pieces) - 2
    pattern = re.escape(pieces[0])
    for index in range(1, len(pieces), 2):
        after = re.escape(pieces[index + 1])
        pattern += f"(.+){after}" if index == last else f"(?>(.+?){after})"  # as in a segment: linear time
    return Condition(unquote(name), re.compile(pattern + ("" if equals else ".*"), re.DOTALL), tuple(pieces[1::2]))
