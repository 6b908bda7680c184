"""What `handfast export --ledger` writes: what enforces each construct of the contract, and what nothing does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from handfast.diagnostics import Position
from handfast.export.enforcement import Row, Standing

Find = Callable[[Row], Position | None]
"""Where a row stands in the spec."""

_TITLES: Final[Mapping[Standing, str]] = {
    Standing.ELSEWHERE: "can't be broken by a request or a reply",
    Standing.NEVER: "not enforced, by any app",
    Standing.REPLACED: "not enforced: this app has something else there",
    Standing.LOST: "not enforced any more: this app's code or settings say so",
}


def ledger_text(rows: Sequence[Row], find: Find) -> str:
    """The ledger for a terminal: how much each part enforces, and each place of what nothing does."""
    return "".join(f"{line}\n" for line in _lines(rows, find))


def ledger_json(rows: Sequence[Row], find: Find) -> str:
    """All rows, as one JSON document."""
    return json.dumps({"counts": _counts(rows), "rows": [_row(row, find(row)) for row in rows]}, indent=2) + "\n"


def _lines(rows: Sequence[Row], find: Find) -> Iterator[str]:
    held = Counter(row.by.value for row in rows if row.by)
    yield f"{len(rows)} constructs, {held.total()} of them enforced"
    yield ""
    width = max((len(str(count)) for count in held.values()), default=1)
    yield from (f"  {count:>{width}}  by {name}: {_WHAT[name]}" for name, count in held.most_common())
    for standing, title in _TITLES.items():
        found = [row for row in rows if row.standing is standing]
        if not found:
            continue
        yield ""
        yield f"{len(found)} {title}"
        yield from _reasons(found, find, is_short=standing is Standing.ELSEWHERE)


_WHAT: Final[Mapping[str, str]] = {
    "router": "methods and paths",
    "parameters": "how parameters are written, and which ones there must be",
    "body": "media types of requests, forms and their parts, sizes of streams",
    "judge": "schemas of requests",
    "replies": "statuses, media types, headers and schemas of replies",
    "security": "credentials and scopes",
}


def _reasons(rows: Sequence[Row], find: Find, *, is_short: bool) -> Iterator[str]:
    """The reasons with what they are about; unless `is_short`, each place below."""
    reasons: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        reasons.setdefault((row.construct, row.why), []).append(row)
    for (construct, why), group in reasons.items():
        if not is_short:
            yield ""
        yield f"  {construct}: {why}" + (f" ({len(group)})" if is_short else "")
        places = {} if is_short else dict.fromkeys(_place(row, find(row)) for row in group)
        yield from (f"    {place}" for place in places if place)


def _place(row: Row, at: Position | None) -> str:
    return f"{at.path}:{at.line}:{at.column}  {row.at}" if at else row.at


def _counts(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    return {
        "by": dict(Counter(row.by.value for row in rows if row.by)),
        "standing": dict(Counter(row.standing.value for row in rows)),
    }


def _row(row: Row, at: Position | None) -> dict[str, object]:
    return {
        "construct": row.construct,
        "direction": row.direction,
        "standing": row.standing.value,
        "by": row.by.value if row.by else None,
        "why": row.why,
        "pointer": row.at,
        **({"file": at.path, "line": at.line, "column": at.column} if at else {}),
    }
