"""One request and the way back, before anybody has looked at the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

from handfast.runtime.wire import Wire

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

RAW_VALUES = "handfast.path_values"
"""Where the raw values of path parameters are in a scope."""


class Exchange:
    """A request. `request` is made when somebody asks for it; until then nobody has read anything."""

    __slots__ = ("_request", "_send", "_wire", "receive", "scope")

    def __init__(self, scope: Scope, receive: Receive, send: Send, request: Request | None = None) -> None:
        self.scope = scope
        self.receive = receive
        self._send = send
        self._request = request
        self._wire: Wire | None = None

    @property
    def is_untouched(self) -> bool:
        """Whether nobody can have read from the body yet."""
        return self._request is None

    @property
    def request(self) -> Request:
        """The request as Starlette has it, one for all who ask."""
        if self._request is None:
            self._request = Request(self.scope, self.receive, self._send)
        return self._request

    @property
    def wire(self) -> Wire:
        """What the request carries outside of its body."""
        if self._wire is None:
            self._wire = Wire(self.scope, self.scope.get(RAW_VALUES))
        return self._wire

    def give_back(self, message: Message) -> None:
        """Let the next one who receives get this message first."""
        receive, waiting = self.receive, [message]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        self.receive = again
