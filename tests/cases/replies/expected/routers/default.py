"""FastAPI routes of the operations without a tag.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Content, Header, Operation, Response, Use, contract_router

from ..api.default import (
    DefaultApi,
    GetAnythingOk,
    GetMixedOk,
    GetPictureOk,
    GetReportClientError,
    GetReportDefault,
    GetReportNotModified,
    GetReportOk,
)
from ..contract import JUDGE
from ..security import DEVICE, DIGEST, KEY, Principal, Security

GET_REPORT = Operation(
    pointer="#/paths/~1report/get",
    id="getReport",
    method="GET",
    path="/report",
    handler="get_report",
    responses=(
        Response(
            status="200",
            reply=GetReportOk,
            content=(
                Content(media_type="application/json", schema="#/components/schemas/Report"),
                Content(media_type="text/csv", schema="#/paths/~1report/get/responses/200/content/text~1csv/schema"),
            ),
        ),
        Response(
            status="304",
            reply=GetReportNotModified,
            headers=(
                Header(
                    name="ETag",
                    field="etag",
                    schema="#/paths/~1report/get/responses/304/headers/ETag/schema",
                    required=True,
                ),
            ),
        ),
        Response(
            status="4XX",
            reply=GetReportClientError,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="default",
            reply=GetReportDefault,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
    ),
    success=GetReportOk,
    security=((Use(DIGEST), Use(KEY)), (Use(DEVICE, ("read",)),), ()),
)
GET_PICTURE = Operation(
    pointer="#/paths/~1picture/get",
    id="getPicture",
    method="GET",
    path="/picture",
    handler="get_picture",
    responses=(Response(status="200", reply=GetPictureOk, content=(Content(media_type="image/*"),)),),
    success=GetPictureOk,
    security=((Use(DIGEST), Use(KEY)), (Use(DEVICE, ("read",)),), ()),
)
GET_ANYTHING = Operation(
    pointer="#/paths/~1anything/get",
    id="getAnything",
    method="GET",
    path="/anything",
    handler="get_anything",
    responses=(
        Response(
            status="200",
            reply=GetAnythingOk,
            content=(Content(media_type="*/*", schema="#/components/schemas/Report"),),
        ),
    ),
    success=GetAnythingOk,
    security=((Use(DIGEST), Use(KEY)), (Use(DEVICE, ("read",)),), ()),
)
GET_MIXED = Operation(
    pointer="#/paths/~1mixed/get",
    id="getMixed",
    method="GET",
    path="/mixed",
    handler="get_mixed",
    responses=(
        Response(
            status="200",
            reply=GetMixedOk,
            content=(
                Content(media_type="image/*"),
                Content(media_type="text/plain", schema="#/paths/~1mixed/get/responses/200/content/text~1plain/schema"),
            ),
            headers=(
                Header(
                    name="X-Page",
                    field="x_page",
                    schema="#/components/schemas/Report",
                    required=True,
                    media_type="application/json",
                ),
                Header(
                    name="X-Tags",
                    field="x_tags",
                    schema="#/paths/~1mixed/get/responses/200/headers/X-Tags/schema",
                    explode=True,
                ),
            ),
        ),
    ),
    success=GetMixedOk,
    security=((Use(DIGEST), Use(KEY)), (Use(DEVICE, ("read",)),), ()),
)


def default_router(
    api: type[DefaultApi[Principal]] | DefaultApi[Principal],
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
        DefaultApi,
        api,
        guard=Security,
        security=security,
        operations=(GET_REPORT, GET_PICTURE, GET_ANYTHING, GET_MIXED),
    )
