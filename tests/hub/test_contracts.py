"""Contracts: creating, finding, changing, deleting, and who may."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

pytestmark = pytest.mark.anyio

MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}


async def create(client: httpx.AsyncClient, name: str, **fields: object) -> dict[str, Any]:
    answer = await client.post("/contracts", json={"name": name} | fields)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


async def names(client: httpx.AsyncClient, **query: str | int) -> list[str]:
    """The names that all pages of a search hold."""
    found: list[str] = []
    while True:
        answer = await client.get("/contracts", params=query)
        assert answer.status_code == 200, answer.text
        found += [one["name"] for one in answer.json()["items"]]
        assert len(answer.json()["items"]) <= int(query.get("limit", 20))
        if answer.json()["next_cursor"] is None:
            return found
        query["cursor"] = answer.json()["next_cursor"]


async def test_a_new_contract_is_private_and_can_be_read_where_it_says(ada: httpx.AsyncClient) -> None:
    answer = await ada.post("/contracts", json={"name": "pets"})

    assert answer.status_code == 201
    assert answer.json()["visibility"] == "private"
    assert answer.json()["owner_id"] == (await ada.get("/accounts/me")).json()["id"]
    assert (await ada.get(answer.headers["location"])).json() == answer.json()


async def test_two_owners_may_use_one_name_but_one_owner_only_once(
    ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    await create(ada, "pets")
    await create(bob, "pets")

    assert (await ada.post("/contracts", json={"name": "pets"})).status_code == 409


async def test_of_many_who_create_a_name_at_once_one_gets_it(ada: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(ada.post("/contracts", json={"name": "pets"}) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    assert await names(ada) == ["pets"]


async def test_many_writers_at_once_all_get_through(ada: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(ada.post("/contracts", json={"name": f"c{one}"}) for one in range(60)))

    assert {answer.status_code for answer in answers} == {201}


@pytest.mark.parametrize("name", ["", "Pets", "pets\n", "-pets", "p" * 65, "pe ts", "p\0", "päts", None, 7], ids=ascii)
async def test_a_name_that_does_not_fit_is_refused(ada: httpx.AsyncClient, name: object) -> None:
    assert (await ada.post("/contracts", json={"name": name})).status_code == 400


async def test_a_private_contract_of_somebody_else_is_not_there(ada: httpx.AsyncClient, bob: httpx.AsyncClient) -> None:
    place = f"/contracts/{(await create(ada, 'pets'))['id']}"

    assert (await bob.get(place)).status_code == 404
    assert (await bob.patch(place, content=b"{}", headers=MERGE_PATCH)).status_code == 404
    assert (await bob.delete(place)).status_code == 404
    assert await names(bob) == []


async def test_a_public_contract_of_somebody_else_can_only_be_read(
    ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    place = f"/contracts/{(await create(ada, 'pets', visibility='public'))['id']}"

    assert (await bob.get(place)).status_code == 200
    assert (await bob.patch(place, content=b"{}", headers=MERGE_PATCH)).status_code == 403
    assert (await bob.delete(place)).status_code == 403
    assert await names(bob) == ["pets"]


async def test_a_patch_changes_what_it_names_and_clears_what_is_null(ada: httpx.AsyncClient) -> None:
    before = await create(ada, "pets", title="Pets", description="All of them.")

    answer = await ada.patch(
        f"/contracts/{before['id']}", content=b'{"description": null, "name": "animals"}', headers=MERGE_PATCH
    )

    assert answer.status_code == 200
    after = answer.json()
    assert (after["name"], after["title"], after["description"]) == ("animals", "Pets", None)
    assert after["updated_at"] > before["updated_at"]
    assert (await ada.get(f"/contracts/{before['id']}")).json() == after
    assert await names(ada, q="ANIMAL") == ["animals"]
    assert await names(ada, q="pets") == ["animals"]


@pytest.mark.parametrize(
    "patch", [b'{"name": null}', b'{"visibility": null}', b'{"id": "x"}', b"[]", b"", b'{"title": ""}']
)
async def test_a_patch_that_does_not_fit_is_refused(ada: httpx.AsyncClient, patch: bytes) -> None:
    place = f"/contracts/{(await create(ada, 'pets'))['id']}"

    assert (await ada.patch(place, content=patch, headers=MERGE_PATCH)).status_code == 400


async def test_a_patch_in_plain_json_is_refused(ada: httpx.AsyncClient) -> None:
    place = f"/contracts/{(await create(ada, 'pets'))['id']}"

    assert (await ada.patch(place, json={"title": "Pets"})).status_code == 415


async def test_renaming_to_a_taken_name_is_a_conflict_and_changes_nothing(ada: httpx.AsyncClient) -> None:
    await create(ada, "pets")
    other = await create(ada, "animals")

    answer = await ada.patch(
        f"/contracts/{other['id']}", content=b'{"name": "pets", "title": "T"}', headers=MERGE_PATCH
    )

    assert answer.status_code == 409
    assert (await ada.get(f"/contracts/{other['id']}")).json() == other


async def test_a_deleted_contract_is_gone_and_its_name_free(ada: httpx.AsyncClient) -> None:
    place = f"/contracts/{(await create(ada, 'pets'))['id']}"

    assert (await ada.delete(place)).status_code == 204
    assert (await ada.get(place)).status_code == 404
    assert (await ada.delete(place)).status_code == 404
    await create(ada, "pets")


async def test_an_identifier_that_is_none_is_refused_and_an_unknown_one_not_found(ada: httpx.AsyncClient) -> None:
    assert (await ada.get("/contracts/seven")).status_code == 400
    assert (await ada.get(f"/contracts/{uuid4()}")).status_code == 404


async def test_a_search_finds_parts_of_names_and_titles_in_any_case(ada: httpx.AsyncClient) -> None:
    await create(ada, "pets", title="ÉTABLE")
    await create(ada, "orders", title="100% of 1_000 orders")
    await create(ada, "x100y1z000", visibility="public")

    assert await names(ada, q="PET") == ["pets"]
    assert await names(ada, q="étable") == ["pets"]
    assert await names(ada, q="100%") == ["orders"]
    assert await names(ada, q="1_000") == ["orders"]
    assert await names(ada, q="'; --") == []
    assert await names(ada, visibility="public") == ["x100y1z000"]


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "101"}, {"limit": "1.5"}, {"limit": "x"}, {"q": ""}, {"q": "\0"}, {"visibility": "all"}],
    ids=str,
)
async def test_a_query_that_does_not_fit_is_refused(ada: httpx.AsyncClient, query: dict[str, str]) -> None:
    assert (await ada.get("/contracts", params=query)).status_code == 400


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
async def test_the_pages_hold_every_contract_once_in_order(
    ada: httpx.AsyncClient, bob: httpx.AsyncClient, limit: int
) -> None:
    expected = [(await create(ada, f"c{number}"))["name"] for number in range(7)]
    await create(bob, "hidden")

    assert await names(ada, limit=limit) == expected


async def test_what_is_created_or_deleted_between_pages_disturbs_no_other(ada: httpx.AsyncClient) -> None:
    made = [await create(ada, f"c{number}") for number in range(6)]
    first = (await ada.get("/contracts", params={"limit": 3})).json()
    await ada.delete(f"/contracts/{made[2]['id']}")
    await ada.delete(f"/contracts/{made[4]['id']}")
    await create(ada, "later")

    second = (await ada.get("/contracts", params={"limit": 3, "cursor": first["next_cursor"]})).json()

    assert [one["name"] for one in first["items"] + second["items"]] == ["c0", "c1", "c2", "c3", "c5", "later"]


async def test_a_cursor_of_another_search_or_reader_is_refused(ada: httpx.AsyncClient, bob: httpx.AsyncClient) -> None:
    for number in range(3):
        await create(ada, f"c{number}", visibility="public")
    cursor = (await ada.get("/contracts", params={"limit": 1})).json()["next_cursor"]

    assert (await ada.get("/contracts", params={"cursor": cursor, "limit": 2})).status_code == 200
    assert (await ada.get("/contracts", params={"cursor": cursor, "q": "c"})).status_code == 422
    assert (await bob.get("/contracts", params={"cursor": cursor})).status_code == 422
