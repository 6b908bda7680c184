"""The headers of a recorded request that is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handfast.fuzz.crashes import TEST_CASE

LEFT_OUT: Final = frozenset({TEST_CASE.lower(), "content-length", "transfer-encoding"})
"""What belongs to the run that recorded the request, or follows from its body."""
OWN: Final = LEFT_OUT | {"host", "connection"}
"""What httpx says by itself, besides."""


def encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as httpx takes them whatever they hold; what is not Latin-1 is replaced."""
    return [(name.encode(), value.encode("latin-1", errors="replace")) for name, value in headers.items()]
