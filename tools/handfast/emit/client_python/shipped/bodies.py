"""Request bodies: JSON, forms, text, bytes and sequences of items (OpenAPI 3.2 §4.14, §4.15)."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from handfast.emit.client_python.shipped.declare import Content, Operation, Parameter
from handfast.emit.client_python.shipped.items import item_text
from handfast.emit.client_python.shipped.media import charset_of, essence, is_json, is_sequence, is_xml, matching
from handfast.emit.client_python.shipped.styles import DELIMITERS, in_header, named
from handfast.emit.client_python.shipped.upload import Upload
from handfast.emit.client_python.shipped.values import json_text, jsonable, text_of

Item = TypeVar("Item")
Items: TypeAlias = Iterable[Item]
"""What a body that is sent piece by piece is made from: a list, a generator, an open file."""
AsyncItems: TypeAlias = Iterable[Item] | AsyncIterable[Item]
"""What a body that is sent piece by piece is made from, when nothing blocks."""
Pieces = bytes | Iterable[bytes] | AsyncIterable[bytes]
Part = tuple[str, tuple[str | None, bytes | BinaryIO, str, Mapping[str, str]]]

_STYLED = ("style", "explode", "allowReserved")
_BYTES = "application/octet-stream"
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Encoded:
    """A body on the wire: bytes, pieces of them, or the parts of a multipart form."""

    content_type: str
    content: Pieces | None = None
    parts: tuple[Part, ...] | None = None


def encode(operation: Operation[Any], body: object, content_type: str | None) -> Encoded:
    """The body as the operation declares it; `content_type` chooses among several media types.

    Raises:
        TypeError: the value is not what this media type carries.
        ValueError: it has a number that is not finite, or text that the charset does not have.
    """
    chosen = content_type or operation.body[0].media_type
    declared = matching(operation.body, chosen) or Content(media_type=chosen)
    kind = essence(chosen)
    if isinstance(body, bytes | bytearray | memoryview):
        return Encoded(chosen, content=bytes(body))
    if kind == "application/x-www-form-urlencoded":
        pairs = [pair for name, value in _fields(body) for pair in _pairs(name, value, declared.encoding.get(name, {}))]
        return Encoded(chosen, content="&".join(f"{name}={text}" for name, text in pairs).encode())
    if kind == "multipart/form-data":
        parts = [part for name, value in _fields(body) for part in _parts(name, value, declared)]
        return Encoded(f"{kind}; boundary={secrets.token_hex(16)}", parts=tuple(parts))
    if is_sequence(kind):
        return Encoded(chosen, content=_item_texts(declared, chosen, body))
    if is_json(kind) or (declared.type is not bytes and "*" in kind and not kind.startswith("text/")):
        return Encoded("application/json" if "*" in kind else chosen, content=json_text(body).encode())
    if isinstance(body, str) and declared.type is not bytes:
        return Encoded(chosen, content=_text(body, chosen))
    if declared.type is bytes and isinstance(body, Iterable | AsyncIterable) and not isinstance(body, str | BaseModel):
        return Encoded(chosen, content=body)
    raise TypeError(f"a body of type {kind} can't be given as {type(body).__name__}")


async def awaited(pieces: Iterable[bytes] | AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """The pieces of a body, for a client that must not be given a blocking iterator."""
    if isinstance(pieces, AsyncIterable):
        async for piece in pieces:
            yield piece
        return
    read = getattr(pieces, "read", None)
    for piece in pieces if read is None else iter(lambda: read(_CHUNK), b""):
        yield piece


def _item_texts(content: Content, media_type: str, items: object) -> Iterable[bytes] | AsyncIterable[bytes]:
    if isinstance(items, AsyncIterable):
        return (item_text(content, media_type, item) async for item in items)
    if isinstance(items, Iterable) and not isinstance(items, str | Mapping | BaseModel):
        return (item_text(content, media_type, item) for item in items)
    raise TypeError(f"a sequence is given as an iterable of its items, not as {type(items).__name__}")


def _text(text: str, media_type: str) -> bytes:
    try:
        return text.encode(charset_of(media_type))
    except LookupError as error:
        raise ValueError(f"nothing is known of the charset of {media_type}") from error


def _fields(body: object) -> Iterator[tuple[str, Any]]:
    """The fields of a form by their names on the wire. Files stay as they are."""
    members = body.model_dump(by_alias=True, exclude_unset=True) if isinstance(body, BaseModel) else body
    if not isinstance(members, Mapping):
        raise TypeError(f"a form is given as its class or a mapping, not as {type(body).__name__}")
    yield from members.items()


def _pairs(name: str, value: Any, encoding: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """One field of an urlencoded form: by its style where one is declared, else by its content type."""
    plain = jsonable(value)
    key = _form_text(name)
    if any(word in encoding for word in _STYLED):
        style = encoding.get("style", "form")
        if style == "deepObject" and isinstance(plain, dict):
            yield from ((_form_text(f"{name}[{member}]"), _form_text(text_of(one))) for member, one in plain.items())
        else:
            explode = bool(encoding.get("explode", style == "form"))
            yield from named(key, plain, _form_text, explode=explode, delimiter=DELIMITERS.get(style, ","))
        return
    is_repeated = isinstance(plain, list) and not is_json(str(encoding.get("contentType", "")))
    for one in plain if is_repeated else [plain]:
        yield key, _form_text(text_of(one))


def _parts(name: str, value: Any, content: Content) -> Iterator[Part]:
    """One field of a multipart form: a list is a part for each item (OpenAPI 3.2 §4.15.1.1)."""
    said = [one.strip() for one in str(content.encoding.get(name, {}).get("contentType", "")).split(",")]
    declared = "" if "*" in said[0] else said[0]
    if isinstance(value, list | tuple) and not is_json(declared):
        for one in value:
            yield from _parts(name, one, content)
    elif isinstance(value, Upload):
        kind = value.content_type or (declared if declared and _BYTES not in said else _BYTES)
        yield name, (value.filename, value.content, kind, _part_headers(value.headers, content.part_headers.get(name)))
    else:
        yield name, (None, *_field(name, jsonable(value), declared), {})


def _field(name: str, plain: Any, declared: str) -> tuple[bytes, str]:
    """The content of a part that is no file, and its media type."""
    is_scalar = not isinstance(plain, dict | list)
    kind = declared or ("text/plain; charset=utf-8" if is_scalar else "application/json")
    if is_xml(kind) and not isinstance(plain, str):
        raise TypeError(f"the part {name} is XML, which is given as text")
    if is_json(kind):
        return json_text(plain).encode(), kind
    return _text(text_of(plain), kind), kind


def _part_headers(given: Mapping[str, object], declared: tuple[Parameter, ...] | None) -> dict[str, str]:
    known = {one.name.lower(): one for one in declared or ()}
    spelt = {}
    for name, value in given.items():
        header = known.get(name.lower(), Parameter(name=name, location="header", style="simple"))
        spelt[header.name] = in_header(header, value)
        if any(char in f"{name}{spelt[header.name]}" for char in "\r\n\0"):
            raise ValueError(f"the header {name!r} can't hold a line break")
    return spelt


def _form_text(text: str) -> str:
    return quote(text, safe="")
