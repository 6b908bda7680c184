"""A generated app whose handlers record what they are given."""

from __future__ import annotations

import importlib
import inspect
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_type_hints

from asking import Answer, ask
from fastapi import FastAPI
from pydantic import BaseModel

from tests.writing_code import write_code


@dataclass
class Recorded:
    """The app, and the keywords that its handlers were called with."""

    app: FastAPI
    calls: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, method: str, target: str, **more: Any) -> Answer:
        return ask(self.app, method, target, **more)

    def given(self, method: str, target: str, **more: Any) -> dict[str, Any]:
        """What the handler is given for a request, which must be accepted."""
        self.calls.clear()
        answer = self.ask(method, target, **more)
        assert answer.status == 204, (answer.status, answer.body, target, answer.failure)
        return self.last()

    def last(self) -> dict[str, Any]:
        """What the only handler that was called was given, as JSON values."""
        (call,) = self.calls
        return {name: plain(value) for name, value in call.items()}


def plain(value: Any) -> Any:
    """The JSON value of a DTO: only what was sent."""
    return value.model_dump(by_alias=True, exclude_unset=True) if isinstance(value, BaseModel) else value


def record(document: Path, package: str) -> Recorded:
    """The app of a document, all of whose operations answer 204. `package` names its code, once for each test run."""
    write_code(document, document.parent / package, document.name)
    sys.path.insert(0, str(document.parent))
    try:
        application = importlib.import_module(f"{package}.application")
        interface = importlib.import_module(f"{package}.api.default").DefaultApi
    finally:
        sys.path.remove(str(document.parent))
    recorded = Recorded(FastAPI())
    handlers = {name: _handler(recorded, getattr(interface, name)) for name in interface.__abstractmethods__}
    secured = "security" in inspect.signature(application.include_contract).parameters
    more = {"security": _guard(importlib.import_module(f"{package}.security").Security)} if secured else {}
    application.include_contract(recorded.app, default=type("Handlers", (interface,), handlers)(), **more)
    return recorded


def _handler(recorded: Recorded, declared: Any) -> Any:
    async def handler(self: object, **given: Any) -> None:
        recorded.calls.append(given)

    handler.__signature__ = inspect.signature(declared)  # type: ignore[attr-defined]
    handler.__annotations__ = get_type_hints(declared)
    return handler


def _guard(interface: Any) -> Any:
    """Lets everybody in who has a credential at all."""

    def passing(declared: Any) -> Any:
        async def method(self: object, **given: Any) -> str:
            return "somebody"

        method.__signature__ = inspect.signature(declared)  # type: ignore[attr-defined]
        method.__annotations__ = get_type_hints(declared)
        return method

    members = {name: passing(getattr(interface, name)) for name in interface.__abstractmethods__}
    return type("Guard", (interface,), members)()
