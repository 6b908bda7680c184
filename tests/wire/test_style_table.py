"""OpenAPI's table of styles (3.2 §4.12.6) through a generated app: its own words, and round trips of hard values."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from recorded import Recorded, record
from writing import Written, escaped, text_of, written

NAME = "color"
BLUE, BLUES, RGB = "blue", ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}
SCHEMAS: dict[str, Any] = {
    "string": {"type": "string"},
    "array": {"type": "array", "items": {"type": "string"}},
    "numbers": {"type": "array", "items": {"type": "integer"}},
    "object": {
        "type": "object",
        "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}, "B": {"type": "integer"}},
    },
    "texts": {"type": "object", "properties": {"R": {"type": "string"}, "ñ": {"type": "string"}}},
}
STYLES = [
    *(("path", style, explode) for style in ("simple", "label", "matrix") for explode in (False, True)),
    *(("query", "form", explode) for explode in (False, True)),
    ("query", "spaceDelimited", False),
    ("query", "pipeDelimited", False),
    ("query", "deepObject", True),
    *(("header", "simple", explode) for explode in (False, True)),
    *(("cookie", style, explode) for style in ("form", "cookie") for explode in (False, True)),
]


def kinds(style: str) -> list[str]:
    """What a style is defined for."""
    if style == "deepObject":
        return ["object", "texts"]
    return [kind for kind in SCHEMAS if kind != "string" or style not in ("spaceDelimited", "pipeDelimited")]


def place(location: str, style: str, explode: bool, kind: str) -> str:
    return f"/{location}-{style}-{str(explode).lower()}-{kind}"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """An app with an operation for each location, style, explode and kind of value."""
    paths = {}
    for location, style, explode in STYLES:
        for kind in kinds(style):
            parameter = {"name": NAME, "in": location, "style": style, "explode": explode, "schema": SCHEMAS[kind]}
            parameter["required"] = location == "path"
            path = place(location, style, explode, kind)
            operation = {"parameters": [parameter], "responses": {"204": {"description": ""}}}
            paths[path + "/{color}" * (location == "path")] = {"get": operation}
    document = tmp_path_factory.mktemp("styles") / "openapi.json"
    text = {"openapi": "3.2.0", "info": {"title": "Styles", "version": "1"}, "paths": paths}
    document.write_text(json.dumps(text))
    return record(document, "styles_contract")


def target(base: str, sent: Written) -> str:
    return base + (f"/{sent.segment}" if sent.segment else "") + (f"?{sent.query}" if sent.query else "")


TABLE = [
    ("path", "matrix", False, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    ("path", "matrix", True, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ("path", "label", False, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("path", "label", True, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("path", "simple", False, None, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("path", "simple", True, None, "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ("header", "simple", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("header", "simple", True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ("query", "form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("query", "form", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("query", "spaceDelimited", False, None, None, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", False, None, None, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "deepObject", True, None, None, None, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("cookie", "form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("cookie", "form", True, "color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"),
    ("cookie", "cookie", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("cookie", "cookie", True, "color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"),
]
"""The specification's rows: the empty string, a string, an array, an object; None where it says `n/a`.

