"""FastAPI routes of the operations without a tag.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Content, Operation, Response, contract_router

from ..api.default import DefaultApi, GetRootClientError, GetRootDefault, GetRootStatus299, ListOk, MoreOk
from ..contract import JUDGE

GET_ROOT = Operation(
    pointer="#/paths/~1/get",
    id="get_root",
    method="GET",
    path="/",
    handler="get_root",
    responses=(
        Response(status="299", reply=GetRootStatus299),
        Response(status="4XX", reply=GetRootClientError),
        Response(status="default", reply=GetRootDefault),
    ),
    success=GetRootStatus299,
)
LIST = Operation(
    pointer="#/paths/~1list/get",
    id="list",
    method="GET",
    path="/list",
    handler="list_",
    responses=(
        Response(
            status="200",
            reply=ListOk,
            content=(
                Content(
                    media_type="application/json",
                    schema="#/paths/~1list/get/responses/200/content/application~1json/schema",
                ),
            ),
        ),
    ),
    success=ListOk,
)
MORE = Operation(
    pointer="#/paths/~1list/post",
    id="more",
    method="POST",
    path="/list",
    handler="more",
    responses=(
        Response(
            status="200",
            reply=MoreOk,
            content=(
                Content(
                    media_type="application/json",
                    schema="#/paths/~1list/post/responses/200/content/application~1json/schema",
                ),
            ),
        ),
    ),
    success=MoreOk,
)


def default_router(api: type[DefaultApi] | DefaultApi) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(JUDGE, DefaultApi, api, operations=(GET_ROOT, LIST, MORE))
