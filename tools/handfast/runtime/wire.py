"""What a request carries, read raw from its scope: path, query, headers and cookies, decoded once and strictly."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote_to_bytes

Unescape = Callable[[str], str]

UNREADABLE_NAME = "has a name that is not UTF-8 text, percent-encoded"

MOST_DIGITS = 18
"""Integers of so many digits fit into 64 bits."""

_BLANKS = " \t"
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Malformed(ValueError):  # noqa: N818 - says what the text is
    """Text on the wire that can't be read. The message says why, without the text.

    `pointer` is the place in the value that it would have become.
    """

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer

    def inside(self, what: str, name: str) -> Malformed:
        """The same of a member: `what` it is (a field, a part), and its name."""
        token = name.replace("~", "~0").replace("/", "~1")
        return Malformed(f"{what} `{name[:64]}` {self}", f"/{token}{self.pointer}")


class Wire:
    """The parts of one request, each read when first asked for. Names are decoded, values are as they were sent."""

    __slots__ = ("_cookies", "_has_unreadable_names", "_query", "path", "scope")

    def __init__(self, scope: Any, path: dict[str, str] | None = None) -> None:
        self.scope = scope
        self.path = path or {}
        self._query: dict[str, list[str]] | None = None
        self._has_unreadable_names = False
        self._cookies: dict[str, list[str]] | None = None

    @classmethod
    def of_fields(cls, fields: dict[str, list[str]]) -> Wire:
        """The fields of an urlencoded form, to be read as query parameters are."""
        form = cls({"headers": ()})
        form._query = fields
        return form

    @property
    def query_string(self) -> str:
        """The query string as it was sent."""
        text: bytes = self.scope.get("query_string", b"")
        return text.decode("latin-1")

    @property
    def query(self) -> dict[str, list[str]]:
        """The values of each query parameter, in order, but for those whose names can't be read."""
        if self._query is None:
            self._query, self._has_unreadable_names = _split(self.query_string)
        return self._query

    @property
    def has_unreadable_names(self) -> bool:
        """Whether a name in the query string is no text."""
        return self.query is not None and self._has_unreadable_names

    @property
    def cookies(self) -> dict[str, list[str]]:
        """The values of each cookie, in order. Quotes are part of a value, and no escapes are undone (RFC 6265 §4.1.1).

        Several lines are one: HTTP/2 sends them apart (RFC 9113 §8.2.3).
        """
        if self._cookies is None:
            self._cookies = {}
            for line in self.header(b"cookie"):
                for pair in line.split(";"):
                    name, equals, value = pair.partition("=")
                    if equals:
                        self._cookies.setdefault(name.strip(_BLANKS), []).append(value.strip(_BLANKS))
        return self._cookies

    def header(self, name: bytes) -> list[str]:
        """The values of a header, one for each line that has it; `name` is lower case."""
        return [value.decode("latin-1") for key, value in self.scope["headers"] if key == name]


def pairs(text: str) -> dict[str, list[str]]:
    """The raw values of each name in an urlencoded form (WHATWG URL §5.1).

    Raises:
        Malformed: a name can't be read.
    """
    found, has_unreadable_names = _split(text)
    if has_unreadable_names:
        raise Malformed(UNREADABLE_NAME)
    return found


def _split(text: str) -> tuple[dict[str, list[str]], bool]:
    """The raw values of each name, and whether there are names that can't be read."""
    found: dict[str, list[str]] = {}
    has_unreadable_names = False
    is_plain = is_plain_text(text)
    for part in text.split("&"):
        if not part:
            continue
        name, _, value = part.partition("=")
        if not is_plain:
            try:
                name = unescape_plus(name)
            except Malformed:
                has_unreadable_names = True
                continue
        if name in found:
            found[name].append(value)
        else:
            found[name] = [value]
    return found, has_unreadable_names


def is_plain_text(text: str) -> bool:
    """Whether text on the wire is what it says, wherever it stands: ASCII, nothing in it escaped."""
    return text.isascii() and "%" not in text and "+" not in text and "\0" not in text


def unescape(text: str) -> str:
    """Percent-decoded text (RFC 3986 §2.1).

    Raises:
        Malformed: an escape is broken, the bytes are not UTF-8, or one of them is NUL.
    """
    if text.isascii() and "%" not in text and "\0" not in text:
        return text
    if _BROKEN_ESCAPE.search(text):
        raise Malformed("has a `%` that two hexadecimal digits don't follow")
    return _text(unquote_to_bytes(text.encode("latin-1")))


def unescape_plus(text: str) -> str:
    """Percent-decoded text in which `+` stands for a space, as forms and query strings have it."""
    return unescape(text.replace("+", " ") if "+" in text else text)


def as_sent(text: str) -> str:
    """Header text: never percent-encoded (OpenAPI 3.2 §4.12.4), UTF-8 as OpenAPI's own examples are.

    Raises:
        Malformed: the bytes are not UTF-8, or one of them is NUL.
    """
    return text if text.isascii() and "\0" not in text else _text(text.encode("latin-1"))


def _text(sent: bytes) -> str:
    """Text that is certain: another encoding than UTF-8 is not guessed, and NUL ends text in too many places."""
    try:
        text = sent.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("is not UTF-8 text") from error
    if "\0" in text:
        raise Malformed("has a NUL character")
    return text


_PLAIN = re.compile(r"[A-Za-z0-9\-._~/:@!$&'()*+,;=]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def is_plain_path(scope: Any, path: str) -> bool:
    """Whether a path is the same raw and decoded."""
    return b"%" not in (scope.get("raw_path") or b"") and _PLAIN.fullmatch(path) is not None


def raw_path(scope: Any, route_path: str) -> str:
    """The path to match, still percent-encoded, unreserved characters decoded (RFC 3986 §6.2.2.2).

    `route_path` is the decoded path below the application's root; it is used where a server gives no raw path, or
    where something on the way has rewritten the path.
    """
    raw: bytes | None = scope.get("raw_path")
    if raw is None or b"%" not in raw:
        return route_path if _PLAIN.fullmatch(route_path) else _quoted(route_path)
    text = raw.decode("latin-1").partition("?")[0]
    if unquote_to_bytes(text).decode("utf-8", "replace") != scope["path"]:
        return _quoted(route_path)
    below_root = scope["path"].removesuffix(route_path).count("/")
    if below_root:
        text = "/" + "/".join(text.split("/")[1 + below_root :])
    return _ESCAPE.sub(_normal, text)


def _quoted(path: str) -> str:
    return quote(path, safe="/:@!$&'()*+,;=~")


def _normal(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
