"""Whether the live judge decides by the schemas that were generated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from handfast.diagnostics import unescape
from handfast.export.difference import first_difference
from handfast.export.facet import Facet
from handfast.runtime import Judge

_DIRECTIONS: Final = ("request", "response")


def judge_facets(live: Iterable[Judge], generated: Judge) -> Iterator[Facet]:
    """One facet for each schema that a judge of the app decides by and the spec does not give."""
    wanted = generated.document
    seen = set()
    for judge in live:
        found = judge.document
        for direction in _DIRECTIONS:
            schemas, others = found[direction].get("$defs", {}), wanted[direction].get("$defs", {})
            for key in (*others, *(key for key in schemas if key not in others)):
                difference = first_difference(schemas.get(key), others.get(key))
                if difference and key not in seen:
                    seen.add(key)
                    where = f"`{difference.place}`: " if difference.place else ""
                    yield _facet(key, f"{where}{difference.live} in the app, {difference.said} in the spec")
        for part in ("keys", "choices"):
            if not seen and found[part] != wanted[part]:
                yield _facet("", f"other `{part}`")


def _facet(key: str, difference: str) -> Facet:
    subject = f"`{_shown_key(key)}`" if key else "the contract's types"
    return Facet(
        code="DRIFT009",
        message=f"the app judges {subject} by another schema than the spec's: {difference}",
        help="change the schema in the spec and generate again",
        label="the app decides otherwise",
        key=key,
    )


def _shown_key(key: str) -> str:
    """The name of a component, else the pointer itself."""
    prefix = "#/components/schemas/"
    return unescape(key.removeprefix(prefix)) if key.startswith(prefix) else key
