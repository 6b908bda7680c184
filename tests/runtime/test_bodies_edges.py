"""Edges of bodies: quoted media type parameters, encoded bytes, and the place and rule of every violation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from single import DONE, Single, judge, serve

from handfast.runtime import Body, Content, Operation, Parameter, media
from handfast.runtime.accept import accepted

OBJECT = {"type": "object", "properties": {"a": {"type": "integer"}, "n~/": {"type": "integer"}}}


def app(folder: Path, media_type: str, schema: Any, hint: Any, *, encoding: Any = None, **body: Any) -> Single:
    content = Content(media_type=media_type, schema="#/s", encoding=encoding or {})
    parameters = (ENCODING,) if "may_be_encoded" in body else ()
    operation = Operation(
        pointer="#/o",
        id="o",
        method="POST",
        path="/x",
        handler="o",
        body=Body(content=(content,), required=True, **body),
        responses=(DONE,),
        parameters=parameters,
    )
    hints = {"body": hint} | ({"encoding": str | None} if parameters else {})
    return serve(judge(folder, {"#/s": schema, "#/e": {"enum": ["gzip"]}}), operation, hints)


ENCODING = Parameter(name="Content-Encoding", into="encoding", location="header", schema="#/e")


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ('a/b; x="1;2"; y=3', {"x": "1;2", "y": "3"}),
        (r'a/b; x="\"; y=1\\"; z=2', {"x": '"; y=1\\', "z": "2"}),
        ('a/b; x="open; y=1', {"x": '"open; y=1'}),
        ('a/b;;x="";', {"x": ""}),
        ('a/b; charset="UTF-8"', {"charset": "utf-8"}),
    ],
)
def test_semicolons_inside_quotes(text: str, parameters: dict[str, str]) -> None:
    parsed = media.parse(text)
    assert parsed is not None
    assert parsed.parameters == parameters
    found = accepted([text])
    assert found is not None
    assert [dict(one.parameters) for one, _ in found.ranges] == [parameters]


def test_encoded_bytes_are_taken_where_the_encoding_is_declared(tmp_path: Path) -> None:
    binary = {"type": "string", "format": "binary"}
    single = app(tmp_path, "application/octet-stream", binary, AsyncIterator[bytes], may_be_encoded=True)
    head = {"content-type": "application/octet-stream"}
    given = single.given("POST", "/x", headers={**head, "content-encoding": "gzip"}, body=b"\x1f\x8b")
    assert given == {"body": [b"\x1f\x8b"], "encoding": "gzip"}
    assert single.given("POST", "/x", headers=head, body=b"a") == {"body": [b"a"], "encoding": None}
    assert single.ask("POST", "/x", headers={**head, "content-encoding": "br"}, body=b"a").status == 400


@pytest.mark.parametrize(
    ("media_type", "schema", "hint", "is_declared"),
    [
        ("application/json", OBJECT, Any, True),
        ("application/x-www-form-urlencoded", OBJECT, dict[str, Any], True),
        ("text/plain", {}, str, True),
        ("application/octet-stream", {}, AsyncIterator[bytes], False),
    ],
)
def test_other_encoded_bodies_are_refused(
    tmp_path: Path, media_type: str, schema: Any, hint: Any, *, is_declared: bool
) -> None:
    more = {"may_be_encoded": True} if is_declared else {}
    single = app(tmp_path, media_type, schema, hint, **more)
    answer = single.ask("POST", "/x", headers={"content-type": media_type, "content-encoding": "gzip"}, body=b"1")
    assert (answer.status, answer.headers["accept-encoding"]) == (415, "identity")
    assert single.calls == []


def _violation(answer: Any) -> tuple[str, str, str]:
    [one] = answer.json["errors"]
    return one["pointer"], one["rule"], one["message"]


def test_a_missing_body_names_the_schema_that_wants_it(tmp_path: Path) -> None:
    single = app(tmp_path, "application/json", OBJECT, Any)
    answer = single.ask("POST", "/x", headers={"content-type": "application/json"})
    assert (answer.status, _violation(answer)) == (400, ("", "#/s", "is required"))


@pytest.mark.parametrize("sent", ["a=1&a=2", "a=1&b=2&a=1"])
def test_the_place_of_a_field_that_is_given_twice(tmp_path: Path, sent: str) -> None:
    form = "application/x-www-form-urlencoded"
    single = app(tmp_path, form, OBJECT, dict[str, Any])
    answer = single.ask("POST", "/x", headers={"content-type": form}, body=sent.encode())
    assert (answer.status, _violation(answer)) == (400, ("/a", "#/s", "field `a` is given more than once"))


@pytest.mark.parametrize(("sent", "pointer"), [("n~/=1&n~/=2", "/n~0~1"), ("z=1&z=2", "/z")])
def test_the_place_of_any_field(tmp_path: Path, sent: str, pointer: str) -> None:
    form = "application/x-www-form-urlencoded"
    single = app(tmp_path, form, {**OBJECT, "additionalProperties": {"type": "integer"}}, dict[str, Any])
    answer = single.ask("POST", "/x", headers={"content-type": form}, body=sent.encode())
    assert _violation(answer)[:2] == (pointer, "#/s")


def test_the_place_of_a_part_that_is_given_twice(tmp_path: Path) -> None:
    single = app(tmp_path, "multipart/form-data", OBJECT, dict[str, Any])
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    head = {"content-type": "multipart/form-data; boundary=b"}
    answer = single.ask("POST", "/x", headers=head, body=part * 2 + b"--b--\r\n")
    assert (answer.status, _violation(answer)) == (400, ("/a", "#/s", "part `a` is given more than once"))


@pytest.mark.parametrize(
    ("schema", "parts", "value"),
    [
        (OBJECT, [b"<x><a>1</a></x>"], {"a": 1}),
        ({"type": "array", "items": OBJECT}, [b"<x><a>1</a></x>", b"<x/>"], [{"a": 1}, {}]),
    ],
)
@pytest.mark.parametrize("said", [b"\r\nContent-Type: application/xml", b""])
def test_parts_that_are_xml(tmp_path: Path, schema: Any, parts: list[bytes], value: Any, said: bytes) -> None:
    form = {"type": "object", "properties": {"p": schema}}
    encoding = {"p": {"contentType": "application/xml"}}
    single = app(tmp_path, "multipart/form-data", form, dict[str, Any], encoding=encoding)
    start = b'--b\r\nContent-Disposition: form-data; name="p"' + said + b"\r\n\r\n"
    head = {"content-type": "multipart/form-data; boundary=b"}
    sent = b"".join(start + part + b"\r\n" for part in parts) + b"--b--\r\n"
    assert single.given("POST", "/x", headers=head, body=sent)["body"] == {"p": value}
    broken = single.ask("POST", "/x", headers=head, body=start + b"<x>\r\n--b--\r\n")
    assert (broken.status, _violation(broken)[0]) == (400, "/p")


def test_two_content_types_are_none(tmp_path: Path) -> None:
    single = app(tmp_path, "application/json", OBJECT, dict[str, Any])
    twice = [("content-type", "application/json"), ("content-type", "application/json")]
    answer = single.ask("POST", "/x", headers=twice, body=b"{}")
    assert (answer.status, answer.json["detail"], single.calls) == (
        415,
        "the request has more than one content type",
        [],
    )


@pytest.mark.parametrize(
    ("encoding", "status"), [("identity", 204), (" Identity ", 204), ("", 204), ("gzip", 415), ("identity, gzip", 415)]
)
def test_a_body_that_is_encoded_as_itself_is_not_encoded(tmp_path: Path, encoding: str, status: int) -> None:
    single = app(tmp_path, "application/json", OBJECT, dict[str, Any])
    headers = {"content-type": "application/json", "content-encoding": encoding}
    assert single.ask("POST", "/x", headers=headers, body=b"{}").status == status


@pytest.mark.parametrize("chunks", [1, 3])
@pytest.mark.parametrize(("excess", "status"), [(0, 204), (1, 413)])
def test_a_body_of_exactly_the_limit_by_the_long_way(tmp_path: Path, chunks: int, excess: int, status: int) -> None:
    content = Content(media_type="application/json", schema="#/s")
    body = Body(content=(content,), required=True)
    operation = Operation(pointer="#/o", id="o", method="POST", path="/x", handler="o", body=body, responses=(DONE,))
    single = serve(judge(tmp_path, {"#/s": OBJECT}), operation, {"body": dict[str, Any]}, body_limit=30)
    text = b'{"b":"\\n"}'.ljust(30 + excess)  # what is escaped goes the long way
    size = -(-len(text) // chunks)
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    for headers in ({}, {"content-length": str(len(text))}):
        answer = single.ask("POST", "/x", headers={"content-type": "application/json", **headers}, body=pieces)
        assert (answer.status, answer.failure) == (status, None)
