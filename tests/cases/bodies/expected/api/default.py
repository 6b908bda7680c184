"""Operations without a tag: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from handfast.runtime import Reply

from ..models import Card, FilesForm, ItemsItem, ItemsItemObject, Pet


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralNoContent(Reply):
    """204: ok"""

    status: ClassVar[int] = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsOk(Reply):
    """200: ok"""

    status: ClassVar[int] = 200
    body: AsyncIterator[Card]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesOk(Reply):
    """200: ok"""

    status: ClassVar[int] = 200
    body: Pet


@dataclass(frozen=True, slots=True, kw_only=True)
class BytesNoContent(Reply):
    """204: ok"""

    status: ClassVar[int] = 204


class DefaultApi(ABC):
    """Implement every operation in a `@final` class and pass it to `default_router`."""

    @abstractmethod
    async def several(self, *, body: Pet | Card | str | AsyncIterator[bytes] | None, content_type: str | None) -> None:
        """POST /several -> 204 (openapi.yaml#/paths/~1several/post)"""

    @abstractmethod
    async def items(
        self,
        *,
        body: AsyncIterator[Pet] | AsyncIterator[ItemsItem] | AsyncIterator[ItemsItemObject] | AsyncIterator[Any],
        content_type: str,
    ) -> AsyncIterator[Card]:
        """POST /items -> 200 (openapi.yaml#/paths/~1items/post)"""

    @abstractmethod
    async def files(self, *, body: FilesForm) -> Pet:
        """PUT /files -> 200 (openapi.yaml#/paths/~1files/put)"""

    @abstractmethod
    async def bytes_(
        self, *, content_encoding: Literal["gzip"] | None, body: AsyncIterator[bytes] | None, content_type: str | None
    ) -> None:
        """PUT /bytes -> 204 (openapi.yaml#/paths/~1bytes/put)"""
