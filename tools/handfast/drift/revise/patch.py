"""A text made to hold another value, with edits of nothing but what differs.

Reading a YAML file and writing it again changes bytes that nobody meant to change (measured with ruamel.yaml: 24 of 119
untouched files). So the stretches of the values that differ are replaced in the text, and all other bytes stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from handfast.compare.same import is_same
from handfast.contract import JSON
from handfast.drift.revise.spans import Entry, Span, Style, json_spans, yaml_spans
from handfast.export.written import yaml_text

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_MERGE = "<<"


def patched(text: str, old: JSON, new: JSON, *, is_json: bool) -> str:
    """The text of a file that holds `old`, made to hold `new`.

    The result is to be read again and held against `new`: anchors and merge keys can make an edit impossible.
    """
    root = json_spans(text) if is_json else yaml_spans(text)
    patch = _Patch(text, is_json)
    patch.value(root, old, new)
    if not is_json:
        patch.aliases(root, new)
    return patch.applied()


@dataclass(slots=True)
class _Patch:
    """The edits of one text: stretches and what replaces them."""

    text: str
    is_json: bool
    edits: dict[tuple[int, int], str] = field(default_factory=dict)

    def applied(self) -> str:
        """The text after all edits, the last first, so that places stay true."""
        text = self.text
        for (start, end), replacement in sorted(self.edits.items(), reverse=True):
            text = text[:start] + replacement + text[end:]
        return text

    def value(self, span: Span, old: JSON, new: JSON) -> None:
        """Make a value that is not an alias another one."""
        if span.style is Style.ALIAS or is_same(old, new):
            return
        if not _is_editable(span, old, new):
            self._replace(span, new)
        elif span.is_mapping:
            self._mapping(span, old, new)
        else:
            self._sequence(span, old, new)

    def aliases(self, root: Span, new: JSON) -> None:
        """Write out aliases that are to mean something else than what they repeat."""
        anchors: dict[str, JSON] = {}
        waiting: list[tuple[Span, JSON]] = [(root, new)]
        found: list[tuple[Span, JSON]] = []
        while waiting:
            span, value = waiting.pop()
            if span.style is Style.ALIAS:
                found.append((span, value))
                continue
            if span.name:
                anchors[span.name] = value
            for entry in span.entries:
                if isinstance(value, dict) and entry.key in value:
                    waiting.append((entry.value, value[entry.key]))
                elif isinstance(value, list) and entry.key.isdecimal() and int(entry.key) < len(value):
                    waiting.append((entry.value, value[int(entry.key)]))
        for span, value in found:
            if span.name not in anchors or not is_same(anchors[span.name], value):
                self.edits[span.start, span.end] = self._flow(value, "")

    def _mapping(self, span: Span, old: Mapping[str, JSON], new: Mapping[str, JSON]) -> None:
        entries = {entry.key: entry for entry in span.entries}
        for key, entry in entries.items():
            if key in new and key != _MERGE:
                self._entry(span, entry, old[key], new[key])
        self._remove(span, [entry for entry in span.entries if entry.key not in new and entry.key != _MERGE])
        added = {
            key: new[key] for key in new if key not in entries and (key not in old or not is_same(old[key], new[key]))
        }
        if added:
            self._insert(span, span.entries[-1] if span.entries else None, added)

    def _entry(self, span: Span, entry: Entry, old: JSON, new: JSON) -> None:
        """Make the value under a key another one. In block style a collection in another value's place goes below."""
        anchor = f" &{entry.value.name}" if entry.value.name else ""
        is_kept = is_same(old, new) or entry.value.style is Style.ALIAS or _is_editable(entry.value, old, new)
        end = max(entry.value.end, entry.key_end + 1)
        if is_kept or span.style is not Style.BLOCK:
            self.value(entry.value, old, new)
        elif isinstance(new, dict | list) and new:
            indent = " " * (entry.start - self._line_start(entry.start))
            lines = self._lines(yaml_text({"": new}).partition("\n")[2], indent).rstrip("\r\n")
            self.edits[entry.key_end, end] = f":{anchor}{self._newline()}{lines}"
        elif entry.value.style is Style.BLOCK:
            self.edits[entry.key_end, end] = f":{anchor} {self._flow(new, '')}"
        else:
            self.value(entry.value, old, new)

    def _sequence(self, span: Span, old: list[JSON], new: list[JSON]) -> None:
        """Items before and after those that differ stay as they are; those between are made the new ones in turn."""
        least = min(len(old), len(new))
        first = next((index for index in range(least) if not is_same(old[index], new[index])), least)
        last = next(
            (index for index in range(least - first) if not is_same(old[-1 - index], new[-1 - index])), least - first
        )
        before, after = old[first : len(old) - last], new[first : len(new) - last]
        between = span.entries[first : len(old) - last]
        for entry, one, other in zip(between, before, after, strict=False):
            self.value(entry.value, one, other)
        if len(before) > len(after):
            self._remove(span, between[len(after) :])
        elif len(after) > len(before):
            place = first + len(before)
            self._insert(span, span.entries[place - 1] if place else None, after[len(before) :])

    def _remove(self, span: Span, gone: list[Entry]) -> None:
        """Take entries away; at least one stays, or is replaced by others."""
        taken = {entry.start for entry in gone}
        kept = [index for index, entry in enumerate(span.entries) if entry.start not in taken]
        for index, entry in enumerate(span.entries):
            if entry.start not in taken:
                continue
            start, end = entry.start, entry.value.end
            following = span.entries[index + 1].start if index + 1 < len(span.entries) else end
            line = self._line_start(start)
            if span.style is Style.BLOCK and not self.text[line:start].strip(" "):
                start, end = line, self._next_line(end)
            elif span.style is Style.BLOCK or not kept or index < kept[-1]:
                end = following
            else:  # behind the last one that stays: with the comma before it
                start = span.entries[index - 1].value.end
            self.edits[start, end] = ""

    def _insert(self, span: Span, after: Entry | None, added: Mapping[str, JSON] | list[JSON]) -> None:
        """Write entries behind another one, or before all others."""
        if span.style is Style.BLOCK:
            self._insert_lines(after or span.entries[0], added, is_first=after is None)
            return
        gap = self.text[span.start + 1 : span.entries[0].start] if span.entries else ""
        gap = gap if not gap.strip() else ""
        indent = gap.rpartition("\n")[2] if "\n" in gap else ""
        written = (
            [f"{self._key(key)}: {self._flow(value, indent)}" for key, value in added.items()]
            if isinstance(added, Mapping)
            else [self._flow(value, indent) for value in added]
        )
        if after is None:
            self._add(span.start + 1, gap + f",{gap or ' '}".join(written) + ("," if span.entries else ""))
        else:
            separator = "," + (gap if "\n" in gap else self._space(span))
            self._add(after.value.end, "".join(separator + one for one in written))

    def _insert_lines(self, beside: Entry, added: Mapping[str, JSON] | list[JSON], *, is_first: bool) -> None:
        indent = " " * (beside.start - self._line_start(beside.start))
        lines = self._lines(yaml_text(dict(added) if isinstance(added, Mapping) else added), indent)
        if is_first:
            self._add(self._line_start(beside.start), lines)
            return
        place = self._next_line(max(beside.key_end, beside.value.end))
        is_last = place == len(self.text) and not self.text.endswith(("\n", "\r"))
        self._add(place, self._newline() + lines if is_last else lines)

    def _replace(self, span: Span, new: JSON) -> None:
        """Put another value where a value stands; its anchor stays."""
        properties = _PROPERTIES.match(self.text, span.start, span.end) if span.name else None
        start = properties.end() if properties else span.start
        written = self.text[start : span.end]
        space = " " if start and self.text[start - 1] == ":" and not self.is_json else ""
        self.edits[start, span.end] = space + self._like(written, new, self._indent(start))

    def _like(self, written: str, new: JSON, indent: str) -> str:
        """A value in the quotes of the one before."""
        if isinstance(new, str) and written[:1] == "'" and new.isprintable():
            return "'" + new.replace("'", "''") + "'"
        if isinstance(new, str) and written[:1] != '"' and not self.is_json:
            plain = yaml_text(new).removesuffix("\n")
            return json.dumps(new, ensure_ascii=False) if "\n" in plain or set(plain) & set(",[]{}") else plain
        return self._flow(new, indent)

    def _flow(self, value: JSON, indent: str) -> str:
        """A value as JSON, which is YAML too; on several lines where the file is JSON that is."""
        if not self.is_json or "\n" not in self.text.strip():
            return json.dumps(value, ensure_ascii=False, allow_nan=False)
        step = re.search(r"\n([ \t]+)", self.text)
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=step[1] if step else 2)
        return text.replace("\n", self._newline() + indent)

    def _key(self, key: str) -> str:
        return key if not self.is_json and _WORD.fullmatch(key) else json.dumps(key, ensure_ascii=False)

    def _space(self, span: Span) -> str:
        """What stands behind a comma of a flow collection on one line."""
        if len(span.entries) > 1:
            between = self.text[span.entries[0].value.end : span.entries[1].start]
            return between.partition(",")[2] if not between.replace(",", "").strip() else " "
        return " "

    def _lines(self, text: str, indent: str) -> str:
        newline = self._newline()
        return "".join((indent + line if line else "") + newline for line in text.splitlines())

    def _newline(self) -> str:
        found = re.search(r"\r\n|\n|\r", self.text)
        return found[0] if found else "\n"

    def _indent(self, index: int) -> str:
        line = self.text[self._line_start(index) : index]
        return line[: len(line) - len(line.lstrip())]

    def _line_start(self, index: int) -> int:
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def _next_line(self, index: int) -> int:
        """Where the line after the one of a place begins; the end of the text for the last."""
        found = re.compile(r"\r\n|\n|\r").search(self.text, index)
        return found.end() if found else len(self.text)

    def _add(self, place: int, text: str) -> None:
        self.edits[place, place] = self.edits.get((place, place), "") + text


def _is_editable(span: Span, old: JSON, new: JSON) -> bool:
    """Whether a collection can be made another one member by member, because some member stays."""
    if isinstance(old, dict) and isinstance(new, dict):
        return span.is_mapping and any(entry.key in new for entry in span.entries)
    return isinstance(old, list) and isinstance(new, list) and bool(span.entries) and bool(new)
