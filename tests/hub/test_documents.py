"""What is taken for an OpenAPI document."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.documents import MediaType, NotADocumentError, TooLargeError, read, write

LIMIT = 10_000
PIECES = st.sampled_from(
    [
        b"openapi",
        b"info",
        b": ",
        b"\n",
        b"  ",
        b"- ",
        b"&a ",
        b"*a",
        b"[",
        b"]",
        b"{",
        b"}",
        b'"',
        b"!!int ",
        b"3.1.0",
        b"\0",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "openapi": st.sampled_from(["3.0.3", "3.1.1", "3.2.0"]),
        "info": st.fixed_dictionaries({"title": st.just("T"), "version": st.from_regex(r"\A[0-9a-z. é-]{1,40}\Z")}),
    },
    optional={
        "paths": st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), VALUES, max_size=3)
    },
)


@given(
    content=st.lists(PIECES | st.binary(max_size=3), max_size=30).map(b"".join),
    media_type=st.sampled_from(get_args(MediaType)),
)
def test_any_bytes_are_a_document_or_refused(content: bytes, media_type: MediaType) -> None:
    try:
        document = read(content, media_type, LIMIT)
    except NotADocumentError:
        return
    assert document.content == content


@given(value=DOCUMENTS)
def test_a_document_is_the_same_written_read_as_json_and_read_as_yaml(value: dict[str, Any]) -> None:
    written = write(value, LIMIT)

    assert json.loads(written.content) == value
    assert read(written.content, "application/json", LIMIT) == written
    as_yaml = read(yaml.safe_dump(value, allow_unicode=True).encode(), "application/yaml", LIMIT)
    assert as_yaml.version == written.version == value["info"]["version"]


@pytest.mark.parametrize("media_type", get_args(MediaType))
def test_the_limit_is_the_last_length_that_is_taken(media_type: MediaType) -> None:
    content = b'{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}'

    assert read(content, media_type, len(content)).version == "1"
    with pytest.raises(TooLargeError):
        read(content, media_type, len(content) - 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: [", "Line "),
        (b"- 1", "not an object"),
        (b"openapi: 3.1.0", "info"),
        (b"openapi: 3.1.0\ninfo: {title: T, version: 1.0}", "/info/version"),
        (b"openapi: '2.0'\ninfo: {title: T, version: a}", "/openapi"),
    ],
)
def test_a_refusal_says_why(content: bytes, message: str) -> None:
    with pytest.raises(NotADocumentError, match=message):
        read(content, "application/yaml", LIMIT)


@pytest.mark.parametrize(
    "content", [b"!!int ''", b"!!bool x", b"!!timestamp x", b"!!float x", b"? [a]\n: b", b"1e999999: 1"]
)
def test_a_tag_that_does_not_fit_its_text_is_refused(content: bytes) -> None:
    with pytest.raises(NotADocumentError):
        read(content, "application/yaml", LIMIT)


def test_a_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(NotADocumentError):
        read(b'{"openapi": "3.1.0", "info": {"title": "T", "version": "\\ud800"}}', "application/json", LIMIT)
