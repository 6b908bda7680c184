"""Bodies 1 on a FastAPI app.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import FastAPI
from handfast.export import serve_document
from handfast.runtime import install_dispatch, install_failure_answers

from .api.default import DefaultApi
from .contract import DOCUMENT
from .routers.default import default_router


def include_contract(app: FastAPI, *, default: type[DefaultApi] | DefaultApi) -> None:
    """Adds every operation of the contract to `app`, and serves the live document at `/openapi.json`."""
    app.include_router(default_router(default))
    install_dispatch(app)
    install_failure_answers(app)
    serve_document(app, DOCUMENT)
