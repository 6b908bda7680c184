"""Registering and logging in."""

from __future__ import annotations

import asyncio
import base64
import json

import httpx
import pytest
from fastapi import FastAPI

from tests.hub.conftest import token, visitor
from tests.hub.declared import Declared

pytestmark = pytest.mark.anyio

ADA = {"username": "ada", "password": "correct horse battery"}


async def test_registers_an_account_and_never_shows_its_password(client: httpx.AsyncClient) -> None:
    answer = await client.post("/accounts", json=ADA | {"display_name": "Ada Lovelace"})

    assert answer.status_code == 201
    assert answer.headers["location"] == "/accounts/me"
    assert answer.json()["display_name"] == "Ada Lovelace"
    assert "password" not in answer.text


async def test_a_user_name_is_given_once(client: httpx.AsyncClient) -> None:
    answers = [await client.post("/accounts", json=ADA) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 409]


async def test_of_many_who_register_a_name_at_once_one_gets_it(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(client.post("/accounts", json=ADA) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


@pytest.mark.parametrize(
    "change",
    [
        {"username": "Ada"},
        {"username": "ab"},
        {"username": "a" * 41},
        {"username": "ada\n"},
        {"username": 7},
        {"password": "too short"},
        {"password": "x" * 129},
        {"display_name": ""},
        {"display_name": "NUL \0"},
        {"is_admin": True},
        {"username": None},
    ],
    ids=str,
)
async def test_what_does_not_fit_the_contract_is_refused(client: httpx.AsyncClient, change: dict[str, object]) -> None:
    answer = await client.post("/accounts", json=ADA | change)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"username": "ada", "password": "correct horse \\ud800"}',
        b'{"username": "ada", "password": "correct horse \xff"}',
        b"[" * 100_000,
    ],
    ids=lambda body: ascii(body[:20]),
)
async def test_a_body_that_is_no_json_object_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/accounts", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400


async def test_another_media_type_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/accounts", data=ADA)).status_code == 415


async def test_logging_in_gives_a_token_for_every_scope(client: httpx.AsyncClient) -> None:
    await client.post("/accounts", json=ADA)

    answer = await client.post("/login", data=ADA | {"grant_type": "password"})

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["scope"] == "contracts:read contracts:write"
    me = await client.get("/accounts/me", headers={"Authorization": f"Bearer {answer.json()['access_token']}"})
    assert me.json()["username"] == "ada"


async def test_an_unknown_name_and_a_wrong_password_are_answered_alike(client: httpx.AsyncClient) -> None:
    await client.post("/accounts", json=ADA)

    refused = [
        await client.post("/login", data={"grant_type": "password"} | form)
        for form in ({"username": "ada", "password": "wrong"}, {"username": "nobody", "password": ADA["password"]})
    ]

    assert [answer.status_code for answer in refused] == [401, 401]
    assert refused[0].json() == refused[1].json()
    assert all(answer.headers["www-authenticate"].startswith("Bearer") for answer in refused)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"grant_type": "password", "username": "ada"},
        ADA,
        ADA | {"grant_type": "client_credentials"},
        ADA | {"grant_type": "password", "scope": "everything"},
        ADA | {"grant_type": "password", "scope": "contracts:read  contracts:write"},
        ADA | {"grant_type": "password", "username": "a\0"},
    ],
    ids=str,
)
async def test_a_token_request_that_does_not_fit_is_refused(client: httpx.AsyncClient, form: dict[str, str]) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await client.post("/login", data=form, headers=headers)).status_code == 400


async def test_a_token_carries_only_the_scopes_it_asked_for(
    hub: FastAPI, client: httpx.AsyncClient, declared: Declared
) -> None:
    async with visitor(hub, declared, await token(client, "ada", "contracts:read")) as reader:
        assert (await reader.get("/contracts")).status_code == 200
        assert (await reader.get("/accounts/me")).status_code == 200
        assert (await reader.post("/contracts", json={"name": "pets"})).status_code == 403


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic YWRhOmFkYQ==", "Bearer a.b.c", "Bearer \xff"],
    ids=ascii,
)
async def test_what_is_no_token_is_refused(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.get("/accounts/me", headers={b"Authorization": header.encode("latin-1")})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_changed_token_is_refused(client: httpx.AsyncClient) -> None:
    header, claims, signature = (await token(client, "ada")).split(".")
    read = json.loads(base64.urlsafe_b64decode(claims + "=="))
    more = base64.urlsafe_b64encode(json.dumps(read | {"exp": 9_999_999_999}).encode()).rstrip(b"=").decode()
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()

    for forged in (f"{header}.{more}.{signature}", f"{unsigned}.{claims}.", f"{header}.{claims}."):
        answer = await client.get("/accounts/me", headers={"Authorization": f"Bearer {forged}"})
        assert answer.status_code == 401


async def test_a_refusal_says_nothing_of_the_password(client: httpx.AsyncClient) -> None:
    answer = await client.post("/accounts", json={"username": "ada", "password": "s3cret"})

    assert answer.status_code == 400
    assert "s3cret" not in answer.text
