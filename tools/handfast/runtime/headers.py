"""Declared reply headers, written from the fields of a reply (style `simple`, OpenAPI 3.2 §4.21)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError, to_json, to_jsonable_python

from handfast.runtime.decimals import number_of
from handfast.runtime.payloads import refuse, unknown_type
from handfast.runtime.problems import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.responses import Response as HttpResponse

    from handfast.runtime.declare import Header, Reply
    from handfast.runtime.judge import Judge

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def header_lines(judge: Judge, declared: Sequence[Header], reply: Reply, *, check: bool) -> list[tuple[bytes, bytes]]:
    """The raw header lines of a reply; optional ones that are None are left out.

    Raises:
        ContractError: a required header is None, a value breaks its schema or would break out of its line.
    """
    lines: list[tuple[bytes, bytes]] = []
    for header in declared:
        name = header.name.lower()
        if name == "content-type":  # said by the media type (OpenAPI 3.2 §4.16.1)
            continue
        value = getattr(reply, header.field, None)
        if value is None:
            if header.required:
                raise ContractError(f"returned `{type(reply).__name__}` without its required header {header.name}")
            continue
        lines += [(name.encode("latin-1"), text) for text in _texts(judge, header, value, check=check)]
    return lines


def add_headers(response: HttpResponse, lines: Iterable[tuple[bytes, bytes]]) -> None:
    """Put header lines on a response.

    Raises:
        ContractError: a declared Content-Length is not the length of the body.
    """
    for name, value in lines:
        if name == b"content-length":  # one that is wrong would break the next reply on the connection
            counted = response.headers.get("content-length")
            if counted is not None and counted.encode() != value:
                raise ContractError("returned a Content-Length that is not the length of its body")
            if counted is not None:
                continue
        response.raw_headers.append((name, value))


def _texts(judge: Judge, header: Header, value: Any, *, check: bool) -> Iterable[bytes]:
    try:
        plain = _jsonable(value)
    except PydanticSerializationError as error:
        raise ContractError(f"returned a header {header.name} that can't be written{unknown_type(error)}") from error
    if check and header.schema is not None:
        refuse(judge, header.schema, plain, name=header.name)
    values = plain if isinstance(plain, list) and header.name.lower() == "set-cookie" else [plain]
    return [_line(header, one) for one in values]


def _jsonable(value: Any) -> Any:
    """A value as JSON has it; decimals, which Pydantic would make text, stay numbers."""
    match value:
        case Decimal() if value.is_finite():
            return int(value) if value == value.to_integral_value() else number_of(str(value))
        case list() | tuple():
            return [_jsonable(one) for one in value]
        case _:
            return to_jsonable_python(value, by_alias=True)


def _line(header: Header, value: Any) -> bytes:
    if header.media_type is not None:
        return _latin(header, to_json(value).decode())
    match value:
        case list():
            text = ",".join(_word(one) for one in value)
        case dict() if header.explode:
            text = ",".join(f"{name}={_word(one)}" for name, one in value.items())
        case dict():
            text = ",".join(f"{name},{_word(one)}" for name, one in value.items())
        case _:
            text = _word(value)
    return _latin(header, text)


def _latin(header: Header, text: str) -> bytes:
    """The text as it travels: UTF-8 where it is not Latin-1 (RFC 9110 §5.5)."""
    if _CONTROL.search(text):
        raise ContractError(f"returned a header {header.name} with a line break or control character in it")
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8")


def _word(value: Any) -> str:
    return str(value) if isinstance(value, str | Decimal) else to_json(value).decode()
