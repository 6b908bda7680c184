"""The Python client, used on a Hub that runs."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

import pytest

ADA = {"username": "ada", "password": "correct horse battery"}
YAML = b"openapi: 3.1.0\ninfo: {title: Pets, version: v1}\npaths: {}\n"


def test_a_contract_is_pushed_and_fetched(hub_client: ModuleType, hub_url: str) -> None:
    from handfast_hub_client.models import NewAccount, NewContract, UploadVersionForm
    from handfast_hub_client.operations import accounts, contracts, versions

    with hub_client.HandfastHubClient(hub_url) as visitor:
        created = visitor.accounts.create_account_reply(body=NewAccount(**ADA))
        assert isinstance(created, accounts.CreateAccountCreated)
        assert created.status == 201
        assert created.location

        with pytest.raises(accounts.CreateAccountConflict) as conflict:
            visitor.accounts.create_account(body=NewAccount(**ADA))
        assert isinstance(conflict.value, hub_client.HandfastHubError)
        assert (conflict.value.status, conflict.value.body.status) == (409, 409)

        token = visitor.accounts.login(body=login_form(accounts, grant_type="password", **ADA))
        assert token.token_type == "bearer"
        with pytest.raises(contracts.ListContractsUnauthorized) as unknown:
            visitor.contracts.list_contracts()
        assert unknown.value.www_authenticate == "Bearer"

        hub = visitor.with_credentials(account=token.access_token)
        pets = hub.contracts.create_contract(body=NewContract(name="pet-store", title="Pets & more"))
        assert [one.id for one in hub.contracts.list_contracts(q="& mo", limit=5).items] == [pets.id]
        assert hub.contracts.list_contracts(q="nothing").items == []

        first = hub.versions.push_version(contract_id=pets.id, body=YAML, content_type="application/yaml")
        upload = UploadVersionForm(file=hub_client.Upload(YAML, filename="pets.yaml"), label="été 2", notes="a\nb")
        second = hub.versions.upload_version(contract_id=pets.id, body=upload)
        assert (first.label, second.label, second.notes) == ("v1", "été 2", "a\nb")

        document = hub.versions.get_document_reply(contract_id=pets.id, version_id=first.id)
        assert document.body == YAML
        with pytest.raises(versions.GetDocumentNotModified) as same:
            hub.versions.get_document(contract_id=pets.id, version_id=first.id, if_none_match=document.etag)
        assert (same.value.body, same.value.etag) == (None, document.etag)

        assert hub.contracts.delete_contract(contract_id=pets.id) is None
        with pytest.raises(contracts.GetContractNotFound):
            hub.contracts.get_contract(contract_id=pets.id)


def test_the_asynchronous_client_does_the_same(hub_client: ModuleType, hub_url: str) -> None:
    asyncio.run(push(hub_client, hub_url))


async def push(hub_client: ModuleType, url: str) -> None:
    from handfast_hub_client.models import NewAccount, NewContract, OpenApiDocument
    from handfast_hub_client.operations import accounts

    async with hub_client.AsyncHandfastHubClient(url) as visitor:
        await visitor.accounts.create_account(body=NewAccount(**ADA))
        token = await visitor.accounts.login(body=login_form(accounts, grant_type="password", **ADA))
        hub = visitor.with_credentials(account=token.access_token)
        pets = await hub.contracts.create_contract(body=NewContract(name="pets"))
        body = OpenApiDocument.model_validate({"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "x-a": 1})
        version = await hub.versions.push_version(contract_id=pets.id, body=body)
        fetched = await hub.versions.get_document(contract_id=pets.id, version_id=version.id)
        assert isinstance(fetched, OpenApiDocument)
        assert fetched.model_extra == {"x-a": 1}
        assert [one.id for one in (await hub.versions.list_versions(contract_id=pets.id)).items] == [version.id]


def login_form(accounts: ModuleType, **fields: str) -> Any:
    """The form of the login, by whatever name its class has."""
    kind = accounts.AccountsOperations.login.__annotations__["body"]
    return kind(**fields)
