"""FastAPI routes of the operations without a tag.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from collections.abc import AsyncIterator

from fastapi import APIRouter
from handfast.runtime import Body, Content, Header, Operation, Parameter, Response, contract_router

from ..api.default import DefaultApi, GetFileNotModified, GetFileOk, LoginNoContent, PutFileOk, WatchOk
from ..contract import JUDGE
from ..models import PutFileForm

LOGIN = Operation(
    pointer="#/paths/~1login/post",
    id="login",
    method="POST",
    path="/login",
    handler="login",
    body=Body(
        content=(
            Content(
                media_type="application/x-www-form-urlencoded",
                schema="#/paths/~1login/post/requestBody/content/application~1x-www-form-urlencoded/schema",
            ),
        ),
        required=True,
    ),
    responses=(Response(status="204", reply=LoginNoContent),),
    success=LoginNoContent,
)
GET_FILE = Operation(
    pointer="#/paths/~1files~1{name}/get",
    id="getFile",
    method="GET",
    path="/files/{name}",
    handler="get_file",
    parameters=(
        Parameter(
            name="name",
            into="name",
            location="path",
            schema="#/paths/~1files~1{name}/parameters/0/schema",
            required=True,
            style="simple",
        ),
    ),
    responses=(
        Response(
            status="200",
            reply=GetFileOk,
            content=(Content(media_type="application/octet-stream"),),
            headers=(
                Header(
                    name="ETag", field="etag", schema="#/paths/~1files~1{name}/get/responses/200/headers/ETag/schema"
                ),
                Header(
                    name="X-Parts",
                    field="x_parts",
                    schema="#/paths/~1files~1{name}/get/responses/200/headers/X-Parts/schema",
                    required=True,
                ),
            ),
        ),
        Response(status="304", reply=GetFileNotModified),
    ),
    success=GetFileOk,
)
PUT_FILE = Operation(
    pointer="#/paths/~1files~1{name}/put",
    id="putFile",
    method="PUT",
    path="/files/{name}",
    handler="put_file",
    parameters=(
        Parameter(
            name="name",
            into="name",
            location="path",
            schema="#/paths/~1files~1{name}/parameters/0/schema",
            required=True,
            style="simple",
        ),
    ),
    body=Body(
        content=(
            Content(
                media_type="multipart/form-data",
                schema="#/paths/~1files~1{name}/put/requestBody/content/multipart~1form-data/schema",
                encoding={"meta": {"contentType": "application/json"}},
                hint=PutFileForm,
            ),
            Content(media_type="application/octet-stream", hint=AsyncIterator[bytes]),
            Content(media_type="text/plain", hint=str),
        ),
        required=True,
    ),
    responses=(
        Response(
            status="200",
            reply=PutFileOk,
            content=(
                Content(
                    media_type="text/plain",
                    schema="#/paths/~1files~1{name}/put/responses/200/content/text~1plain/schema",
                ),
                Content(
                    media_type="application/json",
                    schema="#/paths/~1files~1{name}/put/responses/200/content/application~1json/schema",
                ),
            ),
        ),
    ),
    success=PutFileOk,
)
WATCH = Operation(
    pointer="#/paths/~1events/get",
    id="watch",
    method="GET",
    path="/events",
    handler="watch",
    responses=(
        Response(
            status="200",
            reply=WatchOk,
            content=(
                Content(
                    media_type="text/event-stream",
                    schema="#/paths/~1events/get/responses/200/content/text~1event-stream/schema",
                ),
            ),
        ),
    ),
    success=WatchOk,
)


def default_router(api: type[DefaultApi] | DefaultApi) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(JUDGE, DefaultApi, api, operations=(LOGIN, GET_FILE, PUT_FILE, WATCH))
