"""Request bodies: chosen by content type, read within bounds, judged, and built into what the handler takes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request

from handfast.runtime import media, wire
from handfast.runtime.forms import fields_reader, read_multipart, read_parts
from handfast.runtime.judge import Judge, Violation
from handfast.runtime.models import Model
from handfast.runtime.parameters import adapter_of, build, cannot_hold
from handfast.runtime.problems import Invalid, TooLarge, Unheld, UnsupportedMedia
from handfast.runtime.typed import read_json, read_scalar
from handfast.runtime.upload import Upload
from handfast.runtime.wire import Malformed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from starlette.datastructures import FormData

    from handfast.runtime.declare import Body, Content


@dataclass(frozen=True, slots=True)
class Sent:
    """A body as the handler gets it; `content_type` is the declared media type that it matched."""

    value: Any = None
    content_type: str | None = None
    violations: tuple[Violation, ...] = ()
    form: FormData | None = None


class BodyReader:
    """Reads the bodies of one operation. `hint` is the type of the handler's `body`."""

    def __init__(self, judge: Judge, declared: Body, hint: Any, limit: int) -> None:
        self._judge = judge
        self._declared = declared
        self._hint = hint
        self._limit = limit
        members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        self._takes_text = str in members
        self._takes_bytes = bytes in members
        known = [(media.parse(content.media_type), content) for content in declared.content]
        self._types = [parsed for parsed, _ in known if parsed is not None]
        self._contents = [content for parsed, content in known if parsed is not None]
        self._members = members
        self._hints: dict[str, Any] = {}
        self._fields = {
            content.media_type: fields_reader(judge, judge.schema(content.schema), content.encoding)
            for parsed, content in known
            if parsed is not None and parsed.subtype == "x-www-form-urlencoded" and content.schema is not None
        }

    async def read(self, request: Request) -> Sent:
        """The body of a request, or the violations that say why it is none.

        Raises:
            UnsupportedMedia: its content type is not declared.
            TooLarge: it is larger than the limit.
            Unheld: Python can't hold it.
        """
        lines = [value.decode("latin-1") for key, value in request.scope["headers"] if key == b"content-type"]
        if len(lines) > 1:
            raise UnsupportedMedia("the request has more than one content type")
        sent_type = media.parse(lines[0]) if lines else None
        if sent_type is not None and sent_type.type == "multipart":
            return await self._multipart(request, lines[0], self._match(sent_type))
        if sent_type is None and lines:
            raise UnsupportedMedia("the content type is not one")
        actual = sent_type or media.MediaType("application", "octet-stream")
        if sent_type is not None and self._declared.required:
            self._match(actual)  # before anything is read
        raw = await self._bytes(request)
        if not raw and (sent_type is None or actual.is_json or not self._declared.required):
            return self._nothing()
        return await self._decode(raw, actual, self._match(actual))

    def _nothing(self) -> Sent:
        if not self._declared.required:
            return Sent()
        return Sent(violations=(Violation("body", "", "", "", "is required"),))

    def _match(self, actual: media.MediaType) -> Content:
        if len(self._types) == 1 and self._types[0] == actual:
            return self._contents[0]
        index = media.best_match(self._types, actual)
        if index is None:
            declared = ", ".join(content.media_type for content in self._contents)
            raise UnsupportedMedia(f"the body must be {declared}", headers={"Accept": declared})
        return self._contents[index]

    async def _bytes(self, request: Request) -> bytes:
        chunks = [chunk async for chunk in self._chunks(request)]
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    async def _chunks(self, request: Request) -> AsyncGenerator[bytes, None]:
        """What the client sends, while it is within the limit."""
        announced = next((value for key, value in request.scope["headers"] if key == b"content-length"), b"")
        if announced.isdigit() and (len(announced) > 18 or int(announced) > self._limit):  # noqa: PLR2004 - 10**18 bytes
            raise self._too_large()
        total = 0
        try:
            async for chunk in request.stream():
                total += len(chunk)
                if total > self._limit:
                    raise self._too_large()
                if chunk:
                    yield chunk
        except ClientDisconnect:
            raise Invalid("the body ended before it was complete") from None

    def _too_large(self) -> TooLarge:
        return TooLarge(f"the body must not be larger than {self._limit} bytes")

    async def _decode(self, raw: bytes, actual: media.MediaType, content: Content) -> Sent:
        try:
            if actual.is_json:
                _require_utf8(actual)
                return self._judged(content, [read_json(raw)])
            if actual.subtype == "x-www-form-urlencoded":
                return self._form(content, raw)
            if actual.type == "text" or (self._takes_text and not self._takes_bytes):
                return self._text(content, _decoded(raw, actual))
        except Malformed as error:
            return _unreadable(content, str(error))
        return Sent(raw, content.media_type)

    def _form(self, content: Content, raw: bytes) -> Sent:
        read = self._fields.get(content.media_type)
        fields = wire.pairs(raw.decode("latin-1"))
        if read is None:
            return Sent({name: wire.unescape_plus(texts[0]) for name, texts in fields.items()}, content.media_type)
        return self._judged(content, read(fields))

    def _text(self, content: Content, text: str) -> Sent:
        if content.schema is None:
            return Sent(text, content.media_type)
        kinds = self._judge.shape(self._judge.schema(content.schema)).kinds
        return self._judged(content, [read_scalar(kinds, text)])

    async def _multipart(self, request: Request, content_type: str, content: Content) -> Sent:
        try:
            form = await read_multipart(content_type, self._chunks(request), self._limit)
        except Malformed as error:
            return _unreadable(content, str(error))
        try:
            node = self._judge.schema(content.schema) if content.schema is not None else True
            readings = await read_parts(self._judge, node, content.encoding, form)
            judged = self._judged(content, [one for one, _ in readings], [one for _, one in readings])
        except Malformed as error:
            await form.close()
            return _unreadable(content, str(error))
        except BaseException:
            await form.close()
            raise
        return Sent(judged.value, judged.content_type, judged.violations, form)

    def _judged(self, content: Content, readings: Sequence[Any], held: Sequence[Any] | None = None) -> Sent:
        """The first reading that is valid, built; the violations of the first when none is."""
        key = content.schema
        for index, value in enumerate(readings):
            if key is None or self._judge.is_valid(key, value):
                return Sent(self._built(content, value if held is None else held[index]), content.media_type)
        violations = self._judge.check(key, readings[0]) if key is not None else ()
        return Sent(content_type=content.media_type, violations=violations)

    def _built(self, content: Content, value: Any) -> Any:
        if self._hint is Any:
            return value
        try:
            return build(adapter_of(self._hint_of(content)), value)
        except ValidationError as error:
            raise Unheld(f"body {cannot_hold(error)}") from None

    def _hint_of(self, content: Content) -> Any:
        """The part of the annotation that this content may become: only forms with files have classes with files."""
        if len(self._members) == 1:
            return self._hint
        if content.media_type not in self._hints:
            has_files = self._declares_files(content)
            others = [one for one in self._members if _is_dto(one) and _has_files(one) is not has_files]
            fitting = tuple(one for one in self._members if one not in others)
            is_known = others and any(map(_is_dto, fitting))
            self._hints[content.media_type] = Union[fitting] if is_known else self._hint  # noqa: UP007 - of a tuple
        return self._hints[content.media_type]

    def _declares_files(self, content: Content) -> bool:
        """Whether this is a form with a property of uploaded files."""
        declared = media.parse(content.media_type)
        is_form = declared is not None and (declared.type == "multipart" or declared.subtype == "x-www-form-urlencoded")
        if not is_form or content.schema is None:
            return False
        shapes = [
            self._judge.shape(one) for one in self._judge.shape(self._judge.schema(content.schema)).properties.values()
        ]
        elements = [self._judge.shape(shape.items) for shape in shapes if shape.items is not None]
        return any(shape.is_binary for shape in (*shapes, *elements))


