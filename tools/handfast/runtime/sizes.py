"""How large a file may be by its schema, without a text of that size for the judge (OpenAPI 3.1 §4.8.14.2).

The judge is given a text in the place of a file. For up to 65,536 bytes it is as long as the file, as far as that
decides anything. Larger bounds in the schemas of files are keywords of ours, which read the size at the text's end.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from handfast.runtime.shape import parts_of

if TYPE_CHECKING:
    from handfast.runtime.judge import Judge

_LONGEST: Final = 65_536
_LARGE_BOUND = re.compile(rb'"m(?:in|ax)Length":\s*[0-9]{5}')
_MARK = f"-{secrets.token_hex(16)}-"
"""What stands before a size. Nobody outside this process knows it."""
_OURS: Final = {"minLength": "handfastLeast", "maxLength": "handfastMost"}
_THEIRS: Final = {ours: theirs for theirs, ours in _OURS.items()}


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a schema says of a file's size: at least `least` bytes, at most `most` where that is not None.

    The judge decides by a text; beyond `shown` characters a longer one decides nothing else. `is_marked`: some of the
    judge's keywords read the size itself.
    """

    least: int
    most: int | None
    shown: int
    is_marked: bool = False

    @classmethod
    def of(cls, judge: Judge, node: Any) -> Sizes:
        """The sizes that a schema allows."""
        least, most, shown, is_marked = 0, None, 0, False
        for part, is_certain in parts_of(node, judge.target):
            low, high = _bound(part, "minLength"), _bound(part, "maxLength")
            if is_certain:
                least = max(least, low or 0)
                most = min((one for one in (most, high) if one is not None), default=None)
            shown = max(shown, int(part.get("minLength", 0)), int(part.get("maxLength", -1)) + 1)
            is_marked |= not part.keys().isdisjoint(_THEIRS)
        return cls(least, most, shown, is_marked)

    def stand_in(self, size: int) -> str:
        """The text that the judge is given for a file of this size."""
        length = min(size, self.shown)
        return f"{_MARK}{size}".rjust(length, "x") if self.is_marked and size > _LONGEST else "x" * length

    def problem(self, size: int, *, has_ended: bool = True) -> str:
        """What is wrong with this size, which may still grow; empty when nothing is."""
        if self.most is not None and size > self.most:
            return f"is larger than {self.most} bytes"
        return f"is smaller than {self.least} bytes" if has_ended and size < self.least else ""


def _bound(part: Mapping[str, Any], keyword: str) -> int | None:
    value = part.get(keyword, part.get(_OURS[keyword]))
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


# --- the judge's part -------------------------------------------------------------------------------------------------


def count_files(text: bytes, *roots: Any) -> bool:
    """Make the large bounds of files in these schemas keywords of ours; whether there are any. `text` is their text."""
    if _LARGE_BOUND.search(text) is None:
        return False
    waiting, count = [*roots], 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            waiting.extend(node.values())
            if node.get("format") == "binary" or "contentMediaType" in node:
                for keyword in _OURS.keys() & node.keys():
                    if (_bound(node, keyword) or 0) > _LONGEST:
                        node[_OURS[keyword]] = node.pop(keyword)
                        count += 1
    return count > 0


def plain_keyword(keyword: str) -> str:
    """What the specification calls a keyword of the judge."""
    return _THEIRS.get(keyword, keyword)


class _Bound:
    """A bound of a text's length, or of the size of the file that it stands for."""

    def __init__(self, _: dict[str, Any], bound: float, __: list[str | int]) -> None:
        self._bound = bound

    def _length(self, instance: Any) -> float | None:
        if not isinstance(instance, str):
            return None
        _, mark, size = instance.rpartition(_MARK)
        return int(size) if mark else len(instance)


class _Least(_Bound):
    def validate(self, instance: Any) -> None:
        """Raise for a text that is too short."""
        length = self._length(instance)
        if length is not None and length < self._bound:
            raise ValueError(f"must not be shorter than {self._bound}")


class _Most(_Bound):
    def validate(self, instance: Any) -> None:
        """Raise for a text that is too long."""
        length = self._length(instance)
        if length is not None and length > self._bound:
            raise ValueError(f"must not be longer than {self._bound}")


KEYWORDS: Final[dict[str, type[Any]]] = {_OURS["minLength"]: _Least, _OURS["maxLength"]: _Most}
"""The keywords of ours, for the judge."""
