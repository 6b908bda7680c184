"""Lists in parts, and what a list is filtered by, as an operation's query parameters and replies name it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handfast.contract import JSON
from handfast.mock.store import Item

_LIMITS: Final = frozenset(
    {"limit", "perpage", "pagesize", "size", "maxresults", "maxitems", "first", "take", "top", "count", "pagelimit"}
)
_OFFSETS: Final = frozenset({"offset", "skip", "start", "startindex"})
_PAGES: Final = frozenset({"page", "pagenumber", "pageno", "pageindex"})
_CURSORS: Final = frozenset(
    {"cursor", "after", "startingafter", "next", "pagetoken", "nextpagetoken", "continuationtoken", "marker"}
)
_TOTALS: Final = frozenset(
    {"total", "totalcount", "totalitems", "totalresults", "totalelements", "count", "size", "numfound"}
)
_MORE: Final = frozenset({"hasmore", "hasnext", "hasnextpage", "more"})
_NEXT: Final = frozenset({"next", "nextcursor", "nextpagetoken", "nexttoken", "after", "cursor", "continuationtoken"})
_PREVIOUS: Final = frozenset({"previous", "prev", "previouscursor", "prevcursor", "before"})
_PAGE_COUNTS: Final = frozenset({"totalpages", "pagecount", "pages", "lastpage"})
_USUAL: Final = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the items that were found: those that are shown, and where they stand among all."""

    items: Sequence[Item]
    total: int
    start: int
    limit: int

    @property
    def next_key(self) -> str | None:
        """Where the next part begins, as a cursor; None at the end."""
        has_more = self.start + len(self.items) < self.total
        return self.items[-1].key if has_more and self.items else None

    def facts(self) -> Iterator[tuple[frozenset[str], list[JSON]]]:
        """What an envelope may say about it: the names of properties, and values of which one may fit."""
        yield _TOTALS, [self.total, str(self.total)]
        yield _MORE, [self.next_key is not None]
        yield _NEXT, [self.next_key] if self.next_key is not None else [None, ""]
        yield _PREVIOUS, [None, ""] if not self.start else []
        yield _LIMITS, [self.limit]
        yield _OFFSETS, [self.start]
        yield _PAGES, [self.start // self.limit + 1, self.start // self.limit]
        yield _PAGE_COUNTS, [max(1, -(-self.total // self.limit))]

    def headers(self, url: str) -> dict[str, list[JSON]]:
        """What headers may say about it, by their names in lower case."""
        found: dict[str, list[JSON]] = {}
        for name in ("x-total-count", "total-count", "x-total", "x-count"):
            found[name] = [self.total, str(self.total)]
        if self.next_key is not None:
            found["link"] = [f'<{url}>; rel="next"']
        return found


def plain(name: str) -> str:
    """A name without its convention: `petId`, `pet_id` and `pet-id` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def page_of(items: Sequence[Item], query: Mapping[str, JSON]) -> Page:
    """The part of a list that a query asks for, by whatever names."""
    asked = {plain(name): value for name, value in query.items()}
    limit = _number(asked, _LIMITS) or _USUAL
    start = 0
    offset, page = _number(asked, _OFFSETS), _number(asked, _PAGES)
    cursor = next((str(asked[name]) for name in sorted(_CURSORS & asked.keys()) if asked[name] is not None), None)
    if offset is not None:
        start = offset
    elif page is not None:
        start = max(page - 1, 0) * limit
    elif cursor is not None:
        keys = [one.key for one in items]
        start = keys.index(cursor) + 1 if cursor in keys else 0
    return Page(items[start : start + limit], len(items), start, limit)


def filtered(items: Sequence[Item], query: Mapping[str, JSON]) -> list[Item]:
    """The items whose properties are what a query asks for. Parameters that name no property say nothing here."""
    return [one for one in items if all(_agrees(one, name, wanted) for name, wanted in query.items())]


def _agrees(item: Item, name: str, wanted: JSON) -> bool:
    known = {plain(key): value for key, value in item.value.items()}
    if wanted is None or plain(name) not in known or plain(name) in _LIMITS | _OFFSETS | _PAGES | _CURSORS:
        return True
    value = known[plain(name)]
    have = {text(one) for one in (value if isinstance(value, list) else [value])}
    want = {text(one) for one in (wanted if isinstance(wanted, list) else [wanted])}
    return bool(have & want)


def text(value: JSON) -> str:
    """A value as it stands in a path or a query."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _number(asked: Mapping[str, JSON], names: frozenset[str]) -> int | None:
    found = (asked[name] for name in sorted(names & asked.keys()))
    numbers = [int(one) for one in found if isinstance(one, int | float) and not isinstance(one, bool) and one >= 0]
    return min(numbers[0], 10**9) if numbers else None
