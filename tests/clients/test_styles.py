"""What a client writes, the run-time reads: every location, style and explode, for any value that they can carry."""

from __future__ import annotations

import json
import string
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.emit.client_python.shipped.declare import Operation, Parameter
from handfast.emit.client_python.shipped.requests import request_of
from handfast.emit.client_typescript import Toolchain
from handfast.runtime import Judge
from handfast.runtime import Parameter as Declared
from handfast.runtime.parameters import decoders
from handfast.runtime.wire import Wire, raw_path

OBJECT = {
    "type": "object",
    "required": ["R", "G"],
    "properties": {"R": {"type": "integer"}, "G": {"type": "string"}, "B": {"type": "boolean"}},
    "additionalProperties": False,
}
SCHEMAS = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "number": {"type": "number"},
    "array": {"type": "array", "items": {"type": "string"}},
    "numbers": {"type": "array", "items": {"type": "integer"}},
    "object": OBJECT,
    "deep": {
        "type": "object",
        "properties": {"color": OBJECT, "tags": {"type": "array", "items": {"type": "string"}}},
        "required": ["color"],
    },
}
KINDS = ("string", "integer", "boolean", "number", "array", "numbers", "object")
ROWS = [
    *(
        ("path", style, explode, kind)
        for style in ("simple", "label", "matrix")
        for explode in (False, True)
        for kind in KINDS
    ),
    *(("query", "form", explode, kind) for explode in (False, True) for kind in KINDS),
    *(
        ("query", style, False, kind)
        for style in ("spaceDelimited", "pipeDelimited")
        for kind in ("array", "numbers", "object")
    ),
    ("query", "deepObject", True, "object"),
    ("query", "deepObject", True, "deep"),
    *(("header", "simple", explode, kind) for explode in (False, True) for kind in KINDS),
    *(("cookie", "form", explode, kind) for explode in (False, True) for kind in KINDS),
]
LIMITS = {
    "label": ".",  # a dot is unreserved: percent-encoding does not keep it from parting values
    "spaceDelimited": " ",
    "pipeDelimited": "|",
}
"""What a style can't carry inside a value: its own delimiter."""


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    path = tmp_path_factory.mktemp("judge") / "schemas.json"
    definitions = {f"#/{name}": schema for name, schema in SCHEMAS.items()}
    path.write_text(json.dumps({"schemas": {"$defs": definitions}, "request": {}, "response": {}}))
    return Judge(path)


def texts(location: str, style: str) -> st.SearchStrategy[str]:
    """Any text that a style can carry in its location."""
    if location == "header":
        return st.text(string.ascii_letters + 'éß漢 -_/:;%&+"', min_size=1, max_size=8).map(str.strip).filter(bool)
    kept = LIMITS.get(style, "") + "\0"  # no text on the wire holds a NUL
    alphabet = st.characters(exclude_categories=("Cs",), exclude_characters=kept)
    found = st.text(alphabet, min_size=1, max_size=8)
    return found.filter(lambda text: text not in (".", "..")) if location == "path" else found


