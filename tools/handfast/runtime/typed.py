"""Text from the wire, turned into the JSON type that the schema allows."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

from handfast.runtime.decimals import LONGEST_NUMBER, has_long_number, number_of, read_long
from handfast.runtime.wire import Malformed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handfast.runtime.judge import Judge
    from handfast.runtime.shape import Kinds, Shape

# The grammar of a JSON number (RFC 8259 §6): no sign but minus, no leading zeros, no underscores, ASCII digits only.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")
_POSITION = re.compile(r"0|[1-9][0-9]{0,5}")
_SCALARS = frozenset({"null", "boolean", "integer", "number", "string"})


class Typing:
    """Turns text into values of one schema.

    Text can be ambiguous: `1` is an integer and a string. `as_text` prefers the string where both are allowed.
    """

    __slots__ = ("_as_text", "_judge")

    def __init__(self, judge: Judge, *, as_text: bool = False) -> None:
        self._judge = judge
        self._as_text = as_text

    def scalar(self, node: Any, text: str) -> Any:
        """The value of `text`; `text` itself where it can be nothing else, for the judge to refuse."""
        return read_scalar(self._judge.shape(node).kinds, text, as_text=self._as_text)

    def array(self, node: Any, texts: Sequence[str]) -> list[Any]:
        """The elements, each typed by the schema of elements."""
        items = self._judge.shape(node).items
        return [self.scalar(items, text) for text in texts] if items is not None else list(texts)

    def object(self, node: Any, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """The object of these members; a name that comes twice makes an array where its schema allows one.

        Raises:
            Malformed: a member comes twice and is no array.
        """
        shape = self._judge.shape(node)
        members: dict[str, list[str]] = {}
        for name, text in pairs:
            members.setdefault(name, []).append(text)
        return {name: self.values(member_schema(shape, name), texts) for name, texts in members.items()}

    def values(self, node: Any, texts: Sequence[str]) -> Any:
        """One value or, where the schema allows one, the array of several.

        Raises:
            Malformed: there are several texts for one value.
        """
        kinds = self._judge.shape(node).kinds
        if "array" in kinds and (len(texts) > 1 or not kinds & _SCALARS):
            return self.array(node, texts)
        if len(texts) > 1:
            raise Malformed("is given more than once")
        return self.scalar(node, texts[0])

    def tree(self, node: Any, branch: Any) -> Any:
        """The value of a nested `deepObject`: dicts of dicts, and lists of texts at the ends."""
        if isinstance(branch, list):
            return self.values(node, branch)
        shape = self._judge.shape(node)
        if "object" not in shape.kinds and "array" in shape.kinds:
            return self._elements(shape, branch)
        return {name: self.tree(member_schema(shape, name), below) for name, below in branch.items()}

    def _elements(self, shape: Shape, branch: dict[str, Any]) -> list[Any]:
        """The array written as `[0]`, `[1]`... or as `[]` again and again."""
        items = True if shape.items is None else shape.items
        if set(branch) == {""} and isinstance(branch[""], list):
            return [self.scalar(items, text) for text in branch[""]]
        if not all(_POSITION.fullmatch(name) for name in branch):
            raise Malformed("has elements that are not numbered")
        return [self.tree(items, branch[name]) for name in sorted(branch, key=int)]


def member_schema(shape: Shape, name: str) -> Any:
    """The schema of a property, or of what is not declared; `True` where nothing is said."""
    if name in shape.properties:
        return shape.properties[name]
    return True if shape.additional is None else shape.additional


def is_ambiguous(judge: Judge, node: Any, depth: int = 6) -> bool:
    """Whether some text could be read as a string and as something else under this schema."""
    shape = judge.shape(node)
    if "string" in shape.kinds and shape.kinds & {"boolean", "integer", "number"}:
        return True
    if depth == 0:
        return True
    below = [shape.items, shape.additional, *shape.properties.values()]
    return any(is_ambiguous(judge, one, depth - 1) for one in below if isinstance(one, dict))


def read_scalar(kinds: Kinds, text: str, *, as_text: bool = False) -> Any:
    """The JSON value of `text` among these types; `text` itself where none fits."""
    if "string" in kinds and (as_text or len(kinds & _SCALARS) == 1):
        return text
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    if "number" in kinds or "integer" in kinds:
        number = _number(text, is_whole="number" not in kinds)
        if number is not None:
            return number
    if "null" in kinds and "string" not in kinds and text in ("null", ""):
        return None
    return text


def _number(text: str, *, is_whole: bool) -> int | float | Decimal | None:
    """The number that a text is, None when it is none that can be held; integers are never rounded."""
    if len(text) > LONGEST_NUMBER:
        return None
    if _INTEGER.fullmatch(text):
        return int(text)
    parts = _NUMBER.fullmatch(text)
    if parts is None:
        return None
    number = float(text)
    if math.isinf(number):
        return None
    return _whole(parts, number) if is_whole else number_of(text)


def _whole(parts: re.Match[str], number: float) -> int | float | None:
    """The integer that `1.0` and `1e2` are (JSON Schema 2020-12 §6.1.1); a fraction for the judge to refuse.

    Counted in decimal digits: as floats, 1e-400 and 1.00000000000000000001 would be integers too.
    """
    sign, before, after, exponent = parts.groups(default="")
    digits = before + after
    zeros = int(exponent or 0) - len(after)
    if not digits.strip("0"):
        return 0
    if zeros >= 0:
        return int(sign + digits) * int(10**zeros)
    if -zeros < len(digits) and digits.endswith("0" * -zeros):
        return int(sign + digits[:zeros])
    return None if number.is_integer() else number


def read_json(text: bytes | str) -> Any:
    """The value of a JSON text (RFC 8259), read strictly: at most 200 levels deep, no member twice, finite numbers.

    Raises:
        Malformed: it is not such a text; the message says why.
    """
    if isinstance(text, str):
        text = text.encode()
    if text.startswith(b"\xef\xbb\xbf"):
        raise Malformed("starts with a byte order mark, which JSON does not allow (RFC 8259 §8.1)")
    try:
        value = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise Malformed(f"is not JSON: {_reason(error)}") from None
    if isinstance(value, dict | list | float):
        _refuse_lossy(text, value)
    return value


def read_exact(text: bytes | str) -> Any:
    """The value of a JSON text, read as strictly; numbers that a double would change are decimals.

    Raises:
        Malformed: it is not such a text; the message says why.
    """
    raw = text.encode() if isinstance(text, str) else text
    value = read_json(raw)
    return read_long(raw) if has_long_number(raw) else value


def _refuse_lossy(text: bytes, value: Any) -> None:
    """Refuse a text of which the parser has lost something: a member that came twice, a number that has no end.

    Writing the value back and counting its strings costs less than a parser that looks at each member.
    """
    again = to_json(value)
    if b"Infinity" in again and _has_infinity(value):
        raise Malformed("has a number that is too large")
    if _strings(again) != _strings(text):
        raise Malformed("has an object in which a member comes twice")


def _strings(text: bytes) -> int:
    """The quotes that begin and end strings in a JSON text."""
    if b"\\" in text:
        text = text.replace(b"\\\\", b"")
        return text.count(b'"') - text.count(b'\\"')
    return text.count(b'"')


def _has_infinity(value: Any) -> bool:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, float) and math.isinf(one):
            return True
        if isinstance(one, dict | list):
            waiting.extend(one.values() if isinstance(one, dict) else one)
    return False


def _reason(error: ValueError) -> str:
    text = str(error)
    if "hex escape" in text:
        return "a surrogate that stands alone" + text[text.find(" at line") :]
    return text[:120]
