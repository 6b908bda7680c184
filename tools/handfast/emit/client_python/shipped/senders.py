"""Sends requests with httpx, blocking or not. All else is shared."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx

from handfast.emit.client_python.shipped.bodies import awaited
from handfast.emit.client_python.shipped.declare import AsyncSuccess, Operation, Streaming, Success
from handfast.emit.client_python.shipped.errors import ApiError
from handfast.emit.client_python.shipped.replies import is_streamed, reply_of
from handfast.emit.client_python.shipped.requests import Credentials, Request, request_of
from handfast.emit.client_python.shipped.streams import open_async_stream, open_stream


@dataclass(frozen=True, slots=True)
class Service:
    """Who is called, as whom, and what is raised for answers that are not declared."""

    base_url: str
    credentials: Credentials
    error: type[ApiError]

    def arguments(self, request: Request) -> dict[str, Any]:
        """The request in httpx's words."""
        found: dict[str, Any] = {
            "method": request.method,
            "url": self.base_url.rstrip("/") + request.target,
            "headers": [(name.encode(), value.encode()) for name, value in request.headers],
        }
        if request.body is not None and request.body.parts:
            found["files"] = request.body.parts
        elif request.body is not None:
            found["content"] = request.body.content or b""
        return found


class Sender:
    """Sends and waits."""

    def __init__(self, http: httpx.Client, service: Service) -> None:
        self.http = http
        self.service = service

    def send(
        self,
        operation: Operation[Success],
        values: Sequence[object] = (),
        body: object = None,
        content_type: str | None = None,
    ) -> Success:
        """The success of a call. See `request_of` and `reply_of` for what it raises."""
        request = request_of(operation, values, body, content_type, self.service.credentials)
        answer = self.http.send(self.http.build_request(**self.service.arguments(request)))
        return reply_of(operation, answer, self.service.error)

    def stream(
        self,
        operation: Streaming[Success, Any],
        values: Sequence[object] = (),
        body: object = None,
        content_type: str | None = None,
    ) -> Success:
        """The success of a call, to be read as it arrives. See `request_of` and `reply_of` for what it raises."""
        request = request_of(operation, values, body, content_type, self.service.credentials)
        answer = self.http.send(self.http.build_request(**self.service.arguments(request)), stream=True)
        try:
            if not is_streamed(operation, answer):
                answer.read()
            return reply_of(operation, answer, self.service.error, open_stream)
        except BaseException:
            answer.close()
            raise

    def presenting(self, credentials: Credentials) -> Sender:
        """A sender with other credentials, on the same connections."""
        return Sender(self.http, replace(self.service, credentials=credentials))


class AsyncSender:
    """Sends, and lets others run while it waits."""

    def __init__(self, http: httpx.AsyncClient, service: Service) -> None:
        self.http = http
        self.service = service

    async def send(
        self,
        operation: Operation[Success],
        values: Sequence[object] = (),
        body: object = None,
        content_type: str | None = None,
    ) -> Success:
        """The success of a call. See `request_of` and `reply_of` for what it raises."""
        request = request_of(operation, values, body, content_type, self.service.credentials)
        answer = await self.http.send(self._built(request))
        return reply_of(operation, answer, self.service.error)

    async def stream(
        self,
        operation: Streaming[Any, AsyncSuccess],
        values: Sequence[object] = (),
        body: object = None,
        content_type: str | None = None,
    ) -> AsyncSuccess:
        """The success of a call, to be read as it arrives. See `request_of` and `reply_of` for what it raises."""
        request = request_of(operation, values, body, content_type, self.service.credentials)
        answer = await self.http.send(self._built(request), stream=True)
        try:
            if not is_streamed(operation, answer):
                await answer.aread()
            success: AsyncSuccess = reply_of(operation, answer, self.service.error, open_async_stream)
        except BaseException:
            await answer.aclose()
            raise
        return success

    def _built(self, request: Request) -> httpx.Request:
        arguments = self.service.arguments(request)
        content = arguments.get("content")
        if isinstance(content, Iterable | AsyncIterable) and not isinstance(content, bytes):
            arguments["content"] = awaited(content)
        return self.http.build_request(**arguments)

    def presenting(self, credentials: Credentials) -> AsyncSender:
        """A sender with other credentials, on the same connections."""
        return AsyncSender(self.http, replace(self.service, credentials=credentials))
