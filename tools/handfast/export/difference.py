"""Where two JSON-like values begin to differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

_ABSENT: Final = object()
_LONGEST: Final = 60


class Difference(NamedTuple):
    """The first part of two values that differs; `place` is a JSON pointer."""

    place: str
    live: str
    said: str


def first_difference(live: Any, said: Any, place: str = "") -> Difference | None:
    """The first difference, in the order of `said`; None when there is none. `1` and `True` are not the same."""
    if isinstance(live, Mapping) and isinstance(said, Mapping):
        names = (*said, *(name for name in live if name not in said))
        return _first(
            first_difference(live.get(one, _ABSENT), said.get(one, _ABSENT), f"{place}/{one}") for one in names
        )
    if isinstance(live, list | tuple) and isinstance(said, list | tuple) and len(live) == len(said):
        pairs = enumerate(zip(live, said, strict=True))
        return _first(first_difference(one, other, f"{place}/{number}") for number, (one, other) in pairs)
    if live is not _ABSENT and said is not _ABSENT and (type(live), live) == (type(said), said):
        return None
    return Difference(place, _shown(live), _shown(said))


def _first(found: Iterable[Difference | None]) -> Difference | None:
    return next((one for one in found if one is not None), None)


def _shown(value: Any) -> str:
    if value is _ABSENT:
        return "nothing"
    text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
