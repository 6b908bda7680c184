"""A document's text is read back as the same document, by our reader and by others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handfast.document import Limits
from handfast.document.source import Source
from handfast.document.yaml_text import parse_yaml
from handfast.export.written import json_chunks, json_text, yaml_text

TRAPS = (
    *("no", "No", "yes", "on", "OFF", "y", "N", "true", "False", "null", "Null", "~", "", "=", "<<", "nan", ".nan"),
    *("1", "1.0", "1e3", "1E3", "0o7", "07", "0x1F", "0b1", "1_000", "12:30:45", "+1", "-1", ".5", "-.inf", "1.", "."),
    *("2024-01-01", "2024-01-01T00:00:00Z", "2024-1-1", "---", "...", "--- a", "-", "- a", "? a", ": a", "?", ":"),
    *("a: b", "a:", "a #b", "#a", "a#b", "a:b", "&a", "*a", "*/*", "!a", "!!int 1", "%a", "@a", "`a`", "|", ">", "{}"),
    *("{a}", "[a]", "a, b", '"a"', "'a'", "it's", "\\", "a\\nb", " a", "a ", "  ", "\t", "a\tb", "\ta", "a\t"),
    *("\n", "a\n", "a\nb", "a\nb\n", "a\nb\n\n", "\na", " a\nb", "a\n b", "a\n\nb", "a\n  \nb", "a \nb", "a\n\tb"),
    *(
        "a\r\nb",
        "a\rb",
        "a\x00b",
        "a\x7f",
        "a\x85b",
        "a\u2028b",
        "\ufeff",
        "a\ufffe",
        "\U0001f40d",
        "ü",
        "日本",
        "a\n😀",
    ),
    *("a\n#b", "#a\nb", "a\n---\nb", "a\n...\nb", "- a\n- b", "a: b\nc: d", "$ref", "/a/{b}", "x" * 1100, "200", "2XX"),
)
STRINGS = st.sampled_from(TRAPS) | st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([1.0, 2**70, 1e16, 1e-7])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | STRINGS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(STRINGS, inner, max_size=4),
    max_leaves=12,
)
EVERYTHING = {"list": list(TRAPS), "nested": [[["a"], [{"a": [{}], "b": []}]]], **{text: text for text in TRAPS}}


def exact(value: Any) -> str:
    """A value with its order, and its numbers as they are written."""
    return json.dumps(value)


def read_by_ours(text: str) -> Any:
    return parse_yaml(Source("openapi.yaml", text), Limits())


@pytest.mark.parametrize("read", [read_by_ours, yaml.safe_load])
@settings(deadline=None)
@given(value=VALUES)
@example(value=EVERYTHING)
def test_yaml_is_read_back_as_it_was(read: Callable[[str], Any], value: Any) -> None:
    assert exact(read(yaml_text(value))) == exact(value)


@settings(deadline=None)
@given(value=VALUES)
@example(value=EVERYTHING)
def test_json_is_read_back_as_it_was(value: Any) -> None:
    assert exact(json.loads("".join(json_chunks(value)))) == exact(value)
    assert exact(json.loads(json_text(value))) == exact(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_json_is_not_written(value: float) -> None:
    for write in (yaml_text, json_text, lambda document: list(json_chunks(document))):
        with pytest.raises(ValueError, match="JSON"):
            write({"a": [value]})


def test_yaml_looks_as_people_write_it() -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "It is: a title", "description": "First.\n\nSecond.\n", "x-none": None},
        "tags": [{"name": "no", "x-empty": {}}, {"name": "a"}],
        "paths": {"/a/{b}": {"get": {"responses": {"200": {"description": ""}}}}},
    }
    assert yaml_text(document) == Path(__file__).with_name("written.yaml").read_text()
