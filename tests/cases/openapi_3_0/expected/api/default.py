"""Operations without a tag: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic

from handfast.runtime import Reply

from ..models import A
from ..security import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAOk(Reply):
    """200: A"""

    status: ClassVar[int] = 200
    body: A


@dataclass(frozen=True, slots=True, kw_only=True)
class GetANotFound(Reply):
    """404: none"""

    status: ClassVar[int] = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class PutANoContent(Reply):
    """204: done"""

    status: ClassVar[int] = 204


class DefaultApi(ABC, Generic[Principal]):
    """Implement every operation in a `@final` class and pass it to `default_router`."""

    @abstractmethod
    async def get_a(self, *, id: int, page: int) -> A | GetANotFound:
        """GET /a/{id} -> 200 | 404 (openapi.yaml#/paths/~1a~1{id}/get)"""

    @abstractmethod
    async def put_a(self, *, id: int, body: A | None, principal: Principal | None) -> None:
        """PUT /a/{id} -> 204 (openapi.yaml#/paths/~1a~1{id}/put)"""
