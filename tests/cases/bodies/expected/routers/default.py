"""FastAPI routes of the operations without a tag.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from handfast.runtime import Body, Content, Header, Operation, Parameter, Response, contract_router

from ..api.default import BytesNoContent, DefaultApi, FilesOk, ItemsOk, SeveralNoContent
from ..contract import JUDGE
from ..models import Card, ItemsItem, ItemsItemObject, Pet

SEVERAL = Operation(
    pointer="#/paths/~1several/post",
    id="several",
    method="POST",
    path="/several",
    handler="several",
    body=Body(
        content=(
            Content(media_type="application/json", schema="#/components/schemas/Pet", hint=Pet),
            Content(media_type="application/vnd.card+json", schema="#/components/schemas/Card", hint=Card),
            Content(media_type="application/xml", schema="#/components/schemas/Pet", hint=Pet),
            Content(
                media_type="text/xml", schema="#/paths/~1several/post/requestBody/content/text~1xml/schema", hint=str
            ),
            Content(media_type="application/soap+xml", hint=AsyncIterator[bytes]),
            Content(media_type="image/*", hint=AsyncIterator[bytes]),
            Content(
                media_type="multipart/mixed",
                schema="#/paths/~1several/post/requestBody/content/multipart~1mixed/schema",
                hint=AsyncIterator[bytes],
            ),
        )
    ),
    responses=(Response(status="204", reply=SeveralNoContent),),
    success=SeveralNoContent,
)
ITEMS = Operation(
    pointer="#/paths/~1items/post",
    id="items",
    method="POST",
    path="/items",
    handler="items",
    body=Body(
        content=(
            Content(media_type="application/jsonl", item_schema="#/components/schemas/Pet", hint=AsyncIterator[Pet]),
            Content(
                media_type="application/x-ndjson",
                schema="#/paths/~1items/post/requestBody/content/application~1x-ndjson/schema",
                item_schema="#/paths/~1items/post/requestBody/content/application~1x-ndjson/schema/items",
                hint=AsyncIterator[ItemsItem],
            ),
            Content(
                media_type="text/event-stream",
                schema="#/paths/~1items/post/requestBody/content/text~1event-stream/schema",
                hint=AsyncIterator[ItemsItemObject],
            ),
            Content(media_type="application/json-seq", hint=AsyncIterator[Any]),
        ),
        required=True,
    ),
    responses=(
        Response(
            status="200",
            reply=ItemsOk,
            content=(
                Content(
                    media_type="application/jsonl",
                    schema="#/paths/~1items/post/responses/200/content/application~1jsonl/schema",
                    item_schema="#/components/schemas/Card",
                ),
            ),
        ),
    ),
    success=ItemsOk,
)
FILES = Operation(
    pointer="#/paths/~1files/put",
    id="files",
    method="PUT",
    path="/files",
    handler="files",
    body=Body(
        content=(
            Content(
                media_type="multipart/form-data",
                schema="#/paths/~1files/put/requestBody/content/multipart~1form-data/schema",
                encoding={"photo": {"contentType": "image/png, image/jpeg"}},
                part_headers={
                    "photo": (
                        Header(name="X-Sum", schema="#/components/headers/Sum/schema", required=True),
                        Header(
                            name="X-Name",
                            schema="#/paths/~1files/put/requestBody/content/multipart~1form-data/encoding/photo/headers/X-Name/schema",
                        ),
                    )
                },
            ),
        ),
        required=True,
    ),
    responses=(
        Response(
            status="200",
            reply=FilesOk,
            content=(Content(media_type="application/xml", schema="#/components/schemas/Pet"),),
        ),
    ),
    success=FilesOk,
)
BYTES = Operation(
    pointer="#/paths/~1bytes/put",
    id="bytes",
    method="PUT",
    path="/bytes",
    handler="bytes_",
    parameters=(
        Parameter(
            name="content-encoding",
            into="content_encoding",
            location="header",
            schema="#/paths/~1bytes/put/parameters/0/schema",
            style="simple",
        ),
    ),
    body=Body(
        content=(Content(media_type="*/*", schema="#/paths/~1bytes/put/requestBody/content/*~1*/schema"),),
        may_be_encoded=True,
    ),
    responses=(Response(status="204", reply=BytesNoContent),),
    success=BytesNoContent,
)


def default_router(api: type[DefaultApi] | DefaultApi) -> APIRouter:
    """Routes that decide requests by the contract and call `api`.

    Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
    request with it.

    Raises:
        ContractError: a method is missing or does not fit its operation.
    """
    return contract_router(JUDGE, DefaultApi, api, operations=(SEVERAL, ITEMS, FILES, BYTES))
