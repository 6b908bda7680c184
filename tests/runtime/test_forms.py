"""Multipart forms as their `encoding` declares them, and the class that each media type becomes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from single import DONE, Single, judge, serve

from handfast.runtime import Body, Content, Header, Model, Operation, Upload
from handfast.runtime.multipart import MOST_PARTS
from handfast.runtime.sizes import Sizes
from handfast.runtime.upload import MOST_IN_MEMORY, Spool

MULTIPART = "multipart/form-data; boundary=b"
BINARY = {"type": "string", "format": "binary"}


def app(folder: Path, properties: Any, encoding: Any = None, **more: Any) -> Single:
    schema = {"type": "object", "properties": properties, **more.pop("schema", {})}
    content = Content(media_type="multipart/form-data", schema="#/s", encoding=encoding or {})
    operation = Operation(
        pointer="#/o",
        id="o",
        method="POST",
        path="/x",
        handler="o",
        body=Body(content=(content,), required=True),
        responses=(DONE,),
    )
    return serve(judge(folder, {"#/s": schema}), operation, {"body": dict[str, Any]}, **more)


def part(name: str, body: bytes, *headers: str, filename: str | None = None) -> bytes:
    file = "" if filename is None else f'; filename="{filename}"'
    head = "\r\n".join([f'Content-Disposition: form-data; name="{name}"{file}', *headers])
    return b"--b\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n"


def post(single: Single, *parts: bytes, end: bytes = b"--b--\r\n", size: int = 100_000) -> Any:
    sent = b"".join(parts) + end
    chunks = [sent[start : start + size] for start in range(0, len(sent), size)]
    return single.ask("POST", "/x", headers={"content-type": MULTIPART}, body=chunks)


def accepted(single: Single, *parts: bytes, size: int = 100_000) -> dict[str, Any]:
    answer = post(single, *parts, size=size)
    assert answer.status == 204, (answer.body, answer.failure)
    found: dict[str, Any] = single.calls[-1]["body"]
    return found


def refused(single: Single, *parts: bytes) -> str:
    calls = len(single.calls)
    answer = post(single, *parts)
    assert (answer.status, answer.failure, len(single.calls)) == (400, None, calls)
    return str(answer.json["errors"][0]["message"])


TYPE = "Content-Type: "


@pytest.mark.parametrize("declared", ["image/png, image/jpeg", "image/*", "IMAGE/PNG"])
def test_the_content_type_of_a_part(tmp_path: Path, declared: str) -> None:
    single = app(tmp_path, {"photo": BINARY}, {"photo": {"contentType": declared}})
    photo = accepted(single, part("photo", b"\x00", TYPE + "image/png; a=b", filename="p"))["photo"]
    assert (photo.content_type, photo.size) == ("image/png; a=b", 1)
    assert accepted(single, part("photo", b"\x00"))["photo"].content_type == "application/octet-stream"
    assert refused(single, part("photo", b"", TYPE + "text/html", filename="p")).startswith("part `photo` must be")
    assert "content type is not one" in refused(single, part("photo", b"", TYPE + "png"))


def headers_app(folder: Path, *headers: Header, **schemas: Any) -> Single:
    """An app whose form has a file with these headers; their schemas are `#/NAME`."""
    schema = {"type": "object", "properties": {"file": BINARY, "note": {"type": "string"}}}
    fields = {"file": headers, "note": headers}
    content = Content(media_type="multipart/form-data", schema="#/s", part_headers=fields)
    body = Body(content=(content,), required=True)
    operation = Operation(pointer="#/o", id="o", method="POST", path="/x", handler="o", body=body, responses=(DONE,))
    keyed = {f"#/{name}": one for name, one in schemas.items()}
    return serve(judge(folder, {"#/s": schema, **keyed}), operation, {"body": dict[str, Any]})


def test_required_headers_of_a_part(tmp_path: Path) -> None:
    single = headers_app(tmp_path, Header(name="X-Sum", required=True), Header(name="X-Other"))
    found = accepted(single, part("file", b"a", "x-sum: 1"))["file"]
    assert (found.size, found.headers) == (1, {"X-Sum": "1"})
    assert refused(single, part("file", b"a", filename="f")) == "part `file` header X-Sum is required"
    assert refused(single, part("note", b"a")) == "part `note` header X-Sum is required"


def test_headers_of_a_part_are_judged_as_their_style_has_them(tmp_path: Path) -> None:
    single = headers_app(
        tmp_path,
        Header(name="X-Size", schema="#/size"),
        Header(name="X-Tags", schema="#/tags"),
        Header(name="X-Point", schema="#/point", explode=True),
        Header(name="X-Json", schema="#/json", media_type="application/json"),
        size={"type": "integer", "maximum": 9},
        tags={"type": "array", "items": {"type": "integer"}},
        point={"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}},
        json={"type": "object", "required": ["a"]},
    )
    sent = ["X-Size: 9", "X-Tags: 1, 2", "X-Tags: 3", "X-Point: x=1", 'X-Json: {"a":null}']
    found = accepted(single, part("file", b"", *sent))["file"]
    assert found.headers == {"X-Size": 9, "X-Tags": [1, 2, 3], "X-Point": {"x": 1}, "X-Json": {"a": None}}
    for wrong in ["X-Size: 10", "X-Size: a", "X-Size: 1\r\nX-Size: 1", "X-Tags: a", "X-Point: x,1", "X-Json: {}"]:
        assert f"header {wrong.partition(':')[0]}" in refused(single, part("file", b"", wrong)), wrong
        assert f"header {wrong.partition(':')[0]}" in refused(single, part("note", b"", wrong)), wrong


def test_json_in_parts(tmp_path: Path) -> None:
    point = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}
    properties = {"one": point, "many": {"type": "array", "items": point}, "flag": {}, "text": {"type": "string"}}
    single = app(tmp_path, properties)
    json = TYPE + "application/json"
    found = accepted(
        single,
        part("one", b'{"x":1}'),
        part("many", b'{"x":1}', json, filename="blob"),
        part("many", b'{"x":2}', json),
        part("flag", b"true", json),
        part("text", b'"a"', json),
    )
    assert found == {"one": {"x": 1}, "many": [{"x": 1}, {"x": 2}], "flag": True, "text": '"a"'}
    assert accepted(single, part("many", b'[{"x":1}]'))["many"] == [{"x": 1}]
    assert "is not JSON" in refused(single, part("one", b"{", json))
    assert "required property" in refused(single, part("one", b"{}"))
    assert "more than once" in refused(single, part("one", b"{}"), part("one", b"{}"))


def test_json_or_text_as_the_part_says(tmp_path: Path) -> None:
    single = app(tmp_path, {"a": {}}, {"a": {"contentType": "application/json, text/plain"}})
    assert accepted(single, part("a", b"1", TYPE + "text/plain"))["a"] == "1"
    assert accepted(single, part("a", b"1", TYPE + "application/json"))["a"] == 1
    assert accepted(single, part("a", b"1"))["a"] == 1


@pytest.mark.parametrize(
    ("encoding", "schema", "parts", "value"),
    [
        ({"style": "form", "explode": False}, {"type": "array"}, {"a": b"x,y"}, ["x", "y"]),
        ({"style": "pipeDelimited", "explode": False}, {"type": "array"}, {"a": b"x|y%z"}, ["x", "y%z"]),
        (
            {"style": "deepObject", "explode": True},
            {"type": "object"},
            {"a[b]": b"1+1&", "a[c]": b"2"},
            {"b": "1+1&", "c": "2"},
        ),
    ],
)
def test_styles(tmp_path: Path, encoding: Any, schema: Any, parts: Any, value: Any) -> None:
    single = app(tmp_path, {"a": schema}, {"a": encoding}, schema={"additionalProperties": False})
    assert accepted(single, *(part(name, body) for name, body in parts.items()))["a"] == value


def test_charsets(tmp_path: Path) -> None:
    single = app(tmp_path, {"a": {"type": "string"}})
    assert accepted(single, part("a", b"\xe9", TYPE + "text/plain; charset=latin-1"))["a"] == "é"
    assert post(single, part("a", b"\xe9", TYPE + "text/plain; charset=none")).status == 415
    assert "charset" in refused(single, part("a", b"\xe9"))
    assert "NUL" in refused(single, part("a", b"\x00"))


def test_files_and_texts(tmp_path: Path) -> None:
    single = app(tmp_path, {"files": {"type": "array", "items": BINARY}, "any": {}, "text": {"type": "string"}})
    found = accepted(
        single,
        part("files", b"one", filename="1"),
        part("any", b"\x00", filename="2"),
        part("files", b"", filename=""),
        part("text", b"t", filename="3"),
        part("files", b"three"),
        size=5,
    )
    assert [(one.filename, one.size) for one in found["files"]] == [("1", 3), ("", 0), (None, 5)]
    assert isinstance(found["any"], Upload)
    assert found["text"] == "t"
    assert "file here and text there" in refused(single, part("any", b""), part("any", b"", filename="f"))


def test_a_file_that_may_be_null(tmp_path: Path) -> None:
    single = app(tmp_path, {"file": {"anyOf": [BINARY, {"type": "null"}]}})
    found = accepted(single, part("file", b"\xff\0", filename="1"))
    assert (found["file"].size, found["file"].filename) == (2, "1")


def test_sizes_of_files(tmp_path: Path) -> None:
    huge = {**BINARY, "maxLength": 200_000}
    either = {**BINARY, "anyOf": [huge, {"maxLength": 4}]}
    properties = {"a": {**BINARY, "minLength": 2, "maxLength": 3}, "b": either, "c": huge}
    single = app(tmp_path, properties, schema={"minProperties": 1})
    assert accepted(single, part("a", b"123"))["a"].size == 3
    assert "larger than 3 bytes" in refused(single, part("a", b"1234"))
    assert "smaller than 2 bytes" in refused(single, part("a", b"1"))
    assert accepted(single, part("b", b"x" * 200_000))["b"].size == 200_000
    assert "not valid" in refused(single, part("b", b"x" * 200_001))
    assert "larger than 200000 bytes" in refused(single, part("c", b"x" * 200_001))


def test_a_large_file_costs_the_judge_no_text_of_its_size(tmp_path: Path) -> None:
    large = {**BINARY, "minLength": 10**9, "maxLength": 3 * 10**9}
    either = {"anyOf": [large, {**BINARY, "maxLength": 70_000}], "not": {**BINARY, "minLength": 2 * 10**9}}
    by_number = judge(tmp_path, {"#/s": either, "#/text": large})
    sizes = Sizes.of(by_number, by_number.schema("#/s"))
    for size in (5, 70_000, 70_001, 10**9 - 1, 10**9, 2 * 10**9 - 1, 2 * 10**9, 4 * 10**9):
        shown = sizes.stand_in(size)
        assert len(shown) < 100_000
        assert by_number.is_valid("#/s", shown) == (size <= 70_000 or 10**9 <= size < 2 * 10**9), size
    found = by_number.check("#/text", "x" * 70_000)
    assert [(one.rule, one.message) for one in found] == [("#/text/minLength", "must not be shorter than 1000000000")]


@pytest.mark.parametrize(
    "sent",
    [
        b"--b--\r\n--b--\r\n" + b"x",
        part("a", b"1", "Content-Transfer-Encoding: base64") + b"--b--",
        b"--b\r\ncontent-disposition: attachment; name=a\r\n\r\n1\r\n--b--\r\n",
        b'--b\r\ncontent-disposition: form-data; name="\xff"\r\n\r\n1\r\n--b--\r\n',
        b"--b\r\ncontent-disposition: form-data; name=a\r\nx: " + b"x" * 10_000 + b"\r\n\r\n1\r\n--b--\r\n",
        part("a", b"1", *["x: y"] * 40) + b"--b--\r\n",
        part("a", b"1"),
        part("a", b"1") * (MOST_PARTS + 1) + b"--b--\r\n",
        b"",
    ],
)
def test_forms_that_are_none(tmp_path: Path, sent: bytes) -> None:
    single = app(tmp_path, {"a": {"type": "array", "items": {"type": "string"}}}, schema={"required": ["a"]})
    answer = post(single, sent, end=b"")
    assert (answer.status, answer.failure, single.calls) == (400, None, [])


def test_fields_are_bounded_together_and_files_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_STREAM_LIMIT", "10000")
    single = app(tmp_path, {"a": {"type": "array", "items": {"type": "string"}}, "f": BINARY}, body_limit=1000)
    assert accepted(single, part("f", b"x" * 5000))["f"].size == 5000
    assert post(single, *[part("a", b"x" * 100)] * 12).status == 413
    assert post(single, part("f", b"x" * 10_000)).status == 413


def test_a_spool_goes_to_disk_and_back() -> None:
    async def run() -> None:
        spool = Spool()
        first = Upload(spool, start=0, size=10, filename="a")
        await spool.append(b"0123456789")
        second = Upload(spool, start=spool.size, size=MOST_IN_MEMORY)
        for _ in range(16):
            await spool.append(b"x" * (MOST_IN_MEMORY // 16))
        assert await first.read(4) + await first.read() + await first.read() == b"0123456789"
        await first.seek(8)
        assert await first.read(-1) == b"89"
        assert [len(chunk) async for chunk in second] == [65_536] * 16
        with pytest.raises(ValueError, match="begins at 0"):
            await first.seek(-1)
        await spool.close()
        await second.seek(0)
        with pytest.raises(ValueError, match="closed"):
            await second.read()

    asyncio.run(run())


# --- one class for each media type ------------------------------------------------------------------------------------


class Note(Model):
    text: str
    file: str | None = None


class Card(Model):
    text: str
    title: str | None = None


class NoteForm(Model):
    text: str
    file: Upload | list[Upload] | None = None


KINDS: dict[str, Any] = {
    "application/json": Note,
    "application/vnd.card+json": Card,
    "application/x-www-form-urlencoded": NoteForm,
    "multipart/form-data": NoteForm,
    "text/*": str,
    "application/*+xml": Card,
    "image/*": AsyncIterator[bytes],
}


@pytest.mark.parametrize(
    ("sent", "body", "content_type", "value"),
    [
        ("application/json", b'{"text":"a"}', "application/json", Note(text="a")),
        ("application/json; charset=UTF-8", b'{"text":"a","title":"t"}', "application/json", Note(text="a", title="t")),  # type: ignore[call-arg]
        ("application/vnd.card+json", b'{"text":"a"}', "application/vnd.card+json", Card(text="a")),
        ("application/x-www-form-urlencoded", b"text=a", "application/x-www-form-urlencoded", NoteForm(text="a")),
        (MULTIPART, part("text", b"a") + b"--b--", "multipart/form-data", NoteForm(text="a")),
        ("text/csv", b"a", "text/csv", "a"),
        ("application/card+xml", b"<x><text>a</text></x>", "application/card+xml", Card(text="a")),
        ("image/png", b"a", "image/png", [b"a"]),
    ],
)
def test_the_class_is_that_of_the_media_type(
    tmp_path: Path, sent: str, body: bytes, content_type: str, value: Any
) -> None:
    text = {"type": "string"}
    schema = {"type": "object", "required": ["text"], "properties": {"text": text, "file": BINARY}}
    content = tuple(
        Content(media_type=name, schema="#/text" if name == "text/*" else "#/s", hint=hint)
        for name, hint in KINDS.items()
    )
    operation = Operation(
        pointer="#/o",
        id="o",
        method="POST",
        path="/x",
        handler="o",
        body=Body(content=content, required=True),
        responses=(DONE,),
    )
    hints = {"body": Note | Card | NoteForm | str | AsyncIterator[bytes], "content_type": str}
    single = serve(judge(tmp_path, {"#/s": schema, "#/text": text}), operation, hints)
    given = single.given("POST", "/x", headers={"content-type": sent}, body=body)
    assert type(given["body"]) is type(value)
    assert given == {"body": value, "content_type": content_type}
    for refused_type in (
        "application/xml",
        "application/json; charset=utf-16",
        "video/mp4",
        "multipart/mixed; boundary=b",
    ):
        assert single.ask("POST", "/x", headers={"content-type": refused_type}, body=body).status == 415
    encoded = {"content-type": sent, "content-encoding": "gzip"}
    answer = single.ask("POST", "/x", headers=encoded, body=body)
    assert (answer.status, answer.headers["accept-encoding"]) == (415, "identity")
    assert single.ask("POST", "/x", headers={**encoded, "content-encoding": "Identity"}, body=body).status == 204
