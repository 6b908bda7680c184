"""Operations tagged `health`."""

from __future__ import annotations

from typing import final

from app.database import UNAVAILABLE
from app.hub import CurrentHub
from app.migrate import is_current
from app.problems import problem
from generated.api.health import GetReadinessServiceUnavailable, HealthApi
from generated.models import Health


@final
class Probes(HealthApi):
    """Answers whoever runs the Hub."""

    def __init__(self, hub: CurrentHub) -> None:
        self._hub = hub

    async def get_health(self) -> Health:
        """Always the same: that there is an answer is the point."""
        return Health(status="ok")

    async def get_readiness(self) -> Health | GetReadinessServiceUnavailable:
        """Whether the database answers and has the tables of this version."""
        if self._hub.is_draining:
            return _unready("The process is shutting down.")
        try:
            if not await is_current(self._hub.sessions):
                return _unready("The database is not migrated to this version.")
        except UNAVAILABLE:
            return _unready("The database does not answer.")
        return Health(status="ok")


def _unready(detail: str) -> GetReadinessServiceUnavailable:
    return GetReadinessServiceUnavailable(body=problem(503, detail), retry_after=1)
