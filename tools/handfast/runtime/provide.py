"""Handler and security objects: one shared instance, or one per request with its constructor's `Depends` injected."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import Any

from handfast.runtime.problems import ContractError


class Provider:
    """Where the object of an interface comes from. `call` is the FastAPI dependency that stands for it in a route."""

    __slots__ = ("call", "instance", "kind", "needs")

    def __init__(self, implementation: object) -> None:
        self.kind: type[Any] | None = implementation if isinstance(implementation, type) else None
        self.instance: Any = None if self.kind is not None else implementation
        signature = _signature(self.kind) if self.kind is not None else inspect.Signature()
        self.needs = bool(signature.parameters)
        self.call = _dependency(implementation, self.kind, signature)

    def make(self, injected: dict[str, Any]) -> Any:
        """The object for one request."""
        return self.instance if self.kind is None else self.kind(**injected)


def _dependency(
    implementation: object, kind: type[Any] | None, signature: inspect.Signature
) -> Callable[..., Coroutine[Any, Any, Any]]:
    """An async function with the constructor's signature: FastAPI would run the class itself in a worker thread."""

    async def provide(**injected: Any) -> Any:
        return implementation if kind is None else kind(**injected)

    provide.__signature__ = signature  # type: ignore[attr-defined]
    return provide


def _signature(kind: type[Any]) -> inspect.Signature:
    """The constructor's parameters, annotations evaluated where the class was written."""
    try:
        signature = inspect.signature(kind, eval_str=True)
    except NameError as error:
        raise ContractError(f"{kind.__qualname__}: an annotation of its constructor can't be read: {error}") from error
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return signature.replace(
        parameters=[one for one in signature.parameters.values() if one.kind not in variadic],
        return_annotation=inspect.Signature.empty,
    )
