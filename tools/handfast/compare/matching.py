"""Pairs of things that are the same subject on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def matched(old: Mapping[K, T], new: Mapping[K, T]) -> Iterator[tuple[K, T | None, T | None]]:
    """Every key of either side with its values: the old side's order first, then what only the new side has."""
    for key in (*old, *(key for key in new if key not in old)):
        yield key, old.get(key), new.get(key)


def surplus(some: Sequence[Hashable], others: Sequence[Hashable]) -> list[int]:
    """The positions in `some` that are left when every element that `others` has too is taken away, one for one."""
    counts = Counter(others)
    left: list[int] = []
    for position, one in enumerate(some):
        if counts[one] > 0:
            counts[one] -= 1
        else:
            left.append(position)
    return left
