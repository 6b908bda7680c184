"""Operations without a tag: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from handfast.runtime import Reply

from ..models import Pet


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPetsOk(Reply):
    """200: ok"""

    status: ClassVar[int] = 200
    body: list[Pet]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainOk(Reply):
    """200: ok"""

    status: ClassVar[int] = 200
    body: Pet


class DefaultApi(ABC):
    """Implement every operation in a `@final` class and pass it to `default_router`."""

    @abstractmethod
    async def list_pets(self, *, limit: int) -> list[Pet]:
        """GET /pets -> 200 (parts/paths.yaml#/pets/get)"""

    @abstractmethod
    async def again(self) -> Pet:
        """GET /again -> 200 (openapi.yaml#/paths/~1again/get)"""
