"""''' import os; os.system('x') # 1 ''' on a FastAPI app.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from typing import Literal, overload

from fastapi import FastAPI
from handfast.export import serve_document
from handfast.mock import Implementations
from handfast.runtime import install_dispatch, install_failure_answers

from .api.etc import EtcApi
from .contract import DOCUMENT, JUDGE
from .routers.etc import etc_router
from .security import Principal, Security


@overload
def include_contract(
    app: FastAPI,
    *,
    etc: type[EtcApi[Principal]] | EtcApi[Principal],
    security: type[Security[Principal]] | Security[Principal],
) -> None: ...


@overload
def include_contract(
    app: FastAPI,
    *,
    etc: type[EtcApi[Principal]] | EtcApi[Principal] | None = None,
    security: type[Security[Principal]] | Security[Principal] | None = None,
    unimplemented: Literal["mock"],
) -> None: ...


def include_contract(
    app: FastAPI,
    *,
    etc: type[EtcApi[Principal]] | EtcApi[Principal] | None = None,
    security: type[Security[Principal]] | Security[Principal] | None = None,
    unimplemented: Literal["mock"] | None = None,
) -> None:
    """Adds every operation of the contract to `app`, and serves the live document at `/openapi.json`.

    With `unimplemented="mock"` operations that raise `Unimplemented`, or that nothing is given for, are
    mocked; in production that stops the start.
    """
    serving = Implementations(JUDGE, DOCUMENT, unimplemented)
    guard = serving.security(Security, security)
    app.include_router(etc_router(serving.handlers(EtcApi, etc), security=guard))
    install_dispatch(app)
    install_failure_answers(app)
    serve_document(app, DOCUMENT)
