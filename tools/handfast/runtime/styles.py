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

from handfast.runtime import media, wire
from handfast.runtime.typed import Typing, is_ambiguous, read_json, read_scalar
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
    """How one value is written: a parameter, or a field of a form. `others` are its neighbours' names."""

    name: str
    location: str
    style: str
    explode: bool
    media_type: str | None = None
    others: frozenset[str] = frozenset()


def reader_of(judge: Judge, node: Any, spelling: Spelling) -> Reader:
    """Reads a value of this schema from requests; the reader returns None when it is absent and raises Malformed."""
    if spelling.media_type is not None:
        return _content(node, judge, spelling)
    typings = [Typing(judge)]
    if is_ambiguous(judge, node):
        typings.append(Typing(judge, as_text=True))
    if spelling.style == "deepObject" or (spelling.explode and spelling.location in ("query", "cookie")):
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
            return lambda request: request.cookies.get(name)
        case _:
            return lambda request: request.query.get(name)


def unescape_of(spelling: Spelling) -> Unescape:
    """How the text of a value is decoded: once, and as its location has it."""
    if spelling.location == "query":
        return wire.unescape_plus
    if spelling.location == "header" or spelling.style == "cookie":
        return wire.as_sent
    return wire.unescape


def _content(node: Any, judge: Judge, spelling: Spelling) -> Reader:
    """A parameter declared with `content`: the value is a document of that media type."""
    source, unescape = source_of(spelling), unescape_of(spelling)
    declared = media.parse(spelling.media_type or "")
    is_json = declared is not None and declared.is_json

    def read(request: Wire) -> Readings | None:
        raw = source(request)
        if raw is None:
            return ABSENT
        text = unescape(_single(raw))
        return [read_json(text) if is_json else read_scalar(judge.shape(node).kinds, text)]

    return read


def _single(raw: list[str]) -> str:
    if len(raw) > 1:
        raise Malformed("is given more than once")
    return raw[0]


# --- values in one piece of text --------------------------------------------------------------------------------------


def _one_text(judge: Judge, node: Any, spelling: Spelling, typings: list[Typing]) -> Reader:
    """Values written in one piece: `simple`, `label`, `matrix`, and all that is not exploded."""
    source, unescape = source_of(spelling), unescape_of(spelling)
    kinds = judge.shape(node).kinds
    joins_lines = spelling.location == "header" and bool(kinds & {"array", "object"})
    is_first_wins = spelling.location == "cookie"

    if kinds <= _SCALARS and spelling.style not in ("label", "matrix"):

        def read_plain(request: Wire) -> Readings | None:
            raw = source(request)
            if raw is None:
                return ABSENT
            text = unescape(raw[0] if is_first_wins else _single(raw))
            return [read_scalar(kinds, text)] if len(typings) == 1 else [t.scalar(node, text) for t in typings]

        return read_plain

    splits = [*_splits(kinds, spelling)]

    def read(request: Wire) -> Readings | None:
        raw = source(request)
        if raw is None:
            return ABSENT
        text = ",".join(raw) if joins_lines else raw[0] if is_first_wins else _single(raw)
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


def _splits(kinds: frozenset[str], spelling: Spelling) -> Iterator[tuple[str, Split]]:
    """The ways in which one text can be a value: the form it takes, and the raw pieces of it."""
    opened = _opening(spelling)
    for delimiter in _delimiters(spelling):
        split = _splitter(spelling, delimiter)
        if "object" in kinds:
            yield "object", _object_split(spelling, split, opened)
        if "array" in kinds:
            yield "array", _array_split(spelling, split, opened)
    if kinds & _SCALARS:
        yield "scalar", lambda text: _scalar_piece(spelling, opened, text)
    if "array" in kinds and spelling.location in ("query", "cookie"):
        yield "array", lambda text: [] if not text else None


def _opening(spelling: Spelling) -> str:
    """What stands before a value that is written in one piece."""
    return {"label": ".", "matrix": f";{spelling.name}="}.get(spelling.style, "")