def _is_dto(member: Any) -> bool:
    return isinstance(member, type) and issubclass(member, Model)


def _has_files(member: Any) -> bool:
    """Whether a DTO has a field of uploaded files."""
    adapter_of(member).rebuild()  # names in its annotations are resolved by then
    return any(_mentions_upload(field.annotation) for field in member.model_fields.values())


def _mentions_upload(annotation: Any) -> bool:
    return annotation is Upload or any(map(_mentions_upload, get_args(annotation)))


def _unreadable(content: Content, message: str) -> Sent:
    return Sent(content_type=content.media_type, violations=(Violation("body", "", "", content.schema or "", message),))


def _require_utf8(actual: media.MediaType) -> None:
    """JSON is UTF-8 whatever its parameters say (RFC 8259 §8.1, §11); another charset is refused, not guessed."""
    if actual.parameters.get("charset", "utf-8") not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia("JSON must be UTF-8")


def _decoded(raw: bytes, actual: media.MediaType) -> str:
    charset = actual.parameters.get("charset", "utf-8")
    try:
        codecs.lookup(charset)
        return str(raw, charset)
    except LookupError:  # also a codec that is not one of text
        raise UnsupportedMedia("the charset of the body is not known") from None
    except UnicodeError as error:
        raise Malformed("is not text in its charset") from error
