"""Bodies of replies, written as the media type that was chosen for them and judged as they will be sent."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from decimal import Decimal
from functools import cached_property
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic_core import PydanticSerializationError, from_json, to_json
from starlette.responses import Response as HttpResponse
from typing_extensions import TypeAliasType

from handfast.runtime.building import dumped, serializer_of
from handfast.runtime.decimals import LongJson, dump, read_long
from handfast.runtime.models import Model
from handfast.runtime.omit import omission
from handfast.runtime.problems import ContractError
from handfast.runtime.quick import QuickReply
from handfast.runtime.streams import StreamedResponse, is_event_schema, item_encoder
from handfast.runtime.typed import read_json
from handfast.runtime.wire import Malformed
from handfast.runtime.xml_documents import XmlWriter, root_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic_core import SchemaSerializer
    from starlette.background import BackgroundTask
    from starlette.types import Receive, Scope, Send

    from handfast.runtime import media
    from handfast.runtime.contents import Chosen
    from handfast.runtime.judge import Judge, Violation
    from handfast.runtime.sampling import Sample


class WrittenResponse(HttpResponse):
    """A response whose body is bytes already."""

    def __init__(self, body: bytes, status: int, content_type: bytes) -> None:
        """Starlette's own constructor does the same, for every kind of body."""
        self.status_code = status
        self.body = body
        self.background: BackgroundTask | None = None
        self.raw_headers = [(b"content-length", b"%d" % len(body)), (b"content-type", content_type)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})
        if self.background is not None:
            await self.background()


class Payloads:
    """Writes the bodies of one reply class; `hint` is the type that it gives them."""

    def __init__(self, judge: Judge, hint: Any) -> None:
        self.judge = judge
        self._hint = hint
        self._written: dict[str, _Written] = {}

    def quick(self, status: int, media_type: str, key: str, sample: Sample) -> QuickReply | None:
        """What writes objects, arrays and maps; None where bodies are something else, or are not sent as they are."""
        kinds, written = frozenset(_plain_kinds(self._hint)), self._of(key)
        if not kinds or written.omit is not None:
            return None
        line = media_type.encode("latin-1")
        return QuickReply(
            kinds, self._serializer, is_valid=written.is_valid, sample=sample, status=status, content_type=line
        )

    def response(self, status: int, body: Any, chosen: Chosen, *, is_checked: bool) -> HttpResponse:
        """The response with this body.

        Raises:
            ContractError: it can't be written so, or breaks its schema.
        """
        kind, name = chosen.kind, chosen.name
        line = name.encode("latin-1")
        if kind == "items" or isinstance(body, AsyncIterable):
            encode = self._items(chosen, is_checked=is_checked)
            return StreamedResponse(body, encode, status, name, at_once=kind == "items")
        key = chosen.content.schema if chosen.content is not None else None
        if isinstance(body, bytes | bytearray):
            raw = bytes(body)
            if kind == "json" and key is not None and is_checked:
                refuse(self.judge, key, _read(raw))
            return WrittenResponse(raw, status, line)
        if kind == "json":
            return WrittenResponse(self._json(body, key, is_checked=is_checked), status, line)
        if kind == "xml" and key is not None and not isinstance(body, str):
            value = _parsed(self._json(body, key, is_checked=is_checked))
            return WrittenResponse(self._of(key).xml(value), status, line)
        if kind == "text" or (kind == "xml" and chosen.type.type == "text"):
            return HttpResponse(self._text(body, key if is_checked else None, chosen.type), status, media_type=name)
        if isinstance(body, str):
            return HttpResponse(body, status, media_type=name)
        raise _unsendable(body, chosen.type)

    @cached_property
    def _serializer(self) -> SchemaSerializer:
        return serializer_of(_held(self._hint))

    def _json(self, body: Any, key: str | None, *, is_checked: bool) -> bytes:
        """The JSON text of a body, without what only requests have."""
        text = json_text(self._serializer, body)
        if key is None:
            return text
        written = self._of(key)
        if written.omit is None and not is_checked:
            return text
        value = _parsed(text)
        if written.omit is not None:
            value = written.omit(value)
            text = dump(value, text)
        if is_checked and not written.is_valid(value):
            refuse(self.judge, key, value)
        return text

    def _text(self, body: Any, key: str | None, actual: media.MediaType) -> str | bytes:
        if isinstance(body, str):
            if key is not None and "string" in self.judge.shape(self.judge.schema(key)).kinds:
                refuse(self.judge, key, body)
            return body
        if isinstance(body, bool | int | float):
            return to_json(body)
        if isinstance(body, Decimal):
            return str(body)
        raise _unsendable(body, actual)

    def _items(self, chosen: Chosen, *, is_checked: bool) -> Callable[[Any], bytes]:
        content = chosen.content
        key = None if content is None else content.item_schema or (content.schema if chosen.type.is_stream else None)
        if content is None or key is None:
            return item_encoder(chosen.type, None, whole_events=True)
        omit = self._of(key).omit

        def judged(value: Any) -> Any:
            sent = value if omit is None else omit(value)
            if is_checked:
                refuse(self.judge, key, sent)
            return sent

        whole_events = content.item_schema is not None and is_event_schema(self.judge, key)
        return item_encoder(chosen.type, judged if is_checked or omit else None, whole_events=whole_events)

    def _of(self, key: str) -> _Written:
        known = self._written.get(key)
        if known is None:
            known = self._written[key] = _Written(self.judge, key)
        return known


