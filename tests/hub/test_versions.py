"""Versions: documents in and out."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
import yaml

from app.settings import Settings
from handfast.runtime import BODY_LIMIT
from tests.hub.test_contracts import create

pytestmark = pytest.mark.anyio

YAML = {"Content-Type": "application/yaml"}
SPEC = {"openapi": "3.1.1", "info": {"title": "Pets", "version": "1.0.0"}, "paths": {"/é": {"get": {}}}}
TEXT = b"# kept\nopenapi: '3.0.3'\ninfo: {title: Pets, version: \"2.0\"}\npaths: {}\n"


@pytest.fixture
async def versions(ada: httpx.AsyncClient) -> str:
    """The path of the versions of a contract that Ada owns."""
    return f"/contracts/{(await create(ada, 'pets'))['id']}/versions"


def uploads(versions: str) -> str:
    return versions.removesuffix("versions") + "uploads"


async def document(client: httpx.AsyncClient, version: dict[str, Any]) -> httpx.Response:
    return await client.get(f"/contracts/{version['contract_id']}/versions/{version['id']}/document")


async def test_a_json_document_is_kept_by_its_meaning(ada: httpx.AsyncClient, versions: str) -> None:
    spec = SPEC | {"x-big": 2**70, "x-null": None, "x-text": "\u2028 \0"}

    pushed = await ada.post(versions, json=spec)

    assert pushed.status_code == 201
    assert pushed.json()["label"] == "1.0.0"
    assert (await ada.get(pushed.headers["location"])).json() == pushed.json()
    stored = await document(ada, pushed.json())
    assert stored.headers["content-type"] == "application/json"
    assert json.loads(stored.content) == spec
    assert hashlib.sha256(stored.content).hexdigest() == pushed.json()["sha256"]
    assert len(stored.content) == pushed.json()["size"]


async def test_a_yaml_document_is_kept_byte_for_byte(ada: httpx.AsyncClient, versions: str) -> None:
    pushed = await ada.post(versions, content=TEXT, headers=YAML, params={"label": "rc 1"})

    assert pushed.status_code == 201
    assert pushed.json()["label"] == "rc 1"
    stored = await document(ada, pushed.json())
    assert stored.headers["content-type"].startswith("application/yaml")
    assert stored.content == TEXT


@pytest.mark.parametrize(
    ("name", "media_type", "content"),
    [
        ("openapi.yaml", "application/yaml", TEXT),
        ("openapi.json", "application/json", json.dumps(SPEC, indent=7).encode()),
        ("OPENAPI.JSON", "application/octet-stream", json.dumps(SPEC).encode()),
    ],
)
async def test_an_upload_is_kept_byte_for_byte(
    ada: httpx.AsyncClient, versions: str, name: str, media_type: str, content: bytes
) -> None:
    pushed = await ada.post(
        uploads(versions), files={"file": (name, content, media_type)}, data={"label": "v1", "notes": "News.\nMore."}
    )

    assert pushed.status_code == 201, pushed.text
    assert (pushed.json()["label"], pushed.json()["notes"]) == ("v1", "News.\nMore.")
    assert pushed.json()["media_type"] == ("application/yaml" if content is TEXT else "application/json")
    assert (await ada.get(pushed.headers["location"])).json() == pushed.json()
    assert (await document(ada, pushed.json())).content == content


async def test_a_document_that_the_client_has_is_not_sent_again(ada: httpx.AsyncClient, versions: str) -> None:
    pushed = (await ada.post(versions, content=TEXT, headers=YAML)).json()
    place = f"{versions}/{pushed['id']}/document"
    etag = (await ada.get(place)).headers["etag"]

    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        answer = await ada.get(place, headers={"If-None-Match": known})
        assert answer.status_code == 304, known
        assert answer.headers["etag"] == etag
        assert answer.content == b""
    for unknown in ('"other"', etag.strip('"'), '"', "nonsense"):
        assert (await ada.get(place, headers={"If-None-Match": unknown})).status_code == 200, unknown


async def test_a_label_is_given_once(ada: httpx.AsyncClient, versions: str) -> None:
    answers = await asyncio.gather(*(ada.post(versions, json=SPEC) for _ in range(6)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    upload = await ada.post(uploads(versions), files={"file": ("a.yaml", TEXT)}, data={"label": "1.0.0"})
    assert upload.status_code == 409


@pytest.mark.parametrize(
    "spec",
    [{}, {"openapi": "3.1.0"}, SPEC | {"openapi": "2.0"}, SPEC | {"openapi": 3}, SPEC | {"info": {"title": "x"}}, []],
)
async def test_json_that_is_no_openapi_document_is_refused(ada: httpx.AsyncClient, versions: str, spec: object) -> None:
    assert (await ada.post(versions, json=spec)).status_code == 400
    as_yaml = await ada.post(versions, content=yaml.safe_dump(spec).encode(), headers=YAML)
    assert as_yaml.status_code == 422


@pytest.mark.parametrize(
    "content",
    [
        b"a: [",
        b"\xff\xfe\x00",
        b"- 1\n",
        b"",
        b"[" * 20_000,
        b"openapi: 3.1.0\ninfo: {title: t, version: 1.0}\n",
        b"openapi: 3.1.0\ninfo: &i {title: t, version: *i}\n",
        b"!!python/object/apply:os.system [true]\n",
        b"openapi: 3.1.0\n--- two\n",
        b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nopenapi: *b\n",
    ],
    ids=lambda content: ascii(content[:30]),
)
async def test_yaml_that_is_no_openapi_document_is_refused(
    ada: httpx.AsyncClient, versions: str, content: bytes
) -> None:
    pushed = await ada.post(versions, content=content, headers=YAML)
    uploaded = await ada.post(uploads(versions), files={"file": ("a.yaml", content)})

    assert pushed.status_code in {400, 422} if content == b"" else pushed.status_code == 422
    assert uploaded.status_code == 422


async def test_a_document_over_the_limit_is_refused(ada: httpx.AsyncClient, versions: str, settings: Settings) -> None:
    large = TEXT + b"#" * settings.max_document_bytes

    assert (await ada.post(versions, content=large, headers=YAML)).status_code == 413
    assert (await ada.post(uploads(versions), files={"file": ("a.yaml", large)})).status_code == 413
    assert (await ada.post(versions, json=SPEC | {"x": "#" * settings.max_document_bytes})).status_code == 413


async def test_a_body_over_the_limit_is_refused_unread(ada: httpx.AsyncClient, versions: str) -> None:
    huge = b"#" * (BODY_LIMIT + 1)

    assert (await ada.post(versions, content=huge, headers=YAML)).status_code == 413
    assert (await ada.post(uploads(versions), files={"file": ("a.yaml", huge)})).status_code == 413


async def test_an_upload_without_a_file_is_refused(ada: httpx.AsyncClient, versions: str) -> None:
    assert (await ada.post(uploads(versions), files={"label": (None, "x")})).status_code == 400
    assert (await ada.post(uploads(versions), json={})).status_code == 415


async def test_only_the_owner_pushes_and_whoever_sees_the_contract_reads(
    ada: httpx.AsyncClient, bob: httpx.AsyncClient, versions: str
) -> None:
    pushed = (await ada.post(versions, json=SPEC)).json()
    place = f"{versions}/{pushed['id']}"

    for request in (versions, place, f"{place}/document"):
        assert (await bob.get(request)).status_code == 404
    assert (await bob.post(versions, json=SPEC)).status_code == 404
    await ada.patch(
        versions.removesuffix("/versions"),
        content=b'{"visibility": "public"}',
        headers={"Content-Type": "application/merge-patch+json"},
    )
    for request in (versions, place, f"{place}/document"):
        assert (await bob.get(request)).status_code == 200
    assert (await bob.post(versions, json=SPEC)).status_code == 403
    assert (await bob.post(uploads(versions), files={"file": ("a.yaml", TEXT)})).status_code == 403


async def test_a_version_belongs_to_one_contract(ada: httpx.AsyncClient, versions: str) -> None:
    pushed = (await ada.post(versions, json=SPEC)).json()
    other = (await create(ada, "other"))["id"]

    assert (await ada.get(f"/contracts/{other}/versions/{pushed['id']}")).status_code == 404
    assert (await ada.get(f"{versions}/{uuid4()}/document")).status_code == 404
    assert (await ada.get(f"/contracts/{uuid4()}/versions")).status_code == 404


async def test_the_pages_hold_every_version_once_in_order(ada: httpx.AsyncClient, versions: str) -> None:
    for number in range(5):
        assert (await ada.post(versions, json=SPEC, params={"label": f"v{number}"})).status_code == 201

    found: list[str] = []
    query: dict[str, str | int] = {"limit": 2}
    while query.get("cursor", "") is not None:
        page = (await ada.get(versions, params=query)).json()
        found += [one["label"] for one in page["items"]]
        query["cursor"] = page["next_cursor"]

    assert found == ["v0", "v1", "v2", "v3", "v4"]


async def test_a_deleted_contract_takes_its_versions_along(ada: httpx.AsyncClient, versions: str) -> None:
    pushed = (await ada.post(versions, json=SPEC)).json()

    await ada.delete(versions.removesuffix("/versions"))

    assert (await ada.get(f"{versions}/{pushed['id']}")).status_code == 404
