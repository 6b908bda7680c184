"""Operations tagged `versions`: what a handler takes and what it may answer.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal
from uuid import UUID

from handfast.runtime import Reply

from ..models import Cursor, Label, OpenApiDocument, Problem, UploadVersionForm, Version, VersionPage
from ..security import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersionsOk(Reply):
    """200: A page of versions."""

    status: ClassVar[int] = 200
    body: VersionPage


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersionsBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersionsUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersionsForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersionsNotFound(Reply):
    """404: There is no such thing, or you may not see it."""

    status: ClassVar[int] = 404
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersionsUnprocessableContent(Reply):
    """422: The request is well-formed, but can't be used: content that is no OpenAPI document, or a cursor of
    another list.
    """

    status: ClassVar[int] = 422
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersionsServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushVersionCreated(Reply):
    """201: The version exists now."""

    status: ClassVar[int] = 201
    body: Version
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PushVersionBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PushVersionUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushVersionForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PushVersionNotFound(Reply):
    """404: There is no such thing, or you may not see it."""

    status: ClassVar[int] = 404
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PushVersionConflict(Reply):
    """409: The name is taken."""

    status: ClassVar[int] = 409
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PushVersionContentTooLarge(Reply):
    """413: The body is larger than the server takes."""

    status: ClassVar[int] = 413
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PushVersionUnsupportedMediaType(Reply):
    """415: The body is of a media type that the operation does not take."""

    status: ClassVar[int] = 415
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PushVersionUnprocessableContent(Reply):
    """422: The request is well-formed, but can't be used: content that is no OpenAPI document, or a cursor of
    another list.
    """

    status: ClassVar[int] = 422
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PushVersionServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVersionCreated(Reply):
    """201: The version exists now."""

    status: ClassVar[int] = 201
    body: Version
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVersionBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVersionUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVersionForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVersionNotFound(Reply):
    """404: There is no such thing, or you may not see it."""

    status: ClassVar[int] = 404
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVersionConflict(Reply):
    """409: The name is taken."""

    status: ClassVar[int] = 409
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVersionContentTooLarge(Reply):
    """413: The body is larger than the server takes."""

    status: ClassVar[int] = 413
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVersionUnsupportedMediaType(Reply):
    """415: The body is of a media type that the operation does not take."""

    status: ClassVar[int] = 415
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVersionUnprocessableContent(Reply):
    """422: The request is well-formed, but can't be used: content that is no OpenAPI document, or a cursor of
    another list.
    """

    status: ClassVar[int] = 422
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVersionServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVersionOk(Reply):
    """200: The version."""

    status: ClassVar[int] = 200
    body: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVersionBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVersionUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVersionForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVersionNotFound(Reply):
    """404: There is no such thing, or you may not see it."""

    status: ClassVar[int] = 404
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVersionServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDocumentOk(Reply):
    """200: The document."""

    status: ClassVar[int] = 200
    body: OpenApiDocument | bytes | AsyncIterator[bytes]
    media_type: Literal["application/json", "application/yaml"] | None = None
    etag: str
    cache_control: Literal["private, no-cache"] = "private, no-cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDocumentNotModified(Reply):
    """304: You have this document already."""

    status: ClassVar[int] = 304
    etag: str
    cache_control: Literal["private, no-cache"] = "private, no-cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDocumentBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDocumentUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDocumentForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDocumentNotFound(Reply):
    """404: There is no such thing, or you may not see it."""

    status: ClassVar[int] = 404
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDocumentServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


class VersionsApi(ABC, Generic[Principal]):
    """Implement every operation in a `@final` class and pass it to `versions_router`.

    The documents pushed to a contract, one for each version.
    """

    @abstractmethod
    async def list_versions(
        self, *, contract_id: UUID, cursor: Cursor | None, limit: int, principal: Principal
    ) -> (
        VersionPage
        | ListVersionsBadRequest
        | ListVersionsUnauthorized
        | ListVersionsForbidden
        | ListVersionsNotFound
        | ListVersionsUnprocessableContent
        | ListVersionsServiceUnavailable
    ):
        """List the versions of a contract.

        GET /contracts/{contract_id}/versions -> 200 | 400 | 401 | 403 | 404 | 422 | 503
        (openapi.yaml#/paths/~1contracts~1{contract_id}~1versions/get)
        """

    @abstractmethod
    async def push_version(
        self,
        *,
        contract_id: UUID,
        label: Label | None,
        body: OpenApiDocument | AsyncIterator[bytes],
        content_type: str,
        principal: Principal,
    ) -> (
        PushVersionCreated
        | PushVersionBadRequest
        | PushVersionUnauthorized
        | PushVersionForbidden
        | PushVersionNotFound
        | PushVersionConflict
        | PushVersionContentTooLarge
        | PushVersionUnsupportedMediaType
        | PushVersionUnprocessableContent
        | PushVersionServiceUnavailable
    ):
        """Push a version.

        POST /contracts/{contract_id}/versions -> 201 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 503
        (openapi.yaml#/paths/~1contracts~1{contract_id}~1versions/post)
        """

    @abstractmethod
    async def upload_version(
        self, *, contract_id: UUID, body: UploadVersionForm, principal: Principal
    ) -> (
        UploadVersionCreated
        | UploadVersionBadRequest
        | UploadVersionUnauthorized
        | UploadVersionForbidden
        | UploadVersionNotFound
        | UploadVersionConflict
        | UploadVersionContentTooLarge
        | UploadVersionUnsupportedMediaType
        | UploadVersionUnprocessableContent
        | UploadVersionServiceUnavailable
    ):
        """Upload a version as a file.

        POST /contracts/{contract_id}/uploads -> 201 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 503
        (openapi.yaml#/paths/~1contracts~1{contract_id}~1uploads/post)
        """

    @abstractmethod
    async def get_version(
        self, *, contract_id: UUID, version_id: UUID, principal: Principal
    ) -> (
        Version
        | GetVersionBadRequest
        | GetVersionUnauthorized
        | GetVersionForbidden
        | GetVersionNotFound
        | GetVersionServiceUnavailable
    ):
        """Read a version.

        GET /contracts/{contract_id}/versions/{version_id} -> 200 | 400 | 401 | 403 | 404 | 503
        (openapi.yaml#/paths/~1contracts~1{contract_id}~1versions~1{version_id}/get)
        """

    @abstractmethod
    async def get_document(
        self,
        *,
        contract_id: UUID,
        version_id: UUID,
        if_none_match: str | None,
        accept: Literal["application/json", "application/yaml"],
        principal: Principal,
    ) -> (
        GetDocumentOk
        | GetDocumentNotModified
        | GetDocumentBadRequest
        | GetDocumentUnauthorized
        | GetDocumentForbidden
        | GetDocumentNotFound
        | GetDocumentServiceUnavailable
    ):
        """Get the document of a version.

        GET /contracts/{contract_id}/versions/{version_id}/document -> 200 | 304 | 400 | 401 | 403 | 404 | 503
        (openapi.yaml#/paths/~1contracts~1{contract_id}~1versions~1{version_id}~1document/get)
        """
