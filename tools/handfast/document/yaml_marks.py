"""Where the values of a YAML text stand: one pass over its events, for a text that has been read before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml


@dataclass(slots=True)
class _Node:
    """A value: the span of the key it stands under, or of the value itself when it is an item of a list."""

    start: int
    end: int
    children: dict[str, _Node] = field(default_factory=dict)
    merged: list[_Node] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    node: _Node
    is_mapping: bool
    key: tuple[str, int, int] | None = None


class YamlMarks:
    """The marks of one text."""

    def __init__(self, text: str) -> None:
        self._root = _Node(0, 1)
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Node] = {}
        loader: Any = yaml.CSafeLoader(text)
        try:
            while (event := loader.get_event()) is not None:
                self._take(event)
        except yaml.YAMLError:
            pass  # the marks up to the error serve
        finally:
            loader.dispose()

    def span(self, parts: tuple[str, ...]) -> tuple[int, int]:
        """Start and end of the key that a pointer ends in, or of the item; of its nearest ancestor if there is none."""
        node = self._root
        for part in parts:
            inner = node.children.get(part)
            for merged in node.merged if inner is None else ():
                inner = inner or merged.children.get(part)
            if inner is None:
                break
            node = inner
        return node.start, node.end

    def _take(self, event: Any) -> None:
        kind = type(event)
        if kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            node = self._place(event)
            self._stack.append(_Open(node, kind is yaml.MappingStartEvent))
        elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            self._stack.pop()
        elif kind is yaml.ScalarEvent:
            parent = self._stack[-1] if self._stack else None
            if parent is not None and parent.is_mapping and parent.key is None:
                parent.key = event.value, event.start_mark.index, event.end_mark.index
                self._widen(parent.node, event)
            else:
                self._place(event)
        elif kind is yaml.AliasEvent:
            self._repeat(event)

    def _widen(self, node: _Node, event: Any) -> None:
        """Lets an item that is a mapping be shown by its first key."""
        if node.start == event.start_mark.index:
            node.end = event.end_mark.index

    def _place(self, event: Any) -> _Node:
        """The node of a value that starts here, put under its parent."""
        start, end = event.start_mark.index, event.end_mark.index
        node = _Node(start, end if type(event) is yaml.ScalarEvent else start + 1)
        self._attach(node)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _repeat(self, event: Any) -> None:
        target = self._anchors.get(event.anchor)
        parent = self._stack[-1] if self._stack else None
        if target is None or parent is None:
            return
        if parent.is_mapping and parent.key is not None and parent.key[0] == "<<":
            parent.node.merged.append(target)
            parent.key = None
            return
        self._attach(_Node(event.start_mark.index, event.end_mark.index, target.children, target.merged))

    def _attach(self, node: _Node) -> None:
        if not self._stack:
            self._root.children, self._root.merged = node.children, node.merged
            return
        parent = self._stack[-1]
        if not parent.is_mapping:
            parent.node.children[str(len(parent.node.children))] = node
        elif parent.key is not None:
            name, node.start, node.end = parent.key
            parent.node.children[name] = node
            parent.key = None
