"""Identifiers: always valid, always distinct, as a Python programmer would write them."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.emit.names import constant, distinct, module, pascal, snake
from handfast.emit.plan_types import field_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("userId", "user_id"),
        ("user-id", "user_id"),
        ("HTTPServer", "http_server"),
        ("sha256", "sha256"),
        ("line_1", "line_1"),
        ("OAuth2Token", "o_auth2_token"),
        ("class", "class_"),
        ("1st", "n1st"),
        ("+1", "plus_1"),
        ("-1", "minus_1"),
        ("filter[status]", "filter_status"),
        ("$expand", "expand"),
        ("@id", "id"),
        ("名", "u540d"),
        ("", ""),
        ("__init__", "init"),
    ],
)
def test_snake_case(text: str, expected: str) -> None:
    assert snake(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user-account", "UserAccount"),
        ("APIKey", "APIKey"),
        ("foo_bar", "FooBar"),
        ("io.k8s.api.v1.Pod", "IoK8sApiV1Pod"),
        ("200", "N200"),
        ("", ""),
    ],
)
def test_pascal_case(text: str, expected: str) -> None:
    assert pascal(text) == expected


@given(st.text(max_size=200))
def test_whatever_a_spec_says_it_becomes_an_identifier_or_nothing(text: str) -> None:
    for name in (snake(text), pascal(text), constant(text)):
        assert name == "" or (name.isidentifier() and name.isascii() and not keyword.iskeyword(name))
    assert module(text).isidentifier()


@given(st.lists(st.text(max_size=12), unique=True, max_size=12))
def test_fields_of_one_class_have_names_of_their_own(aliases: list[str]) -> None:
    names = field_names(aliases)
    assert list(names) and len(set(names.values())) == len(aliases) if aliases else names == {}
    assert all(name.isidentifier() and not name.startswith("_") for name in names.values())


def test_a_field_that_is_spelled_well_keeps_its_name() -> None:
    assert field_names(["fooBar", "foo_bar"]) == {"foo_bar": "foo_bar", "fooBar": "foo_bar_"}


def test_the_first_free_candidate_is_taken_and_numbers_come_last() -> None:
    taken = {"Pet"}
    assert distinct(("Pet", "PetModel"), taken) == "PetModel"
    assert distinct(("Pet", "PetModel"), taken) == "PetModel2"
    assert distinct(("", "Other"), taken) == "Other"
