"""One pet of the torture document and its photo, in both directions."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from asking import Answer, ask
from claims import ID, TOKEN, chunks, failed, refused


def test_get_pet_answers_either_kind(app: Any, desk: Any, service: Any) -> None:
    for result, sent in (
        (service.Cat(t="cat", lives=9), {"t": "cat", "lives": 9}),
        (service.Dog(t="dog", bark=False), {"t": "dog", "bark": False}),
        ({"t": "dog", "bark": True, "more": 1}, {"t": "dog", "bark": True, "more": 1}),
    ):
        desk.result = result
        answer = ask(app, "GET", f"/pets/{ID}")
        assert (answer.status, answer.json, answer.headers["content-type"]) == (200, sent, "application/json")
        assert desk.given[0] == {"pet_id": UUID(ID)}
    desk.result = service.GetPetNotFound()
    answer = ask(app, "GET", f"/pets/{ID}")
    assert (answer.status, answer.body) == (404, b"")


@pytest.mark.parametrize("result", [{"t": "cat", "lives": 0}, {"t": "cow"}, {"t": "dog", "lives": 9}, {}, None, "cat"])
def test_get_pet_answers_nothing_else(app: Any, desk: Any, result: Any) -> None:
    desk.result = result
    failed(ask(app, "GET", f"/pets/{ID}"), "getPet (#/paths/~1pets~1{petId}/get), handler `")


@pytest.mark.parametrize("text", ["x", ID[:-1], ID + "0", "%00", "{" + ID + "}", ID.replace("-", "")])
@pytest.mark.parametrize(("method", "below"), [("GET", ""), ("PATCH", ""), ("GET", "/photo"), ("PUT", "/photo")])
def test_an_id_is_a_uuid(app: Any, text: str, method: str, below: str) -> None:
    headers = [TOKEN, ("Content-Type", "application/merge-patch+json")] if not below else [TOKEN]
    answer = ask(app, method, f"/pets/{text}{below}", headers=headers, body=b'{"name": "a"}' if not below else b"")
    assert (answer.status, answer.failure) == (400, None)


def patch(app: Any, body: Any, content_type: str = "application/merge-patch+json") -> Answer:
    text = json.dumps(body).encode()
    return ask(app, "PATCH", f"/pets/{ID}", headers=[TOKEN, ("Content-Type", content_type)], body=text)


@pytest.mark.parametrize("body", [{"name": "a"}, {"nick": None}, {"nick": "n", "name": "a"}, {"unknown": [1]}], ids=str)
def test_patch_pet_tells_null_from_absent(app: Any, desk: Any, body: Any) -> None:
    answer = patch(app, body)
    assert (answer.status, answer.body, answer.headers) == (204, b"", {})
    assert desk.given[0]["body"].model_dump(exclude_unset=True) == body


@pytest.mark.parametrize(("body", "place"), [({}, "body "), ({"name": None}, "body /name"), ([], "body ")], ids=str)
def test_patch_pet_refuses_the_rest(app: Any, body: Any, place: str) -> None:
    refused(patch(app, body), place)


def test_patch_pet_is_a_merge_patch_without_a_reply_body(app: Any, desk: Any) -> None:
    assert patch(app, {"name": "a"}, "application/json").status == 415
    desk.result = {"name": "a"}
    failed(patch(app, {"name": "a"}), "has no body")


# --- /pets/{petId}/photo ----------------------------------------------------------------------------------------------


def put_photo(app: Any, *parts: tuple[str, str, bytes]) -> Answer:
    lines = []
    for name, more, content in parts:
        lines += [b"--b", f'Content-Disposition: form-data; name="{name}"{more}'.encode(), b"", content]
    body = b"\r\n".join([*lines, b"--b--", b""])
    headers = [TOKEN, ("Content-Type", "multipart/form-data; boundary=b")]
    return ask(app, "PUT", f"/pets/{ID}/photo", headers=headers, body=body)


FILE = ("file", '; filename="p.png"\r\nContent-Type: image/png', b"\x89PNG\x00\xff")
META = "\r\nContent-Type: application/json"


def test_put_photo_takes_its_parts(app: Any, desk: Any) -> None:
    answer = put_photo(app, FILE, ("caption", "", "é".encode() * 20), ("meta", META, b'{"nick": null}'))
    assert (answer.status, answer.body) == (204, b"")
    (given,) = desk.given
    form = given["body"]
    assert (given["content"], form.file.filename, form.file.content_type) == (FILE[2], "p.png", "image/png")
    assert (form.caption, form.meta.model_dump(exclude_unset=True)) == ("é" * 20, {"nick": None})
    assert put_photo(app, FILE).status == 204
    assert (desk.given[0]["body"].caption, desk.given[0]["body"].meta) == (None, None)


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ([("caption", "", b"c")], "body "),
        ([FILE, ("caption", "", b"c" * 21)], "body /caption"),
        ([FILE, ("meta", META, b"{}")], "body /meta"),
        ([FILE, ("meta", META, b'{"name": 1}')], "body /meta/name"),
        ([FILE, FILE], "body /file"),
    ],
)
def test_put_photo_refuses_the_rest(app: Any, desk: Any, parts: Any, place: str) -> None:
    refused(put_photo(app, *parts), place)
    assert desk.given == []


def test_get_photo_sends_an_image(app: Any, desk: Any) -> None:
    for desk.result in (b"\x89PNG", lambda: chunks(b"\x89P", b"NG")):
        answer = ask(app, "GET", f"/pets/{ID}/photo", headers=[TOKEN])
        assert (answer.status, answer.headers["content-type"], answer.body) == (200, "image/png", b"\x89PNG")
    for desk.result in ({"a": 1}, None, 3):
        failed(ask(app, "GET", f"/pets/{ID}/photo", headers=[TOKEN]), "image/png")
    refused(ask(app, "GET", f"/pets/{ID}/photo"), status=401)
