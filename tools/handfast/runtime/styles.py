"""How parameters are spelt: every row of OpenAPI's table of styles, read back into JSON values (3.2 §4.12.6).

A reader returns the readings of a parameter, the most literal first, for the judge to choose from; there is nearly
always one. Delimiters are split before anything is percent-decoded; a list whose delimiters were percent-encoded is
a second reading, taken when the first is not valid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from handfast.runtime import wire
from handfast.runtime.typed import Typing, is_ambiguous, read_scalar
from handfast.runtime.wire import Malformed, Unescape, Wire

if TYPE_CHECKING:
    from handfast.runtime.judge import Judge

ABSENT: Final = None
Readings = Sequence[Any]
Reader = Callable[[Wire], Readings | None]
Source = Callable[[Wire], list[str] | None]

_SCALARS = frozenset({"null", "boolean", "integer", "number", "string"})
_DELIMITERS = {"spaceDelimited": r"%20|\+| ", "pipeDelimited": r"%7[Cc]|\|"}
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one value is written: a parameter, or a field of a form.

    `others` are its neighbours' names, `is_other` finds those that can't be listed.
    """

    name: str
    location: str
    style: str
    explode: bool
    others: frozenset[str] = frozenset()
    allow_reserved: bool = False
    is_other: tuple[Callable[[str], bool], ...] = ()

    @property
    def is_named_apart(self) -> bool:
        """Whether the members of an object have names of their own on the wire."""
        return self.style == "deepObject" or (self.explode and self.location in ("query", "cookie"))


def reader_of(judge: Judge, node: Any, spelling: Spelling) -> Reader:
    """Reads a value of this schema from requests; the reader returns None when it is absent and raises Malformed."""
    typings = [Typing(judge)]
    if is_ambiguous(judge, node):
        typings.append(Typing(judge, as_text=True))
    if spelling.is_named_apart:
        return _named_members(judge, node, spelling, typings)
    return _one_text(judge, node, spelling, typings)


def source_of(spelling: Spelling) -> Source:
    """The raw values of a parameter: None when there are none."""
    name = spelling.name
    match spelling.location:
        case "path":
            return lambda request: [request.path[name]] if name in request.path else None
        case "header":
            key = name.lower().encode("latin-1", "replace")
            return lambda request: request.header(key) or None
        case "cookie":
            keys = dict.fromkeys((name, _cookie_name(spelling)))
            return lambda request: next((request.cookies[key] for key in keys if key in request.cookies), None)
        case _:
            return lambda request: request.query.get(name)


def _cookie_name(spelling: Spelling) -> str:
    """A name as a cookie has it: escaped as its values are, or UTF-8 as it is."""
    if spelling.style == "cookie":
        return spelling.name.encode().decode("latin-1")
    return quote(spelling.name, safe="")


def unescape_of(spelling: Spelling) -> Unescape:
    """How the text of a value is decoded: once, and as its location has it.

    `+` is a space as forms have it, but not where reserved characters stand for themselves (RFC 6570 §3.2.3).
    """
    if spelling.location == "query" and not spelling.allow_reserved:
        return wire.unescape_plus
    if spelling.location == "header" or spelling.style == "cookie":
        return wire.as_sent
    return wire.unescape


def single(raw: list[str]) -> str:
    """The only value. Which of several is meant is not guessed, not even for cookies (RFC 6265 §4.2.2).

    Raises:
        Malformed: there are several.
    """
    if len(raw) > 1:
        raise Malformed("is given more than once")
    return raw[0]


# --- values in one piece of text --------------------------------------------------------------------------------------


