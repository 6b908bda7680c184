"""FastAPI routes of the operations without a tag.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Body, Content, Operation, Response, contract_router

from ..api.default import CreateUserCreated, DefaultApi
from ..contract import JUDGE

CREATE_USER = Operation(
    pointer="#/paths/~1users/post",
    id="createUser",
    method="POST",
    path="/users",
    handler="create_user",
    body=Body(content=(Content(media_type="application/json", schema="#/components/schemas/User"),), required=True),
    responses=(
        Response(
            status="201",
            reply=CreateUserCreated,
            content=(Content(media_type="application/json", schema="#/components/schemas/Receipt"),),
        ),
    ),
    success=CreateUserCreated,
)


def default_router(api: type[DefaultApi] | DefaultApi) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(JUDGE, DefaultApi, api, operations=(CREATE_USER,))
