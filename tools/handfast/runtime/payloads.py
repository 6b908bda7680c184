"""Bodies of replies, written as the media type that was chosen for them and judged as they will be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError, from_json, to_json
from starlette.responses import Response as HttpResponse
from starlette.responses import StreamingResponse

from handfast.runtime.parameters import adapter_of
from handfast.runtime.problems import ContractError
from handfast.runtime.streams import item_encoder, lines_of
from handfast.runtime.typed import read_json
from handfast.runtime.wire import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable

    from handfast.runtime import media
    from handfast.runtime.contents import Chosen
    from handfast.runtime.judge import Judge, Violation


@dataclass(frozen=True, slots=True)
class Payloads:
    """Writes the bodies of one reply class; `hint` is the type that it gives them."""

    judge: Judge
    hint: Any

    def response(self, status: int, body: Any, chosen: Chosen, *, is_checked: bool) -> HttpResponse:
        """The response with this body.

        Raises:
            ContractError: it can't be written so, or breaks its schema.
        """
        content, actual, name = chosen.content, chosen.type, chosen.name
        if hasattr(type(body), "__aiter__") or actual.is_stream:
            encode = self._items(chosen, is_checked=is_checked)
            return StreamingResponse(lines_of(body, encode), status, media_type=name)
        key = content.schema if content is not None and is_checked else None
        if isinstance(body, bytes | bytearray):
            raw = bytes(body)
            if actual.is_json and key is not None:
                refuse(self.judge, key, _read(raw))
            return HttpResponse(raw, status, headers={"content-type": name})
        if actual.is_json:
            text = json_text(self.hint, body)
            if key is not None:
                refuse(self.judge, key, _parsed(text))
            return HttpResponse(text, status, headers={"content-type": name})
        if actual.type == "text":
            return HttpResponse(self._text(body, key, actual), status, media_type=name)
        if isinstance(body, str):
            return HttpResponse(body, status, media_type=name)
        raise _unsendable(body, actual)

    def _text(self, body: Any, key: str | None, actual: media.MediaType) -> str | bytes:
        if isinstance(body, str):
            if key is not None and "string" in self.judge.shape(self.judge.schema(key)).kinds:
                refuse(self.judge, key, body)
            return body
        if isinstance(body, bool | int | float):
            return to_json(body)
        raise _unsendable(body, actual)

    def _items(self, chosen: Chosen, *, is_checked: bool) -> Callable[[Any], bytes]:
        content = chosen.content
        key = None if content is None else content.item_schema or (content.schema if chosen.type.is_stream else None)

        def judge_item(value: Any) -> None:
            if is_checked and key is not None:
                refuse(self.judge, key, value)

        has_event_schema = content is not None and content.item_schema is not None
        return item_encoder(chosen.type, judge_item, has_event_schema=has_event_schema)


def json_text(hint: Any, value: Any) -> bytes:
    """The JSON text of a value. What is unset is left out.

    Raises:
        ContractError: it is no JSON value. The message names types and never shows the value.
    """
    try:
        return adapter_of(hint).dump_json(value, by_alias=True, exclude_unset=True, warnings=False)
    except PydanticSerializationError as error:
        raise ContractError(f"returned what is no JSON{unknown_type(error)}") from error
    except (ValueError, RecursionError) as error:
        raise ContractError("returned what is no JSON: it holds itself, or is nested too deeply") from error


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
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        raise ContractError("returned a body with a number that JSON can't say") from None


def _unsendable(body: Any, actual: media.MediaType) -> ContractError:
    kind = type(body).__qualname__
    return ContractError(f"returned `{kind}` as {actual.name}: give bytes, str or AsyncIterator[bytes]")
