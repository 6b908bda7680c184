"""One request and the way back, before anybody has looked at the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send


class Exchange:
    """A request. `request` is made when somebody asks for it; until then nobody has read anything."""

    __slots__ = ("_request", "_send", "receive", "scope")

    def __init__(self, scope: Scope, receive: Receive, send: Send, request: Request | None = None) -> None:
        self.scope = scope
        self.receive = receive
        self._send = send
        self._request = request

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

    def give_back(self, message: Message) -> None:
        """Let the next one who receives get this message first."""
        receive, waiting = self.receive, [message]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        self.receive = again
