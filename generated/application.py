"""Handfast Hub 0.1.0 on a FastAPI app.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from typing import Literal, overload

from fastapi import FastAPI
from handfast.export import serve_document
from handfast.mock import Implementations
from handfast.runtime import install_dispatch, install_failure_answers

from .api.accounts import AccountsApi
from .api.contracts import ContractsApi
from .api.health import HealthApi
from .api.versions import VersionsApi
from .contract import DOCUMENT, JUDGE
from .routers.accounts import accounts_router
from .routers.contracts import contracts_router
from .routers.health import health_router
from .routers.versions import versions_router
from .security import Principal, Security


@overload
def include_contract(
    app: FastAPI,
    *,
    accounts: type[AccountsApi[Principal]] | AccountsApi[Principal],
    contracts: type[ContractsApi[Principal]] | ContractsApi[Principal],
    versions: type[VersionsApi[Principal]] | VersionsApi[Principal],
    health: type[HealthApi] | HealthApi,
    security: type[Security[Principal]] | Security[Principal],
) -> None: ...


@overload
def include_contract(
    app: FastAPI,
    *,
    accounts: type[AccountsApi[Principal]] | AccountsApi[Principal] | None = None,
    contracts: type[ContractsApi[Principal]] | ContractsApi[Principal] | None = None,
    versions: type[VersionsApi[Principal]] | VersionsApi[Principal] | None = None,
    health: type[HealthApi] | HealthApi | None = None,
    security: type[Security[Principal]] | Security[Principal] | None = None,
    unimplemented: Literal["mock"],
) -> None: ...


def include_contract(
    app: FastAPI,
    *,
    accounts: type[AccountsApi[Principal]] | AccountsApi[Principal] | None = None,
    contracts: type[ContractsApi[Principal]] | ContractsApi[Principal] | None = None,
    versions: type[VersionsApi[Principal]] | VersionsApi[Principal] | None = None,
    health: type[HealthApi] | HealthApi | None = None,
    security: type[Security[Principal]] | Security[Principal] | None = None,
    unimplemented: Literal["mock"] | None = None,
) -> None:
    """Adds every operation of the contract to `app`, and serves the live document at `/openapi.json`.

    With `unimplemented="mock"` operations that raise `Unimplemented`, or that nothing is given for, are
    mocked; in production that stops the start.
    """
    serving = Implementations(JUDGE, DOCUMENT, unimplemented)
    guard = serving.security(Security, security)
    app.include_router(accounts_router(serving.handlers(AccountsApi, accounts), security=guard))
    app.include_router(contracts_router(serving.handlers(ContractsApi, contracts), security=guard))
    app.include_router(versions_router(serving.handlers(VersionsApi, versions), security=guard))
    app.include_router(health_router(serving.handlers(HealthApi, health)))
    install_dispatch(app)
    install_failure_answers(app)
    serve_document(app, DOCUMENT)
