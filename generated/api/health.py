"""Operations tagged `health`: what a handler takes and what it may answer.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from handfast.runtime import Reply

from ..models import Health, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetHealthOk(Reply):
    """200: The process lives."""

    status: ClassVar[int] = 200
    body: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReadinessOk(Reply):
    """200: Requests can be served."""

    status: ClassVar[int] = 200
    body: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReadinessServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


class HealthApi(ABC):
    """Implement every operation in a `@final` class and pass it to `health_router`.

    Whether the process lives and can serve.
    """

    @abstractmethod
    async def get_health(self) -> Health:
        """Whether the process lives.

        GET /healthz -> 200 (openapi.yaml#/paths/~1healthz/get)
        """

    @abstractmethod
    async def get_readiness(self) -> Health | GetReadinessServiceUnavailable:
        """Whether requests can be served.

        GET /readyz -> 200 | 503 (openapi.yaml#/paths/~1readyz/get)
        """
