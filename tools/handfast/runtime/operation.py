"""One operation, compiled: what happens between a request and its reply, without any framework in it."""

from __future__ import annotations

import inspect
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_type_hints

from handfast.runtime import media
from handfast.runtime.accept import ACCEPT, Preferred
from handfast.runtime.answers import Answers
from handfast.runtime.bodies import BodyReader
from handfast.runtime.declare import Body
from handfast.runtime.parameters import arguments
from handfast.runtime.problems import ContractError, Invalid
from handfast.runtime.quick import UNSURE, QuickJson
from handfast.runtime.replies import Replies
from handfast.runtime.security import Gate
from handfast.runtime.undeclared import names_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from handfast.runtime.declare import Content, Operation
    from handfast.runtime.exchange import Exchange
    from handfast.runtime.judge import Judge, Violation
    from handfast.runtime.multipart import Form


class CompiledOperation:
    """Everything about an operation that can be known before the first request."""

    def __init__(  # noqa: PLR0913 - what the contract says, and three settings
        self,
        judge: Judge,
        interface: type,
        operation: Operation,
        *,
        check_replies: float,
        body_limit: int,
        handler: str = "",
    ) -> None:
        """`handler` names the implementation in the log."""
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
        self._handler = handler
        self._keywords = frozenset(inspect.signature(method).parameters)
        beside, also = names_beside(operation), _preferred(operation, self._hints)
        self.arguments = arguments(judge, operation.parameters, self._hints, beside=beside, also=also)
        self.holds_files = operation.body is not None and any(map(_is_form, operation.body.content))
        self._takes_principal = "principal" in self._keywords
        self._takes_body = "body" in self._keywords
        self._takes_content_type = "content_type" in self._keywords and "content_type" in self._hints

    @property
    def judge(self) -> Judge:
        """What decides the values of this operation."""
        return self._judge

    # What follows needs DTO classes or the compiled judge, so it is made when first needed.

    @cached_property
    def answers(self) -> Answers:
        """Writes errors in the operation's own schema."""
        return Answers(self._judge, self.operation)

    @cached_property
    def replies(self) -> Replies:
        """Writes the handler's replies."""
        return Replies(self._judge, self.operation, check=self._check_replies, handler=self._handler)

    @cached_property
    def _body(self) -> BodyReader:
        declared = self.operation.body or Body(content=())
        return BodyReader(self._judge, declared, self._hints.get("body", Any), self._body_limit)

    @cached_property
    def _quick(self) -> QuickJson | None:
        return self._body.quick() if self._takes_body and not self._takes_content_type else None

    @property
    def check_replies(self) -> float:
        """The share of replies that are judged before they are sent."""
        return self._check_replies

    @property
    def body_kinds(self) -> dict[str, frozenset[str]]:
        """How bodies of each declared media type are read: `json`, `bytes`, ..."""
        return self._body.kinds()

    @property
    def has_body(self) -> bool:
        """Whether requests may carry a body."""
        return self.operation.body is not None

    async def read_body(self, exchange: Exchange, found: dict[str, Any], violations: list[Violation]) -> Form | None:
        """Put the body into `found`, or say in `violations` why not. What comes back is closed after the reply.

        Raises:
            Problem: the body can't be read.
        """
        if self._quick is not None and exchange.is_untouched:
            value = await self._quick.read(exchange)
            if value is not UNSURE:
                found["body"] = value
                return None
        sent = await self._body.read(exchange.request)
        violations.extend(sent.violations)
        if self._takes_body:
            found["body"] = sent.value
        if self._takes_content_type and "content_type" not in found:
            found["content_type"] = sent.content_type
        return sent.form

    def decided(self, found: dict[str, Any], violations: list[Violation], principal: Any) -> dict[str, Any]:
        """All keywords of the handler.

        Raises:
            Invalid: the request breaks the contract; every violation is in it.
        """
        if violations:
            raise Invalid(violations=tuple(violations))
        if self._takes_principal and "principal" not in found:
            found["principal"] = principal
        return found


def _preferred(operation: Operation, hints: Mapping[str, Any]) -> tuple[Preferred, ...]:
    """What tells the handler which media type of a success the client likes best, where it takes that."""
    if ACCEPT not in hints or any(one.into == ACCEPT for one in operation.parameters):
        return ()
    contents = next((one.content for one in operation.responses if one.reply is operation.success), ())
    return (Preferred([one.media_type for one in contents]),) if contents else ()


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
        headers = (header for headers in content.part_headers.values() for header in headers)
        yield from (header.schema for header in headers if header.schema is not None)
    yield from (parameter.schema for parameter in operation.parameters if parameter.schema is not None)
