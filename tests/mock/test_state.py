"""What was created is listed and fetched, what was changed is changed, what was removed is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mocking import LETTING_IN, MockedApp, mocked

HERE = Path(__file__).parent
NEW = {"name": "lamp", "colour": "red", "secret": "s"}


@pytest.fixture
def things(tmp_path: Path) -> MockedApp:
    return mocked(HERE / "things.yaml", tmp_path)


def created(things: MockedApp, **own: Any) -> dict[str, Any]:
    reply = things.ask("POST", "/things", json={**NEW, **own})
    assert reply.status_code == 201
    made: dict[str, Any] = reply.json()
    return made


def test_lists_are_not_empty_at_the_start(things: MockedApp) -> None:
    page = things.get("/things").json()
    assert len(page["items"]) == page["total"] == 3
    assert all(things.get(f"/things/{one['id']}").json() == one for one in page["items"])


def test_what_is_created_is_fetched_and_listed(things: MockedApp) -> None:
    reply = things.ask("POST", "/things", json=NEW)
    made = reply.json()
    assert (made["name"], made["colour"]) == ("lamp", "red")
    assert "secret" not in made
    assert {"id", "created_at"} <= made.keys()
    assert reply.headers["location"] == f"/things/{made['id']}"
    assert things.get(reply.headers["location"]).json() == made
    page = things.get("/things")
    assert made in page.json()["items"]
    assert page.headers["x-total-count"] == "4"


def test_each_has_a_key_of_its_own(things: MockedApp) -> None:
    assert len({created(things)["id"] for _ in range(5)}) == 5


def test_put_replaces_and_patch_merges(things: MockedApp) -> None:
    made = created(things)
    url = f"/things/{made['id']}"
    assert things.ask("PUT", url, json={**NEW, "name": "chair"}).json() == {**made, "name": "chair"}
    merge = {"Content-Type": "application/merge-patch+json"}
    changed = things.ask("PATCH", url, content='{"name": "desk", "colour": null}', headers=merge).json()
    assert changed["name"] == "desk"
    assert things.get(url).json() == changed
    assert changed["id"] == made["id"]


def test_what_is_removed_is_gone_with_all_below_it(things: MockedApp) -> None:
    made = created(things)
    url = f"/things/{made['id']}"
    assert things.get(f"{url}/parts").status_code == 200
    assert things.ask("DELETE", url).status_code == 204
    for gone in (things.get(url), things.ask("DELETE", url), things.get(f"{url}/parts")):
        assert gone.status_code == 404
        assert gone.headers["content-type"] == "application/problem+json"
        assert gone.json()["status"] == 404
    assert made not in things.get("/things").json()["items"]


def test_what_never_was_is_not_there(things: MockedApp) -> None:
    assert things.get("/things/999999").status_code == 404
    assert things.ask("PUT", "/things/999999", json=NEW).status_code == 404


def test_nested_collections_are_apart(things: MockedApp) -> None:
    one, other = created(things)["id"], created(things)["id"]
    part = {"code": "ABC-12", "weight": 1.5}
    assert things.ask("POST", f"/things/{one}/parts", json=part).status_code == 201
    assert things.get(f"/things/{one}/parts/ABC-12").json() == part
    assert part in things.get(f"/things/{one}/parts").json()
    assert things.get(f"/things/{other}/parts/ABC-12").status_code == 404


def test_pages_and_filters(things: MockedApp) -> None:
    made = [created(things, colour=colour) for colour in ("red", "green", "red")]
    page = things.get("/things", params={"limit": 2, "offset": 3}).json()
    assert page == {"items": made[:2], "total": 6, "has_more": True}
    red = things.get("/things", params={"colour": "red", "limit": 50}).json()["items"]
    assert [one for one in made if one["colour"] == "red"] == [one for one in red if one in made]
    assert {one["colour"] for one in red} == {"red"}


def test_entity_tags(things: MockedApp) -> None:
    made = created(things)
    url = f"/things/{made['id']}"
    tag = things.get(url).headers["etag"]
    assert things.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert things.ask("PUT", url, json=NEW, headers={"If-Match": '"another"'}).status_code == 412
    assert things.ask("PUT", url, json={**NEW, "name": "new"}, headers={"If-Match": tag}).status_code == 200
    assert things.get(url).headers["etag"] != tag
    assert things.ask("PUT", url, json=NEW, headers={"If-Match": tag}).status_code == 412


def test_a_new_process_remembers_nothing_and_answers_the_same(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = mocked(HERE / "things.yaml", tmp_path / "a"), mocked(HERE / "things.yaml", tmp_path / "b")
    assert first.ask("POST", "/things", json=NEW).json() == second.ask("POST", "/things", json=NEW).json()
    assert first.get("/things").json() == second.get("/things").json()
    third = mocked(HERE / "things.yaml", tmp_path / "b")
    assert third.get("/things").json()["total"] == 3


def test_the_hub(root: Path, tmp_path: Path) -> None:
    hub = mocked(root / "spec" / "openapi.yaml", tmp_path)
    body = {"name": "petstore", "visibility": "public"}
    made = hub.ask("POST", "/contracts", json=body, headers=LETTING_IN)
    assert made.status_code == 201
    url = made.headers["location"]
    assert hub.get(url, headers=LETTING_IN).json() == made.json()
    merge = {**LETTING_IN, "Content-Type": "application/merge-patch+json"}
    changed = hub.ask("PATCH", url, content='{"title": "Pets"}', headers=merge)
    assert (changed.status_code, changed.json()["title"]) == (200, "Pets")
    listed = hub.get("/contracts", params={"limit": 100}, headers=LETTING_IN).json()["items"]
    assert [one["title"] for one in listed if one["id"] == made.json()["id"]] == ["Pets"]
    assert hub.ask("DELETE", url, headers=LETTING_IN).status_code == 204
    assert hub.get(url, headers=LETTING_IN).status_code == 404
    assert hub.get(f"{url}/versions", headers=LETTING_IN).status_code == 404
    assert hub.get("/accounts/me").status_code == 401
