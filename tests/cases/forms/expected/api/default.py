"""Operations without a tag: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from handfast.runtime import Reply

from ..models import LoginForm, PutFileForm, WatchOkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginNoContent(Reply):
    """204: ok"""

    status: ClassVar[int] = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFileOk(Reply):
    """200: bytes"""

    status: ClassVar[int] = 200
    body: bytes | AsyncIterator[bytes]
    etag: str | None = None
    x_parts: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFileNotModified(Reply):
    """304: same"""

    status: ClassVar[int] = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class PutFileOk(Reply):
    """200: ok"""

    status: ClassVar[int] = 200
    body: str | int
    media_type: Literal["text/plain", "application/json"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOk(Reply):
    """200: stream"""

    status: ClassVar[int] = 200
    body: AsyncIterator[WatchOkItem]


class DefaultApi(ABC):
    """Implement every operation in a `@final` class and pass it to `default_router`."""

    @abstractmethod
    async def login(self, *, body: LoginForm) -> None:
        """POST /login -> 204 (openapi.yaml#/paths/~1login/post)"""

    @abstractmethod
    async def get_file(self, *, name: str) -> GetFileOk | GetFileNotModified:
        """GET /files/{name} -> 200 | 304 (openapi.yaml#/paths/~1files~1{name}/get)"""

    @abstractmethod
    async def put_file(
        self,
        *,
        name: str,
        body: PutFileForm | AsyncIterator[bytes] | str,
        content_type: str,
        accept: Literal["text/plain", "application/json"],
    ) -> PutFileOk:
        """PUT /files/{name} -> 200 (openapi.yaml#/paths/~1files~1{name}/put)"""

    @abstractmethod
    async def watch(self) -> AsyncIterator[WatchOkItem]:
        """GET /events -> 200 (openapi.yaml#/paths/~1events/get)"""
