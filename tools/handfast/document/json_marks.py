"""Where the values of a JSON text stand. Only the containers on the way to a pointer are looked into."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from handfast.document.json_text import TOKEN


@dataclass(frozen=True, slots=True)
class _Child:
    """A member or item: its key's span (an item's own start), and where its value starts."""

    start: int
    end: int
    value: int


class JsonMarks:
    """The marks of one text. Each container's children are found once, at a cost that grows with its size."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._children: dict[int, dict[str, _Child]] = {}

    def span(self, parts: tuple[str, ...]) -> tuple[int, int]:
        """Start and end of the key that a pointer ends in, or of the item; of its nearest ancestor if there is none."""
        first = TOKEN.search(self._text)
        child = _Child(0, 1, first.start()) if first else _Child(0, 1, 0)
        for part in parts:
            inner = self._inside(child.value).get(part)
            if inner is None:
                break
            child = inner
        return child.start, child.end

    def _inside(self, start: int) -> dict[str, _Child]:
        if start not in self._children:
            opening = self._text[start : start + 1]
            if opening == "{":
                self._children[start] = dict(self._members(start))
            elif opening == "[":
                self._children[start] = dict(self._items(start))
            else:
                self._children[start] = {}
        return self._children[start]

    def _members(self, start: int) -> Iterator[tuple[str, _Child]]:
        key: re.Match[str] | None = None
        for token in self._top_level(start):
            if token[0] in ",:":
                continue
            if key is None:
                key = token
            else:
                yield json.loads(key[0], strict=False), _Child(key.start(), key.end(), token.start())
                key = None

    def _items(self, start: int) -> Iterator[tuple[str, _Child]]:
        index = 0
        for token in self._top_level(start):
            if token[0] != ",":
                yield str(index), _Child(token.start(), token.end(), token.start())
                index += 1

    def _top_level(self, start: int) -> Iterator[re.Match[str]]:
        """The tokens directly inside the container at `start`; a nested container is its opening bracket alone."""
        depth = 0
        for token in TOKEN.finditer(self._text, start + 1):
            text = token[0]
            if text in "}]":
                depth -= 1
                if depth < 0:
                    return
            else:
                if depth == 0:
                    yield token
                if text in "{[":
                    depth += 1
