"""What a mock remembers: bounded, in order, gone with the process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic_core import to_json

from handfast.contract import JSON

MOST_ITEMS: Final = 10_000
MOST_BYTES: Final = 64_000_000
_MOST_REMOVED: Final = 10_000

Place = tuple[str, ...]
"""A collection: the path template of its items, and the values of the parameters above them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing. `value` is what is known of it, `key` its last path value, `version` counts its changes.

    `seed` decides what is made up where nothing is known.
    """

    key: str
    value: Mapping[str, JSON]
    seed: str
    version: int = 1
    size: int = field(default=0, compare=False)


class Store:
    """The collections of a mock. When it is full, the one that was touched longest ago loses its oldest items."""

    def __init__(self, most_items: int = MOST_ITEMS, most_bytes: int = MOST_BYTES) -> None:
        self.lock = threading.RLock()
        self._most = (most_items, most_bytes)
        self._collections: OrderedDict[Place, OrderedDict[str, Item]] = OrderedDict()
        self._removed: OrderedDict[tuple[Place, str], None] = OrderedDict()
        self._count = 0
        self._bytes = 0

    def knows(self, place: Place) -> bool:
        """Whether a collection was touched before."""
        return place in self._collections

    def items(self, place: Place) -> list[Item]:
        """What is in a collection, the oldest first."""
        return list(self._collection(place).values())

    def get(self, place: Place, key: str) -> Item | None:
        """One item; None where there is none."""
        return self._collection(place).get(key)

    def put(self, place: Place, item: Item) -> None:
        """Add an item, or exchange the one with its key."""
        self._forget(place, item.key)
        size = len(to_json(item.value))
        self._collection(place)[item.key] = Item(item.key, item.value, item.seed, item.version, size)
        self._removed.pop((place, item.key), None)
        self._count += 1
        self._bytes += size
        while self._count > self._most[0] or self._bytes > self._most[1]:
            oldest = next((one for one in self._collections if self._collections[one]), None)
            if oldest is None:
                return
            self._forget(oldest, next(iter(self._collections[oldest])))

    def remove(self, place: Place, key: str) -> None:
        """Take an item away, and remember that it is gone."""
        self._forget(place, key)
        self._removed[place, key] = None
        if len(self._removed) > _MOST_REMOVED:
            self._removed.popitem(last=False)

    def is_removed(self, place: Place, key: str) -> bool:
        """Whether an item was there and was taken away."""
        return (place, key) in self._removed

    def _collection(self, place: Place) -> OrderedDict[str, Item]:
        collection = self._collections.setdefault(place, OrderedDict())
        self._collections.move_to_end(place)
        while len(self._collections) > self._most[0]:
            oldest = next(iter(self._collections))
            for key in list(self._collections[oldest]):
                self._forget(oldest, key)
            del self._collections[oldest]
        return collection

    def _forget(self, place: Place, key: str) -> None:
        item = self._collections.get(place, OrderedDict()).pop(key, None)
        if item is not None:
            self._count -= 1
            self._bytes -= item.size
