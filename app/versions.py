"""Versions: the documents pushed to a contract."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from app.database import is_unique_violation
from app.documents import Document
from app.pages import Cursors, Page
from app.tables import Contract, Version


class NoSuchVersionError(Exception):
    """The contract has no such version."""


class LabelTakenError(Exception):
    """The contract has a version of this label already."""


async def push(
    session: AsyncSession, contract: Contract, document: Document, label: str | None, notes: str | None
) -> Version:
    """A new version of the contract, stored. It is called by its label, or else by the document's own version.

    Raises:
        LabelTakenError: the contract has a version called so, perhaps only just.
    """
    version = Version(
        contract_id=contract.id,
        label=label if label is not None else document.version,
        notes=notes,
        media_type=document.media_type,
        size=len(document.content),
        sha256=hashlib.sha256(document.content).hexdigest(),
        document=document.content,
    )
    session.add(version)
    try:
        await session.flush()
    except IntegrityError as error:
        if is_unique_violation(error):
            raise LabelTakenError from error
        raise
    return version


async def find(session: AsyncSession, contract: Contract, version_id: UUID, *, with_document: bool = False) -> Version:
    """The contract's version of this identifier. Its `document` is loaded only on request.

    Raises:
        NoSuchVersionError: the contract has none.
    """
    query = select(Version).where(Version.id == version_id, Version.contract_id == contract.id)
    if with_document:
        query = query.options(undefer(Version.document))
    version = await session.scalar(query)
    if version is None:
        raise NoSuchVersionError
    return version


async def of_contract(
    session: AsyncSession, contract: Contract, cursors: Cursors, cursor: str | None, limit: int
) -> Page[Version]:
    """A page of the contract's versions, oldest first.

    Raises:
        ForeignCursorError: the cursor is of another list.
    """
    listing = f"versions {contract.id}"
    query = select(Version).where(Version.contract_id == contract.id).order_by(Version.id).limit(limit + 1)
    if cursor is not None:
        query = query.where(Version.id > cursors.decode(listing, cursor))
    found = (await session.scalars(query)).all()
    return cursors.page(listing, found, limit, lambda version: version.id)
