"""Printed source: no text of a spec leaves its string, docstring or line."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.emit.text import call, docstring, module_text, sequence, value_text
from handfast.emit.types import (
    NONE,
    Anything,
    ListOf,
    LiteralOf,
    MapOf,
    Named,
    Scalar,
    StreamOf,
    Type,
    literal,
    optional,
    render,
    union,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.text())
def test_a_literal_reads_back_as_the_same_text(text: str) -> None:
    source = literal(text)
    assert source.isascii()
    assert ast.literal_eval(source) == text


@given(JSON)
def test_a_value_reads_back_as_the_same_value(value: object) -> None:
    assert ast.literal_eval(value_text(value)) == value


@given(st.text(), st.text())
def test_a_docstring_holds_its_text_and_nothing_else(first: str, rest: str) -> None:
    tree = ast.parse(module_text("m", "spec.yaml", [], f"def f():\n{docstring(first, rest, indent=1)}"))
    function = tree.body[1]
    assert len(tree.body) == 2
    assert isinstance(function, ast.FunctionDef)
    (only,) = function.body
    assert isinstance(only, ast.Expr)
    assert isinstance(only.value, ast.Constant)


def test_arguments_that_say_nothing_are_left_out() -> None:
    assert call("F", "x", a="1", b=None, c=False, d="") == "F(x, a=1)"
    assert (sequence(["a"]), sequence(["a", "b"]), sequence([])) == ("(a,)", "(a, b)", "()")


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (union(NONE, Scalar("int"), union(Scalar("str"), Scalar("int"))), "int | str | None"),
        (optional(Anything()), "Any"),
        (union(Scalar("int"), Anything()), "Any"),
        (union(Named("Pet"), Anything()), "Pet | Any"),
        (ListOf(MapOf(Scalar("UUID"))), "list[dict[str, UUID]]"),
        (LiteralOf(("a", 1, True, 'q"')), 'Literal["a", 1, True, \'q"\']'),
        (StreamOf(Scalar("bytes")), "AsyncIterator[bytes]"),
    ],
)
def test_types_print_as_python(one: Type, expected: str) -> None:
    assert render(one) == expected
