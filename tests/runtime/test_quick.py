"""The short way accepts only what the long way accepts, and gives the same."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from single import DONE, Single, judge, serve

from handfast.runtime import Body, Content, Operation, Parameter, parameters
from handfast.runtime.bodies import BodyReader
from handfast.runtime.building import builder_of
from handfast.runtime.quick import UNSURE, quick_scalar

SCHEMAS: dict[str, Any] = {
    "#/text": {"type": "string"},
    "#/whole": {"type": "integer", "minimum": -5, "maximum": 2**40},
    "#/any": {"type": "integer"},
    "#/flag": {"type": "boolean", "description": "a flag"},
    "#/body": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "integer"}, "b": {"type": "string", "maxLength": 3}},
        "additionalProperties": {"type": "array", "items": {"type": "number"}},
    },
}
HINTS: dict[str, Any] = {"text": str, "whole": int, "any": int, "flag": bool}


def service(folder: Path) -> Single:
    taken = tuple(
        Parameter(name=name, into=name, location=location, schema=f"#/{name}", style=style, explode=location == "query")
        for name, location, style in (
            ("text", "query", "form"),
            ("whole", "query", "form"),
            ("any", "header", "simple"),
            ("flag", "path", "simple"),
        )
    )
    declared = Operation(
        pointer="#/o",
        id="o",
        method="POST",
        path="/{flag}",
        handler="o",
        parameters=taken,
        body=Body(content=(Content(media_type="application/json", schema="#/body"),), required=True),
        responses=(DONE,),
    )
    hints = {**{name: hint | None for name, hint in HINTS.items()}, "body": Any}
    return serve(judge(folder, SCHEMAS), declared, hints, body_limit=200)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> tuple[Single, Single]:
    """The service as it is, and one that always takes the long way."""
    quick = service(tmp_path_factory.mktemp("quick"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parameters, "quick_scalar", lambda node: None)
        patch.setattr(BodyReader, "quick", lambda reader: None)
        long = service(tmp_path_factory.mktemp("long"))
        long.ask("POST", "/true", json_body={"a": 1})  # bodies are compiled by the first request
    return quick, long


def test_both_ways_are_taken(services: tuple[Single, Single], monkeypatch: pytest.MonkeyPatch) -> None:
    """A usual request never reaches the readers of the long way, where there is a short one."""

    def surprised(*_: Any) -> Any:
        raise LookupError("the long way")

    monkeypatch.setattr(parameters.Decoder, "decode", surprised)
    monkeypatch.setattr(BodyReader, "read", surprised)
    quick, long = services
    usual = {"headers": {"any": "1", "content-type": "application/json"}, "body": b'{"a": 1}'}
    assert quick.ask("POST", "/true?text=x&whole=1", **usual).status == 204
    assert isinstance(long.ask("POST", "/true?text=x&whole=1", **usual).failure, LookupError)


WORDS = st.one_of(
    st.sampled_from(["", "0", "-0", "1", "007", "1.0", "1e2", "+1", " 1", "1_0", "true", "True", "null", "%31", "a+b"]),
    st.sampled_from(
        ["a%2Cb", "%zz", "%00", "\u0661", "é", "9" * 17, "9" * 18, "9" * 19, "9" * 25, "-6", str(2**40 + 1)]
    ),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="&=#?/"), max_size=6),
)
BODIES = st.one_of(
    st.builds(
        lambda value, spaces: json.dumps(value, indent=spaces).encode(),
        st.dictionaries(
            st.sampled_from(["a", "b", "c"]),
            st.one_of(st.integers(), st.text(max_size=4), st.none(), st.lists(st.floats(allow_nan=False), max_size=2)),
        ),
        st.sampled_from([None, 1]),
    ),
    st.sampled_from(
        [
            *(b'{"a":1,"a":2}', b'{"a":1,"c":[1e400]}', b'{"a":1.0}', b'{"a":1e2}', b'{"a":NaN}', b"\xef\xbb\xbf{}"),
            *(b'{"a":1,"b":"\\u00e9"}', b'{"a":1,"b":"\\ud800"}', b'{"a":1,"b":"x\\"y"}', b"", b" ", b"{", b"[]"),
            *(b'{"a":1,"c":[' + b"1," * 90 + b"1]}", b'{"a":' + b"9" * 150 + b"}", b"\xff", b'{"a":1,"b":"Infinity"}'),
        ]
    ),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=4, max_size=4), BODIES)
def test_the_short_way_decides_as_the_long_way(services: tuple[Single, Single], words: list[str], body: bytes) -> None:
    text, whole, header, flag = words
    target = f"/{flag or 'true'}?text={text}&whole={whole}".encode().decode("latin-1")
    headers = [("content-type", "application/json"), ("any", header.encode().decode("latin-1"))]
    seen = []
    for one in services:
        one.calls.clear()
        answer = one.ask("POST", target, headers=headers, body=body)
        seen.append((answer.status, answer.body, repr([sorted(call.items()) for call in one.calls])))
        assert answer.status < 500
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "schema",
    [
        {},
        True,
        {"type": "string", "minLength": 1},
        {"type": "string", "format": "uuid"},
        {"type": "integer", "multipleOf": 2},
        {"type": "integer", "minimum": 0.5},
        {"type": "integer", "minimum": True},
        {"type": ["integer", "null"]},
        {"type": "number"},
        {"type": "integer", "not": {}},
    ],
)
def test_a_schema_that_says_more_is_left_to_the_long_way(schema: Any) -> None:
    assert quick_scalar(schema) is None


def test_builders_live_no_longer_than_their_judge(tmp_path: Path) -> None:
    deciding = judge(tmp_path, SCHEMAS)
    assert builder_of(list[int], deciding) is builder_of(list[int], deciding)
    seen = weakref.ref(deciding)
    del deciding
    gc.collect()
    assert seen() is None


def test_bounds_are_kept() -> None:
    read = quick_scalar({"type": "integer", "minimum": -1, "maximum": 3, "x-y": 1})
    assert read is not None
    assert [read(text) for text in ("-2", "-1", "3", "4")] == [UNSURE, -1, 3, UNSURE]


def test_a_scalar_that_comes_twice_is_no_usual_one(services: tuple[Single, Single]) -> None:
    for one in services:
        answer = one.ask("POST", "/true?whole=1&whole=2", json_body={"a": 1})
        assert (answer.status, "more than once" in answer.json["detail"]) == (400, True)
