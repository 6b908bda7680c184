"""An app with operations made on the spot: whatever a handler is given is recorded, and it answers as told.

A body that is a stream is read to its end, and recorded as the list of what came.
"""

from __future__ import annotations

import inspect
import json
from abc import ABC
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from asking import Answer, ask
from fastapi import FastAPI

from handfast.runtime import Judge, Operation, Reply, Response, contract_router, install_dispatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Reply):
    status: ClassVar[int] = 204


DONE = Response(status="204", reply=Done)


def judge(
    folder: Path, definitions: Mapping[str, Any], components: Mapping[str, Any] | None = None, **directions: Any
) -> Judge:
    """A judge of these schemas."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "schemas.json"
    document = {
        "schemas": {"components": {"schemas": dict(components or {})}, "$defs": dict(definitions)},
        "request": directions.get("request", {}),
        "response": directions.get("response", {}),
    }
    path.write_text(json.dumps(document))
    return Judge(path)


@dataclass
class Single:
    """An app and what its handlers were given."""

    app: FastAPI
    calls: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, method: str, target: str, **more: Any) -> Answer:
        return ask(self.app, method, target, **more)

    def given(self, method: str, target: str, **more: Any) -> dict[str, Any]:
        """What the handler is given for this request, which must be accepted."""
        self.calls.clear()
        answer = self.ask(method, target, **more)
        assert answer.status < 400, (answer.status, answer.body, answer.failure)
        assert len(self.calls) == 1
        return self.calls[0]


def serve(
    judge: Judge,
    operation: Operation,
    hints: Mapping[str, Any],
    *,
    returns: Any = None,
    result: Any = None,
    echoes: bool = False,
    **settings: Any,
) -> Single:
    """An app with one operation; `hints` are the handler's keywords, `result` (or what it returns) the answer.

    `echoes`: the answer is the body, unread.
    """
    single = Single(FastAPI())
    if DONE in operation.responses and operation.success is None:
        operation = replace(operation, success=Done)

    async def handler(_: object, **given: Any) -> Any:
        single.calls.append(given)
        if echoes:
            return given["body"]
        if isinstance(given.get("body"), AsyncIterator):
            given["body"] = [item async for item in given["body"]]
        return result() if callable(result) else result

    interface = make_interface("Api", {operation.handler: (hints, returns)})
    implementation = type("Impl", (interface,), {operation.handler: shaped(handler, hints, returns)})
    single.app.include_router(contract_router(judge, interface, implementation(), operations=(operation,), **settings))
    install_dispatch(single.app)
    return single


def make_interface(name: str, methods: Mapping[str, tuple[Mapping[str, Any], Any]]) -> type:
    """An abstract class with these methods: `{name: (keyword types, return type)}`."""

    async def abstract(_: object, **__: Any) -> Any: ...

    members: dict[str, Any] = {}
    for method, (hints, returns) in methods.items():
        members[method] = shaped(abstract, hints, returns)
        members[method].__isabstractmethod__ = True
    return type(ABC)(name, (ABC,), members)


def shaped(function: Callable[..., Any], hints: Mapping[str, Any], returns: Any) -> Any:
    """A method with this signature that calls `function`."""

    async def method(self: object, **given: Any) -> Any:
        return await function(self, **given)

    keywords = [inspect.Parameter(one, inspect.Parameter.KEYWORD_ONLY, annotation=hint) for one, hint in hints.items()]
    method.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD), *keywords]
    )
    method.__annotations__ = {**hints, "return": returns}
    return method
