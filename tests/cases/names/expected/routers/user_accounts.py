"""FastAPI routes of the operations tagged `user accounts`.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import APIRouter
from handfast.runtime import Content, Operation, Parameter, Response, contract_router

from ..api.user_accounts import DeleteUsersByUserIdNoContent, GetUserOk, UserAccountsApi
from ..contract import JUDGE

GET_USER = Operation(
    pointer="#/paths/~1users~1{user-id}/get",
    id="get-user",
    method="GET",
    path="/users/{user-id}",
    handler="get_user",
    parameters=(
        Parameter(
            name="user-id",
            into="user_id_path",
            location="path",
            schema="#/paths/~1users~1{user-id}/parameters/0/schema",
            required=True,
            style="simple",
        ),
        Parameter(
            name="user_id",
            into="user_id",
            location="query",
            schema="#/paths/~1users~1{user-id}/get/parameters/0/schema",
            style="form",
            explode=True,
        ),
        Parameter(
            name="userId",
            into="user_id_header",
            location="header",
            schema="#/paths/~1users~1{user-id}/get/parameters/1/schema",
            style="simple",
        ),
        Parameter(
            name="self",
            into="self_query",
            location="query",
            schema="#/paths/~1users~1{user-id}/get/parameters/2/schema",
            style="form",
            explode=True,
        ),
        Parameter(
            name="body",
            into="body_query",
            location="query",
            schema="#/paths/~1users~1{user-id}/get/parameters/3/schema",
            style="form",
            explode=True,
        ),
        Parameter(
            name="class",
            into="class_",
            location="cookie",
            schema="#/paths/~1users~1{user-id}/get/parameters/4/schema",
            style="form",
            explode=True,
        ),
        Parameter(
            name="filter[a]",
            into="filter_a",
            location="query",
            schema="#/paths/~1users~1{user-id}/get/parameters/5/schema",
            style="form",
            explode=True,
        ),
        Parameter(
            name="+1",
            into="plus_1",
            location="query",
            schema="#/paths/~1users~1{user-id}/get/parameters/6/schema",
            style="form",
            explode=True,
        ),
        Parameter(
            name="-1",
            into="minus_1",
            location="query",
            schema="#/paths/~1users~1{user-id}/get/parameters/7/schema",
            style="form",
            explode=True,
        ),
    ),
    responses=(
        Response(
            status="200",
            reply=GetUserOk,
            content=(Content(media_type="application/json", schema="#/components/schemas/FooBar"),),
        ),
    ),
    success=GetUserOk,
)
DELETE_USERS_BY_USER_ID = Operation(
    pointer="#/paths/~1users~1{user-id}/delete",
    id="get_user",
    method="DELETE",
    path="/users/{user-id}",
    handler="delete_users_by_user_id",
    parameters=(
        Parameter(
            name="user-id",
            into="user_id",
            location="path",
            schema="#/paths/~1users~1{user-id}/parameters/0/schema",
            required=True,
            style="simple",
        ),
    ),
    responses=(Response(status="204", reply=DeleteUsersByUserIdNoContent),),
    success=DeleteUsersByUserIdNoContent,
)


def user_accounts_router(api: type[UserAccountsApi] | UserAccountsApi) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(
        JUDGE, UserAccountsApi, api, operations=(GET_USER, DELETE_USERS_BY_USER_ID), tags=["user accounts"]
    )
