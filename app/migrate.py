"""Bringing the database up to date: `python -m app.migrate`."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from app.database import Sessions
from app.settings import Settings

_FOLDER = Path(__file__).with_name("migrations")
_LOCK = 0x48414E4446415354
"""PostgreSQL's advisory lock of whoever migrates. SQLite needs none: it has one writer at a time."""


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration. With a connection, commands run in its transaction."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


async def migrate(sessions: Sessions) -> None:
    """Apply every migration that the database lacks, all or none.

    Makes SQLite's file when there is none. Processes that start at the same time wait for one another.
    """
    if sessions.file is not None:
        sessions.file.parent.mkdir(parents=True, exist_ok=True)
    async with sessions.writing_engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "head"))


async def is_current(sessions: Sessions) -> bool:
    """Whether the database has exactly the migrations that this version knows."""
    async with sessions.engine.connect() as connection:
        heads = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_heads())
    return set(heads) == set(_known_heads())


@cache
def _known_heads() -> tuple[str, ...]:
    return tuple(ScriptDirectory.from_config(configuration()).get_heads())


async def _main() -> None:
    sessions = Sessions(Settings())
    try:
        await migrate(sessions)
    finally:
        await sessions.close()


if __name__ == "__main__":
    asyncio.run(_main())
