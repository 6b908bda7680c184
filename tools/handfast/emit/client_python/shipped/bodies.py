"""Request bodies: JSON, forms, text and bytes (OpenAPI 3.2 §4.14, §4.15)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import quote

from pydantic import BaseModel

from handfast.emit.client_python.shipped.declare import Content, Operation
from handfast.emit.client_python.shipped.media import essence, is_json, matching
from handfast.emit.client_python.shipped.styles import DELIMITERS, json_text, jsonable, named, text_of
from handfast.emit.client_python.shipped.upload import Upload

Part = tuple[str, tuple[str | None, bytes | BinaryIO, str]]

_STYLED = ("style", "explode", "allowReserved")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A body on the wire: bytes, or the parts of a multipart form."""

    content_type: str
    content: bytes | None = None
    parts: tuple[Part, ...] | None = None


def encode(operation: Operation[Any], body: object, content_type: str | None) -> Encoded:
    """The body as the operation declares it; `content_type` chooses among several media types.

    Raises:
        TypeError: the value is not what this media type carries.
        ValueError: it has a number that is not finite.
    """
    chosen = content_type or operation.body[0].media_type
    declared = matching(operation.body, chosen) or Content(media_type=chosen)
    kind = essence(chosen)
    if isinstance(body, bytes):
        return Encoded(chosen, content=body)
    if kind == "application/x-www-form-urlencoded":
        pairs = [pair for name, value in _fields(body) for pair in _pairs(name, value, declared.encoding.get(name, {}))]
        return Encoded(chosen, content="&".join(f"{name}={text}" for name, text in pairs).encode())
    if kind.startswith("multipart/"):
        parts = [part for name, value in _fields(body) for part in _parts(name, value, declared.encoding.get(name, {}))]
        return Encoded(f"{kind}; boundary={secrets.token_hex(16)}", parts=tuple(parts))
    if is_json(kind) or "*" in kind:
        return Encoded("application/json" if "*" in kind else chosen, content=json_text(body).encode())
    if isinstance(body, str):
        return Encoded(chosen, content=body.encode())
    raise TypeError(f"a body of type {kind} is given as bytes or str, not as {type(body).__name__}")


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


def _parts(name: str, value: Any, encoding: Mapping[str, Any]) -> Iterator[Part]:
    """One field of a multipart form: a list is a part for each item (OpenAPI 3.2 §4.15.1.1)."""
    declared = str(encoding.get("contentType", "")).partition(",")[0].strip()
    if isinstance(value, list | tuple) and not is_json(declared):
        for one in value:
            yield from _parts(name, one, encoding)
    elif isinstance(value, Upload):
        yield name, (value.filename, value.content, value.content_type)
    else:
        plain = jsonable(value)
        fallback = "application/json" if isinstance(plain, dict | list) else "text/plain; charset=utf-8"
        kind = declared if declared and "*" not in declared else fallback
        text = json_text(plain) if is_json(kind) else text_of(plain)
        yield name, (None, text.encode(), kind)


def _form_text(text: str) -> str:
    return quote(text, safe="")
