"""Request bodies: chosen by content type, read within bounds, judged, and built into what the handler takes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from handfast.runtime import media
from handfast.runtime.incoming import Head, Incoming, Limits
from handfast.runtime.judge import Judge, Violation
from handfast.runtime.one_pass import one_pass
from handfast.runtime.problems import UnsupportedMedia
from handfast.runtime.quick import QuickJson, judged
from handfast.runtime.readers import (
    BytesReader,
    FormReader,
    ItemsReader,
    JsonReader,
    MultipartReader,
    Reader,
    Sent,
    TextReader,
    Verdict,
    XmlDocumentReader,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from handfast.runtime.declare import Body, Content

__all__ = ["BodyReader", "Sent"]

_UNSAID = media.MediaType("application", "octet-stream")
"""What a body without a content type is (RFC 9110 §8.3)."""
_USUAL = (
    *(
        media.JSON,
        _UNSAID,
        media.MediaType("application", "xml"),
        media.MediaType("application", "x-www-form-urlencoded"),
    ),
    *(media.MediaType("multipart", "form-data"), media.MediaType("text", "plain"), media.MediaType("image", "png")),
)
"""Media types that stand for a range when it is asked how its bodies are read."""


class BodyReader:
    """Reads the bodies of one operation. `hint` is the type of the handler's `body`.

    Bodies that are held in memory may have `limit` bytes; streams and forms with files what the environment says
    (`HANDFAST_STREAM_LIMIT`), else as many.
    """

    def __init__(self, judge: Judge, declared: Body, hint: Any, limit: int) -> None:
        self._declared = declared
        self._limits = Limits.of(limit)
        known = [(media.parse(content.media_type), content) for content in declared.content]
        self._types = [parsed for parsed, _ in known if parsed is not None]
        self._readers = [
            _ContentReader(judge, parsed, content, _without_none(hint if content.hint is None else content.hint))
            for parsed, content in known
            if parsed is not None
        ]

    async def read(self, request: Request) -> Sent:
        """The body of a request, or the violations that say why it is none.

        Raises:
            UnsupportedMedia: its content type is not declared, or it is encoded where that is not declared.
            TooLarge: it is larger than the limit.
            Unheld: Python can't hold it.
        """
        head = Head.of(request.scope)
        if head.is_encoded and not self._declared.may_be_encoded:
            raise _encoded()
        said = media.parse(head.content_type) if head.content_type is not None else None
        if said is None and head.content_type is not None:
            raise UnsupportedMedia("the content type is not one")
        actual = said or _UNSAID
        incoming = Incoming(request, head, self._limits, actual)
        if (said is None or not self._declared.required) and await incoming.is_absent():
            return self._absent()
        reader = self._match(actual)
        if head.is_encoded and not reader.takes_bytes:
            raise _encoded()
        sent = await reader.read(incoming)
        return self._absent() if sent is None else sent

    def quick(self) -> QuickJson | None:
        """What reads usual JSON bodies; None where the operation takes none."""
        index = media.best_match(self._types, media.JSON)
        if index is None or self._types[index] != media.JSON:  # one with parameters, or a range, decides about JSON
            return None
        return self._readers[index].quick(self._limits.held)

    def kinds(self) -> dict[str, frozenset[str]]:
        """How bodies of each declared media type are read; those of a range are, by what they are, in several ways."""
        return {one.media_type: one.kinds() for one in self._readers}

    def _absent(self) -> Sent:
        """No body at all, which is not `null`."""
        if not self._declared.required:
            return Sent()
        first = self._declared.content[0]
        rule = first.schema or first.item_schema or ""
        return Sent(violations=(Violation("body", "", "", rule, "is required"),))

    def _match(self, actual: media.MediaType) -> _ContentReader:
        if len(self._types) == 1 and self._types[0] == actual:
            return self._readers[0]
        index = media.best_match(self._types, actual)
        if index is None:
            raise self._unsupported()
        return self._readers[index]

    def _unsupported(self) -> UnsupportedMedia:
        declared = ", ".join(content.media_type for content in self._declared.content)
        return UnsupportedMedia(f"the body must be {declared}", headers={"Accept": declared})


def _encoded() -> UnsupportedMedia:
    """The answer to a body that nobody would decode (RFC 9110 §15.5.16)."""
    return UnsupportedMedia("the body must not be encoded", headers={"Accept-Encoding": "identity"})


class _ContentReader:
    """Reads the bodies of one declared media type, or of what falls in a declared range."""

    def __init__(self, judge: Judge, declared: media.MediaType, content: Content, hint: Any) -> None:
        self._judge = judge
        self._type = declared
        self._content = content
        self.media_type = content.media_type
        self._hint = hint
        members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        items = [get_args(one)[0] for one in members if get_origin(one) is AsyncIterator]
        self.takes_bytes = items == [bytes]
        self._item_hint = Any if not items or self.takes_bytes else items[0]
        self._is_text = members == (str,)
        self._made: dict[str, Reader] = {}

    def quick(self, limit: int) -> QuickJson | None:
        """What reads usual bodies of this media type, which is JSON."""
        key = self._content.schema
        if key is None or self.takes_bytes:
            return None
        fused = one_pass(self._judge, key, self._hint)
        if fused is not None:
            return QuickJson(fused.value, limit)
        verdict = Verdict(self._judge, key, self._hint)
        return QuickJson(judged(self._judge, key, verdict.built, wants_decimals=verdict.wants_decimals), limit)

    def kinds(self) -> frozenset[str]:
        """The ways in which bodies are read; none where all are refused."""
        found = set()
        for actual in (one for one in _USUAL if self._type.covers(one)) if self._type.is_range else (self._type,):
            with suppress(UnsupportedMedia):
                found.add(self._kind(actual))
        return frozenset(found)

    async def read(self, incoming: Incoming) -> Sent | None:
        actual = incoming.media_type
        incoming.content_type = actual.name if self._type.is_range else self._content.media_type
        kind = self._kind(actual)
        reader = self._made.get(kind)
        if reader is None:
            reader = self._made[kind] = self._make(kind, actual)
        return await reader.read(incoming)

    def _kind(self, actual: media.MediaType) -> str:
        """How a body of this media type is read."""
        if self.takes_bytes:
            return "bytes"
        if actual.is_json:
            return "json"
        if actual.is_stream:
            return "records" if actual.is_record_sequence else "events" if actual.type == "text" else "lines"
        if actual.is_form or actual.type == "multipart":
            return "form" if actual.is_form else "multipart"
        if actual.is_xml and not self._is_text:
            return "xml"
        if actual.type == "text" or self._is_text:
            return "text"
        if self._hint is Any:
            return "bytes"
        raise UnsupportedMedia("a body of this media type can't be read as the contract wants it")

    def _make(self, kind: str, actual: media.MediaType) -> Reader:
        judge, content, hint = self._judge, self._content, self._hint
        match kind:
            case "json":
                return JsonReader(Verdict(judge, content.schema, hint))
            case "bytes":
                return BytesReader(judge, content.schema)
            case "form":
                return FormReader(judge, content, Verdict(judge, content.schema, hint))
            case "multipart":
                return MultipartReader(judge, content, Verdict(judge, content.schema, hint))
            case "xml":
                return XmlDocumentReader(judge, content.schema, Verdict(judge, content.schema, hint))
            case "text":
                return TextReader(judge, content.schema, Verdict(judge, content.schema, hint))
            case _:
                return ItemsReader(judge, content, self._item_hint, actual)


def _without_none(hint: Any) -> Any:
    """A type without None, which stands for no body."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    members = tuple(one for one in get_args(hint) if one is not NoneType)
    return Union[members]  # noqa: UP007 - of a tuple
