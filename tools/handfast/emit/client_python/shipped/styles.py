"""How parameters are spelt: every row of OpenAPI's table of styles (OpenAPI 3.2 §4.12.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from handfast.emit.client_python.shipped.declare import Parameter
from handfast.emit.client_python.shipped.values import json_text, jsonable, text_of

Pairs = list[tuple[str, str]]
Escape = Callable[[str], str]

_HARMLESS = ":/?@!$'()*;"
"""Reserved characters that don't end a query value (RFC 3986 §2.2): what `allowReserved` leaves alone."""
DELIMITERS: Mapping[str, str] = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}


def in_path(parameter: Parameter, value: object) -> str:
    """The text that replaces `{name}` in a path (RFC 6570 §3.2.2, §3.2.5, §3.2.7)."""
    if parameter.media_type is not None:
        return _escaped(_document(parameter.media_type, value))
    name, explode = _escaped(parameter.name), parameter.explode
    match parameter.style, jsonable(value):
        case "label", list() | dict() as whole:
            return "." + ("." if explode else ",").join(_pieces(whole, _escaped, explode=explode))
        case "label", scalar:
            return "." + _escaped(text_of(scalar))
        case "matrix", list() as items if explode:
            return "".join(f";{name}={_escaped(text_of(one))}" for one in items)
        case "matrix", dict() as members if explode:
            return "".join(f";{piece}" for piece in _pieces(members, _escaped, explode=True))
        case "matrix", list() | dict() as whole:
            return f";{name}=" + ",".join(_pieces(whole, _escaped, explode=False))
        case "matrix", scalar:
            text = _escaped(text_of(scalar))
            return f";{name}={text}" if text else f";{name}"
        case _, whole:
            return _simple(whole, _escaped, explode=explode)


def in_query(parameter: Parameter, value: object) -> Pairs:
    """Names and values of a parameter in the query, both percent-encoded."""
    escape = _escaped_but_reserved if parameter.allow_reserved else _escaped
    name = _escaped(parameter.name)
    if parameter.media_type is not None:
        return [(name, escape(_document(parameter.media_type, value)))]
    plain = jsonable(value)
    if parameter.style == "deepObject" and isinstance(plain, dict):
        return [(_escaped(f"{parameter.name}{path}"), escape(text)) for path, text in _deep(plain)]
    return named(name, plain, escape, explode=parameter.explode, delimiter=DELIMITERS.get(parameter.style, ","))


def in_cookie(parameter: Parameter, value: object) -> Pairs:
    """Names and values of the cookies that carry a parameter (RFC 6265 §4.2.1)."""
    escape: Escape = str if parameter.style == "cookie" else _escaped
    if parameter.media_type is not None:
        return [(parameter.name, escape(_document(parameter.media_type, value)))]
    return named(parameter.name, jsonable(value), escape, explode=parameter.explode)


def in_header(parameter: Parameter, value: object) -> str:
    """The value of a header that carries a parameter; never percent-encoded (OpenAPI 3.2 §4.12.4)."""
    if parameter.media_type is not None:
        return _document(parameter.media_type, value)
    return _simple(jsonable(value), str, explode=parameter.explode)


def whole_query(parameter: Parameter, value: object) -> str:
    """The query string that is one parameter as a whole (OpenAPI 3.2 §4.12.1)."""
    plain = jsonable(value)
    if "json" in (parameter.media_type or "") or not isinstance(plain, dict):
        return _escaped(_document(parameter.media_type or "application/json", value))
    fields = [pair for name, one in plain.items() for pair in named(_escaped(name), one, _escaped, explode=True)]
    return "&".join(f"{name}={text}" for name, text in fields)


def named(name: str, value: Any, escape: Escape, *, explode: bool, delimiter: str = ",") -> Pairs:
    """A value in the style `form`: names with values (RFC 6570 §3.2.8). `name` is escaped already."""
    match value:
        case list() if explode:
            return [(name, escape(text_of(one))) for one in value]
        case dict() if explode:
            return [pair for key, one in value.items() for pair in named(escape(key), one, escape, explode=True)]
        case list() | dict():
            return [(name, delimiter.join(_pieces(value, escape, explode=False)))]
        case _:
            return [(name, escape(text_of(value)))]


def _simple(value: Any, escape: Escape, *, explode: bool) -> str:
    if isinstance(value, list | dict):
        return ",".join(_pieces(value, escape, explode=explode))
    return escape(text_of(value))


def _pieces(value: Sequence[Any] | Mapping[str, Any], escape: Escape, *, explode: bool) -> list[str]:
    """The items of a list, or an object's names and values: in one piece when exploded, else one after the other."""
    if not isinstance(value, Mapping):
        return [escape(text_of(one)) for one in value]
    members = [(escape(key), escape(text_of(one))) for key, one in value.items()]
    return [f"{key}={text}" for key, text in members] if explode else [piece for pair in members for piece in pair]


def _deep(value: Any, path: str = "") -> Pairs:
    """The leaves of an object, each with its place in brackets; a list of scalars repeats its place."""
    if isinstance(value, dict):
        return [leaf for key, one in value.items() for leaf in _deep(one, f"{path}[{key}]")]
    if isinstance(value, list):
        if any(isinstance(one, list | dict) for one in value):
            return [leaf for index, one in enumerate(value) for leaf in _deep(one, f"{path}[{index}]")]
        return [(path, text_of(one)) for one in value]
    return [(path, text_of(value))]


def _document(media_type: str, value: object) -> str:
    return json_text(value) if "json" in media_type else text_of(jsonable(value))


def _escaped(text: str) -> str:
    return quote(text, safe="")


def _escaped_but_reserved(text: str) -> str:
    return quote(text, safe=_HARMLESS)
