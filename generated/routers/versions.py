"""FastAPI routes of the operations tagged `versions`.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from collections.abc import AsyncIterator

from fastapi import APIRouter
from handfast.runtime import Body, Content, Header, Operation, Parameter, Response, Use, contract_router

from ..api.versions import (
    GetDocumentBadRequest,
    GetDocumentForbidden,
    GetDocumentNotFound,
    GetDocumentNotModified,
    GetDocumentOk,
    GetDocumentServiceUnavailable,
    GetDocumentUnauthorized,
    GetVersionBadRequest,
    GetVersionForbidden,
    GetVersionNotFound,
    GetVersionOk,
    GetVersionServiceUnavailable,
    GetVersionUnauthorized,
    ListVersionsBadRequest,
    ListVersionsForbidden,
    ListVersionsNotFound,
    ListVersionsOk,
    ListVersionsServiceUnavailable,
    ListVersionsUnauthorized,
    ListVersionsUnprocessableContent,
    PushVersionBadRequest,
    PushVersionConflict,
    PushVersionContentTooLarge,
    PushVersionCreated,
    PushVersionForbidden,
    PushVersionNotFound,
    PushVersionServiceUnavailable,
    PushVersionUnauthorized,
    PushVersionUnprocessableContent,
    PushVersionUnsupportedMediaType,
    UploadVersionBadRequest,
    UploadVersionConflict,
    UploadVersionContentTooLarge,
    UploadVersionCreated,
    UploadVersionForbidden,
    UploadVersionNotFound,
    UploadVersionServiceUnavailable,
    UploadVersionUnauthorized,
    UploadVersionUnprocessableContent,
    UploadVersionUnsupportedMediaType,
    VersionsApi,
)
from ..contract import JUDGE
from ..models import OpenApiDocument
from ..security import ACCOUNT, Principal, Security

LIST_VERSIONS = Operation(
    pointer="#/paths/~1contracts~1{contract_id}~1versions/get",
    id="listVersions",
    method="GET",
    path="/contracts/{contract_id}/versions",
    handler="list_versions",
    parameters=(
        Parameter(
            name="contract_id",
            into="contract_id",
            location="path",
            schema="#/components/parameters/ContractId/schema",
            required=True,
            style="simple",
        ),
        Parameter(
            name="cursor",
            into="cursor",
            location="query",
            schema="#/components/schemas/Cursor",
            style="form",
            explode=True,
        ),
        Parameter(
            name="limit",
            into="limit",
            location="query",
            schema="#/components/parameters/Limit/schema",
            style="form",
            explode=True,
        ),
    ),
    responses=(
        Response(
            status="200",
            reply=ListVersionsOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/VersionPage"),),
        ),
        Response(
            status="400",
            reply=ListVersionsBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=ListVersionsUnauthorized,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
            headers=(
                Header(
                    name="WWW-Authenticate",
                    field="www_authenticate",
                    schema="#/components/responses/Unauthorized/headers/WWW-Authenticate/schema",
                ),
            ),
        ),
        Response(
            status="403",
            reply=ListVersionsForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="404",
            reply=ListVersionsNotFound,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="422",
            reply=ListVersionsUnprocessableContent,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=ListVersionsServiceUnavailable,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
            headers=(
                Header(
                    name="Retry-After",
                    field="retry_after",
                    schema="#/components/responses/ServiceUnavailable/headers/Retry-After/schema",
                ),
            ),
        ),
    ),
    success=ListVersionsOk,
    security=((Use(ACCOUNT, ("contracts:read",)),),),
    summary="List the versions of a contract",
)
PUSH_VERSION = Operation(
    pointer="#/paths/~1contracts~1{contract_id}~1versions/post",
    id="pushVersion",
    method="POST",
    path="/contracts/{contract_id}/versions",
    handler="push_version",
    parameters=(
        Parameter(
            name="contract_id",
            into="contract_id",
            location="path",
            schema="#/components/parameters/ContractId/schema",
            required=True,
            style="simple",
        ),
        Parameter(
            name="label",
            into="label",
            location="query",
            schema="#/components/schemas/Label",
            style="form",
            explode=True,
        ),
    ),
    body=Body(
        content=(
            Content(media_type="application/json", schema="#/components/schemas/OpenApiDocument", hint=OpenApiDocument),
            Content(
                media_type="application/yaml", schema="#/components/schemas/OpenApiDocument", hint=AsyncIterator[bytes]
            ),
        ),
        required=True,
    ),
    responses=(
        Response(
            status="201",
            reply=PushVersionCreated,
            content=(Content(media_type="application/json", schema="#/components/schemas/Version"),),
            headers=(
                Header(name="Location", field="location", schema="#/components/headers/Location/schema", required=True),
            ),
        ),
        Response(
            status="400",
            reply=PushVersionBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=PushVersionUnauthorized,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
            headers=(
                Header(
                    name="WWW-Authenticate",
                    field="www_authenticate",
                    schema="#/components/responses/Unauthorized/headers/WWW-Authenticate/schema",
                ),
            ),
        ),
        Response(
            status="403",
            reply=PushVersionForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="404",
            reply=PushVersionNotFound,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="409",
            reply=PushVersionConflict,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="413",
            reply=PushVersionContentTooLarge,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="415",
            reply=PushVersionUnsupportedMediaType,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="422",
            reply=PushVersionUnprocessableContent,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=PushVersionServiceUnavailable,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
            headers=(
                Header(
                    name="Retry-After",
                    field="retry_after",
                    schema="#/components/responses/ServiceUnavailable/headers/Retry-After/schema",
                ),
            ),
        ),
    ),
    success=PushVersionCreated,
    security=((Use(ACCOUNT, ("contracts:write",)),),),
    summary="Push a version",
)
UPLOAD_VERSION = Operation(
    pointer="#/paths/~1contracts~1{contract_id}~1uploads/post",
    id="uploadVersion",
    method="POST",
    path="/contracts/{contract_id}/uploads",
    handler="upload_version",
    parameters=(
        Parameter(
            name="contract_id",
            into="contract_id",
            location="path",
            schema="#/components/parameters/ContractId/schema",
            required=True,
            style="simple",
        ),
    ),
    body=Body(
        content=(
            Content(
                media_type="multipart/form-data",
                schema="#/paths/~1contracts~1{contract_id}~1uploads/post/requestBody/content/multipart~1form-data/schema",
                encoding={"file": {"contentType": "application/json, application/yaml, application/octet-stream"}},
            ),
        ),
        required=True,
    ),
    responses=(
        Response(
            status="201",
            reply=UploadVersionCreated,
            content=(Content(media_type="application/json", schema="#/components/schemas/Version"),),
            headers=(
                Header(name="Location", field="location", schema="#/components/headers/Location/schema", required=True),
            ),
        ),
        Response(
            status="400",
            reply=UploadVersionBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=UploadVersionUnauthorized,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
            headers=(
                Header(
                    name="WWW-Authenticate",
                    field="www_authenticate",
                    schema="#/components/responses/Unauthorized/headers/WWW-Authenticate/schema",
                ),
            ),
        ),
        Response(
            status="403",
            reply=UploadVersionForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="404",
            reply=UploadVersionNotFound,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="409",
            reply=UploadVersionConflict,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="413",
            reply=UploadVersionContentTooLarge,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="415",
            reply=UploadVersionUnsupportedMediaType,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="422",
            reply=UploadVersionUnprocessableContent,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=UploadVersionServiceUnavailable,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
            headers=(
                Header(
                    name="Retry-After",
                    field="retry_after",
                    schema="#/components/responses/ServiceUnavailable/headers/Retry-After/schema",
                ),
            ),
        ),
    ),
    success=UploadVersionCreated,
    security=((Use(ACCOUNT, ("contracts:write",)),),),
    summary="Upload a version as a file",
)
GET_VERSION = Operation(
    pointer="#/paths/~1contracts~1{contract_id}~1versions~1{version_id}/get",
    id="getVersion",
    method="GET",
    path="/contracts/{contract_id}/versions/{version_id}",
    handler="get_version",
    parameters=(
        Parameter(
            name="contract_id",
            into="contract_id",
            location="path",
            schema="#/components/parameters/ContractId/schema",
            required=True,
            style="simple",
        ),
        Parameter(
            name="version_id",
            into="version_id",
            location="path",
            schema="#/components/parameters/VersionId/schema",
            required=True,
            style="simple",
        ),
    ),
    responses=(
        Response(
            status="200",
            reply=GetVersionOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/Version"),),
        ),
        Response(
            status="400",
            reply=GetVersionBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=GetVersionUnauthorized,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
            headers=(
                Header(
                    name="WWW-Authenticate",
                    field="www_authenticate",
                    schema="#/components/responses/Unauthorized/headers/WWW-Authenticate/schema",
                ),
            ),
        ),
        Response(
            status="403",
            reply=GetVersionForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="404",
            reply=GetVersionNotFound,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=GetVersionServiceUnavailable,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
            headers=(
                Header(
                    name="Retry-After",
                    field="retry_after",
                    schema="#/components/responses/ServiceUnavailable/headers/Retry-After/schema",
                ),
            ),
        ),
    ),
    success=GetVersionOk,
    security=((Use(ACCOUNT, ("contracts:read",)),),),
    summary="Read a version",
)
GET_DOCUMENT = Operation(
    pointer="#/paths/~1contracts~1{contract_id}~1versions~1{version_id}~1document/get",
    id="getDocument",
    method="GET",
    path="/contracts/{contract_id}/versions/{version_id}/document",
    handler="get_document",
    parameters=(
        Parameter(
            name="contract_id",
            into="contract_id",
            location="path",
            schema="#/components/parameters/ContractId/schema",
            required=True,
            style="simple",
        ),
        Parameter(
            name="version_id",
            into="version_id",
            location="path",
            schema="#/components/parameters/VersionId/schema",
            required=True,
            style="simple",
        ),
        Parameter(
            name="If-None-Match",
            into="if_none_match",
            location="header",
            schema="#/paths/~1contracts~1{contract_id}~1versions~1{version_id}~1document/get/parameters/0/schema",
            style="simple",
        ),
    ),
    responses=(
        Response(
            status="200",
            reply=GetDocumentOk,
            content=(
                Content(media_type="application/json", schema="#/components/schemas/OpenApiDocument"),
                Content(media_type="application/yaml", schema="#/components/schemas/OpenApiDocument"),
            ),
            headers=(
                Header(name="ETag", field="etag", schema="#/components/headers/ETag/schema", required=True),
                Header(
                    name="Cache-Control",
                    field="cache_control",
                    schema="#/components/headers/Cache-Control/schema",
                    required=True,
                ),
            ),
        ),
        Response(
            status="304",
            reply=GetDocumentNotModified,
            headers=(
                Header(name="ETag", field="etag", schema="#/components/headers/ETag/schema", required=True),
                Header(
                    name="Cache-Control",
                    field="cache_control",
                    schema="#/components/headers/Cache-Control/schema",
                    required=True,
                ),
            ),
        ),
        Response(
            status="400",
            reply=GetDocumentBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=GetDocumentUnauthorized,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
            headers=(
                Header(
                    name="WWW-Authenticate",
                    field="www_authenticate",
                    schema="#/components/responses/Unauthorized/headers/WWW-Authenticate/schema",
                ),
            ),
        ),
        Response(
            status="403",
            reply=GetDocumentForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="404",
            reply=GetDocumentNotFound,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=GetDocumentServiceUnavailable,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
            headers=(
                Header(
                    name="Retry-After",
                    field="retry_after",
                    schema="#/components/responses/ServiceUnavailable/headers/Retry-After/schema",
                ),
            ),
        ),
    ),
    success=GetDocumentOk,
    security=((Use(ACCOUNT, ("contracts:read",)),),),
    summary="Get the document of a version",
)


def versions_router(
    api: type[VersionsApi[Principal]] | VersionsApi[Principal],
    *,
    security: type[Security[Principal]] | Security[Principal],
) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(
        JUDGE,
        VersionsApi,
        api,
        guard=Security,
        security=security,
        operations=(LIST_VERSIONS, PUSH_VERSION, UPLOAD_VERSION, GET_VERSION, GET_DOCUMENT),
        tags=["versions"],
    )
