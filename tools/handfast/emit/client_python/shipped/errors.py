"""What a client raises for an answer that is not the success of its operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx


class ApiError(Exception):
    """An answer that is no success.

    Each declared status has a subclass, with the declared type of `body` and a field for each declared header. An
    answer that the contract does not declare is raised as the client's own base class: `reason` says what is wrong
    with it, and `body` is the JSON value, else the bytes.
    """

    status: int
    body: Any
    headers: httpx.Headers
    call: str
    reason: str

    def __init__(
        self, call: str, answer: httpx.Response, body: Any, reason: str = "", fields: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(call, answer, body, reason, fields)
        self.call = call
        self.status = answer.status_code
        self.body = body
        self.headers = answer.headers
        self.reason = reason
        for name, value in (fields or {}).items():
            setattr(self, name, value)

    def __str__(self) -> str:
        return f"{self.call}: {self.status}{f', {self.reason}' if self.reason else ''}"
