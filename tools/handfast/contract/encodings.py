"""How the parts of a form or multipart body are written (OpenAPI 3.2 §4.15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from handfast.contract.model import JSON, Encoding, Header
from handfast.diagnostics import Pointer

Headers: TypeAlias = Callable[[JSON, Pointer], tuple[Header, ...]]


def encodings(value: Mapping[str, JSON], at: Pointer, headers: Headers) -> tuple[Encoding, ...]:
    """The encodings of the media type or encoding at a place. `headers` reads the headers of the object at one."""
    return tuple(_encoding(name, one, place, headers) for name, one, place in _written(value, at))


def _written(value: Mapping[str, JSON], at: Pointer) -> Iterator[tuple[str, Mapping[str, JSON], Pointer]]:
    named, listed, each = (value.get(field) for field in ("encoding", "prefixEncoding", "itemEncoding"))
    for name, one in named.items() if isinstance(named, Mapping) else ():
        if isinstance(one, Mapping):
            yield name, one, at / "encoding" / name
    for index, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, Mapping):
            yield f"prefixEncoding {index}", one, at / "prefixEncoding" / index
    if isinstance(each, Mapping):
        yield "itemEncoding", each, at / "itemEncoding"


def _encoding(name: str, value: Mapping[str, JSON], at: Pointer, headers: Headers) -> Encoding:
    style, explode = value.get("style"), value.get("explode")
    if style is not None and explode is None:
        explode = style == "form"
    content_type, reserved = value.get("contentType"), value.get("allowReserved")
    return Encoding(
        pointer=at,
        name=name,
        content_type=content_type if isinstance(content_type, str) else None,
        style=style if isinstance(style, str) else None,
        explode=explode if isinstance(explode, bool) else None,
        allow_reserved=reserved if isinstance(reserved, bool) else None,
        headers=headers(value.get("headers"), at),
        parts=encodings(value, at, headers),
    )
