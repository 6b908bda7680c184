"""Where a scenario is played: it makes an app of one service, asks it things, and everything that happens is noted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from exchange import Answer, Ask, exchange
from fastapi import APIRouter, FastAPI

from handfast.runtime import install_dispatch


@dataclass(frozen=True)
class Service:
    """One way to write the service. `router(shop, guard)` makes its routes; `created` is a reply with a header."""

    name: str
    Shop: Any
    Guard: Any
    Item: Any
    router: Callable[[Any, Any], APIRouter]
    created: Callable[[Any, str], Any]
    is_dispatched: bool = False


@dataclass
class Stage:
    """One service for one scenario, and what was seen of it. `facts` are compared like the answers."""

    service: Service
    notes: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    facts: list[Any] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)

    @property
    def Shop(self) -> Any:  # noqa: N802 - a class
        """The class of handlers to derive from."""
        return self.service.Shop

    @property
    def Guard(self) -> Any:  # noqa: N802 - a class
        """The class of verifiers to derive from."""
        return self.service.Guard

    def note(self, text: str) -> None:
        """Something has happened."""
        self.notes.append(text)

    def item(self, number: int, name: str = "thing") -> Any:
        """An item for a handler to return."""
        return self.service.Item(id=number, name=name)

    def router(self, shop: Any = None, guard: Any = None) -> APIRouter:
        """The routes of the service."""
        return self.service.router(shop or self.Shop, guard or self.Guard)

    def app(self, shop: Any = None, guard: Any = None, include: dict[str, Any] | None = None, **more: Any) -> FastAPI:
        """An app with the service in it; `include` goes to `include_router`, the rest to `FastAPI`."""
        app = self.empty(**more)
        app.include_router(self.router(shop, guard), **(include or {}))
        return app

    def empty(self, **more: Any) -> FastAPI:
        """An app without the service."""
        app = FastAPI(**more)
        if self.service.is_dispatched:
            install_dispatch(app)
        return app

    def ask(self, app: Any, method: str, target: str, **more: Any) -> Answer:
        """One request, with an event loop of its own."""
        return asyncio.run(self.asking(app, method, target, **more))

    async def asking(self, app: Any, method: str, target: str, **more: Any) -> Answer:
        """One request in the running event loop."""
        async with asyncio.timeout(5):
            answer = await exchange(app, Ask(method, target, **more), self.note)
        self.answers.append(answer)
        return answer

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Collects warnings and errors that are logged."""
        handler = _Collector(self.logs)
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)


class _Collector(logging.Handler):
    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        self._found.append(f"{record.name} {record.levelname} {record.getMessage()}")