class _Written:
    """How values of one schema are sent: what is left out of them, and how they are XML."""

    def __init__(self, judge: Judge, key: str) -> None:
        node = judge.schema(key)
        self.omit = omission(judge, node, "writeOnly")
        self.is_valid = judge.checker(key, "response")
        self._xml = XmlWriter(judge, node, root_of(key) or "root")

    def xml(self, value: Any) -> bytes:
        """The document of a value.

        Raises:
            ContractError: XML can't hold it.
        """
        try:
            return self._xml.write(value)
        except ValueError as error:
            raise ContractError(f"returned what XML can't hold: {error}") from error


def _held(hint: Any) -> Any:
    """A type without its streams, whose values are never held as a whole."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    kinds = [one for one in get_args(hint) if get_origin(one) is not AsyncIterator]
    return Union[tuple(kinds)] if kinds else Any  # noqa: UP007 - as many as there are


def _plain_kinds(hint: Any) -> Iterator[type[Any]]:
    """The classes of values of a type that are surely JSON objects and arrays."""
    while isinstance(hint, TypeAliasType):
        hint = hint.__value__
    if get_origin(hint) in (Union, UnionType):
        for one in get_args(hint):
            yield from _plain_kinds(one)
    elif get_origin(hint) in (list, dict):
        yield get_origin(hint)
    elif isinstance(hint, type) and issubclass(hint, Model):
        yield hint


def json_text(serializer: SchemaSerializer, value: Any) -> bytes:
    """The JSON text of a value. What is unset is left out.

    Raises:
        ContractError: it is no JSON value. The message names types and never shows the value.
    """
    try:
        return dumped(serializer, value)
    except PydanticSerializationError as error:
        raise ContractError(f"returned what is no JSON{unknown_type(error)}") from error
    except (ValueError, RecursionError) as error:
        raise ContractError("returned what is no JSON: it holds itself, or is nested too deeply") from error
    except AttributeError as error:
        raise ContractError("returned what is no JSON: where an object must be there is something else") from error


def unknown_type(error: PydanticSerializationError) -> str:
    """What an error says about a type that can't be written; nothing of what it says about values."""
    _, found, kind = str(error).partition("unknown type: ")
    return f": {kind}" if found else ""


def refuse(judge: Judge, key: str, value: Any, *, name: str = "") -> None:
    """Raise for a value that breaks a schema in replies.

    Raises:
        ContractError: with every place in it, without the value.
    """
    if not judge.is_valid(key, value, "response"):
        raise _broken(judge.check(key, value, "response", location="reply", name=name))


def _broken(violations: tuple[Violation, ...]) -> ContractError:
    reasons = "; ".join(f"{one} ({one.rule})" for one in violations[:5])
    return ContractError(f"returned what breaks the contract: {reasons}")


def _read(text: bytes) -> Any:
    """The value of a JSON text from a handler, read as strictly as what clients send."""
    try:
        return read_json(text)
    except Malformed as error:
        raise ContractError(f"returned a body that {error}") from None


def _parsed(text: bytes) -> Any:
    """The value of a JSON text that was written here."""
    try:
        return read_long(text) if isinstance(text, LongJson) else from_json(text, allow_inf_nan=False)
    except ValueError:
        raise ContractError("returned a body with a number that JSON can't say") from None


def _unsendable(body: Any, actual: media.MediaType) -> ContractError:
    kind = type(body).__qualname__
    return ContractError(f"returned `{kind}` as {actual.name}: give bytes, str or AsyncIterator[bytes]")
