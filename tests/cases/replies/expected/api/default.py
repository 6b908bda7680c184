"""Operations without a tag: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal

from handfast.runtime import Reply

from ..models import Problem, Report
from ..security import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReportOk(Reply):
    """200: as the client likes it"""

    status: ClassVar[int] = 200
    body: Report | str
    media_type: Literal["application/json", "text/csv"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReportNotModified(Reply):
    """304: as before"""

    status: ClassVar[int] = 304
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReportClientError(Reply):
    """4XX: wrong"""

    status: int
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReportDefault(Reply):
    """default: failed"""

    status: int
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPictureOk(Reply):
    """200: any picture"""

    status: ClassVar[int] = 200
    body: bytes | AsyncIterator[bytes]
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAnythingOk(Reply):
    """200: any representation"""

    status: ClassVar[int] = 200
    body: Report
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMixedOk(Reply):
    """200: text or a picture"""

    status: ClassVar[int] = 200
    body: bytes | AsyncIterator[bytes] | str
    media_type: str | None = None
    x_page: Report
    x_tags: list[str] | None = None


class DefaultApi(ABC, Generic[Principal]):
    """Implement every operation in a `@final` class and pass it to `default_router`."""

    @abstractmethod
    async def get_report(
        self, *, accept: Literal["application/json", "text/csv"], principal: Principal | None
    ) -> GetReportOk | GetReportNotModified | GetReportClientError | GetReportDefault:
        """GET /report -> 200 | 304 | 4XX | default (openapi.yaml#/paths/~1report/get)"""

    @abstractmethod
    async def get_picture(self, *, principal: Principal | None) -> GetPictureOk:
        """GET /picture -> 200 (openapi.yaml#/paths/~1picture/get)"""

    @abstractmethod
    async def get_anything(self, *, principal: Principal | None) -> Report | GetAnythingOk:
        """GET /anything -> 200 (openapi.yaml#/paths/~1anything/get)"""

    @abstractmethod
    async def get_mixed(self, *, accept: Literal["image/*", "text/plain"], principal: Principal | None) -> GetMixedOk:
        """GET /mixed -> 200 (openapi.yaml#/paths/~1mixed/get)"""
