"""Handfast Hub 0.1.0 on a FastAPI app.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from fastapi import FastAPI
from handfast.export import serve_document
from handfast.runtime import install_dispatch, install_failure_answers

from .api.accounts import AccountsApi
from .api.contracts import ContractsApi
from .api.health import HealthApi
from .api.versions import VersionsApi
from .contract import DOCUMENT
from .routers.accounts import accounts_router
from .routers.contracts import contracts_router
from .routers.health import health_router
from .routers.versions import versions_router
from .security import Principal, Security


def include_contract(
    app: FastAPI,
    *,
    accounts: type[AccountsApi[Principal]] | AccountsApi[Principal],
    contracts: type[ContractsApi[Principal]] | ContractsApi[Principal],
    versions: type[VersionsApi[Principal]] | VersionsApi[Principal],
    health: type[HealthApi] | HealthApi,
    security: type[Security[Principal]] | Security[Principal],
) -> None:
    """Adds every operation of the contract to `app`, and serves the live document at `/openapi.json`."""
    app.include_router(accounts_router(accounts, security=security))
    app.include_router(contracts_router(contracts, security=security))
    app.include_router(versions_router(versions, security=security))
    app.include_router(health_router(health))
    install_dispatch(app)
    install_failure_answers(app)
    serve_document(app, DOCUMENT)
