"""Operations tagged `contracts`."""

from __future__ import annotations

from typing import final
from uuid import UUID

from app import contracts, tables
from app.handlers.shown import shown_contract
from app.hub import CurrentHub
from app.pages import ForeignCursorError
from app.problems import problem
from generated.api.contracts import (
    ContractsApi,
    CreateContractConflict,
    CreateContractCreated,
    DeleteContractForbidden,
    DeleteContractNotFound,
    GetContractNotFound,
    ListContractsUnprocessableContent,
    UpdateContractConflict,
    UpdateContractForbidden,
    UpdateContractNotFound,
)
from generated.models import Contract, ContractPage, ContractPatch, Cursor, NewContract, Visibility

_NOT_FOUND = "There is no such contract."
_NOT_THE_OWNER = "Only its owner may change a contract."
_TAKEN = "You have a contract of this name already."


@final
class Contracts(ContractsApi[tables.Account]):
    """Creates, finds and changes contracts."""

    def __init__(self, hub: CurrentHub) -> None:
        self._hub = hub

    async def list_contracts(
        self,
        *,
        cursor: Cursor | None,
        limit: int,
        q: str | None,
        visibility: Visibility | None,
        principal: tables.Account,
    ) -> ContractPage | ListContractsUnprocessableContent:
        """A page of what the caller may see."""
        wanted = contracts.Search(principal.id, q, visibility)
        try:
            async with self._hub.sessions.reading() as session:
                page = await contracts.search(session, wanted, self._hub.cursors, cursor, limit)
        except ForeignCursorError:
            return ListContractsUnprocessableContent(body=problem(422, "The cursor is not one of this list."))
        return ContractPage(items=[shown_contract(one) for one in page.items], next_cursor=page.next_cursor)

    async def create_contract(
        self, *, body: NewContract, principal: tables.Account
    ) -> CreateContractCreated | CreateContractConflict:
        """The new contract, unless the caller has one of its name."""
        contract = tables.Contract(
            owner_id=principal.id,
            name=body.name,
            title=body.title,
            description=body.description,
            visibility=body.visibility,
            searchable=contracts.searchable(body.name, body.title),
        )
        try:
            async with self._hub.sessions.writing() as session:
                await contracts.create(session, contract)
        except contracts.NameTakenError:
            return CreateContractConflict(body=problem(409, _TAKEN))
        return CreateContractCreated(body=shown_contract(contract), location=f"/contracts/{contract.id}")

    async def get_contract(self, *, contract_id: UUID, principal: tables.Account) -> Contract | GetContractNotFound:
        """The contract, if the caller may see it."""
        try:
            async with self._hub.sessions.reading() as session:
                contract = await contracts.visible(session, contract_id, principal.id)
        except contracts.NoSuchContractError:
            return GetContractNotFound(body=problem(404, _NOT_FOUND))
        return shown_contract(contract)

    async def update_contract(
        self, *, contract_id: UUID, body: ContractPatch, principal: tables.Account
    ) -> Contract | UpdateContractForbidden | UpdateContractNotFound | UpdateContractConflict:
        """The contract with the fields that the patch names changed."""
        fields = {name: getattr(body, name) for name in body.model_fields_set}
        try:
            async with self._hub.sessions.writing() as session:
                contract = await contracts.owned(session, contract_id, principal.id)
                await contracts.change(session, contract, fields)
        except contracts.NoSuchContractError:
            return UpdateContractNotFound(body=problem(404, _NOT_FOUND))
        except contracts.NotTheOwnerError:
            return UpdateContractForbidden(body=problem(403, _NOT_THE_OWNER))
        except contracts.NameTakenError:
            return UpdateContractConflict(body=problem(409, _TAKEN))
        return shown_contract(contract)

    async def delete_contract(
        self, *, contract_id: UUID, principal: tables.Account
    ) -> DeleteContractForbidden | DeleteContractNotFound | None:
        """Nothing, once the contract is gone."""
        try:
            async with self._hub.sessions.writing() as session:
                contract = await contracts.owned(session, contract_id, principal.id)
                await contracts.remove(session, contract)
        except contracts.NoSuchContractError:
            return DeleteContractNotFound(body=problem(404, _NOT_FOUND))
        except contracts.NotTheOwnerError:
            return DeleteContractForbidden(body=problem(403, _NOT_THE_OWNER))
        return None