def values(kind: str, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Values of a schema."""
    integers = st.integers(-(10**20), 10**20)
    objects = st.fixed_dictionaries({"R": integers, "G": text}, optional={"B": st.booleans()})
    return {
        "string": text,
        "integer": integers,
        "boolean": st.booleans(),
        "number": st.floats(allow_nan=False, allow_infinity=False) | integers,
        "array": st.lists(text, min_size=1, max_size=4),
        "numbers": st.lists(integers, min_size=1, max_size=4),
        "object": objects,
        "deep": st.fixed_dictionaries({"color": objects}, optional={"tags": st.lists(text, min_size=1, max_size=3)}),
    }[kind]


def read(judge: Judge, location: Any, style: Any, explode: bool, kind: str, value: Any) -> Any:
    """What the run-time reads where a client has written a value."""
    parameter = Parameter(name="color", location=location, style=style, explode=explode)
    request = request_of(
        Operation(method="GET", path="/x/{color}/y" if location == "path" else "/x", parameters=(parameter,)), (value,)
    )
    path, _, query = request.target.partition("?")
    scope = {
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "headers": [(name.lower().encode(), text.encode()) for name, text in request.headers],
    }
    segments = raw_path(scope, unquote(path)).split("/")
    wire = Wire(scope, {"color": segments[2]} if location == "path" else {})
    declared = Declared(
        name="color", into="color", location=location, style=style, explode=explode, schema=f"#/{kind}", required=True
    )
    found: dict[str, Any] = {}
    violations: list[Any] = []
    decoders(judge, [declared], {})[0].decode(wire, found, violations)
    assert violations == [], request
    return found["color"]


@pytest.mark.parametrize(("location", "style", "explode", "kind"), ROWS)
@given(choices=st.data())
@settings(max_examples=25, deadline=None)
def test_a_value_arrives_as_it_was_given(
    judge: Judge, location: str, style: str, *, explode: bool, kind: str, choices: st.DataObject
) -> None:
    value = choices.draw(values(kind, texts(location, style)))
    assert read(judge, location, style, explode, kind, value) == value


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_segment_that_would_vanish_is_refused(value: str) -> None:
    parameter = Parameter(name="id", location="path", style="simple")
    with pytest.raises(ValueError, match="can't be"):
        request_of(Operation(method="DELETE", path="/users/{id}", parameters=(parameter,)), (value,))


def test_a_header_can_not_end_its_line() -> None:
    parameter = Parameter(name="X-A", location="header", style="simple")
    with pytest.raises(ValueError, match="X-A"):
        request_of(Operation(method="GET", path="/", parameters=(parameter,)), ("a\r\nX-B: c",))


def test_json_content_and_whole_queries(judge: Judge) -> None:
    content = Parameter(name="q", location="query", media_type="application/json")
    operation: Operation[None] = Operation(method="GET", path="/x", parameters=(content,))
    assert request_of(operation, ({"a": [1, "é"]},)).target == "/x?q=%7B%22a%22%3A%5B1%2C%22%C3%A9%22%5D%7D"
    whole = Parameter(name="q", location="querystring", media_type="application/x-www-form-urlencoded")
    operation = Operation(method="GET", path="/x", parameters=(whole,))
    assert request_of(operation, ({"a": 1, "b": ["x&", "y"]},)).target == "/x?a=1&b=x%26&b=y"


def cases() -> Iterator[tuple[dict[str, Any], Any]]:
    """Parameters and values that both clients must write alike."""
    samples = {
        "string": ["a b", "é/?#&=+%,;:@!$'()*~", "1"],
        "integer": [0, -12],
        "boolean": [True, False],
        "array": [["a", "b,c", "d e|f"], ["x"]],
        "numbers": [[1, 2]],
        "object": [{"R": 1, "G": "a=b&c", "B": True}],
        "deep": [{"color": {"R": 1, "G": "x"}, "tags": ["a", "b"]}],
    }
    for location, style, explode, kind in ROWS:
        for value in samples.get(kind, []):
            yield {"name": "co lor", "location": location, "style": style, "explode": explode}, value
    for value in samples["string"]:
        yield {"name": "q", "location": "query", "style": "form", "explode": True, "allow_reserved": True}, value
    yield {"name": "q", "location": "query", "media_type": "application/json"}, {"a": [1, "é"]}


PROGRAM = """
import { cookies, inHeader, pathOf, queryString } from "./package/dist/styles.js";
import { readFileSync } from "node:fs";
const written = JSON.parse(readFileSync(0, "utf-8")).map(([parameter, value]) => {
  const values = { [parameter.name]: value };
  switch (parameter.location) {
    case "path": return pathOf(`/x/{${parameter.name}}/y`, [parameter], values);
    case "query": return queryString([parameter], values);
    case "cookie": return cookies([parameter], values);
    default: return inHeader(parameter, value);
  }
});
process.stdout.write(JSON.stringify(written));
"""


def test_the_typescript_client_writes_the_same(
    npm: Toolchain, typescript: tuple[dict[str, str], str, bytes], tmp_path: Path
) -> None:
    listed = list(cases())
    for name, text in typescript[0].items():
        path = tmp_path / "package" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "program.mjs").write_text(PROGRAM)
    words = {"media_type": "mediaType", "allow_reserved": "allowReserved"}
    given_ = [[{words.get(key, key): one for key, one in parameter.items()}, value] for parameter, value in listed]
    done = subprocess.run(
        [npm.node, "program.mjs"], cwd=tmp_path, input=json.dumps(given_), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [written(parameter, value) for parameter, value in listed]


def written(parameter: dict[str, Any], value: Any) -> str:
    """The part of a request that carries the value, as the Python client writes it."""
    one = Parameter(**parameter)
    path = f"/x/{{{one.name}}}/y" if one.location == "path" else "/x"
    request = request_of(Operation(method="GET", path=path, parameters=(one,)), (value,))
    headers = dict(request.headers)
    match one.location:
        case "path":
            return request.target
        case "query":
            return request.target.partition("?")[2]
        case "cookie":
            return headers["Cookie"]
        case _:
            return headers[one.name]
