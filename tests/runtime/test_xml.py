"""XML bodies and replies, mapped by the `xml` objects of their schemas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from single import DONE, Single, judge, serve

from handfast.runtime import Body, Content, Model, Operation, Reply, Response
from handfast.runtime.xml_documents import MOST_ELEMENTS, XmlWriter

XML = "application/xml"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
TAG = {"type": "object", "xml": {"name": "tag"}, "properties": {"name": {"type": "string"}}}
PET = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "xml": {"name": "pet", "namespace": "http://pets.example/", "prefix": "p"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "lang": {"type": "string", "xml": {"name": "lang", "nodeType": "attribute"}},
        "nick": {"type": ["string", "null"], "xml": {"name": "nick-name"}},
        "good": {"type": "boolean"},
        "urls": {"type": "array", "items": {"type": "string", "xml": {"name": "url"}}, "xml": {"wrapped": True}},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/%23~1tag"}},
        "sizes": {"type": "array", "xml": {"nodeType": "element", "name": "list"}, "items": {"type": "number"}},
        "note": {
            "type": "object",
            "properties": {
                "by": {"type": "string", "xml": {"attribute": True}},
                "text": {"type": "string", "xml": {"nodeType": "text"}},
            },
        },
    },
}
VALUE = {
    "id": 1,
    "lang": "de",
    "nick": 'a<&>"\r\n',
    "good": True,
    "urls": ["x", ""],
    "tags": [{"name": "t"}, {}],
    "sizes": [1.5, 2],
    "note": {"by": "me", "text": " hello "},
}
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<p:pet xmlns:p="http://pets.example/" id="1" lang="de"><nick-name>a&lt;&amp;&gt;&quot;&#13;\n</nick-name>'
    "<good>true</good><urls><url>x</url><url></url></urls><tag><name>t</name></tag><tag></tag>"
    '<list><list>1.5</list><list>2</list></list><note by="me"> hello </note></p:pet>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ok(Reply):
    status: ClassVar[int] = 200
    body: Any


def app(
    folder: Path, schema: Any = PET, hint: Any = dict[str, Any], *, answers: Any = None, key: str = "#/s"
) -> Single:
    content = (Content(media_type=XML, schema=key),)
    operation = Operation(
        pointer="#/o",
        id="o",
        method="POST",
        path="/x",
        handler="o",
        body=Body(content=content, required=True),
        responses=(Response(status="200", reply=Ok, content=content),) if answers is not None else (DONE,),
        success=Ok if answers is not None else None,
    )
    schemas = judge(folder, {"#/s": schema, "#/tag": TAG}, {"Pet": schema})
    return serve(schemas, operation, {"body": hint}, returns=Any, result=answers)


def post(single: Single, sent: bytes, content_type: str = XML) -> Any:
    return single.ask("POST", "/x", headers={"content-type": content_type}, body=sent)


def given(single: Single, sent: bytes, content_type: str = XML) -> Any:
    answer = post(single, sent, content_type)
    assert answer.status < 300, answer.body
    return single.calls[-1]["body"]


def test_a_document_and_back(tmp_path: Path) -> None:
    single = app(tmp_path, answers=VALUE)
    answer = post(single, DOCUMENT.encode())
    assert (answer.body.decode(), answer.headers["content-type"]) == (DOCUMENT, XML)
    assert single.calls[-1]["body"] == VALUE


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ('<pet xmlns="http://pets.example/" id="1"><nick-name/></pet>', {"id": 1, "nick": ""}),
        ('<q:pet xmlns:q="http://pets.example/" id="1"><good> </good></q:pet>', None),
        (
            f'<pet xmlns="http://pets.example/" xmlns:i="{INSTANCE}" id="1"><nick-name i:nil="true"/></pet>',
            {"id": 1, "nick": None},
        ),
        ('<pet id="1"/>', None),
        ('<pet xmlns="http://other.example/" id="1"/>', None),
        ('<cat xmlns="http://pets.example/" id="1"/>', None),
        ('<pet xmlns="http://pets.example/" id="x"/>', None),
        ('<pet xmlns="http://pets.example/"/>', None),
        ('<pet xmlns="http://pets.example/" id="1" more="1"/>', None),
        ('<pet xmlns="http://pets.example/" id="1"><more/></pet>', None),
        ('<pet xmlns="http://pets.example/" id="1">text</pet>', None),
        ('<pet xmlns="http://pets.example/" id="1"><good>true</good><good>true</good></pet>', None),
        ('<pet xmlns="http://pets.example/" id="1"><good><a/></good></pet>', None),
        ('<pet xmlns="http://pets.example/" id="1"><urls/><urls/></pet>', None),
        ('<pet xmlns="http://pets.example/" id="1"><urls><other/></urls></pet>', None),
        ('<pet xmlns="http://pets.example/" id="1"><urls/></pet>', {"id": 1, "urls": []}),
        ('<p:pet id="1"/>', None),
        ("<pet", None),
        ("", None),
        ("\0", None),
    ],
)
def test_what_a_document_says(tmp_path: Path, sent: str, value: Any) -> None:
    single = app(tmp_path)
    if value is not None:
        assert given(single, sent.encode()) == value
    else:
        answer = post(single, sent.encode())
        assert (answer.status, answer.failure, single.calls) == (400, None, [])


ENTITY = '<!DOCTYPE pet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><pet id="1">&b;</pet>'
FILE = '<!DOCTYPE pet [<!ENTITY a SYSTEM "file:///etc/passwd">]><pet id="1">&a;</pet>'


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (ENTITY, "document type"),
        (FILE, "document type"),
        ('<!DOCTYPE pet SYSTEM "http://127.0.0.1:1/x"><pet/>', "document type"),
        ("<pet>&a;</pet>", "is not XML"),
        ("<a>" * 100_000, "nested too deeply"),
        ("<pet>" + "<a/>" * (MOST_ELEMENTS + 1) + "</pet>", "too many elements"),
        ("<pet " + " ".join(f'a{number}=""' for number in range(MOST_ELEMENTS + 1)) + "/>", "too many elements"),
        ('<?xml version="1.0" encoding="none-such"?><pet/>', "is not XML"),
    ],
)
def test_hostile_documents(tmp_path: Path, sent: str, message: str) -> None:
    answer = post(app(tmp_path), sent.encode())
    assert (answer.status, answer.failure) == (400, None)
    assert message in answer.json["errors"][0]["message"]


@pytest.mark.parametrize(
    ("content_type", "charset"), [(XML, "utf-8"), (XML, "utf-16"), ("application/xml; charset=iso-8859-1", "latin-1")]
)
def test_charsets(tmp_path: Path, content_type: str, charset: str) -> None:
    sent = '<pet xmlns="http://pets.example/" id="1"><nick-name>é</nick-name></pet>'
    assert given(app(tmp_path), sent.encode(charset), content_type) == {"id": 1, "nick": "é"}


def test_the_root_is_named_by_the_component(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    single = app(tmp_path, schema, key="#/components/schemas/Pet", answers={"a": 1})
    assert post(single, b"<Pet><a>1</a><b c='d'><e>1</e><e>2</e><e>3</e></b></Pet>").body.endswith(
        b"<Pet><a>1</a></Pet>"
    )
    assert single.calls[-1]["body"] == {"a": 1, "b": {"c": "d", "e": ["1", "2", "3"]}}
    assert post(single, b"<pet><a>1</a></pet>").status == 400


def test_a_list(tmp_path: Path) -> None:
    schema = {"type": "array", "items": {"type": "integer", "xml": {"name": "n"}}, "xml": {"name": "all"}}
    single = app(tmp_path, schema, Any, answers=[1, 2])
    assert post(single, b"<all><n>1</n><n>2</n></all>").body.endswith(b"<all><n>1</n><n>2</n></all>")
    assert single.calls[-1]["body"] == [1, 2]


class Pet(Model):
    id: int


def test_a_dto_and_text(tmp_path: Path) -> None:
    assert given(app(tmp_path / "a", PET, Pet), b'<p:pet xmlns:p="http://pets.example/" id="1"/>') == Pet(id=1)
    single = app(tmp_path / "b", {"type": "string", "maxLength": 5}, str)
    assert given(single, b"<a/>") == "<a/>"
    assert post(single, b"<abcdef/>").status == 400


@pytest.mark.parametrize(
    "value", [{"a b": 1}, {"<a>": 1}, {"a": "\0"}, {"a": "\x0b"}, {"xmlns:a=b": 1}, {"": 1}, {"1": 1}]
)
def test_what_xml_can_not_hold(tmp_path: Path, value: Any) -> None:
    answer = post(app(tmp_path, True, Any, answers=value), b"<x/>")
    assert (answer.status, type(answer.failure).__name__) == (500, "ContractError")


def test_values_without_a_schema(tmp_path: Path) -> None:
    written = XmlWriter(judge(tmp_path, {}), True, "root").write({"a": [1, {"b": None}], "c": [[1]]})
    nil = b'<b xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
    assert written.endswith(b"<root><a>1</a><a>" + nil + b"</a><c><item>1</item></c></root>")
