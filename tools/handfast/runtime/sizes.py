"""How large a file may be by its schema, without a text of that size for the judge (OpenAPI 3.1 §4.8.14.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handfast.runtime.shape import parts_of

if TYPE_CHECKING:
    from handfast.runtime.judge import Judge

_LONGEST = 65_536


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a schema says of a file's size: at least `least` bytes, at most `most` where that is not None.

    The judge decides by a text as long as the file; beyond `shown` characters a longer one decides nothing else.
    """

    least: int
    most: int | None
    shown: int

    @classmethod
    def of(cls, judge: Judge, node: Any) -> Sizes:
        """The sizes that a schema allows. A large `maxLength` that holds in any case is not left to the judge."""
        least, most, shown = 0, None, 0
        for part, is_certain in parts_of(node, judge.target):
            low, high = _bound(part, "minLength"), _bound(part, "maxLength")
            if is_certain:
                least = max(least, low or 0)
                most = min((one for one in (most, high) if one is not None), default=None)
            shown = max(shown, low or 0, 0 if high is None or (is_certain and high > _LONGEST) else high + 1)
        return cls(least, most, shown)

    def stand_in(self, size: int) -> str:
        """The text that the judge is given for a file of this size."""
        return "x" * min(size, self.shown)

    def problem(self, size: int, *, has_ended: bool = True) -> str:
        """What is wrong with this size, which may still grow; empty when nothing is."""
        if self.most is not None and size > self.most:
            return f"is larger than {self.most} bytes"
        return f"is smaller than {self.least} bytes" if has_ended and size < self.least else ""


def _bound(part: dict[str, Any], keyword: str) -> int | None:
    value = part.get(keyword)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