An empty value in style `simple` leaves a path with an empty segment, which no template matches. Exploded cookies of
style `form` have `&` in the table, with the remark that cookies can't be read so; they are parted as cookies are.
"""
COLUMNS = (("string", ""), ("string", BLUE), ("array", BLUES), ("object", RGB))
CELLS = [
    pytest.param(location, style, explode, kind, text, value, id=f"{location} {style} {explode} {kind} {text}")
    for location, style, explode, *texts in TABLE
    for text, (kind, value) in zip(texts, COLUMNS, strict=True)
    if text is not None
]


def sent_as(location: str, text: str) -> Written:
    match location:
        case "path":
            return Written(segment=text)
        case "query":
            return Written(query=text)
        case _:
            return Written(headers=[("cookie" if location == "cookie" else NAME, text)])


@pytest.mark.parametrize(("location", "style", "explode", "kind", "text", "value"), CELLS)
def test_the_table_is_read(
    app: Recorded, location: str, style: str, explode: bool, kind: str, text: str, value: Any
) -> None:
    sent = sent_as(location, text)
    base = place(location, style, explode, kind)
    assert app.given("GET", target(base, sent), headers=sent.headers) == {NAME: value}


@pytest.mark.parametrize(("location", "style", "explode", "kind", "text", "value"), CELLS)
def test_the_writer_of_these_tests_knows_the_table(
    location: str, style: str, explode: bool, kind: str, text: str, value: Any
) -> None:
    assert written(location, style, explode, NAME, value) == Written(**vars(sent_as(location, text))) or (
        location == "cookie" and written(location, style, explode, NAME, value).headers == [("Cookie", text)]
    )


HARD = [
    "a:b/c?d#e[f]g@h",
    "!$&'()*+,;=",
    "100%",
    "%2F",
    "a b",
    "  ",
    "ñ漢🙂",
    "a+b",
    "",
    "..",
    '"quoted"',
    "null",
    "true",
]
VALUES: dict[str, list[Any]] = {
    "string": HARD,
    "array": [HARD[:3], HARD[3:8], ["one"], ["1", "true"], ["", "a"]],
    "numbers": [[0], [-1, 10**20]],
    "object": [RGB, {"R": 0}],
    "texts": [{"R": one, "ñ": "x"} for one in HARD],
}


def carries(location: str, style: str, value: Any) -> bool:
    """Whether a style can carry a value: its delimiter, and what its location reserves, are no part of it."""
    texts = [value] if not isinstance(value, list | dict) else [*value, *getattr(value, "values", list)()]
    whole = [text_of(one) for one in texts]
    if location == "path" and style == "simple" and value in ("", [""]):
        return False
    if location == "header" or style == "cookie":
        forbidden = set(',;="\\ ') if style == "cookie" else {",", "="}
        is_listed = isinstance(value, list | dict) or style == "cookie"
        return all(one == one.strip() and not (is_listed and forbidden & set(one)) for one in whole)
    delimiter = {"label": ".", "spaceDelimited": " ", "pipeDelimited": "|"}.get(style, "\0")
    return not any(delimiter in one for one in whole) or (style == "label" and isinstance(value, str))


ROUND_TRIPS = [
    (location, style, explode, kind, value)
    for location, style, explode in STYLES
    for kind in kinds(style)
    for value in VALUES[kind]
    if carries(location, style, value)
]


@pytest.mark.parametrize(("location", "style", "explode", "kind", "value"), ROUND_TRIPS)
def test_hard_values_arrive(app: Recorded, location: str, style: str, explode: bool, kind: str, value: Any) -> None:
    sent = written(location, style, explode, NAME, value)
    base = place(location, style, explode, kind)
    assert app.given("GET", target(base, sent), headers=sent.headers) == {NAME: value}


@pytest.mark.parametrize(("location", "style", "explode"), [one for one in STYLES if one[0] != "path"])
def test_what_is_not_sent_is_none(app: Recorded, location: str, style: str, explode: bool) -> None:
    for kind in kinds(style):
        assert app.given("GET", place(location, style, explode, kind)) == {NAME: None}


def as_httpx_has_it(location: str, style: str, explode: bool, value: Any) -> dict[str, Any]:
    """The arguments of an httpx request; it percent-encodes query parameters by itself."""
    if location == "query":
        if style == "deepObject":
            return {"params": {f"{NAME}[{name}]": text_of(one) for name, one in value.items()}}
        if isinstance(value, dict) and explode:
            return {"params": {name: text_of(one) for name, one in value.items()}}
        if isinstance(value, list) and not explode:
            delimiter = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")
            return {"params": {NAME: delimiter.join(map(text_of, value))}}
        return {"params": {NAME: value}}
    if location == "cookie":
        return {"cookies": {NAME: value if style == "cookie" else escaped(value)}}
    return {"headers": {NAME: value.encode() if isinstance(value, str) else ",".join(map(text_of, value))}}


HTTPX = [
    *(("query", "form", True, kind, value) for kind in SCHEMAS for value in VALUES[kind]),
    *(("query", "form", False, "string", value) for value in HARD),
    *(("query", style, False, "numbers", value) for style in ("form", "spaceDelimited", "pipeDelimited")
      for value in VALUES["numbers"]),
    *(("query", "deepObject", True, kind, value) for kind in ("object", "texts") for value in VALUES[kind]),
    *(("header", "simple", False, "string", value) for value in HARD if value == value.strip()),
    ("header", "simple", False, "array", BLUES),
    *(("cookie", "form", False, "string", value) for value in HARD),
    ("cookie", "cookie", False, "string", "100%"),
]  # fmt: skip


@pytest.mark.parametrize(("location", "style", "explode", "kind", "value"), HTTPX)
def test_what_httpx_sends_arrives(
    app: Recorded, location: str, style: str, explode: bool, kind: str, value: Any
) -> None:
    base = place(location, style, explode, kind)
    assert fetched(app, base, **as_httpx_has_it(location, style, explode, value)) == {NAME: value}


@pytest.mark.parametrize("value", [one for one in HARD if one not in ("", "..")])
def test_a_path_of_httpx_arrives(app: Recorded, value: str) -> None:
    assert fetched(app, f"{place('path', 'simple', False, 'string')}/{escaped(value)}") == {NAME: value}


def fetched(app: Recorded, path: str, **request: Any) -> dict[str, Any]:
    """What the handler is given when httpx asks."""

    async def fetch() -> int:
        cookies = request.pop("cookies", None)
        transport = httpx.ASGITransport(app.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", cookies=cookies) as client:
            return (await client.get(path, **request)).status_code

    app.calls.clear()
    assert asyncio.run(fetch()) == 204
    return app.last()
