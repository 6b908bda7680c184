"""FastAPI routes of the operations tagged `class`.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Operation, Response, contract_router

from ..api.class_ import ClassApi, ImportOk
from ..contract import JUDGE

IMPORT = Operation(
    pointer="#/paths/~1import/post",
    id="import",
    method="POST",
    path="/import",
    handler="import_",
    responses=(Response(status="200", reply=ImportOk),),
    success=ImportOk,
)


def class_router(api: type[ClassApi] | ClassApi) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(JUDGE, ClassApi, api, operations=(IMPORT,), tags=["class"])
