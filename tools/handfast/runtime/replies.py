"""Replies on the wire: only what the operation declares, with the headers and body that it declares."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_type_hints

from starlette.responses import Response as HttpResponse

from handfast.runtime.accept import accepted
from handfast.runtime.contents import BODYLESS, Contents
from handfast.runtime.declare import Reply
from handfast.runtime.headers import add_headers, header_lines
from handfast.runtime.payloads import Payloads, WrittenResponse
from handfast.runtime.problems import ContractError, NotAcceptable
from handfast.runtime.quick import QuickReply
from handfast.runtime.sampling import Sample
from handfast.runtime.streams import StreamedResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handfast.runtime.declare import Operation, Response
    from handfast.runtime.judge import Judge
    from handfast.runtime.wire import Wire

LOG = logging.getLogger("handfast")

_FIRST_FINAL, _LAST = 200, 599
_MISSING = object()


class Replies:
    """Encodes the replies of one operation.

    `check` is the share of them whose bodies and headers are judged before they are sent: True all, False none, 0.01
    the first ones of each declared response and then one of a hundred. `handler` names the handler in the log.
    `are_negotiated`: the client's `Accept` may leave no way to say yes.
    """

    def __init__(self, judge: Judge, operation: Operation, *, check: float = True, handler: str = "") -> None:
        self._operation = operation
        self._handler = handler or operation.handler
        self._kinds = {one.reply: _Kind(judge, operation, one, check=check) for one in operation.responses}
        self._success = self._kinds.get(operation.success) if operation.success is not None else None
        self._offers = _offers(operation, self._kinds)
        self.are_negotiated = bool(self._offers)

    def refuse_unacceptable(self, wire: Wire) -> None:
        """Refuse a request whose client takes nothing that a success could be sent as, before anything is done.

        Nothing is refused where a success may have no content, or only one media type (RFC 9110 §12.5.1).

        Raises:
            NotAcceptable: `Accept` leaves no way to say yes.
        """
        if not self._offers:
            return
        accept = accepted(wire.header(b"accept"))
        if accept is not None and not any(offer.has_wanted(accept) for offer in self._offers):
            raise NotAcceptable("none of the media types that this operation answers with is acceptable")

    def encode(self, result: Any, wire: Wire) -> HttpResponse:
        """The response of what a handler returned, or of a raised reply.

        Raises:
            ContractError: the operation does not declare it, or it breaks its own schema. It is logged, never sent.
        """
        try:
            response = self._encoded(result, wire)
        except ContractError as error:
            message = f"{self._origin}: {error}"
            LOG.error("%s", message)  # noqa: TRY400 - the server logs the traceback
            raise ContractError(message) from None  # what it came from may show values
        if isinstance(response, StreamedResponse):
            response.origin = self._origin
        return response

    def _encoded(self, result: Any, wire: Wire) -> HttpResponse:
        kind = self._kinds.get(type(result))
        if kind is not None:
            return kind.encode(result, wire)
        if isinstance(result, Reply):
            return self._inherited(result).encode(result, wire)
        return self._bare(result).encode_bare(result, wire)

    @property
    def _origin(self) -> str:
        """What gives the replies, for the log."""
        return f"{self._operation.id} ({self._operation.pointer}), handler `{self._handler}`"

    def usual(self, result: Any) -> WrittenResponse | None:
        """The response of a usual result; None where `encode` must look."""
        known = self._usual.get(type(result))
        if known is None:
            return None
        written, is_bare = known
        body = result if is_bare else result.body
        text = written.text(body) if type(body) in written.kinds else None
        return None if text is None else WrittenResponse(text, written.status, written.content_type)

    @cached_property
    def _usual(self) -> dict[type[Any], tuple[QuickReply, bool]]:
        """What writes results of a class, and whether they are bare bodies."""
        found: dict[type[Any], tuple[QuickReply, bool]] = {}
        for reply, kind in self._kinds.items():
            written = kind.quick()
            if written is None:
                continue
            if kind.is_only_body:
                found[reply] = (written, False)
            if kind is self._success:
                found.update(dict.fromkeys(written.kinds, (written, True)))
        return found

    def _bare(self, result: Any) -> _Kind:
        if self._success is None:
            raise ContractError(f"returned {_name(result)}, declared are {self._declared()}")
        return self._success

    def _inherited(self, result: Reply) -> _Kind:
        """The kind of a reply whose class was derived from a declared one."""
        for base in type(result).__mro__:
            if base in self._kinds:
                return self._kinds[base]
        raise ContractError(f"returned {_name(result)}, declared are {self._declared()}")

    def _declared(self) -> str:
        return " | ".join(reply.__name__ for reply in self._kinds) or "no replies"


class _Kind:
    """One declared response, ready to encode replies of its class."""

    def __init__(self, judge: Judge, operation: Operation, declared: Response, *, check: float) -> None:
        self._judge = judge
        self._declared = declared
        self._name = f"`{declared.reply.__name__}`"
        self._sample = Sample(check)
        self._explicit = frozenset(one.status for one in operation.responses)
        status = getattr(declared.reply, "status", None)
        self._status = status if isinstance(status, int) else None
        first = declared.status[0]
        self._bare_status = self._status or (int(first) * 100 if first.isdigit() else 200)
        self._required = [header.name for header in declared.headers if header.required]
        hints = get_type_hints(declared.reply)
        self._has_body = "body" in hints
        self._payloads = Payloads(judge, hints.get("body", Any))
        self._names_type = "media_type" in hints
        self.contents = Contents(judge, declared.content)

    @property
    def is_only_body(self) -> bool:
        """Whether reply objects hold a body and nothing else."""
        return self._has_body and not self._names_type and not self._declared.headers

    def quick(self) -> QuickReply | None:
        """What writes bare bodies that become JSON; None where more must be thought of."""
        content = self.contents.only_json
        if self._status is None or self._status in BODYLESS or self._required:
            return None
        if content is None or content.schema is None:
            return None
        return self._payloads.quick(self._status, content.media_type, content.schema, self._sample)

    def encode(self, reply: Reply, wire: Wire) -> HttpResponse:
        """The response of a reply object."""
        status = self._checked_status(getattr(reply, "status", None) if self._status is None else self._status)
        is_checked = self._sample.takes()
        headers = header_lines(self._judge, self._declared.headers, reply, check=is_checked)
        body = getattr(reply, "body") if self._has_body else _MISSING  # noqa: B009 - not every reply has one
        named = getattr(reply, "media_type", None) if self._names_type else None
        response = self._response(status, body, wire, named, is_checked=is_checked)
        add_headers(response, headers)
        return response

    def encode_bare(self, body: Any, wire: Wire) -> HttpResponse:
        """The response of a success that was returned as its bare body."""
        if self._required:
            names = ", ".join(self._required)
            raise ContractError(f"returned a bare body, but {self._name} has required headers: {names}")
        if body is None and not self._has_body:
            body = _MISSING
        elif not self._has_body:
            raise ContractError(f"returned {_name(body)}, but {self._name} has no body")
        return self._response(
            self._checked_status(self._bare_status), body, wire, None, is_checked=self._sample.takes()
        )

    def _checked_status(self, status: Any) -> int:
        """A final status (RFC 9110 §15); that of a `4XX` or `default` reply is in its range and has no own reply."""
        if not isinstance(status, int) or isinstance(status, bool):
            raise ContractError(f"{self._name} has the status of type {_name(status)}")
        if not _FIRST_FINAL <= status <= _LAST:
            raise ContractError(f"{self._name} has the status {status}, which ends no exchange")
        if self._status is not None:
            return status
        text, own = str(status), self._declared.status.upper()
        if own != "DEFAULT" and text[0] != own[0]:
            raise ContractError(f"{self._name} has the status {status}, declared is {self._declared.status}")
        more_exact = {text} if own != "DEFAULT" else {text, f"{text[0]}XX"}
        if more_exact & self._explicit:
            raise ContractError(f"{self._name} has the status {status}, which has a reply of its own")
        return status

    def _response(self, status: int, body: Any, wire: Wire, named: str | None, *, is_checked: bool) -> HttpResponse:
        if body is _MISSING or status in BODYLESS:
            return HttpResponse(None, status)
        chosen = self.contents.choose(body, wire, named)
        return self._payloads.response(status, body, chosen, is_checked=is_checked)


def _offers(operation: Operation, kinds: Mapping[type[Reply], _Kind]) -> tuple[Contents, ...]:
    """The contents of the successes (RFC 9110 §15.3, §15.4), if each of them leaves its media type to the client."""
    statuses = [one for one in operation.responses if one.status[0] in "23" and one.status != "304"]
    contents = [kinds[one.reply].contents for one in statuses]
    return tuple(contents) if all(one.is_choice for one in contents) else ()


def _name(value: Any) -> str:
    return f"`{type(value).__qualname__}`"
