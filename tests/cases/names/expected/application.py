"""Names 1 on a FastAPI app.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from typing import Literal, overload

from fastapi import FastAPI
from handfast.export import serve_document
from handfast.mock import Implementations
from handfast.runtime import install_dispatch, install_failure_answers

from .api.class_ import ClassApi
from .api.default import DefaultApi
from .api.user_accounts import UserAccountsApi
from .contract import DOCUMENT, JUDGE
from .routers.class_ import class_router
from .routers.default import default_router
from .routers.user_accounts import user_accounts_router


@overload
def include_contract(
    app: FastAPI,
    *,
    user_accounts: type[UserAccountsApi] | UserAccountsApi,
    default: type[DefaultApi] | DefaultApi,
    class_: type[ClassApi] | ClassApi,
) -> None: ...


@overload
def include_contract(
    app: FastAPI,
    *,
    user_accounts: type[UserAccountsApi] | UserAccountsApi | None = None,
    default: type[DefaultApi] | DefaultApi | None = None,
    class_: type[ClassApi] | ClassApi | None = None,
    unimplemented: Literal["mock"],
) -> None: ...


def include_contract(
    app: FastAPI,
    *,
    user_accounts: type[UserAccountsApi] | UserAccountsApi | None = None,
    default: type[DefaultApi] | DefaultApi | None = None,
    class_: type[ClassApi] | ClassApi | None = None,
    unimplemented: Literal["mock"] | None = None,
) -> None:
    """Adds every operation of the contract to `app`, and serves the live document at `/openapi.json`.

    With `unimplemented="mock"` operations that raise `Unimplemented`, or that nothing is given for, are
    mocked; in production that stops the start.
    """
    serving = Implementations(JUDGE, DOCUMENT, unimplemented)
    app.include_router(user_accounts_router(serving.handlers(UserAccountsApi, user_accounts)))
    app.include_router(default_router(serving.handlers(DefaultApi, default)))
    app.include_router(class_router(serving.handlers(ClassApi, class_)))
    install_dispatch(app)
    install_failure_answers(app)
    serve_document(app, DOCUMENT)
