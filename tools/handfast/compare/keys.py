"""What goes by what name: the entries of a document's maps, parameters, and what a change calls them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Final

from handfast.compare.content import media_name

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def template(path: str) -> str:
    """A path without the names of its parameters, which no request shows."""
    return _PLACEHOLDER.sub("{}", path)


_SPELLINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "header": str.lower,
    "media type": media_name,
    "response": lambda status: status if status == "default" else status.upper(),
    "path item": template,
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


def parameter_key(path: str, location: str, name: str) -> tuple[str, Hashable]:
    """What names a parameter on the wire: header names ignore case (RFC 9110 §5.1), a path has positions."""
    if location == "path":
        names = _PLACEHOLDER.findall(path)
        return location, names.index(name) if name in names else name
    return location, name.lower() if location == "header" else name


def part_name(field: str, kind: str, name: str) -> str:
    """How a change calls the entry `name` of a map."""
    return _PARTS.get(field, kind + " `{}`").format(name)
