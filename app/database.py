"""The database: sessions that are one transaction each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError  # noqa: A004 - its name there
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from app.settings import Settings

UNAVAILABLE: tuple[type[Exception], ...] = (OperationalError, InterfaceError, TimeoutError)
"""What a statement raises when the database is busy, unreachable or broken, as opposed to asked the wrong thing."""

_PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "busy_timeout = 10000")
_BEGIN = "hub_begin"


class Sessions:
    """Opens sessions on one database.

    A session is a transaction: it commits when its block ends and rolls back when the block raises. Open it late and
    close it early: on SQLite a writing session keeps every other writer waiting.
    """

    def __init__(self, settings: Settings) -> None:
        self.file = settings.sqlite_file
        self.engine = create_async_engine(settings.url, pool_pre_ping=self.file is None)
        self._turn = asyncio.Lock() if self.file is not None else None
        if self.file is not None:
            _prepare_sqlite(self.engine)
        self._read = async_sessionmaker(self.engine, expire_on_commit=False)
        self._write = async_sessionmaker(self.writing_engine, expire_on_commit=False)

    @property
    def writing_engine(self) -> AsyncEngine:
        """The engine whose transactions may write.

        SQLite refuses to turn a reading transaction into a writing one while another writes, without waiting. So a
        transaction that is going to write says so when it begins.
        """
        return self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that reads one consistent state."""
        async with self._read() as session, session.begin():
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session that may write. Writers of this process queue up here rather than in SQLite's polling."""
        async with AsyncExitStack() as stack:
            if self._turn is not None:
                await stack.enter_async_context(self._turn)
            session = await stack.enter_async_context(self._write())
            await stack.enter_async_context(session.begin())
            yield session

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def is_unique_violation(error: DBAPIError) -> bool:
    """Whether a statement failed because a value is taken (SQLite's code 2067 or 1555, PostgreSQL's class 23505)."""
    original: Any = error.orig
    cause: Any = getattr(original, "__cause__", None) or original
    codes = {getattr(one, name, None) for one in (original, cause) for name in ("sqlite_errorcode", "sqlstate")}
    return not codes.isdisjoint({2067, 1555, "23505"})


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _record: object) -> None:
        # The driver would begin transactions by itself, and late; the `begin` event below does it instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
