"""FastAPI routes of the operations without a tag.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Body, Content, Operation, Response, contract_router

from ..api.default import CreateOrderOk, DefaultApi
from ..contract import JUDGE

CREATE_ORDER = Operation(
    pointer="#/paths/~1orders/post",
    id="createOrder",
    method="POST",
    path="/orders",
    handler="create_order",
    body=Body(content=(Content(media_type="application/json", schema="#/components/schemas/Order"),), required=True),
    responses=(
        Response(
            status="200",
            reply=CreateOrderOk,
            content=(
                Content(
                    media_type="application/json",
                    schema="#/paths/~1orders/post/responses/200/content/application~1json/schema",
                ),
            ),
        ),
    ),
    success=CreateOrderOk,
)


def default_router(api: type[DefaultApi] | DefaultApi) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(JUDGE, DefaultApi, api, operations=(CREATE_ORDER,))