def _one_text(judge: Judge, node: Any, spelling: Spelling, typings: list[Typing]) -> Reader:
    """Values written in one piece: `simple`, `label`, `matrix`, and all that is not exploded."""
    source, unescape = source_of(spelling), unescape_of(spelling)
    kinds = judge.shape(node).kinds
    joins_lines = spelling.location == "header" and bool(kinds & {"array", "object"})

    if kinds <= _SCALARS and spelling.style not in _PREFIXES:

        def read_plain(request: Wire) -> Readings | None:
            raw = source(request)
            if raw is None:
                return ABSENT
            text = unescape(single(raw))
            return [read_scalar(kinds, text)] if len(typings) == 1 else [t.scalar(node, text) for t in typings]

        return read_plain

    splits = [*_splits(kinds, spelling)]

    def read(request: Wire) -> Readings | None:
        raw = source(request)
        if raw is None:
            return ABSENT
        text = ",".join(raw) if joins_lines else single(raw)
        found = []
        for form, split in splits:
            pieces = split(text)
            if pieces is not None:
                found += [_assemble(typing, node, form, pieces, unescape) for typing in typings]
        if not found:
            raise Malformed(f"is not written in the style `{spelling.style}`")
        return found

    return read


def _assemble(typing: Typing, node: Any, form: str, pieces: list[str], unescape: Unescape) -> Any:
    if form == "scalar":
        return typing.scalar(node, unescape(pieces[0]))
    texts = [unescape(piece) for piece in pieces]
    if form == "array":
        return typing.array(node, texts)
    return typing.object(node, list(zip(texts[::2], texts[1::2], strict=True)))


Split = Callable[[str], list[str] | None]

_PREFIXES = {"label": ".", "matrix": ";"}


def _splits(kinds: frozenset[str], spelling: Spelling) -> Iterator[tuple[str, Split]]:
    """The ways in which one text can be a value: the form it takes, and the raw pieces of it."""
    for delimiter in _delimiters(spelling):
        if "object" in kinds:
            yield "object", _object_split(spelling, re.compile(delimiter))
        if "array" in kinds:
            yield "array", _array_split(spelling, re.compile(delimiter))
    if kinds & _SCALARS:
        yield "scalar", _scalar_split(spelling)
    if "array" in kinds:
        yield "array", lambda text: None if text else []


def _delimiters(spelling: Spelling) -> list[str]:
    if spelling.style in _DELIMITERS:
        return [_DELIMITERS[spelling.style]]
    if spelling.style == "matrix" and spelling.explode:
        return [";"]
    if spelling.style == "label":
        # OpenAPI 3.0 has `.blue.black` for both; RFC 6570 has `.blue,black` where nothing is exploded.
        return [r"\."] if spelling.explode else [",", r"\."]
    return [",", "%2[Cc]"] if spelling.location in ("query", "cookie") else [","]


def _scalar_split(spelling: Spelling) -> Split:
    def split(text: str) -> list[str] | None:
        value = _value(spelling, text)
        return None if value is None else [value]

    return split


def _array_split(spelling: Spelling, delimiter: re.Pattern[str]) -> Split:
    if spelling.style == "matrix" and spelling.explode:
        return lambda text: _repeated(_members(spelling, delimiter, text), spelling.name)
    return lambda text: _pieces(spelling, delimiter, _value(spelling, text))


def _object_split(spelling: Spelling, delimiter: re.Pattern[str]) -> Split:
    if spelling.explode:
        return lambda text: _members(spelling, delimiter, text)
    return lambda text: _even(_pieces(spelling, delimiter, _value(spelling, text)))


def _value(spelling: Spelling, text: str) -> str | None:
    """What follows `.` or `;name=`, and all of a text in other styles; None when it does not begin so."""
    body = _after(_PREFIXES.get(spelling.style, ""), text)
    if spelling.style != "matrix" or body is None:
        return body
    name, _, value = body.partition("=")
    return value if ";" not in value and _is_name(name, spelling.name) else None


def _members(spelling: Spelling, delimiter: re.Pattern[str], text: str) -> list[str] | None:
    """`name=value` pieces, flat. Where a value is empty, `matrix` has no `=` (RFC 6570 §3.2.7)."""
    pieces = _pieces(spelling, delimiter, _after(_PREFIXES.get(spelling.style, ""), text))
    if pieces is None or (spelling.style != "matrix" and any("=" not in piece for piece in pieces)):
        return None
    parted = (piece.partition("=") for piece in pieces)
    return [part for name, _, value in parted for part in (name, value)]


