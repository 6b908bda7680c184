"""A patched text holds the new value, and every line that says nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handfast.document import Limits
from handfast.document.parse import parse
from handfast.document.source import Source
from handfast.drift.revise.patch import patched

ROOT = Path(__file__).resolve().parents[2]
SPECS = [ROOT / "spec" / "openapi.yaml", *sorted((ROOT / "tests" / "cases").glob("*/openapi.yaml"))]
NEW: list[Any] = ["new", 5, None, True, "a: b # c", "x\ny\n", "it's", {"a": [1, {"b": "c\nd\n"}]}, [], {}]


def _ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for step, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*way, step)
        yield from _ways(one, (*way, step))


def _edited(value: Any, way: tuple[Any, ...], edit: Any) -> Any:
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    if len(way) == 1:
        edit(copy, way[0])
    else:
        copy[way[0]] = _edited(value[way[0]], way[1:], edit)
    return copy


def _read(text: str) -> Any:
    return parse(Source("spec.yaml", text), Limits())


def _edits(value: Any, most: int) -> Iterator[Any]:
    """The value with one member taken away, replaced, or joined by another."""
    ways = list(_ways(value))
    for number, way in enumerate(ways[:: max(1, len(ways) // most)]):
        new = NEW[number % len(NEW)]
        yield _edited(value, way, lambda copy, step: copy.pop(step))
        yield _edited(value, way, lambda copy, step, new=new: copy.__setitem__(step, new))
        yield (
            _edited(value, (*way, "added"), lambda copy, step, new=new: copy.__setitem__(step, new))
            if isinstance(_at(value, way), dict)
            else _edited(value, way, lambda copy, step, new=new: copy.__setitem__(step, [new, copy[step]]))
        )


def _at(value: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        value = value[step]
    return value


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_patched_text_holds_the_new_value(path: Path, line_end: str) -> None:
    text = path.read_text(encoding="utf-8").replace("\n", line_end)
    value = _read(text)
    for new in _edits(value, 15):
        assert _read(patched(text, value, new, is_json=False)) == new


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ("a: 1 # one\nb: 2\n", {"a": 1, "b": 2}, "a: 1 # one\nb: 2\n"),
        ("a: 1 # one\nb: 2\n", {"a": 3, "b": 2}, "a: 3 # one\nb: 2\n"),
        ("a: 'x'   # one\n", {"a": "it's"}, "a: 'it''s'   # one\n"),
        ('a: "x"\n', {"a": "é"}, 'a: "é"\n'),
        ("- a\n- b # second\n\n# end\n", ["a", "b", "c"], "- a\n- b # second\n- c\n\n# end\n"),
        ("a: [1, 2]\nb: {c: 1}\n", {"a": [2], "b": {"c": 1, "d": 2}}, "a: [2]\nb: {c: 1, d: 2}\n"),
        ("a:\n  b: 1\n", {"a": {"b": 1, "c": {"d": 2}}}, "a:\n  b: 1\n  c:\n    d: 2\n"),
        ("a:\n- b: 1\n  c: 2\n", {"a": [{"c": 2}]}, "a:\n- c: 2\n"),
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 2}, "c": {"b": 2}}, "a: &x {b: 2}\nc: *x\n"),
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 1}, "c": {"b": 2}}, 'a: &x {b: 1}\nc: {"b": 2}\n'),
        ("a: 1", {"a": 1, "b": 2}, "a: 1\nb: 2\n"),
        ("a:\nb: 1\n", {"a": [1], "b": 1}, "a:\n  - 1\nb: 1\n"),
        ("a: |\n  x\n\nb: 1\n", {"a": "y\n", "b": 1}, 'a: "y\\n"\n\nb: 1\n'),
    ],
)
def test_what_is_written(text: str, new: Any, expected: str) -> None:
    assert patched(text, _read(text), new, is_json=False) == expected
    assert _read(expected) == new
