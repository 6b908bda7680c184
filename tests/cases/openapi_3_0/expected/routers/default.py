"""FastAPI routes of the operations without a tag.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Body, Content, Operation, Parameter, Response, Use, contract_router

from ..api.default import DefaultApi, GetANotFound, GetAOk, PutANoContent
from ..contract import JUDGE
from ..security import KEY, LOGIN, Principal, Security

GET_A = Operation(
    pointer="#/paths/~1a~1{id}/get",
    id="getA",
    method="GET",
    path="/a/{id}",
    handler="get_a",
    parameters=(
        Parameter(
            name="id",
            into="id",
            location="path",
            schema="#/components/parameters/Id/schema",
            required=True,
            style="simple",
        ),
        Parameter(
            name="page",
            into="page",
            location="query",
            schema="#/paths/~1a~1{id}/get/parameters/1/schema",
            style="form",
            explode=True,
        ),
    ),
    responses=(
        Response(
            status="200",
            reply=GetAOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/A"),),
        ),
        Response(status="404", reply=GetANotFound),
    ),
    success=GetAOk,
)
PUT_A = Operation(
    pointer="#/paths/~1a~1{id}/put",
    id="putA",
    method="PUT",
    path="/a/{id}",
    handler="put_a",
    parameters=(
        Parameter(
            name="id",
            into="id",
            location="path",
            schema="#/components/parameters/Id/schema",
            required=True,
            style="simple",
        ),
    ),
    body=Body(content=(Content(media_type="application/json", schema="#/components/schemas/A"),)),
    responses=(Response(status="204", reply=PutANoContent),),
    success=PutANoContent,
    security=((), (Use(KEY),), (Use(KEY), Use(LOGIN, ("write",)))),
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
    return contract_router(JUDGE, DefaultApi, api, guard=Security, security=security, operations=(GET_A, PUT_A))
