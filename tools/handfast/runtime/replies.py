"""Replies on the wire: only what the operation declares, with the headers and body that it declares."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, get_type_hints

from pydantic_core import PydanticSerializationError, from_json, to_json
from starlette.responses import Response as HttpResponse
from starlette.responses import StreamingResponse

from handfast.runtime import media
from handfast.runtime.declare import Reply
from handfast.runtime.headers import header_lines
from handfast.runtime.parameters import adapter_of
from handfast.runtime.problems import ContractError
from handfast.runtime.streams import item_encoder, lines_of
from handfast.runtime.typed import read_json
from handfast.runtime.wire import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable

    from handfast.runtime.declare import Content, Operation, Response
    from handfast.runtime.judge import Judge, Violation
    from handfast.runtime.wire import Wire

LOG = logging.getLogger("handfast")

_BODYLESS = frozenset({204, 205, 304})
_MISSING = object()


class Replies:
    """Encodes the replies of one operation. `check`: bodies and headers are judged before they are sent."""

    def __init__(self, judge: Judge, operation: Operation, *, check: bool = True) -> None:
        self._operation = operation
        self._kinds = {one.reply: _Kind(judge, operation, one, check=check) for one in operation.responses}
        self._success = self._kinds.get(operation.success) if operation.success is not None else None

    def encode(self, result: Any, wire: Wire) -> HttpResponse:
        """The response of what a handler returned, or of a raised reply.

        Raises:
            ContractError: the operation does not declare it, or it breaks its own schema. It is logged, never sent.
        """
        try:
            kind = self._kinds.get(type(result))
            if kind is not None:
                return kind.encode(result, wire)
            if isinstance(result, Reply):
                return self._inherited(result).encode(result, wire)
            return self._bare(result).encode_bare(result, wire)
        except ContractError as error:
            message = f"{self._operation.id} ({self._operation.pointer}) {error}"
            LOG.error("%s", message)  # noqa: TRY400 - the server logs the traceback
            raise ContractError(message) from error

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

    def __init__(self, judge: Judge, operation: Operation, declared: Response, *, check: bool) -> None:
        self._judge = judge
        self._declared = declared
        self._check = check
        self._explicit = frozenset(one.status for one in operation.responses)
        status = getattr(declared.reply, "status", None)
        self._status = status if isinstance(status, int) else None
        hints = get_type_hints(declared.reply)
        self._has_body = "body" in hints
        self._hint = hints.get("body", Any)
        self._chooses = "media_type" in hints
        known = [(media.parse(content.media_type), content) for content in declared.content]
        self._types = [parsed for parsed, _ in known if parsed is not None]
        self._contents = [content for parsed, content in known if parsed is not None]

    def encode(self, reply: Reply, wire: Wire) -> HttpResponse:
        """The response of a reply object."""
        status = self._status or self._checked_status(getattr(reply, "status", None))
        headers = header_lines(self._judge, self._declared.headers, reply, check=self._check)
        body = getattr(reply, "body") if self._has_body else _MISSING  # noqa: B009 - not every reply has one
        chosen = getattr(reply, "media_type", None) if self._chooses else None
        return self._response(status, body, wire, chosen, headers)

    def encode_bare(self, body: Any, wire: Wire) -> HttpResponse:
        """The response of a success that was returned as its bare body."""
        required = [header.name for header in self._declared.headers if header.required]
        if required:
            name = self._declared.reply.__name__
            raise ContractError(f"returned a bare body, but `{name}` has required headers: {', '.join(required)}")
        if body is None and not self._has_body:
            body = _MISSING
        elif not self._has_body:
            raise ContractError(f"returned {_name(body)}, but `{self._declared.reply.__name__}` has no body")
        status = self._status or (int(self._declared.status[0]) * 100 if self._declared.status[0].isdigit() else 200)
        return self._response(status, body, wire, None, [])

    def _checked_status(self, status: Any) -> int:
        """The status of a `4XX` or `default` reply: in its range, and not one that is declared by itself."""
        name = self._declared.reply.__name__
        if not isinstance(status, int) or not 200 <= status <= 599:  # noqa: PLR2004 - a final status (RFC 9110 §15)
            raise ContractError(f"`{name}` has the status {status!r}")
        text, own = str(status), self._declared.status.upper()
        if own != "DEFAULT" and text[0] != own[0]:
            raise ContractError(f"`{name}` has the status {status}, declared is {self._declared.status}")
        more_exact = {text} if own != "DEFAULT" else {text, f"{text[0]}XX"}
        if more_exact & self._explicit:
            raise ContractError(f"`{name}` has the status {status}, which has a reply of its own")
        return status

    def _response(
        self, status: int, body: Any, wire: Wire, chosen: str | None, headers: list[tuple[bytes, bytes]]
    ) -> HttpResponse:
        if body is _MISSING or status in _BODYLESS:
            response = HttpResponse(None, status)
            if status in _BODYLESS and "content-length" in response.headers:
                del response.headers["content-length"]
        else:
            content, name = self._content(body, wire, chosen)
            response = self._written(status, body, content, name)
        response.raw_headers.extend(headers)
        return response

    def _content(self, body: Any, wire: Wire, chosen: str | None) -> tuple[Content | None, media.MediaType]:
        """The declared content that a body is sent as, and the concrete media type."""
        if not self._contents:
            return None, media.MediaType("application", "json")
        index = self._index(body, wire, chosen)
        declared = self._types[index]
        if not declared.is_range:
            return self._contents[index], declared
        if chosen is not None and "*" not in chosen:
            return self._contents[index], media.parse(chosen) or declared
        is_raw = isinstance(body, bytes | bytearray) or hasattr(type(body), "__aiter__")
        is_json = not is_raw and (declared.type in ("*", "application") and "+" not in declared.subtype)
        if is_json and not (isinstance(body, str) and declared.type == "text"):
            return self._contents[index], media.MediaType("application", "json")
        if declared.type == "text":
            return self._contents[index], media.MediaType("text", "plain")
        return self._contents[index], media.MediaType("application", "octet-stream")

    def _index(self, body: Any, wire: Wire, chosen: str | None) -> int:
        if chosen is not None:
            wanted = media.parse(chosen)
            index = media.best_match(self._types, wanted) if wanted is not None else None
            if index is None:
                raise ContractError(f"`{self._declared.reply.__name__}` has the media type {chosen!r}")
            return index
        if len(self._types) == 1:
            return 0
        is_raw = isinstance(body, bytes | bytearray | str) or hasattr(type(body), "__aiter__")
        fitting = [index for index, one in enumerate(self._types) if is_raw or one.is_json or one.is_range]
        fitting = fitting or list(range(len(self._types)))
        accept = ", ".join(wire.header(b"accept")) or None
        return fitting[media.preferred([self._types[index] for index in fitting], accept)]

    def _written(self, status: int, body: Any, content: Content | None, actual: media.MediaType) -> HttpResponse:
        name = actual.name if content is None or "*" in content.media_type else content.media_type
        if hasattr(type(body), "__aiter__") or actual.is_stream:
            encode = self._items(content, actual)
            return StreamingResponse(lines_of(body, encode), status, media_type=name)
        if isinstance(body, bytes | bytearray):
            if actual.is_json and self._check and content is not None:
                self._check_json(bytes(body), content)
            return HttpResponse(bytes(body), status, headers={"content-type": name})
        if actual.is_json:
            return HttpResponse(self._json(body, content), status, headers={"content-type": name})
        return HttpResponse(self._plain(body, content, actual), status, media_type=name)

    def _items(self, content: Content | None, actual: media.MediaType) -> Callable[[Any], bytes]:
        key = None if content is None else content.item_schema or (content.schema if actual.is_stream else None)

        def judge_item(value: Any) -> None:
            if self._check and key is not None:
                _refuse(self._judge.check(key, value, "response", location="reply"))

        has_event_schema = content is not None and content.item_schema is not None
        return item_encoder(actual, judge_item, has_event_schema=has_event_schema)

    def _json(self, body: Any, content: Content | None) -> bytes:
        """The JSON text of a body, judged as it will be sent."""
        try:
            text = adapter_of(self._hint).dump_json(body, by_alias=True, exclude_unset=True, warnings=False)
        except PydanticSerializationError as error:
            raise ContractError(f"returned a body that is no JSON: {error}") from error
        if self._check and content is not None and content.schema is not None:
            self._refuse_invalid(from_json(text), content.schema)
        return text

    def _check_json(self, text: bytes, content: Content) -> None:
        if content.schema is None:
            return
        try:
            value = read_json(text)
        except Malformed as error:
            raise ContractError(f"returned a body that {error}") from error
        self._refuse_invalid(value, content.schema)

    def _refuse_invalid(self, value: Any, key: str) -> None:
        if not self._judge.is_valid(key, value, "response"):
            _refuse(self._judge.check(key, value, "response", location="reply"))

    def _plain(self, body: Any, content: Content | None, actual: media.MediaType) -> str | bytes:
        if isinstance(body, str):
            if self._check and content is not None and content.schema is not None and actual.type == "text":
                self._check_text(body, content.schema)
            return body
        if actual.type == "text" and isinstance(body, bool | int | float):
            return to_json(body)
        raise ContractError(f"returned {_name(body)} as {actual.name}: give bytes, str or AsyncIterator[bytes]")

    def _check_text(self, body: str, key: str) -> None:
        if "string" in self._judge.shape(self._judge.schema(key)).kinds:
            _refuse(self._judge.check(key, body, "response", location="reply"))


def _refuse(violations: tuple[Violation, ...]) -> None:
    if violations:
        reasons = "; ".join(f"{one} ({one.rule})" for one in violations[:5])
        raise ContractError(f"returned what breaks the contract: {reasons}")


def _name(value: Any) -> str:
    return f"`{type(value).__qualname__}`"
