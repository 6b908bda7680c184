"""Identifiers of rows."""

from __future__ import annotations

import secrets
import threading
import time
from uuid import UUID

_COUNTER_BITS = 12 + 18
_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A UUID of version 7 that sorts after every one this process made before (RFC 9562 §6.2, method 1).

    The 30 bits after the milliseconds count on; the 44 bits at the end are random.
    """
    global _last  # noqa: PLW0603 - the counter of the process
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1_000_000 << _COUNTER_BITS)
        position = _last
    milliseconds, counter = position >> _COUNTER_BITS, position & ((1 << _COUNTER_BITS) - 1)
    high = milliseconds << 16 | 0x7 << 12 | counter >> 18
    low = 0b10 << 62 | (counter & ((1 << 18) - 1)) << 44 | secrets.randbits(44)
    return UUID(int=high << 64 | low)
