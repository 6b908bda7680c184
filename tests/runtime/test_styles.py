"""Every row of OpenAPI's table of styles, and where its delimiters come percent-encoded."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from single import DONE, Single, judge, serve

from handfast.runtime import Operation, Parameter

STRING = {"type": "string"}
WORDS = {"type": "array", "items": STRING}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
COLOR = {
    "type": "object",
    "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}, "B": {"type": "integer"}},
    "required": ["R", "G", "B"],
}
RGB = {"R": 100, "G": 200, "B": 150}
BLUES = ["blue", "black", "brown"]


def app(folder: Path, schema: Any, location: str, style: str, explode: bool, **more: Any) -> Single:
    """An app with one parameter called `color`."""
    parameter = Parameter(
        name="color",
        into="color",
        location=location,  # type: ignore[arg-type]
        schema="#/s",
        style=style,  # type: ignore[arg-type]
        explode=explode,
        required=location == "path",
        **more,
    )
    path = "/x/{color}" if location == "path" else "/x"
    operation = Operation(
        pointer="#/o", id="o", method="GET", path=path, handler="o", parameters=(parameter,), responses=(DONE,)
    )
    return serve(judge(folder, {"#/s": schema}), operation, {"color": Any})


PATH_ROWS = [
    ("simple", False, STRING, "blue", "blue"),
    ("simple", True, STRING, "blue", "blue"),
    ("simple", False, WORDS, "blue,black,brown", BLUES),
    ("simple", True, WORDS, "blue,black,brown", BLUES),
    ("simple", False, COLOR, "R,100,G,200,B,150", RGB),
    ("simple", True, COLOR, "R=100,G=200,B=150", RGB),
    ("label", False, STRING, ".blue", "blue"),
    ("label", True, STRING, ".blue", "blue"),
    ("label", False, WORDS, ".blue,black,brown", BLUES),
    ("label", True, WORDS, ".blue.black.brown", BLUES),
    ("label", False, {**NUMBERS, "minItems": 2}, ".1.2", [1, 2]),
    ("label", False, COLOR, ".R,100,G,200,B,150", RGB),
    ("label", False, COLOR, ".R.100.G.200.B.150", RGB),
    ("label", True, COLOR, ".R=100.G=200.B=150", RGB),
    ("matrix", False, STRING, ";color=blue", "blue"),
    ("matrix", False, STRING, ";color", ""),
    ("matrix", True, STRING, ";color=blue", "blue"),
    ("matrix", False, WORDS, ";color=blue,black,brown", BLUES),
    ("matrix", True, WORDS, ";color=blue;color=black;color=brown", BLUES),
    ("matrix", False, COLOR, ";color=R,100,G,200,B,150", RGB),
    ("matrix", True, COLOR, ";R=100;G=200;B=150", RGB),
    ("simple", False, {"type": "boolean"}, "true", True),
    ("simple", False, WORDS, "a%2Cb,c", ["a,b", "c"]),
    ("simple", False, STRING, "a%2Fb%20%C3%A9+%25", "a/b é+%"),
]


@pytest.mark.parametrize(("style", "explode", "schema", "sent", "value"), PATH_ROWS)
def test_path(tmp_path: Path, style: str, explode: bool, schema: Any, sent: str, value: Any) -> None:
    assert app(tmp_path, schema, "path", style, explode).given("GET", f"/x/{sent}") == {"color": value}


QUERY_ROWS = [
    ("form", True, STRING, "color=blue", "blue"),
    ("form", True, STRING, "color=", ""),
    ("form", True, STRING, "color", ""),
    ("form", False, STRING, "color=a%20b+c%2Bd", "a b c+d"),
    ("form", True, WORDS, "color=blue&color=black&color=brown", BLUES),
    ("form", True, WORDS, "color=a,b", ["a,b"]),
    ("form", False, WORDS, "color=blue,black,brown", BLUES),
    ("form", False, WORDS, "color=a%2Cb,c", ["a,b", "c"]),
    ("form", False, NUMBERS, "color=1%2C2", [1, 2]),
    ("form", False, NUMBERS, "color=", []),
    ("form", False, COLOR, "color=R,100,G,200,B,150", RGB),
    ("form", True, COLOR, "R=100&G=200&B=150&other=1", RGB),
    ("spaceDelimited", False, WORDS, "color=blue%20black%20brown", BLUES),
    ("spaceDelimited", False, WORDS, "color=blue+black+brown", BLUES),
    ("spaceDelimited", False, COLOR, "color=R%20100%20G%20200%20B%20150", RGB),
    ("pipeDelimited", False, WORDS, "color=blue%7Cblack%7cbrown", BLUES),
    ("pipeDelimited", False, WORDS, "color=blue|black|brown", BLUES),
    ("pipeDelimited", False, COLOR, "color=R%7C100%7CG%7C200%7CB%7C150", RGB),
    ("spaceDelimited", True, WORDS, "color=blue&color=black", ["blue", "black"]),
    ("deepObject", True, COLOR, "color[R]=100&color[G]=200&color[B]=150", RGB),
    ("deepObject", True, COLOR, "color%5BR%5D=100&color%5bG%5d=200&color[B]=150", RGB),
    ("deepObject", True, {"type": "object"}, "color[a][b]=x&color[c]=y", {"a": {"b": "x"}, "c": "y"}),
    (
        "deepObject",
        True,
        {"type": "object", "properties": {"list": {"type": "array", "items": COLOR}}},
        "color[list][0][R]=1&color[list][0][G]=2&color[list][0][B]=3",
        {"list": [{"R": 1, "G": 2, "B": 3}]},
    ),
    ("deepObject", True, {"anyOf": [{"type": "integer"}, COLOR]}, "color=7", 7),
    ("form", True, {"anyOf": [{"type": "integer"}, NUMBERS]}, "color=7", 7),
    ("form", True, {"anyOf": [{"type": "integer"}, NUMBERS]}, "color=7&color=8", [7, 8]),
]


@pytest.mark.parametrize(("style", "explode", "schema", "sent", "value"), QUERY_ROWS)
def test_query(tmp_path: Path, style: str, explode: bool, schema: Any, sent: str, value: Any) -> None:
    assert app(tmp_path, schema, "query", style, explode).given("GET", f"/x?{sent}") == {"color": value}


HEADER_ROWS = [
    (False, STRING, [("color", "blue")], "blue"),
    (False, STRING, [("Color", "a%20b")], "a%20b"),
    (False, WORDS, [("COLOR", "blue, black,brown")], BLUES),
    (False, WORDS, [("color", "blue,black"), ("color", "brown")], BLUES),
    (False, COLOR, [("color", "R,100,G,200,B,150")], RGB),
    (True, COLOR, [("color", "R=100, G=200, B=150")], RGB),
]


@pytest.mark.parametrize(("explode", "schema", "lines", "value"), HEADER_ROWS)
def test_header(tmp_path: Path, explode: bool, schema: Any, lines: Any, value: Any) -> None:
    assert app(tmp_path, schema, "header", "simple", explode).given("GET", "/x", headers=lines) == {"color": value}


COOKIE_ROWS = [
    ("form", True, STRING, "color=blue; other=1", "blue"),
    ("form", True, STRING, "color=a%20b", "a b"),
    ("cookie", True, STRING, "color=a%20b", "a%20b"),
    ("form", False, WORDS, "color=blue,black,brown", BLUES),
    ("cookie", True, WORDS, "color=blue; color=black; color=brown", BLUES),
    ("form", False, COLOR, "color=R,100,G,200,B,150", RGB),
    ("cookie", True, COLOR, "R=100; G=200; B=150", RGB),
]


@pytest.mark.parametrize(("style", "explode", "schema", "sent", "value"), COOKIE_ROWS)
def test_cookie(tmp_path: Path, style: str, explode: bool, schema: Any, sent: str, value: Any) -> None:
    single = app(tmp_path, schema, "cookie", style, explode)
    assert single.given("GET", "/x", headers={"cookie": sent}) == {"color": value}


@pytest.mark.parametrize(
    ("location", "style", "explode", "schema", "target"),
    [
        ("path", "label", False, STRING, "/x/blue"),
        ("path", "matrix", False, WORDS, "/x/;colour=blue"),
        ("path", "simple", False, COLOR, "/x/R,100,G"),
        ("path", "simple", True, COLOR, "/x/R,100"),
        ("query", "form", True, STRING, "/x?color=a&color=b"),
        ("query", "form", False, WORDS, "/x?color=a&color=b"),
        ("query", "form", True, NUMBERS, "/x?color=1&color=x"),
        ("query", "form", True, STRING, "/x?color=%FF"),
        ("query", "deepObject", True, COLOR, "/x?color[R]=1&color[R][a]=2"),
        ("query", "deepObject", True, {"type": "object"}, "/x?color" + "[a]" * 9 + "=1"),
        ("query", "deepObject", True, COLOR, "/x?color[R]=1&color[R]=2&color[G]=1&color[B]=1"),
        ("path", "simple", False, STRING, "/x/%FF"),
    ],
)
def test_refused(tmp_path: Path, location: str, style: str, explode: bool, schema: Any, target: str) -> None:
    answer = app(tmp_path, schema, location, style, explode).ask("GET", target)
    assert answer.status == 400
    assert answer.json["errors"][0]["in"] == location
    assert answer.json["errors"][0]["name"] == "color"


def test_content_is_json(tmp_path: Path) -> None:
    single = app(tmp_path, COLOR, "query", "form", explode=True, media_type="application/json")
    sent = quote('{"R":100,"G":200,"B":150}')
    assert single.given("GET", f"/x?color={sent}") == {"color": RGB}
    assert single.ask("GET", f"/x?color={quote('{')}").status == 400


@pytest.mark.parametrize(
    ("media_type", "sent"),
    [
        ("application/x-www-form-urlencoded", "R=100&G=200&B=150"),
        ("application/json", quote('{"R":100,"G":200,"B":150}')),
    ],
)
def test_whole_query_string(tmp_path: Path, media_type: str, sent: str) -> None:
    single = app(tmp_path, COLOR, "querystring", "form", explode=True, media_type=media_type)
    assert single.given("GET", f"/x?{sent}") == {"color": RGB}
    assert single.given("GET", "/x") == {"color": None}


def test_an_exploded_object_leaves_other_parameters_alone(tmp_path: Path) -> None:
    parameters = (
        Parameter(name="limit", into="limit", location="query", style="form", explode=True, schema="#/n"),
        Parameter(name="rest", into="rest", location="query", style="form", explode=True, schema="#/any"),
    )
    operation = Operation(
        pointer="#/o", id="o", method="GET", path="/x", handler="o", parameters=parameters, responses=(DONE,)
    )
    schemas = judge(tmp_path, {"#/n": {"type": "integer"}, "#/any": {"type": "object", "additionalProperties": STRING}})
    single = serve(schemas, operation, {"limit": int | None, "rest": dict[str, str] | None})
    assert single.given("GET", "/x?limit=3&a=1&b=2") == {"limit": 3, "rest": {"a": "1", "b": "2"}}
    assert single.given("GET", "/x?limit=3") == {"limit": 3, "rest": None}
