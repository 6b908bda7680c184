"""Several files 1 on a FastAPI app.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from typing import Literal, overload

from fastapi import FastAPI
from handfast.export import serve_document
from handfast.mock import Implementations
from handfast.runtime import install_dispatch, install_failure_answers

from .api.default import DefaultApi
from .contract import DOCUMENT, JUDGE
from .routers.default import default_router


@overload
def include_contract(app: FastAPI, *, default: type[DefaultApi] | DefaultApi) -> None: ...


@overload
def include_contract(
    app: FastAPI, *, default: type[DefaultApi] | DefaultApi | None = None, unimplemented: Literal["mock"]
) -> None: ...


def include_contract(
    app: FastAPI, *, default: type[DefaultApi] | DefaultApi | None = None, unimplemented: Literal["mock"] | None = None
) -> None:
    """Adds every operation of the contract to `app`, and serves the live document at `/openapi.json`.

    With `unimplemented="mock"` operations that raise `Unimplemented`, or that nothing is given for, are
    mocked; in production that stops the start.
    """
    serving = Implementations(JUDGE, DOCUMENT, unimplemented)
    app.include_router(default_router(serving.handlers(DefaultApi, default)))
    install_dispatch(app)
    install_failure_answers(app)
    serve_document(app, DOCUMENT)
