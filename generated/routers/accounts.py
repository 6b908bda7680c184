"""FastAPI routes of the operations tagged `accounts`.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Body, Content, Header, Operation, Response, Use, contract_router

from ..api.accounts import (
    AccountsApi,
    CreateAccountBadRequest,
    CreateAccountConflict,
    CreateAccountContentTooLarge,
    CreateAccountCreated,
    CreateAccountServiceUnavailable,
    CreateAccountUnsupportedMediaType,
    GetOwnAccountForbidden,
    GetOwnAccountOk,
    GetOwnAccountServiceUnavailable,
    GetOwnAccountUnauthorized,
    LoginBadRequest,
    LoginContentTooLarge,
    LoginOk,
    LoginServiceUnavailable,
    LoginUnauthorized,
    LoginUnsupportedMediaType,
)
from ..contract import JUDGE
from ..security import ACCOUNT, Principal, Security

CREATE_ACCOUNT = Operation(
    pointer="#/paths/~1accounts/post",
    id="createAccount",
    method="POST",
    path="/accounts",
    handler="create_account",
    body=Body(
        content=(Content(media_type="application/json", schema="#/components/schemas/NewAccount"),), required=True
    ),
    responses=(
        Response(
            status="201",
            reply=CreateAccountCreated,
            content=(Content(media_type="application/json", schema="#/components/schemas/Account"),),
            headers=(
                Header(name="Location", field="location", schema="#/components/headers/Location/schema", required=True),
            ),
        ),
        Response(
            status="400",
            reply=CreateAccountBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="409",
            reply=CreateAccountConflict,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="413",
            reply=CreateAccountContentTooLarge,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="415",
            reply=CreateAccountUnsupportedMediaType,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=CreateAccountServiceUnavailable,
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
    success=CreateAccountCreated,
    summary="Register an account",
)
GET_OWN_ACCOUNT = Operation(
    pointer="#/paths/~1accounts~1me/get",
    id="getOwnAccount",
    method="GET",
    path="/accounts/me",
    handler="get_own_account",
    responses=(
        Response(
            status="200",
            reply=GetOwnAccountOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/Account"),),
        ),
        Response(
            status="401",
            reply=GetOwnAccountUnauthorized,
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
            reply=GetOwnAccountForbidden,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=GetOwnAccountServiceUnavailable,
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
    success=GetOwnAccountOk,
    security=((Use(ACCOUNT),),),
    summary="The account you are logged in with",
)
LOGIN = Operation(
    pointer="#/paths/~1login/post",
    id="login",
    method="POST",
    path="/login",
    handler="login",
    body=Body(
        content=(Content(media_type="application/x-www-form-urlencoded", schema="#/components/schemas/Login"),),
        required=True,
    ),
    responses=(
        Response(
            status="200",
            reply=LoginOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/Token"),),
            headers=(
                Header(
                    name="Cache-Control",
                    field="cache_control",
                    schema="#/paths/~1login/post/responses/200/headers/Cache-Control/schema",
                    required=True,
                ),
            ),
        ),
        Response(
            status="400",
            reply=LoginBadRequest,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="401",
            reply=LoginUnauthorized,
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
            status="413",
            reply=LoginContentTooLarge,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="415",
            reply=LoginUnsupportedMediaType,
            content=(Content(media_type="application/problem+json", schema="#/components/schemas/Problem"),),
        ),
        Response(
            status="503",
            reply=LoginServiceUnavailable,
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
    success=LoginOk,
    summary="Exchange a user name and a password for a token",
)


def accounts_router(
    api: type[AccountsApi[Principal]] | AccountsApi[Principal],
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
        AccountsApi,
        api,
        guard=Security,
        security=security,
        operations=(CREATE_ACCOUNT, GET_OWN_ACCOUNT, LOGIN),
        tags=["accounts"],
    )
