"""What goes by what name: the entries of a document's maps, and what a change calls them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from handfast.compare.content import media_name

_SPELLINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "header": str.lower,
    "media type": media_name,
    "response": lambda status: status if status == "default" else status.upper(),
    "path item": lambda path: re.sub(r"\{[^{}]*\}", "{}", path),
}
"""Names that are compared as the wire compares them, by kind of the object that has the name."""
_PARTS: Final = {
    "properties": "property `{}`",
    "content": "{}",
    "responses": "reply {}",
    "variables": "server variable `{}`",
    "schemas": "`{}`",
}


def keyed(kind: str, names: Iterable[str]) -> dict[str, str]:
    """Each name under its one spelling; names that have the same one go by what is written."""
    written = list(names)
    spell = _SPELLINGS.get(kind, str)
    count = Counter(map(spell, written))
    return {spell(name) if count[spell(name)] == 1 else name: name for name in written}


def part_name(field: str, kind: str, name: str) -> str:
    """How a change calls the entry `name` of a map."""
    return _PARTS.get(field, kind + " `{}`").format(name)