def _after(prefix: str, text: str) -> str | None:
    return text[len(prefix) :] if text.startswith(prefix) else None


def _pieces(spelling: Spelling, delimiter: re.Pattern[str], text: str | None) -> list[str] | None:
    """The raw pieces of a text; around those of a header there may be blanks (RFC 9110 §5.6.1)."""
    if text is None:
        return None
    pieces = delimiter.split(text)
    return [piece.strip(" \t") for piece in pieces] if spelling.location == "header" else pieces


def _even(pieces: list[str] | None) -> list[str] | None:
    return pieces if pieces is not None and len(pieces) % 2 == 0 else None


def _repeated(flat: list[str] | None, name: str) -> list[str] | None:
    """The values of members that all have this name."""
    return flat[1::2] if flat is not None and all(_is_name(one, name) for one in flat[::2]) else None


def _is_name(raw: str, name: str) -> bool:
    try:
        return raw == name or wire.unescape(raw) == name
    except Malformed:
        return False


# --- values in several named pieces -----------------------------------------------------------------------------------


def _named_members(judge: Judge, node: Any, spelling: Spelling, typings: list[Typing]) -> Reader:
    """Values written as several named values: exploded `form`, and `deepObject`."""
    shape = judge.shape(node)
    source, unescape = source_of(spelling), unescape_of(spelling)
    gather = _deep_members(spelling) if spelling.style == "deepObject" else _flat_members(judge, node, spelling)

    def read(request: Wire) -> Readings | None:
        if "object" in shape.kinds:
            branch = gather(request)
            if branch:
                return [typing.tree(node, branch) for typing in typings]
        raw = source(request)
        if raw is None or shape.kinds == {"object"}:
            return ABSENT
        texts = [unescape(text) for text in raw]
        found = [typing.values(node, texts) for typing in typings]
        if "array" in shape.kinds and len(texts) == 1:
            found += [typing.array(node, texts) for typing in typings]
        return found

    return read


def _flat_members(judge: Judge, node: Any, spelling: Spelling) -> Callable[[Wire], dict[str, Any]]:
    """Gathers the members of an exploded object: each is a parameter of its own.

    Undeclared names are members only where the schema speaks of them, and never those of other parameters.
    """
    shape, unescape = judge.shape(node), unescape_of(spelling)
    own = [name for name in shape.properties if name not in spelling.others]

    def is_member(name: str) -> bool:
        if name in spelling.others:
            return False
        return name in shape.properties or not any(other(name) for other in spelling.is_other)

    def gather(request: Wire) -> dict[str, Any]:
        values = request.query if spelling.location == "query" else _readable(request.cookies, unescape)
        names = filter(is_member, values) if shape.takes_any_member else (name for name in own if name in values)
        return {name: [unescape(text) for text in values[name]] for name in names}

    return gather


def _readable(cookies: dict[str, list[str]], unescape: Unescape) -> dict[str, list[str]]:
    """The cookies by their decoded names; those that can't be decoded are somebody else's."""
    found: dict[str, list[str]] = {}
    for name, texts in cookies.items():
        try:
            found.setdefault(unescape(name), []).extend(texts)
        except Malformed:
            continue
    return found


def _deep_members(spelling: Spelling) -> Callable[[Wire], dict[str, Any]]:
    """Gathers `name[member]=value`, nested as deep as it is written."""
    whole = re.compile(re.escape(spelling.name) + r"((?:\[[^\[\]]*\])+)")
    unescape = unescape_of(spelling)

    def gather(request: Wire) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for name, texts in request.query.items():
            match = whole.fullmatch(name)
            if match:
                _plant(tree, match[1][1:-1].split("]["), [unescape(text) for text in texts])
        return tree

    return gather


def _plant(tree: dict[str, Any], path: list[str], texts: list[str]) -> None:
    if len(path) > _DEEPEST:
        raise Malformed(f"is nested deeper than {_DEEPEST} levels")
    for part in path[:-1]:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            raise Malformed("has a member that is both a value and an object")
        tree = below
    if path[-1] in tree:
        raise Malformed("has a member that is both a value and an object")
    tree[path[-1]] = texts
