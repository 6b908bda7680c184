"""The app: `uvicorn app.main:app`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.draining import draining
from app.handlers.accounts import Accounts
from app.handlers.contracts import Contracts
from app.handlers.health import Probes
from app.handlers.versions import Versions
from app.hub import Hub
from app.migrate import migrate
from app.problems import answer_problems
from app.security import AppSecurity
from app.settings import Settings
from generated.application import include_contract


def create_app(settings: Settings | None = None) -> FastAPI:
    """The Hub as an ASGI app. Opens nothing before it is started."""
    chosen = settings or Settings()
    app = FastAPI(title="Handfast Hub", lifespan=_lifespan)
    app.state.hub = Hub(chosen)
    answer_problems(app)
    include_contract(
        app,
        accounts=Accounts,
        contracts=Contracts,
        versions=Versions,
        health=Probes,
        security=AppSecurity,
    )
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    hub: Hub = app.state.hub
    if hub.settings.migrates_at_start:
        await migrate(hub.sessions)
    try:
        with draining(hub):
            yield
    finally:
        hub.is_draining = True
        await hub.sessions.close()


app = create_app()
