"""The ways in which people call an app: Starlette's TestClient, httpx without a socket, and uvicorn with one."""

from __future__ import annotations

import asyncio
import socket
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # httpx will be httpx2
    from starlette.testclient import TestClient


def test_client(app: Any, **settings: Any) -> TestClient:
    """A client that runs the app's lifespan while it is entered."""
    return TestClient(app, **settings)


test_client.__test__ = False  # type: ignore[attr-defined]  # a client, not a test


def in_process(app: Any, **settings: Any) -> httpx.AsyncClient:
    """A client that calls the app in this event loop."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, **settings), base_url="http://shop")


class _Server(uvicorn.Server):
    """Says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


@asynccontextmanager
async def served(app: Any, **settings: Any) -> AsyncIterator[str]:
    """The URL of the app behind a real server."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = _Server(uvicorn.Config(app, log_config=None, access_log=False, **settings))
        running = asyncio.create_task(server.serve([listening]))
        await asyncio.wait_for(server.is_up.wait(), 5)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await asyncio.wait_for(running, 5)
