"""FastAPI routes of the operations tagged `health`.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Content, Header, Operation, Response, contract_router

from ..api.health import GetHealthOk, GetReadinessOk, GetReadinessServiceUnavailable, HealthApi
from ..contract import JUDGE

GET_HEALTH = Operation(
    pointer="#/paths/~1healthz/get",
    id="getHealth",
    method="GET",
    path="/healthz",
    handler="get_health",
    responses=(
        Response(
            status="200",
            reply=GetHealthOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/Health"),),
        ),
    ),
    success=GetHealthOk,
    summary="Whether the process lives",
)
GET_READINESS = Operation(
    pointer="#/paths/~1readyz/get",
    id="getReadiness",
    method="GET",
    path="/readyz",
    handler="get_readiness",
    responses=(
        Response(
            status="200",
            reply=GetReadinessOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/Health"),),
        ),
        Response(
            status="503",
            reply=GetReadinessServiceUnavailable,
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
    success=GetReadinessOk,
    summary="Whether requests can be served",
)


def health_router(api: type[HealthApi] | HealthApi) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(JUDGE, HealthApi, api, operations=(GET_HEALTH, GET_READINESS), tags=["health"])
