"""YAML text to values, in one pass over the events of libyaml.

One parser decides everything, so that what is checked (duplicate keys, aliases, depth) is what is read. Scalars follow
YAML 1.2's core schema. Merge keys (`<<`), which YAML 1.2 no longer has, are honoured as every OpenAPI reader does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from handfast.diagnostics import Diagnostic, Position, Refused, Severity
from handfast.document.json_text import deeper_than, long_number, no_number, repeated_key
from handfast.document.model import JSON, Limits
from handfast.document.scalars import plain
from handfast.document.source import Source

_STRING = "tag:yaml.org,2002:str"
_TAG_FAMILY = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(_TAG_FAMILY + name for name in ("int", "float", "bool", "null"))
_CONTAINER_TAGS = {"map": _TAG_FAMILY + "map", "seq": _TAG_FAMILY + "seq"}
_MERGE = "<<"
_MAX_DUPLICATES = 20


@dataclass(slots=True)
class _Open:
    """A mapping or sequence whose end has not been read. `nodes` and `height` count what it holds, itself included."""

    container: dict[str, JSON] | list[JSON]
    anchor: str | None
    key: str | None = None
    is_merge: bool = False
    lines: dict[str, int] = field(default_factory=dict)
    merged: list[JSON] = field(default_factory=list)
    nodes: int = 1
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A value that an alias can repeat."""

    value: JSON
    nodes: int
    height: int


def parse_yaml(source: Source, limits: Limits) -> JSON:
    """The value of a YAML text with one document in it.

    Raises:
        Refused: The text is no YAML, repeats a key, goes beyond a limit, or holds what JSON can't: a tag, a key that
            is no string, a second document.
    """
    reading = _Reading(source, limits)
    try:
        reading.run()
    except yaml.MarkedYAMLError as error:
        mark, begun = error.problem_mark or error.context_mark, error.context_mark
        if mark is not None and begun is not None and mark.index >= source.end:
            raise Refused(_unended(source.at(begun.index))) from None
        raise Refused(_syntax(error.problem or "unreadable", source.at(mark.index if mark else 0))) from None
    except yaml.reader.ReaderError as error:
        start = len(source.text.encode()[: error.position].decode(errors="ignore"))
        raise Refused(_syntax(f"character {error.character:#04x} is not allowed", source.at(start))) from None
    if reading.findings:
        raise Refused(*reading.findings)
    return reading.value


