"""Request bodies: what is read, what is refused, and how."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from single import DONE, Single, judge, serve

from handfast.runtime import Body, Content, Model, Operation, Upload

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "age": {"type": "integer"},
        "nick": {"type": ["string", "null"]},
        "born": {"type": "string", "format": "date-time"},
    },
}


class Pet(Model):
    name: str
    age: int | None = None
    nick: str | None = None
    born: datetime | None = None


def app(
    folder: Path, schema: Any = PET, hint: Any = Pet, *media_types: str, required: bool = True, **settings: Any
) -> Single:
    content = tuple(
        Content(media_type=name, schema="#/s" if schema is not None else None)
        for name in media_types or ("application/json",)
    )
    operation = Operation(
        pointer="#/o",
        id="o",
        method="POST",
        path="/x",
        handler="o",
        body=Body(content=content, required=required),
        responses=(DONE,),
    )
    hints = {"body": hint, **({"content_type": str | None} if len(content) > 1 else {})}
    return serve(judge(folder, {"#/s": schema if schema is not None else True}), operation, hints, **settings)


def post(single: Single, body: bytes, content_type: str | None = "application/json", **more: Any) -> Any:
    headers = {"content-type": content_type} if content_type is not None else {}
    return single.ask("POST", "/x", headers=headers, body=body, **more)


def test_a_body_becomes_a_dto(tmp_path: Path) -> None:
    body = app(tmp_path).given("POST", "/x", json_body={"name": "a", "age": 1.0, "nick": None, "other": [1]})["body"]
    assert isinstance(body, Pet)
    assert (body.name, body.age, body.model_extra) == ("a", 1, {"other": [1]})
    assert body.model_fields_set == {"name", "age", "nick", "other"}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"", "is required"),
        (b"{", "is not JSON"),
        (b'{"name":"a",}', "is not JSON"),
        (b'\xef\xbb\xbf{"name":"a"}', "byte order mark"),
        (b'{"name":"\xff"}', "is not JSON"),
        (b'{"name":"\\ud800"}', "surrogate that stands alone"),
        (b'{"name":"a","age":NaN}', "is not JSON"),
        (b'{"name":"a","x":1e400}', "number that is too large"),
        (b'{"name":"a","x":[{"y":-1e999}]}', "number that is too large"),
        (b'{"name":"a","age":' + b"1" * 5000 + b"}", "is not JSON"),
        (b'{"name":"a","name":"b"}', "comes twice"),
        (b'{"name":"a","x":{"\\u0061":1,"a":2}}', "comes twice"),
        (b'{"name":"a\\"b\\\\","x":"\\\\\\"", "x":"q"}', "comes twice"),
        (b"[" * 100_000 + b"]" * 100_000, "recursion limit"),
        (b'{"a":' * 300 + b"1" + b"}" * 300, "recursion limit"),
        (b'{"name":"a"} {}', "is not JSON"),
        (b"\x00", "is not JSON"),
    ],
)
def test_unreadable(tmp_path: Path, sent: bytes, message: str) -> None:
    single = app(tmp_path)
    answer = post(single, sent)
    assert answer.status == 400
    assert message in answer.json["errors"][0]["message"]
    assert single.calls == []


@pytest.mark.parametrize(
    "sent",
    [
        b'{"name":"a\\"b\\\\","x":"\\\\\\"","y":["\\"","\\\\"],"z":"\\u0022"}',
        b'{"name":"Infinity"}',
        b'{"name":"a","x":1e308,"y":0.1e-400,"z":123456789012345678901234567890}',
        b'{"name":"' + "é😀".encode() + b'","x":{"":{"":""}}}',
        b' \n\t{"name" : "a"}\r ',
        b'{"name":"a","x":' + b"[" * 150 + b"]" * 150 + b"}",
    ],
)
def test_readable(tmp_path: Path, sent: bytes) -> None:
    body = app(tmp_path).given("POST", "/x", body=sent, headers={"content-type": "application/json"})["body"]
    assert body.model_dump(exclude_unset=True, mode="json") == json.loads(sent)


def test_every_violation_is_listed_without_values(tmp_path: Path) -> None:
    answer = app(tmp_path).ask("POST", "/x", json_body={"name": "", "age": "s3cret", "born": "s3cret"})
    errors = {one["pointer"]: (one["rule"], one["in"]) for one in answer.json["errors"]}
    assert errors == {
        "/name": ("#/s/properties/name/minLength", "body"),
        "/age": ("#/s/properties/age/type", "body"),
        "/born": ("#/s/properties/born/format", "body"),
    }
    assert b"s3cret" not in answer.body


def test_a_huge_wrong_body_is_refused_at_once(tmp_path: Path) -> None:
    schema = {"anyOf": [{"type": "array", "items": {"type": kind}} for kind in ("string", "boolean")]}
    answer = app(tmp_path, schema, Any).ask("POST", "/x", json_body=[1] * 200_000)
    assert "too large to say where" in answer.json["errors"][0]["message"]


def test_what_python_cannot_hold(tmp_path: Path) -> None:
    answer = app(tmp_path).ask("POST", "/x", json_body={"name": "a", "born": "2016-12-31T23:59:60Z"})
    assert answer.status == 422
    assert "can't be held by this service at /born" in answer.json["detail"]


def test_whole_floats_are_integers(tmp_path: Path) -> None:
    assert app(tmp_path).given("POST", "/x", json_body={"name": "a", "age": 1e30})["body"].age == 10**30


@pytest.mark.parametrize(
    ("declared", "sent", "status"),
    [
        ("application/json", "application/json; charset=utf-8", 204),
        ("application/json", 'application/JSON; charset="UTF-8"', 204),
        ("application/json; charset=utf-8", "application/json", 204),
        ("application/json", "application/json; charset=latin-1", 415),
        ("application/json", "application/merge-patch+json", 415),
        ("application/json", "text/plain", 415),
        ("application/json", "nonsense", 415),
        ("application/json", "", 415),
        ("application/json", None, 415),
        ("application/*", "application/json", 204),
        ("*/*", "application/vnd.x+json", 204),
        ("application/*+json", "application/vnd.x+json", 204),
        ("application/*+json", "application/json", 415),
        ("application/json; v=1", "application/json; v=1", 204),
        ("application/json; v=1", "application/json; v=2", 415),
    ],
)
def test_content_types(tmp_path: Path, declared: str, sent: str | None, status: int) -> None:
    assert post(app(tmp_path, PET, Pet, declared), b'{"name":"a"}', sent).status == status


def test_415_says_what_is_taken(tmp_path: Path) -> None:
    answer = post(app(tmp_path), b"x", "text/plain")
    assert answer.headers["accept"] == "application/json"
    headers = [("content-type", "application/json"), ("content-type", "text/plain")]
    assert app(tmp_path).ask("POST", "/x", headers=headers, body=b"{}").status == 415


def test_several_media_types(tmp_path: Path) -> None:
    single = app(tmp_path, None, Any, "application/json", "text/*", "application/octet-stream", "*/*")
    assert single.given("POST", "/x", json_body=[1]) == {"body": [1], "content_type": "application/json"}
    for sent, body in (("text/csv", "é"), ("application/octet-stream", [b"\xc3\xa9"]), ("image/png", [b"\xc3\xa9"])):
        given = single.given("POST", "/x", body=b"\xc3\xa9", headers={"content-type": sent})
        assert given == {"body": body, "content_type": sent}


def test_text(tmp_path: Path) -> None:
    single = app(tmp_path, {"type": "string", "maxLength": 3}, str, "text/plain", "application/yaml")
    for content_type, sent, text in (("text/plain; charset=latin-1", b"\xe9", "é"), ("application/yaml", b"a:", "a:")):
        assert single.given("POST", "/x", body=sent, headers={"content-type": content_type})["body"] == text
    assert post(single, b"abcd", "text/plain").status == 400
    assert post(single, b"\xff", "text/plain").status == 400
    assert post(single, b"a", "text/plain; charset=none-such").status == 415
    assert post(single, b"a", "text/plain; charset=base64").status == 415


def test_an_optional_body(tmp_path: Path) -> None:
    single = app(tmp_path, PET, Pet | None, required=False)
    assert single.given("POST", "/x") == {"body": None}
    assert single.given("POST", "/x", headers={"content-type": "application/json"}) == {"body": None}
    assert single.given("POST", "/x", json_body={"name": "a"})["body"] == Pet(name="a")
    assert post(single, b"null").status == 400


@pytest.mark.parametrize("announced", [True, False])
def test_size_limit(tmp_path: Path, announced: bool) -> None:
    single = app(tmp_path, body_limit=100)
    sent = json.dumps({"name": "a" * 200}).encode()
    headers = {"content-type": "application/json", **({"content-length": str(len(sent))} if announced else {})}
    assert single.ask("POST", "/x", headers=headers, body=[sent[:50], sent[50:]]).status == 413
    assert single.ask("POST", "/x", json_body={"name": "a"}).status == 204
    huge = {"content-type": "application/json", "content-length": "9" * 400}
    assert single.ask("POST", "/x", headers=huge, body=b"{}").status == 413


def test_the_environment_sets_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_BODY_LIMIT", "20")
    assert app(tmp_path / "a").ask("POST", "/x", json_body={"name": "a" * 20}).status == 413
    assert app(tmp_path / "b", body_limit=100).ask("POST", "/x", json_body={"name": "a" * 20}).status == 204
    monkeypatch.setenv("HANDFAST_BODY_LIMIT", "ten")
    with pytest.raises(ValueError, match="must be a number of bytes"):
        app(tmp_path / "c")


def test_a_raw_body(tmp_path: Path) -> None:
    single = app(tmp_path, {"type": "string", "format": "binary"}, AsyncIterator[bytes], "image/*")
    given = single.given("POST", "/x", body=[b"a", b"", b"b"], headers={"content-type": "image/png"})
    assert given == {"body": [b"a", b"b"]}


# --- forms ------------------------------------------------------------------------------------------------------------

FORM = {
    "type": "object",
    "required": ["user"],
    "additionalProperties": False,
    "properties": {
        "user": {"type": "string"},
        "age": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "address": {"type": "object", "properties": {"zip": {"type": "string"}}},
        "file": {"type": "string", "format": "binary", "minLength": 2},
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
    },
}
URLENCODED = "application/x-www-form-urlencoded"


def test_urlencoded(tmp_path: Path) -> None:
    single = app(tmp_path, FORM, dict[str, Any], URLENCODED)
    sent = b"user=a+b%26&age=3&tags=x&tags=y&address=%7B%22zip%22%3A%221%22%7D"
    body = single.given("POST", "/x", body=sent, headers={"content-type": URLENCODED})["body"]
    assert body == {"user": "a b&", "age": 3, "tags": ["x", "y"], "address": {"zip": "1"}}


@pytest.mark.parametrize(
    "sent", [b"age=3", b"user=a&age=x", b"user=a&user=b", b"user=a&more=1", b"user=%FF", b"user=a&address=%7B"]
)
def test_urlencoded_refused(tmp_path: Path, sent: bytes) -> None:
    assert post(app(tmp_path, FORM, dict[str, Any], URLENCODED), sent, URLENCODED).status == 400


def test_urlencoded_encoding(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "array", "items": {"type": "integer"}}, "o": {"type": "object"}},
    }
    content = Content(
        media_type=URLENCODED,
        schema="#/s",
        encoding={"a": {"style": "pipeDelimited", "explode": False}, "o": {"style": "deepObject", "explode": True}},
    )
    operation = Operation(
        pointer="#/o", id="o", method="POST", path="/x", handler="o", body=Body(content=(content,)), responses=(DONE,)
    )
    single = serve(judge(tmp_path, {"#/s": schema}), operation, {"body": Any})
    given = single.given("POST", "/x", body=b"a=1%7C2&o[x][y]=z&q=1", headers={"content-type": URLENCODED})
    assert given["body"] == {"a": [1, 2], "o": {"x": {"y": "z"}}, "q": "1"}


def multipart(*parts: tuple[str, bytes]) -> bytes:
    """A multipart body with the boundary `b`."""
    lines = b"".join(
        b"--b\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + body + b"\r\n"
        for head, body in parts
    )
    return lines + b"--b--\r\n"


MULTIPART = "multipart/form-data; boundary=b"


def test_multipart(tmp_path: Path) -> None:
    single = app(tmp_path, FORM, dict[str, Any], "multipart/form-data")
    sent = multipart(
        ('name="user"', b"a"),
        ('name="age"', b"3"),
        ('name="address"; filename="blob"\r\nContent-Type: application/json', b'{"zip":"1"}'),
        ('name="file"; filename="../../x.png"\r\nContent-Type: image/png', b"\x00\xff"),
        ('name="files"; filename="1"', b""),
        ('name="files"', b"text"),
    )
    body = single.given("POST", "/x", body=[sent[:40], sent[40:]], headers={"content-type": MULTIPART})["body"]
    assert (body["user"], body["age"], body["address"]) == ("a", 3, {"zip": "1"})
    assert isinstance(body["file"], Upload)
    assert (body["file"].filename, body["file"].content_type, body["file"].size) == ("../../x.png", "image/png", 2)
    assert [one.size for one in body["files"]] == [0, 4]


@pytest.mark.parametrize(
    "sent",
    [
        multipart(('name="age"', b"3")),
        multipart(('name="user"', b"a"), ('name="age"', b"x")),
        multipart(('name="user"', b"a"), ('name="file"; filename="f"', b"1")),
        multipart(('name="user"', b"a"), ('name="more"', b"1")),
        multipart(('name="user"', b"a"), ('name="user"', b"b")),
        multipart(('name="user"; filename="f"', b"\xff")),
        multipart(("filename=x", b"a")),
        b"--b\r\n",
        b"nonsense",
        multipart(('name="user"', b"a"), *[('name="tags"', b"x")] * 1100),
    ],
)
def test_multipart_refused(tmp_path: Path, sent: bytes) -> None:
    answer = post(app(tmp_path, FORM, dict[str, Any], "multipart/form-data"), sent, MULTIPART)
    assert answer.status == 400


def test_multipart_limits(tmp_path: Path) -> None:
    single = app(tmp_path, FORM, dict[str, Any], "multipart/form-data", body_limit=3_000_000)
    big = multipart(('name="user"', b"a"), ('name="file"; filename="f"', b"x" * 2_000_000))
    assert single.given("POST", "/x", body=big, headers={"content-type": MULTIPART})["body"]["file"].size == 2_000_000
    bigger = multipart(('name="user"', b"a"), ('name="file"; filename="f"', b"x" * 4_000_000))
    assert post(single, bigger, MULTIPART).status == 413
    assert post(single, big, "multipart/form-data").status == 400
