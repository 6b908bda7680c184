"""Parameters written by the book: RFC 6570 and OpenAPI 3.2 §4.12.6, independent of what reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


@dataclass
class Written:
    """Where a parameter went: one segment of a path, a query string, header lines."""

    segment: str = ""
    query: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)


def escaped(text: str) -> str:
    """Every byte but the unreserved ones, percent-encoded (RFC 3986 §2.3)."""
    return "".join(chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in text.encode())


def untouched(text: str) -> str:
    """UTF-8 bytes as they are, one character for each."""
    return text.encode().decode("latin-1")


def text_of(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def written(location: str, style: str, explode: bool, name: str, value: Any) -> Written:
    """One parameter as its location, style and explode have it."""
    escape = untouched if location == "header" or style == "cookie" else escaped
    match location:
        case "path":
            return Written(segment=_path(style, explode, escape(name), value, escape))
        case "query":
            return Written(query=_query(style, explode, name, value))
        case "header":
            return Written(headers=[(name, _listed(explode, value, ",", escape))])
        case _:
            joined = "; ".join(_named(explode, escape(name), value, escape))
            return Written(headers=[("Cookie", joined)])


def _path(style: str, explode: bool, name: str, value: Any, escape: Callable[[str], str]) -> str:
    if style == "matrix":
        pieces = _named(explode, name, value, escape)
        return "".join(";" + piece.removesuffix("=") for piece in pieces)
    if style == "label":
        return "." + _listed(explode, value, "." if explode else ",", escape)
    return _listed(explode, value, ",", escape)


def _query(style: str, explode: bool, name: str, value: Any) -> str:
    if style == "deepObject":
        members = value.items()
        return "&".join(f"{escaped(f'{name}[{member}]')}={escaped(text_of(one))}" for member, one in members)
    if style in ("spaceDelimited", "pipeDelimited"):
        delimiter = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}[style]
        return f"{escaped(name)}={_listed(False, value, delimiter, escaped)}"
    return "&".join(_named(explode, escaped(name), value, escaped))


def _named(explode: bool, name: str, value: Any, escape: Callable[[str], str]) -> list[str]:
    """`name=value` pieces."""
    if explode and isinstance(value, list):
        return [f"{name}={escape(text_of(one))}" for one in value]
    if explode and isinstance(value, dict):
        return [f"{escape(member)}={escape(text_of(one))}" for member, one in value.items()]
    return [f"{name}={_listed(False, value, ',', escape)}"]


def _listed(explode: bool, value: Any, delimiter: str, escape: Callable[[str], str]) -> str:
    match value:
        case list():
            return delimiter.join(escape(text_of(one)) for one in value)
        case dict():
            between = "=" if explode else delimiter
            return delimiter.join(f"{escape(name)}{between}{escape(text_of(one))}" for name, one in value.items())
        case _:
            return escape(text_of(value))
