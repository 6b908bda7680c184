"""Accounts: who can log in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import is_unique_violation
from app.tables import Account


class UsernameTakenError(Exception):
    """Somebody has this user name already."""


async def register(session: AsyncSession, account: Account) -> None:
    """Store a new account.

    Raises:
        UsernameTakenError: somebody has its user name, perhaps only just.
    """
    session.add(account)
    try:
        await session.flush()
    except IntegrityError as error:
        if is_unique_violation(error):
            raise UsernameTakenError from error
        raise


async def by_username(session: AsyncSession, username: str) -> Account | None:
    """The account of this user name."""
    return await session.scalar(select(Account).where(Account.username == username))


async def by_id(session: AsyncSession, account_id: UUID) -> Account | None:
    """The account of this identifier."""
    return await session.get(Account, account_id)
