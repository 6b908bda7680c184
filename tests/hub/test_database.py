"""Transactions and migrations."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from app import accounts
from app.database import Sessions, is_unique_violation
from app.migrate import configuration, is_current, migrate
from app.settings import Settings
from app.tables import Account, Contract, Table

pytestmark = pytest.mark.anyio


@pytest.fixture
async def sessions(settings: Settings) -> AsyncIterator[Sessions]:
    """An open database without tables."""
    opened = Sessions(settings)
    yield opened
    await opened.close()


def ada() -> Account:
    return Account(username="ada", password_hash="-")


async def count(sessions: Sessions) -> int | None:
    async with sessions.reading() as session:
        return await session.scalar(select(func.count()).select_from(Account))


async def test_the_migrations_make_the_tables_that_the_code_uses(sessions: Sessions) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Table.metadata))

    await migrate(sessions)

    async with sessions.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrations_can_be_taken_back_and_applied_again(sessions: Sessions) -> None:
    await migrate(sessions)
    async with sessions.writing_engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(configuration(sync), "base"))
    assert not await is_current(sessions)

    await migrate(sessions)

    assert await is_current(sessions)
    assert await count(sessions) == 0


async def test_migrating_twice_keeps_the_rows(sessions: Sessions) -> None:
    await migrate(sessions)
    async with sessions.writing() as session:
        await accounts.register(session, ada())

    await migrate(sessions)

    assert await count(sessions) == 1


async def test_two_that_migrate_at_once_both_succeed(settings: Settings, sessions: Sessions) -> None:
    other = Sessions(settings)
    try:
        await asyncio.gather(migrate(sessions), migrate(other))
    finally:
        await other.close()

    assert await is_current(sessions)


async def test_a_block_that_raises_leaves_nothing(sessions: Sessions) -> None:
    await migrate(sessions)

    async def register_and_fail() -> None:
        async with sessions.writing() as session:
            await accounts.register(session, ada())
            raise LookupError

    with pytest.raises(LookupError):
        await register_and_fail()

    assert await count(sessions) == 0


async def test_a_taken_name_is_told_from_other_violations(sessions: Sessions) -> None:
    await migrate(sessions)
    async with sessions.writing() as session:
        await accounts.register(session, ada())
    orphan = Contract(owner_id=ada().id, name="pets", visibility="private", searchable="pets")

    with pytest.raises(accounts.UsernameTakenError):
        async with sessions.writing() as session:
            await accounts.register(session, ada())
    with pytest.raises(IntegrityError) as raised:
        async with sessions.writing() as session:
            session.add(orphan)

    assert not is_unique_violation(raised.value)


async def test_writers_of_one_process_queue_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.database._PRAGMAS", ("journal_mode = WAL", "busy_timeout = 0"))
    impatient = Sessions(settings)
    await migrate(impatient)

    async def write(number: int) -> None:
        async with impatient.writing() as session:
            await accounts.register(session, Account(username=f"robot{number}", password_hash="-"))

    await asyncio.gather(*(write(number) for number in range(20)))
    assert await count(impatient) == 20
    await impatient.close()


async def test_a_writer_of_another_process_is_waited_for(settings: Settings, sessions: Sessions) -> None:
    await migrate(sessions)
    other = sqlite3.connect(str(settings.sqlite_file), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with sessions.writing() as session:
            await accounts.register(session, ada())

    writing = asyncio.create_task(write())
    assert await count(sessions) == 0  # readers don't wait
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing

    assert await count(sessions) == 1


async def test_a_database_that_stays_busy_is_an_operational_error(settings: Settings, sessions: Sessions) -> None:
    await migrate(sessions)
    other = sqlite3.connect(str(settings.sqlite_file), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with sessions.engine.connect() as connection:
        await connection.execute(text("PRAGMA busy_timeout = 1"))

    with pytest.raises(OperationalError, match="locked"):
        async with sessions.writing() as session:
            await accounts.register(session, ada())

    other.close()
