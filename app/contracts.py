"""Contracts: who may see and change which, and finding them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import is_unique_violation
from app.pages import Cursors, Page
from app.tables import Contract, now


class NoSuchContractError(Exception):
    """There is no such contract, or the caller may not see it."""


class NotTheOwnerError(Exception):
    """The caller may see the contract, but not change it."""


class NameTakenError(Exception):
    """The owner has a contract of this name already."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which contracts a list holds: those the reader may see that contain `text` and have this visibility."""

    reader_id: UUID
    text: str | None = None
    visibility: str | None = None

    @property
    def listing(self) -> str:
        """Names the list, for its cursors."""
        return f"contracts {self.reader_id} {self.visibility} {self.text!r}"

    def conditions(self) -> list[ColumnElement[bool]]:
        """What the rows of the list fulfil."""
        conditions = [or_(Contract.owner_id == self.reader_id, Contract.visibility == "public")]
        if self.text is not None:
            conditions.append(Contract.searchable.contains(self.text.casefold(), autoescape=True))
        if self.visibility is not None:
            conditions.append(Contract.visibility == self.visibility)
        return conditions


def searchable(name: str, title: str | None) -> str:
    """What a search for a contract looks at."""
    return f"{name}\n{title or ''}".casefold()


async def create(session: AsyncSession, contract: Contract) -> None:
    """Store a new contract.

    Raises:
        NameTakenError: its owner has one of this name, perhaps only just.
    """
    session.add(contract)
    await _flush(session)


async def change(session: AsyncSession, contract: Contract, fields: Mapping[str, str | None]) -> None:
    """Give the contract these values.

    Raises:
        NameTakenError: its owner has another one of the new name.
    """
    for name, value in fields.items():
        setattr(contract, name, value)
    contract.searchable = searchable(contract.name, contract.title)
    contract.updated_at = now()
    await _flush(session)


async def remove(session: AsyncSession, contract: Contract) -> None:
    """Delete the contract with its versions."""
    await session.execute(delete(Contract).where(Contract.id == contract.id))


async def visible(session: AsyncSession, contract_id: UUID, reader_id: UUID) -> Contract:
    """The contract, when this account may see it.

    Raises:
        NoSuchContractError: there is none, or it is somebody else's and private.
    """
    contract = await session.get(Contract, contract_id)
    if contract is None or (contract.owner_id != reader_id and contract.visibility != "public"):
        raise NoSuchContractError
    return contract


async def owned(session: AsyncSession, contract_id: UUID, owner_id: UUID) -> Contract:
    """The contract, when this account may change it.

    Raises:
        NoSuchContractError: there is none, or it is somebody else's and private.
        NotTheOwnerError: it is somebody else's and public.
    """
    # Nobody else deletes or changes it before this transaction ends (PostgreSQL; SQLite has one writer at a time).
    await session.get(Contract, contract_id, with_for_update={"key_share": True})
    contract = await visible(session, contract_id, owner_id)
    if contract.owner_id != owner_id:
        raise NotTheOwnerError
    return contract


async def search(
    session: AsyncSession, wanted: Search, cursors: Cursors, cursor: str | None, limit: int
) -> Page[Contract]:
    """A page of the contracts that a search finds, oldest first.

    Raises:
        ForeignCursorError: the cursor is of another list.
    """
    query = select(Contract).where(*wanted.conditions()).order_by(Contract.id).limit(limit + 1)
    if cursor is not None:
        query = query.where(Contract.id > cursors.decode(wanted.listing, cursor))
    found = (await session.scalars(query)).all()
    return cursors.page(wanted.listing, found, limit, lambda contract: contract.id)


async def _flush(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        if is_unique_violation(error):
            raise NameTakenError from error
        raise
