"""''' import os; os.system('x') # 1 ''' on a FastAPI app.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import FastAPI
from handfast.export import serve_document
from handfast.runtime import install_dispatch, install_failure_answers

from .api.etc import EtcApi
from .contract import DOCUMENT
from .routers.etc import etc_router
from .security import Principal, Security


def include_contract(
    app: FastAPI,
    *,
    etc: type[EtcApi[Principal]] | EtcApi[Principal],
    security: type[Security[Principal]] | Security[Principal],
) -> None:
    """Adds every operation of the contract to `app`, and serves the live document at `/openapi.json`."""
    app.include_router(etc_router(etc, security=security))
    install_dispatch(app)
    install_failure_answers(app)
    serve_document(app, DOCUMENT)
