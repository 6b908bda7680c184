"""Ending without refusing anybody: load balancers hear that this process is about to end before it does."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from app.hub import Hub


@contextmanager
def draining(hub: Hub) -> Iterator[None]:
    """Within it, the first SIGTERM makes the Hub unready and reaches the server `drain_seconds` later.

    A second SIGTERM reaches the server at once. Without a server that listens for the signal, nothing changes.
    """
    passed_on = signal.getsignal(signal.SIGTERM)
    if not callable(passed_on) or threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    seconds = hub.settings.drain_seconds

    def hear(number: int, frame: FrameType | None) -> None:
        if hub.is_draining or not seconds:
            passed_on(number, frame)
        else:
            loop.call_soon_threadsafe(loop.call_later, seconds, passed_on, number, None)
        hub.is_draining = True

    signal.signal(signal.SIGTERM, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, passed_on)
