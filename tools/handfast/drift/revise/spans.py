"""Where every value of a YAML or JSON text begins and ends, comments left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import yaml

from handfast.document.json_text import TOKEN

_DASH = re.compile(r"(?:^|(?<=\s))-(?=\s|$)")


class Style(Enum):
    """How a value is written."""

    SCALAR = "scalar"
    FLOW = "flow"
    BLOCK = "block"
    ALIAS = "alias"


@dataclass(slots=True)
class Entry:
    """A member of a mapping or an item of a sequence. `start` is its key's, or that of its dash or of its value."""

    key: str
    start: int
    key_end: int
    value: Span


@dataclass(slots=True)
class Span:
    """A value from its first character, anchors included, to its last. `name` is the anchor that it has or repeats."""

    style: Style
    start: int
    end: int
    name: str = ""
    is_mapping: bool = False
    entries: list[Entry] = field(default_factory=list)


def json_spans(text: str) -> Span:
    """The spans of a valid JSON text."""
    tokens = TOKEN.finditer(text)
    return _json_value(next(tokens), tokens)


def _json_value(token: re.Match[str], tokens: Iterator[re.Match[str]]) -> Span:
    if token[0] not in "{[":
        return Span(Style.SCALAR, token.start(), token.end())
    found = Span(Style.FLOW, token.start(), token.end(), is_mapping=token[0] == "{")
    while (inner := next(tokens))[0] not in "}]":
        if inner[0] == ",":
            continue
        start, end, key = inner.start(), inner.start(), str(len(found.entries))
        if found.is_mapping:
            key, end = json.loads(inner[0], strict=False), inner.end()
            next(tokens)  # the colon
            inner = next(tokens)
        found.entries.append(Entry(key, start, end, _json_value(inner, tokens)))
    found.end = inner.end()
    return found


def yaml_spans(text: str) -> Span:
    """The spans of a valid YAML text of one document."""
    return _YamlReading(text).read()


class _YamlReading:
    def __init__(self, text: str) -> None:
        self._text = text
        self._loader: Any = yaml.CSafeLoader(text)

    def read(self) -> Span:
        try:
            while type(self._loader.get_event()) is not yaml.DocumentStartEvent:
                pass
            return self._value(self._loader.get_event())
        finally:
            self._loader.dispose()

    def _value(self, event: Any) -> Span:
        start, end = event.start_mark.index, event.end_mark.index
        name = getattr(event, "anchor", None) or ""
        if type(event) is yaml.AliasEvent:
            return Span(Style.ALIAS, start, end, name)
        if type(event) is yaml.ScalarEvent:
            return Span(Style.SCALAR, start, start + len(self._text[start:end].rstrip()), name)
        style = Style.FLOW if event.flow_style else Style.BLOCK
        found = Span(style, start, end, name, is_mapping=type(event) is yaml.MappingStartEvent)
        self._fill(found)
        return found

    def _fill(self, found: Span) -> None:
        while type(event := self._loader.get_event()) not in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            if found.is_mapping:
                start, end, key = event.start_mark.index, event.end_mark.index, event.value
                value = self._value(self._loader.get_event())
            else:
                value = self._value(event)
                start = self._dash(found, value) if found.style is Style.BLOCK else value.start
                end, key = start, str(len(found.entries))
            found.entries.append(Entry(key, start, end, value))
        found.end = event.end_mark.index if found.style is Style.FLOW else self._last(found)

    def _dash(self, sequence: Span, item: Span) -> int:
        """Where the dash of a block item stands: the last one before it that begins an entry."""
        after = sequence.entries[-1].value.end if sequence.entries else sequence.start
        dashes = [after + found.start() for found in _DASH.finditer(self._text[after : item.start])]
        outside = [one for one in dashes if "#" not in self._line_before(one)]
        return outside[-1] if outside else item.start

    def _line_before(self, index: int) -> str:
        return self._text[self._text.rfind("\n", 0, index) + 1 : index]

    @staticmethod
    def _last(found: Span) -> int:
        """Where a block ends: with its last value, or with the colon or dash of an empty one."""
        last = found.entries[-1]
        return max(last.value.end, last.key_end + 1)
