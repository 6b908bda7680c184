"""The router that generated code makes: an interface, an implementation of it, and what the contract says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from handfast.runtime import settings
from handfast.runtime.fit import bindings, check_implementation
from handfast.runtime.operation import CompiledOperation
from handfast.runtime.problems import ContractError
from handfast.runtime.provide import Provider
from handfast.runtime.route import ContractRoute

if TYPE_CHECKING:
    from handfast.runtime.declare import Operation
    from handfast.runtime.judge import Judge


def contract_router(  # noqa: PLR0913 - what generated code says, and two settings
    judge: Judge,
    interface: type,
    api: object,
    *,
    operations: Sequence[Operation],
    guard: type | None = None,
    security: object = None,
    tags: Sequence[str] | None = None,
    check_replies: bool | float | None = None,
    body_limit: int | None = None,
) -> APIRouter:
    """A router that decides requests by the contract, calls `api`, and sends only what is declared.

    `api` and `security` are classes (one object per request, `Depends` injected) or instances. `check_replies` is
    the share of replies that are judged before they are sent (True is all of them); `body_limit` is in bytes. When
    they are None the environment decides (`HANDFAST_CHECK_REPLIES`, `HANDFAST_BODY_LIMIT`), else every reply is judged
    and bodies may have 10 MB.

    Raises:
        ContractError: a handler or the security class does not fit, or an operation can't be compiled.
        ValueError: a setting is none.
    """
    settings.check_environment()
    check_implementation(interface, api)
    if guard is not None and security is not None:
        check_implementation(guard, security)
        _check_principals(api, security)
    handlers = Provider(api)
    guards = None if security is None else Provider(security)
    router = APIRouter()
    for operation in operations:
        compiled = CompiledOperation(
            judge,
            interface,
            operation,
            check_replies=settings.check_replies(check_replies),
            body_limit=settings.body_limit(body_limit),
            handler=getattr(getattr(api, operation.handler, None), "__qualname__", operation.handler),
        )
        if compiled.gate.asks and guards is None:
            raise ContractError(f"{operation.id} ({operation.pointer}) asks for credentials: give `security`")
        route = ContractRoute(compiled, interface, handlers, guards if compiled.gate.asks else None, tags or ())
        router.routes.append(route)
    return router


def _check_principals(api: object, security: object) -> None:
    """Handlers and the security class must speak of the same principal."""
    wanted = bindings(api if isinstance(api, type) else type(api))
    given = bindings(security if isinstance(security, type) else type(security))
    for parameter, principal in wanted.items():
        other = given.get(parameter, principal)
        if Any not in (other, principal) and other != principal and not _is_subclass(other, principal):
            who = getattr(security, "__qualname__", type(security).__qualname__)
            raise ContractError(f"{who} finds {_name(other)}, handlers take {_name(principal)}")


def _name(kind: Any) -> str:
    return getattr(kind, "__qualname__", str(kind))


def _is_subclass(one: Any, other: Any) -> bool:
    return isinstance(one, type) and isinstance(other, type) and issubclass(one, other)
