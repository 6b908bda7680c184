"""FastAPI routes of the operations without a tag.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Body, Content, Operation, Response, contract_router

from ..api.default import DefaultApi, MakeThingOk
from ..contract import JUDGE

MAKE_THING = Operation(
    pointer="#/paths/~1things/post",
    id="makeThing",
    method="POST",
    path="/things",
    handler="make_thing",
    body=Body(
        content=(
            Content(
                media_type="application/json",
                schema="#/paths/~1things/post/requestBody/content/application~1json/schema",
            ),
        )
    ),
    responses=(
        Response(
            status="200",
            reply=MakeThingOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/Tree"),),
        ),
    ),
    success=MakeThingOk,
)


def default_router(api: type[DefaultApi] | DefaultApi) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(JUDGE, DefaultApi, api, operations=(MAKE_THING,))
