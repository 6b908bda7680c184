"""FastAPI routes of the operations without a tag.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Content, Operation, Parameter, Response, contract_router

from ..api.default import AgainOk, DefaultApi, ListPetsOk
from ..contract import JUDGE

LIST_PETS = Operation(
    pointer="parts/paths.yaml#/pets/get",
    id="listPets",
    method="GET",
    path="/pets",
    handler="list_pets",
    parameters=(
        Parameter(
            name="limit",
            into="limit",
            location="query",
            schema="parts/paths.yaml#/pets/get/parameters/0/schema",
            style="form",
            explode=True,
        ),
    ),
    responses=(
        Response(
            status="200",
            reply=ListPetsOk,
            content=(
                Content(
                    media_type="application/json",
                    schema="parts/paths.yaml#/pets/get/responses/200/content/application~1json/schema",
                ),
            ),
        ),
    ),
    success=ListPetsOk,
)
AGAIN = Operation(
    pointer="#/paths/~1again/get",
    id="again",
    method="GET",
    path="/again",
    handler="again",
    responses=(
        Response(
            status="200",
            reply=AgainOk,
            content=(
                Content(
                    media_type="application/json",
                    schema="#/paths/~1again/get/responses/200/content/application~1json/schema",
                ),
            ),
        ),
    ),
    success=AgainOk,
)


def default_router(api: type[DefaultApi] | DefaultApi) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(JUDGE, DefaultApi, api, operations=(LIST_PETS, AGAIN))