def _delimiters(spelling: Spelling) -> list[str]:
    if spelling.style in _DELIMITERS:
        return [_DELIMITERS[spelling.style]]
    if spelling.style == "matrix" and spelling.explode:
        return [";"]
    if spelling.style == "label":
        # OpenAPI 3.0 has `.blue.black` for both; RFC 6570 has `.blue,black` where nothing is exploded.
        return [r"\."] if spelling.explode else [",", r"\."]
    return [",", "%2[Cc]"] if spelling.location in ("query", "cookie") else [","]


def _splitter(spelling: Spelling, delimiter: str) -> Callable[[str], list[str] | None]:
    """Cuts a text at a delimiter; None when it does not begin as its style says."""
    pattern = re.compile(delimiter)
    opening = {"label": ".", "matrix": ";"}.get(spelling.style, "")
    strips = spelling.location == "header"

    def split(text: str) -> list[str] | None:
        if not text.startswith(opening):
            return None
        pieces = pattern.split(text[len(opening) :])
        return [piece.strip(" \t") for piece in pieces] if strips else pieces

    return split


def _array_split(spelling: Spelling, split: Split, opened: str) -> Split:
    if spelling.style == "matrix" and spelling.explode:
        return lambda text: _repeated(split(text), spelling.name)
    return lambda text: _body(split, opened, text)


def _object_split(spelling: Spelling, split: Split, opened: str) -> Split:
    if spelling.explode:
        return lambda text: _members(split(text))
    return lambda text: _even(_body(split, opened, text))


def _body(split: Split, opened: str, text: str) -> list[str] | None:
    """The pieces after `;name=` or `.`; others begin at once."""
    if opened.startswith(";"):
        return split(";" + text.removeprefix(opened)) if text.startswith(opened) else None
    return split(text)


def _scalar_piece(spelling: Spelling, opened: str, text: str) -> list[str] | None:
    if spelling.style == "matrix" and text == f";{spelling.name}":
        return [""]
    return [text.removeprefix(opened)] if text.startswith(opened) else None


def _members(pieces: list[str] | None) -> list[str] | None:
    """`name=value` pieces, flat."""
    if pieces is None or any("=" not in piece for piece in pieces):
        return None
    return [part for piece in pieces for part in piece.split("=", 1)]


def _even(pieces: list[str] | None) -> list[str] | None:
    return pieces if pieces is not None and len(pieces) % 2 == 0 else None


def _repeated(pieces: list[str] | None, name: str) -> list[str] | None:
    """The values of `name=value` pieces that all have this name."""
    flat = _members(pieces)
    return flat[1::2] if flat is not None and all(one == name for one in flat[::2]) else None


# --- values in several named pieces -----------------------------------------------------------------------------------


def _named_members(judge: Judge, node: Any, spelling: Spelling, typings: list[Typing]) -> Reader:
    """Values written as several named values: exploded `form`, and `deepObject`."""
    shape = judge.shape(node)
    source, unescape = source_of(spelling), unescape_of(spelling)
    is_first_wins = spelling.location == "cookie" and "array" not in shape.kinds
    gather = _deep_members(spelling) if spelling.style == "deepObject" else _flat_members(judge, node, spelling)

    def read(request: Wire) -> Readings | None:
        if "object" in shape.kinds:
            branch = gather(request)
            if branch:
                return [typing.tree(node, branch) for typing in typings]
        raw = source(request)
        if raw is None or shape.kinds == {"object"}:
            return ABSENT
        texts = [unescape(text) for text in (raw[:1] if is_first_wins else raw)]
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
    takes_any = shape.additional is not False and (shape.additional is not None or not shape.properties)

    def gather(request: Wire) -> dict[str, Any]:
        values = request.query if spelling.location == "query" else request.cookies
        names = values if takes_any else shape.properties
        return {
            name: [unescape(text) for text in values[name]]
            for name in names
            if name in values and name not in spelling.others
        }

    return gather


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
