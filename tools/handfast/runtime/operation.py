"""One operation, compiled: what happens between a request and its reply, without any framework in it."""

from __future__ import annotations

import inspect
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_type_hints

from handfast.runtime import media
from handfast.runtime.answers import Answers
from handfast.runtime.bodies import BodyReader, Sent
from handfast.runtime.parameters import decoders
from handfast.runtime.problems import ContractError, Invalid
from handfast.runtime.replies import Replies
from handfast.runtime.security import Gate

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.requests import Request

    from handfast.runtime.declare import Content, Operation
    from handfast.runtime.judge import Judge, Violation
    from handfast.runtime.wire import Wire


class CompiledOperation:
    """Everything about an operation that can be known before the first request."""

    def __init__(
        self, judge: Judge, interface: type, operation: Operation, *, check_replies: bool, body_limit: int
    ) -> None:
        method = getattr(interface, operation.handler, None)
        if method is None:
            raise ContractError(f"{interface.__qualname__} has no method `{operation.handler}` for {operation.pointer}")
        unknown = [key for key in _keys(operation) if key not in judge]
        if unknown:
            raise ContractError(f"{operation.id} ({operation.pointer}) names unknown schemas: {', '.join(unknown)}")
        self.operation = operation
        self.gate = Gate(operation)
        self._judge = judge
        self._hints = get_type_hints(method)
        self._body_limit = body_limit
        self._check_replies = check_replies
        self._keywords = frozenset(inspect.signature(method).parameters)
        self._decoders = decoders(judge, operation.parameters, self._hints)
        self.holds_files = operation.body is not None and any(map(_is_form, operation.body.content))
        self._takes_principal = "principal" in self._keywords
        self._takes_body = "body" in self._keywords
        self._takes_content_type = "content_type" in self._keywords and "content_type" in self._hints

    # What follows needs DTO classes or the compiled judge, so it is made when first needed.

    @cached_property
    def answers(self) -> Answers:
        """Writes errors in the operation's own schema."""
        return Answers(self._judge, self.operation)

    @cached_property
    def replies(self) -> Replies:
        """Writes the handler's replies."""
        return Replies(self._judge, self.operation, check=self._check_replies)

    @cached_property
    def _body(self) -> BodyReader | None:
        declared = self.operation.body
        if declared is None:
            return None
        return BodyReader(self._judge, declared, self._hints.get("body", Any), self._body_limit)

    async def arguments(
        self, wire: Wire, request: Request, principal: Any, closing: Callable[[Callable[[], Awaitable[None]]], None]
    ) -> dict[str, Any]:
        """The handler's keywords. `closing` is given what must be closed after the reply.

        Raises:
            Problem: the request breaks the contract; every violation is in it.
        """
        found: dict[str, Any] = {}
        violations: list[Violation] = []
        for decoder in self._decoders:
            decoder.decode(wire, found, violations)
        if self._body is not None:
            sent: Sent = await self._body.read(request)
            if sent.form is not None:
                closing(sent.form.close)
            violations.extend(sent.violations)
            if self._takes_body:
                found["body"] = sent.value
            if self._takes_content_type and "content_type" not in found:
                found["content_type"] = sent.content_type
        if violations:
            raise Invalid(violations=tuple(violations))
        if self._takes_principal and "principal" not in found:
            found["principal"] = principal
        return found


def _is_form(content: Content) -> bool:
    """Whether a body of this media type may hold files."""
    declared = media.parse(content.media_type)
    return declared is not None and declared.type in ("multipart", "*")


def _keys(operation: Operation) -> Iterator[str]:
    """Every schema that an operation names."""
    contents = [*(operation.body.content if operation.body else ())]
    for response in operation.responses:
        contents += response.content
        yield from (header.schema for header in response.headers if header.schema is not None)
    for content in contents:
        yield from (key for key in (content.schema, content.item_schema) if key is not None)
    yield from (parameter.schema for parameter in operation.parameters if parameter.schema is not None)
