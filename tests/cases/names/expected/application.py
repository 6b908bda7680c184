"""Names 1 on a FastAPI app.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import FastAPI
from handfast.export import serve_document
from handfast.runtime import install_dispatch, install_failure_answers

from .api.class_ import ClassApi
from .api.default import DefaultApi
from .api.user_accounts import UserAccountsApi
from .contract import DOCUMENT
from .routers.class_ import class_router
from .routers.default import default_router
from .routers.user_accounts import user_accounts_router


def include_contract(
    app: FastAPI,
    *,
    user_accounts: type[UserAccountsApi] | UserAccountsApi,
    default: type[DefaultApi] | DefaultApi,
    class_: type[ClassApi] | ClassApi,
) -> None:
    """Adds every operation of the contract to `app`, and serves the live document at `/openapi.json`."""
    app.include_router(user_accounts_router(user_accounts))
    app.include_router(default_router(default))
    app.include_router(class_router(class_))
    install_dispatch(app)
    install_failure_answers(app)
    serve_document(app, DOCUMENT)
