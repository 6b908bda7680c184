"""Cursors and identifiers."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.etags import matches
from app.identifiers import new_id
from app.pages import Cursors, ForeignCursorError

CURSORS = Cursors(b"a key for the test")


@given(listing=st.text(), position=st.uuids())
def test_a_cursor_leads_back_to_where_it_was_made(listing: str, position: UUID) -> None:
    assert CURSORS.decode(listing, CURSORS.encode(listing, position)) == position


@given(position=st.uuids(), at=st.integers(0, 42), character=st.sampled_from("AQgwBZaz09_-"))
def test_a_cursor_with_a_changed_character_is_refused(position: UUID, at: int, character: str) -> None:
    cursor = CURSORS.encode("list", position)
    changed = cursor[:at] + character + cursor[at + 1 :]
    if changed != cursor:
        with pytest.raises(ForeignCursorError):
            CURSORS.decode("list", changed)


@given(position=st.uuids())
def test_a_cursor_has_one_spelling(position: UUID) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    cursor = CURSORS.encode("list", position)
    respelt = cursor[:-1] + alphabet[alphabet.index(cursor[-1]) ^ 1]
    assert urlsafe_b64decode(respelt + "=") == urlsafe_b64decode(cursor + "=")

    with pytest.raises(ForeignCursorError):
        CURSORS.decode("list", respelt)


@given(text=st.text(st.characters(codec="ascii"), max_size=80))
def test_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(ForeignCursorError):
        CURSORS.decode("list", text)


@given(position=st.uuids())
def test_a_cursor_is_refused_by_another_list_and_another_key(position: UUID) -> None:
    cursor = CURSORS.encode("list", position)

    with pytest.raises(ForeignCursorError):
        CURSORS.decode("another list", cursor)
    with pytest.raises(ForeignCursorError):
        Cursors(b"another key").decode("list", cursor)


@given(count=st.integers(0, 30), limit=st.integers(1, 10))
def test_pages_hold_every_item_once(count: int, limit: int) -> None:
    rows = sorted(UUID(int=number) for number in range(count))
    seen: list[UUID] = []
    start = UUID(int=0)
    is_first = True
    while True:
        found = [row for row in rows if is_first or row > start][: limit + 1]
        page = CURSORS.page("list", found, limit, lambda row: row)
        assert len(page.items) <= limit
        seen += page.items
        if page.next_cursor is None:
            break
        start, is_first = CURSORS.decode("list", page.next_cursor), False

    assert seen == rows


def test_identifiers_sort_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(5_000)]

    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, False),
        ("*", True),
        (' "a" ', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b","c"', False),
        ('"ba"', False),
        ("a", False),
        ('"A"', False),
    ],
)
def test_if_none_match_names_a_tag(header: str | None, expected: bool) -> None:
    assert matches(header, '"a"') is expected
