"""FastAPI routes of the operations tagged `../../etc`.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Content, Header, Operation, Parameter, Response, Use, contract_router

from ..api.etc import EtcApi, FPassImportOsClassXOk
from ..contract import JUDGE
from ..security import K, Principal, Security

F_PASS_IMPORT_OS_CLASS_X = Operation(
    pointer='#/paths/~1x"\n{a}/get',
    id="f(): pass\nimport os\nclass X:",
    method="GET",
    path='/x"\n{a}',
    handler="f_pass_import_os_class_x",
    parameters=(
        Parameter(
            name="a",
            into="a",
            location="path",
            schema='#/paths/~1x"\n{a}/parameters/0/schema',
            required=True,
            style="simple",
        ),
        Parameter(
            name='q")\nimport os',
            into="q_import_os",
            location="query",
            schema='#/paths/~1x"\n{a}/get/parameters/0/schema',
            style="form",
            explode=True,
        ),
    ),
    responses=(
        Response(
            status="200",
            reply=FPassImportOsClassXOk,
            content=(Content(media_type="application/json", schema='#/components/schemas/A"\n'),),
            headers=(
                Header(name='X-"\n', field="x", schema='#/paths/~1x"\n{a}/get/responses/200/headers/X-"\n/schema'),
            ),
        ),
    ),
    success=FPassImportOsClassXOk,
    security=((Use(K, ('s"\n',)),),),
    summary='"""\nimport os',
)


def etc_router(
    api: type[EtcApi[Principal]] | EtcApi[Principal], *, security: type[Security[Principal]] | Security[Principal]
) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(
        JUDGE,
        EtcApi,
        api,
        guard=Security,
        security=security,
        operations=(F_PASS_IMPORT_OS_CLASS_X,),
        tags=["../../etc"],
    )
