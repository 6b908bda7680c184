"""How Alembic runs a migration: on the connection that `app.migrate` opened, or on the configured database."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection

from app.database import Sessions
from app.settings import Settings
from app.tables import Table


def run(connection: Connection) -> None:
    """Run the command's migrations. SQLite can't alter tables in place, so they are copied in batches."""
    context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_run() -> None:
    """Run them on the configured database, for the `alembic` command."""
    sessions = Sessions(Settings())
    async with sessions.writing_engine.begin() as connection:
        await connection.run_sync(run)
    await sessions.close()


given = context.config.attributes.get("connection")
if given is None:
    asyncio.run(connect_and_run())
else:
    run(given)
