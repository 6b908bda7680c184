"""FastAPI routes of the operations tagged `contracts`.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Body, Content, Header, Operation, Parameter, Response, Use, contract_router

from ..api.contracts import (
    ContractsApi,
    CreateContractBadRequest,
    CreateContractConflict,
    CreateContractContentTooLarge,
    CreateContractCreated,
    CreateContractForbidden,
    CreateContractServiceUnavailable,
    CreateContractUnauthorized,
    CreateContractUnsupportedMediaType,
    DeleteContractBadRequest,
    DeleteContractForbidden,
    DeleteContractNoContent,
    DeleteContractNotFound,
    DeleteContractServiceUnavailable,
    DeleteContractUnauthorized,
    GetContractBadRequest,
    GetContractForbidden,
    GetContractNotFound,
    GetContractOk,
    GetContractServiceUnavailable,
    GetContractUnauthorized,
    ListContractsBadRequest,
    ListContractsForbidden,
    ListContractsOk,
    ListContractsServiceUnavailable,
    ListContractsUnauthorized,
    ListContractsUnprocessableContent,
    UpdateContractBadRequest,
    UpdateContractConflict,
    UpdateContractContentTooLarge,
    UpdateContractForbidden,
    UpdateContractNotFound,
    UpdateContractOk,
    UpdateContractServiceUnavailable,
    UpdateContractUnauthorized,
    UpdateContractUnsupportedMediaType,
)
from ..contract import JUDGE
from ..security import ACCOUNT, Principal, Security

LIST_CONTRACTS = Operation(
    pointer="#/paths/~1contracts/get",
    id="listContracts",
    method="GET",
    path="/contracts",
    handler="list_contracts",
    parameters=(
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
        Parameter(
            name="q",
            into="q",
            location="query",
            schema="#/paths/~1contracts/get/parameters/2/schema",
            style="form",
            explode=True,
        ),
        Parameter(
            name="visibility",
            into="visibility",
            location="query",
            schema="#/components/schemas/Visibility",
            style="form",
            explode=True,
        ),
    ),
    responses=(
        Response(
            status="200",
            reply=ListContractsOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/ContractPage"),),
        ),
        Response(
            status="400",
            reply=ListContractsBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=ListContractsUnauthorized,
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
            reply=ListContractsForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="422",
            reply=ListContractsUnprocessableContent,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=ListContractsServiceUnavailable,
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
    success=ListContractsOk,
    security=((Use(ACCOUNT, ("contracts:read",)),),),
    summary="List contracts",
)
CREATE_CONTRACT = Operation(
    pointer="#/paths/~1contracts/post",
    id="createContract",
    method="POST",
    path="/contracts",
    handler="create_contract",
    body=Body(
        content=(Content(media_type="application/json", schema="#/components/schemas/NewContract"),), required=True
    ),
    responses=(
        Response(
            status="201",
            reply=CreateContractCreated,
            content=(Content(media_type="application/json", schema="#/components/schemas/Contract"),),
            headers=(
                Header(name="Location", field="location", schema="#/components/headers/Location/schema", required=True),
            ),
        ),
        Response(
            status="400",
            reply=CreateContractBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=CreateContractUnauthorized,
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
            reply=CreateContractForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="409",
            reply=CreateContractConflict,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="413",
            reply=CreateContractContentTooLarge,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="415",
            reply=CreateContractUnsupportedMediaType,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=CreateContractServiceUnavailable,
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
    success=CreateContractCreated,
    security=((Use(ACCOUNT, ("contracts:write",)),),),
    summary="Create a contract",
)
GET_CONTRACT = Operation(
    pointer="#/paths/~1contracts~1{contract_id}/get",
    id="getContract",
    method="GET",
    path="/contracts/{contract_id}",
    handler="get_contract",
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
    responses=(
        Response(
            status="200",
            reply=GetContractOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/Contract"),),
        ),
        Response(
            status="400",
            reply=GetContractBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=GetContractUnauthorized,
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
            reply=GetContractForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="404",
            reply=GetContractNotFound,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=GetContractServiceUnavailable,
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
    success=GetContractOk,
    security=((Use(ACCOUNT, ("contracts:read",)),),),
    summary="Read a contract",
)
DELETE_CONTRACT = Operation(
    pointer="#/paths/~1contracts~1{contract_id}/delete",
    id="deleteContract",
    method="DELETE",
    path="/contracts/{contract_id}",
    handler="delete_contract",
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
    responses=(
        Response(status="204", reply=DeleteContractNoContent),
        Response(
            status="400",
            reply=DeleteContractBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=DeleteContractUnauthorized,
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
            reply=DeleteContractForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="404",
            reply=DeleteContractNotFound,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=DeleteContractServiceUnavailable,
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
    success=DeleteContractNoContent,
    security=((Use(ACCOUNT, ("contracts:write",)),),),
    summary="Delete a contract",
)
UPDATE_CONTRACT = Operation(
    pointer="#/paths/~1contracts~1{contract_id}/patch",
    id="updateContract",
    method="PATCH",
    path="/contracts/{contract_id}",
    handler="update_contract",
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
        content=(Content(media_type="application/merge-patch+json", schema="#/components/schemas/ContractPatch"),),
        required=True,
    ),
    responses=(
        Response(
            status="200",
            reply=UpdateContractOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/Contract"),),
        ),
        Response(
            status="400",
            reply=UpdateContractBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=UpdateContractUnauthorized,
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
            reply=UpdateContractForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="404",
            reply=UpdateContractNotFound,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="409",
            reply=UpdateContractConflict,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="413",
            reply=UpdateContractContentTooLarge,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="415",
            reply=UpdateContractUnsupportedMediaType,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=UpdateContractServiceUnavailable,
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
    success=UpdateContractOk,
    security=((Use(ACCOUNT, ("contracts:write",)),),),
    summary="Change a contract",
)


def contracts_router(
    api: type[ContractsApi[Principal]] | ContractsApi[Principal],
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
        ContractsApi,
        api,
        guard=Security,
        security=security,
        operations=(LIST_CONTRACTS, CREATE_CONTRACT, GET_CONTRACT, DELETE_CONTRACT, UPDATE_CONTRACT),
        tags=["contracts"],
    )
