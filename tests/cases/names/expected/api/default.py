"""Operations without a tag: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from handfast.runtime import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class GetRootStatus299(Reply):
    """299: odd"""

    status: ClassVar[int] = 299


@dataclass(frozen=True, slots=True, kw_only=True)
class GetRootClientError(Reply):
    """4XX: theirs"""

    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GetRootDefault(Reply):
    """default: other"""

    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOk(Reply):
    """200: ok"""

    status: ClassVar[int] = 200
    body: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreOk(Reply):
    """200: ok"""

    status: ClassVar[int] = 200
    body: list[Any]


class DefaultApi(ABC):
    """Implement every operation in a `@final` class and pass it to `default_router`."""

    @abstractmethod
    async def get_root(self) -> GetRootClientError | GetRootDefault | None:
        """GET / -> 299 | 4XX | default (openapi.yaml#/paths/~1/get)"""

    @abstractmethod
    async def list_(self) -> list[int]:
        """GET /list -> 200 (openapi.yaml#/paths/~1list/get)"""

    @abstractmethod
    async def more(self) -> list[Any]:
        """POST /list -> 200 (openapi.yaml#/paths/~1list/post)"""
