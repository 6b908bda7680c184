"""The shortest way for what is as usual: one plain value for a parameter, one JSON text for a body or a reply.

Everything here only ever accepts, and exactly what the long way accepts. Whatever is unusual or wrong is `UNSURE`, and
the long way decides it from the beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import from_json, to_json

from handfast.runtime.building import as_json, dumped
from handfast.runtime.decimals import has_long_number
from handfast.runtime.problems import Unheld
from handfast.runtime.wire import MOST_DIGITS

if TYPE_CHECKING:
    from pydantic_core import SchemaSerializer

    from handfast.runtime.exchange import Exchange
    from handfast.runtime.judge import Judge
    from handfast.runtime.sampling import Sample

UNSURE: Final = object()
Read = Callable[[str], Any]

_SAYS_NOTHING = frozenset(
    {"title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "$comment"}
)
_BOUNDS = frozenset({"minimum", "maximum"})
_JSON_HEADERS = frozenset({b"application/json", b"application/json; charset=utf-8", b"application/json;charset=utf-8"})


# --- parameters -------------------------------------------------------------------------------------------------------


def quick_scalar(node: Any) -> Read | None:
    """Reads the text of a value whose schema says no more than its type; None where a schema says more.

    The text is ASCII, and nothing in it is escaped (`is_plain_text`). Integers may have bounds that are integers.
    """
    if not isinstance(node, Mapping):
        return None
    says = keywords(node)
    match node.get("type"):
        case "string" if says == {"type"}:
            return _string
        case "boolean" if says == {"type"}:
            return _boolean
        case "integer" if says <= {"type", *_BOUNDS}:
            least, most = node.get("minimum"), node.get("maximum")
            if all(bound is None or type(bound) is int for bound in (least, most)):
                return _integer(least, most)
    return None


def keywords(node: Mapping[str, Any]) -> set[str]:
    """The keywords of a schema that may decide something."""
    return {name for name in node if name not in _SAYS_NOTHING and not name.startswith("x-")}


def quick_text(is_valid: Callable[[str], bool], build: Callable[[str], Any]) -> Read:
    """Reads the text of a value whose schema says that it is a string, and more: the judge is asked."""

    def read(text: str) -> Any:
        if not is_valid(text):
            return UNSURE
        try:
            return build(text)
        except ValueError:  # Python can't hold it
            return UNSURE

    return read


def _string(text: str) -> Any:
    return text


def _boolean(text: str) -> Any:
    return True if text == "true" else False if text == "false" else UNSURE


def _integer(least: int | None, most: int | None) -> Read:
    def read(text: str) -> Any:
        digits = text.removeprefix("-")
        if not digits.isdigit() or len(digits) > MOST_DIGITS or (digits[0] == "0" and digits != "0"):
            return UNSURE
        value = int(text)
        is_within = (least is None or value >= least) and (most is None or value <= most)
        return value if is_within else UNSURE

    return read


# --- bodies -----------------------------------------------------------------------------------------------------------


class QuickJson:
    """Reads a body that is JSON, arrives in one piece and is valid."""

    __slots__ = ("_limit", "_value")

    def __init__(self, value: Callable[[bytes], Any], limit: int) -> None:
        """`value` gives what the handler takes of a JSON text, or `UNSURE`."""
        self._value = value
        self._limit = limit

    async def read(self, exchange: Exchange) -> Any:
        """What the handler takes; `UNSURE` leaves the body to be read again."""
        if not _is_plain_json(exchange.scope["headers"], self._limit):
            return UNSURE
        message = await exchange.receive()
        raw = message.get("body", b"")
        if raw and len(raw) <= self._limit and message["type"] == "http.request" and not message.get("more_body"):
            value = self._value(raw)
            if value is not UNSURE:
                return value
        exchange.give_back(message)
        return UNSURE


def _is_plain_json(headers: list[tuple[bytes, bytes]], limit: int) -> bool:
    """Whether headers say that a body is JSON in UTF-8, not too long, and nothing else of it."""
    types = 0
    for name, value in headers:
        if name == b"content-type":
            if value not in _JSON_HEADERS:
                return False
            types += 1
        elif name == b"content-length":
            if not value.isdigit() or len(value) > MOST_DIGITS or int(value) > limit:
                return False
        elif name == b"content-encoding":
            return False
    return types == 1


def judged(
    judge: Judge, key: str, build: Callable[[Any], Any], *, wants_decimals: bool = False
) -> Callable[[bytes], Any]:
    """Reads a JSON text, judges what it says, and builds what the handler takes."""
    is_valid = judge.checker(key)

    def read(raw: bytes) -> Any:
        value = UNSURE if wants_decimals and has_long_number(raw) else _value(raw)
        if value is UNSURE or not is_valid(value):
            return UNSURE
        try:
            return build(value)
        except Unheld:
            return UNSURE

    return read


def _value(raw: bytes) -> Any:
    """The value of a JSON text in which nothing is escaped and nothing gets lost."""
    if b"\\" in raw:
        return UNSURE
    try:
        value = from_json(raw, allow_inf_nan=False)
    except ValueError:
        return UNSURE
    again = to_json(value)
    is_whole = again.count(b'"') == raw.count(b'"') and b"Infinity" not in again
    return value if is_whole else UNSURE


# --- replies ----------------------------------------------------------------------------------------------------------


class QuickReply:
    """Writes bodies of certain classes as JSON. `sample` says which of them are judged."""

    __slots__ = ("_is_valid", "_sample", "_serializer", "content_type", "kinds", "status")

    def __init__(  # noqa: PLR0913 - what is written, how it is judged, and what is said about it
        self,
        kinds: frozenset[type[Any]],
        serializer: SchemaSerializer,
        *,
        is_valid: Callable[[Any], bool],
        sample: Sample,
        status: int,
        content_type: bytes,
    ) -> None:
        self.kinds = kinds
        self.status = status
        self.content_type = content_type
        self._serializer = serializer
        self._is_valid = is_valid
        self._sample = sample

    def text(self, body: Any) -> bytes | None:
        """The JSON text; None when the body can't be sent, and the long way will say why.

        What is judged is what is printed: the value that is left when Pydantic has written all but the text.
        """
        try:
            if not self._sample.takes():
                return dumped(self._serializer, body)
            value = as_json(self._serializer, body)
            if self._is_valid(value):
                return to_json(value)
        except (ValueError, RecursionError, AttributeError):  # it is no JSON
            pass
        self._sample.insist()
        return None
