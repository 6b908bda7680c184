"""All parameters of an operation at once: the usual ones read in one go, else each one the long way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from handfast.runtime.quick import UNSURE
from handfast.runtime.wire import Wire, is_plain_text

if TYPE_CHECKING:
    from handfast.runtime.judge import Violation
    from handfast.runtime.quick import Read

REQUIRED: Final = UNSURE
"""The default of a parameter that must be there: without it, the long way says what is wrong."""

Found = dict[str, Any]


class Decodes(Protocol):
    """Reads a part of a request."""

    def decode(self, wire: Wire, arguments: Found, violations: list[Violation], /) -> None:
        """Put values into `arguments`, or say in `violations` why not."""


@dataclass(frozen=True, slots=True)
class QuickParameter:
    """One parameter that is usually one plain value: `read` gives the value of its text, or `UNSURE`."""

    name: str
    location: str
    into: str
    read: Read
    default: Any


class Arguments:
    """Reads the parameters of one operation.

    `usual` are those that have a short way, `others` read what has none; `decoders` read everything.
    """

    __slots__ = ("_decoders", "_headers", "_is_quick", "_others", "_path", "_query")

    def __init__(self, decoders: Sequence[Decodes], usual: Sequence[QuickParameter], others: Sequence[Decodes]) -> None:
        self._decoders = [one.decode for one in decoders]
        self._others = [one.decode for one in others]
        self._path = [(one.name, one.into, one.read) for one in usual if one.location == "path"]
        self._query = [(one.name, one.into, one.read, one.default) for one in usual if one.location == "query"]
        self._headers = {
            one.name.lower().encode("latin-1", "replace"): (one.into, one.read, one.default)
            for one in usual
            if one.location == "header"
        }
        self._is_quick = bool(usual) or not self._others

    def usual(self, scope: Mapping[str, Any], values: Mapping[str, str]) -> Found | None:
        """The handler's keywords where every parameter is as usual; None where the long way must look.

        `values` are the raw values of path parameters.
        """
        if not self._is_quick:
            return None
        found: Found = {}
        for name, into, read in self._path:
            text = values.get(name, "")
            value = read(text) if is_plain_text(text) else UNSURE
            if value is UNSURE:
                return None
            found[into] = value
        if self._query and not self._read_query(scope.get("query_string", b""), found):
            return None
        if self._headers and not self._read_headers(scope["headers"], found):
            return None
        if self._others:
            violations: list[Violation] = []
            wire = Wire(scope, dict(values))
            for decode in self._others:
                decode(wire, found, violations)
            if violations:
                return None
        return found

    def read(self, wire: Wire) -> tuple[Found, list[Violation]]:
        """The handler's keywords, and what is wrong with those that are missing."""
        found: Found = {}
        violations: list[Violation] = []
        for decode in self._decoders:
            decode(wire, found, violations)
        return found, violations

    def _read_query(self, raw: bytes, found: Found) -> bool:
        """Whether each name is given once, none is escaped, and all values are as usual."""
        sent: dict[str, str] = {}
        if raw:
            text = raw.decode("latin-1")
            if not is_plain_text(text):
                return False
            for part in text.split("&"):
                name, _, value = part.partition("=")
                if name in sent or not part:
                    return False
                sent[name] = value
        for name, into, read, default in self._query:
            value = read(sent[name]) if name in sent else default
            if value is UNSURE:
                return False
            found[into] = value
        return True

    def _read_headers(self, lines: Sequence[tuple[bytes, bytes]], found: Found) -> bool:
        """Whether each header is given once at most, and all values are as usual."""
        headers = self._headers
        for name, value in lines:
            if name in headers:
                into, read, _ = headers[name]
                text = value.decode("latin-1")
                found[into] = read(text) if into not in found and is_plain_text(text) else UNSURE
        return all(found.setdefault(into, default) is not UNSURE for into, _, default in headers.values())