class _Reading:
    """The pass over one text."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.value: JSON = None
        self.findings: list[Diagnostic] = []
        self._source = source
        self._limits = limits
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._repeated = 0
        self._documents = 0

    def run(self) -> None:
        """Reads all events."""
        loader: Any = yaml.CSafeLoader(self._source.text)
        actions: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        try:
            while (event := loader.get_event()) is not None:
                action = actions.get(type(event))
                if action is not None:
                    action(event)
        finally:
            loader.dispose()

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(event, "the file holds more than one YAML document", "keep one document in a file")

    def _scalar(self, event: Any) -> None:
        if self._stack and self._stack[-1].key is None and isinstance(self._stack[-1].container, dict):
            self._key(event, self._stack[-1])
            return
        value = self._resolved(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, 1, 0)
        self._put(value, 1, 0)

    def _key(self, event: Any, parent: _Open) -> None:
        """Takes a scalar as the next key. `200` and `true` are the strings that they look like."""
        text: str = event.value
        if event.tag not in (None, "!", _STRING) or (not text and event.implicit[0]):
            self._refuse(event, "a key is not a string", "write the key as a quoted string")
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(text, 1, 0)
        parent.is_merge = text == _MERGE and event.implicit[0]
        self._name(event, parent, text)

    def _name(self, event: Any, parent: _Open, key: str) -> None:
        parent.key = key
        if parent.is_merge:
            return
        if key in parent.lines and len(self.findings) < _MAX_DUPLICATES:
            first = self._source.at(parent.lines[key]).line
            self.findings.append(repeated_key(key, self._at(event), first))
        parent.lines.setdefault(key, event.start_mark.index)

    def _resolved(self, event: Any) -> JSON:
        tag = event.tag
        if (tag is None and not event.implicit[0]) or tag in ("!", _STRING):
            return event.value
        if tag is not None and tag not in _PLAIN_TAGS:
            self._refuse_tag(event)
        try:
            value = plain(event.value, self._limits.digits)
        except OverflowError:
            raise Refused(long_number(self._limits, self._at(event))) from None
        except ValueError:
            raise Refused(no_number(event.value, self._at(event))) from None
        if tag is not None:
            value = self._tagged(event, value)
        return value

    def _tagged(self, event: Any, value: JSON) -> JSON:
        wanted = {"int": int, "float": float, "bool": bool, "null": type(None)}[event.tag.removeprefix(_TAG_FAMILY)]
        if wanted is float and type(value) is int:
            value = float(value)
        if type(value) is not wanted:
            self._refuse_tag(event)
        return value

    def _mapping(self, event: Any) -> None:
        self._open(event, {}, "map")

    def _sequence(self, event: Any) -> None:
        self._open(event, [], "seq")

    def _open(self, event: Any, container: dict[str, JSON] | list[JSON], tag: str) -> None:
        if event.tag not in (None, "!", _CONTAINER_TAGS[tag]):
            self._refuse_tag(event)
        if self._stack and self._stack[-1].key is None and isinstance(self._stack[-1].container, dict):
            self._refuse(event, "a key is not a string", "write the key as a quoted string")
        if len(self._stack) >= self._limits.depth:
            raise Refused(deeper_than(self._limits, self._at(event)))
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._stack.append(_Open(container, event.anchor))

    def _end(self, event: Any) -> None:
        closed = self._stack.pop()
        if closed.merged and isinstance(closed.container, dict):
            self._merge(event, closed.container, closed.merged)
        if closed.anchor is not None:
            self._anchors[closed.anchor] = _Anchored(closed.container, closed.nodes, closed.height)
        self._put(closed.container, closed.nodes, closed.height)

    def _merge(self, event: Any, into: dict[str, JSON], merged: list[JSON]) -> None:
        for one in merged:
            for mapping in one if isinstance(one, list) else (one,):
                if not isinstance(mapping, dict):
                    self._refuse(event, "`<<` merges something that is no mapping", "merge mappings only")
                for key, value in mapping.items():
                    into.setdefault(key, value)

    def _alias(self, event: Any) -> None:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            is_open = event.anchor in self._anchors
            message = f"`*{event.anchor}` " + ("repeats what it is itself part of" if is_open else "names no anchor")
            self._refuse(event, message, "refer to a value that ends before this place")
        parent = self._stack[-1]
        if parent.key is None and isinstance(parent.container, dict):
            if not isinstance(anchored.value, str):
                self._refuse(event, "a key is not a string", "write the key as a quoted string")
            parent.is_merge = False
            self._name(event, parent, anchored.value)
            return
        self._repeated += anchored.nodes
        if self._repeated > self._limits.alias_nodes:
            message = f"aliases repeat more than {self._limits.alias_nodes} values"
            raise Refused(Diagnostic("SPEC004", Severity.ERROR, message, self._at(event), help="use fewer aliases"))
        if len(self._stack) + anchored.height > self._limits.depth:
            raise Refused(deeper_than(self._limits, self._at(event)))
        self._put(anchored.value, anchored.nodes, anchored.height)

    def _put(self, value: JSON, nodes: int, height: int) -> None:
        """Puts a value where the pass stands."""
        if not self._stack:
            self.value = value
            return
        parent = self._stack[-1]
        parent.nodes += nodes
        if height >= parent.height:
            parent.height = height + 1
        if isinstance(parent.container, list):
            parent.container.append(value)
        elif parent.is_merge:
            parent.merged.append(value)
            parent.key, parent.is_merge = None, False
        elif parent.key is not None:
            parent.container[parent.key] = value
            parent.key = None

    def _at(self, event: Any) -> Position:
        return self._source.at(event.start_mark.index, event.end_mark.index)

    def _refuse_tag(self, event: Any) -> NoReturn:
        shown = event.tag.replace(_TAG_FAMILY, "!!")
        self._refuse(event, f"the tag `{shown}` means nothing in a spec", "remove the tag")

    def _refuse(self, event: Any, message: str, advice: str) -> NoReturn:
        raise Refused(Diagnostic("SPEC006", Severity.ERROR, message, self._at(event), help=advice))


def _syntax(problem: str, at: Position) -> Diagnostic:
    message = f"this is no YAML: {problem}"
    return Diagnostic("SPEC002", Severity.ERROR, message, at, "the text stops making sense here", "correct the syntax")


def _unended(at: Position) -> Diagnostic:
    message = "this is no YAML: the file ends inside of what begins here"
    return Diagnostic("SPEC002", Severity.ERROR, message, at, "this has no end", "close it")
