"""How the body of each kind of media type is read: one class each, made once for each declared content."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import ValidationError

from handfast.runtime import items, wire
from handfast.runtime.building import builder_of, cannot_hold
from handfast.runtime.charsets import decoded, require_utf8
from handfast.runtime.forms import fields_reader
from handfast.runtime.incoming import STREAM
from handfast.runtime.judge import Judge, Violation
from handfast.runtime.multipart import read_form
from handfast.runtime.omit import omission
from handfast.runtime.parts import PartsReader
from handfast.runtime.problems import Invalid, Unheld
from handfast.runtime.sizes import Sizes
from handfast.runtime.streams import is_event_schema
from handfast.runtime.typed import read_exact, read_json, read_scalar
from handfast.runtime.wire import Malformed
from handfast.runtime.xml_documents import XmlReader, root_of

if TYPE_CHECKING:
    from handfast.runtime.declare import Content
    from handfast.runtime.incoming import ByteStream, Incoming
    from handfast.runtime.media import MediaType
    from handfast.runtime.multipart import Form


@dataclass(frozen=True, slots=True)
class Sent:
    """A body as the handler gets it.

    `content_type` is the declared media type that it matched, or what the client said where that is a range. `form`
    holds files: close it after the reply.
    """

    value: Any = None
    content_type: str | None = None
    violations: tuple[Violation, ...] = ()
    form: Form | None = None


class Reader(Protocol):
    """Reads bodies of one kind; None when there is no body."""

    async def read(self, incoming: Incoming) -> Sent | None:
        """The body of a request."""


class Verdict:
    """Judges the readings of a body, and builds what the handler takes of the one that is valid."""

    def __init__(self, judge: Judge, key: str | None, hint: Any) -> None:
        self.key = key
        self._judge = judge
        self._builder = None if hint is Any else builder_of(hint, judge)
        self._omit = omission(judge, judge.schema(key), "readOnly") if key is not None else None

    @cached_property
    def wants_decimals(self) -> bool:
        """Whether long numbers are read as decimals."""
        return self._builder is not None and self._builder.long is not None

    def value_of(self, text: bytes | str) -> Any:
        """The value of a JSON text, its numbers as exact as they are wanted. Raises Malformed when it is none."""
        return read_exact(text) if self.wants_decimals else read_json(text)

    def sent(self, incoming: Incoming, readings: Sequence[Any], held: Sequence[Any] | None = None) -> Sent:
        """The first reading that is valid, built; the violations of the first when none is.

        `held` are the readings as the handler gets them, where those that are judged only stand for them.
        """
        for index, value in enumerate(readings):
            if self.key is None or self._judge.is_valid(self.key, value):
                return Sent(self.built(value if held is None else held[index]), incoming.content_type)
        violations = self._judge.check(self.key, readings[0]) if self.key is not None else ()
        return Sent(content_type=incoming.content_type, violations=violations)

    def built(self, value: Any, place: str = "body") -> Any:
        """What the handler takes of a valid value; what only replies have is left out.

        Raises:
            Unheld: Python can't hold it.
        """
        if self._omit is not None:
            value = self._omit(value)
        if self._builder is None:
            return value
        try:
            return (self._builder.long or self._builder).build(value)
        except ValidationError as error:
            raise Unheld(f"{place} {cannot_hold(error)}") from None

    def unreadable(self, incoming: Incoming, error: Malformed, form: Form | None = None) -> Sent:
        """A body that is not what its media type says."""
        violation = Violation("body", "", error.pointer, self.key or "", str(error))
        return Sent(content_type=incoming.content_type, violations=(violation,), form=form)


class JsonReader:
    """One JSON value."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict

    async def read(self, incoming: Incoming) -> Sent | None:
        """The value; an empty body is none."""
        require_utf8(incoming.media_type)
        raw = await incoming.whole()
        if not raw:
            return None
        try:
            return self._verdict.sent(incoming, [self._verdict.value_of(raw)])
        except Malformed as error:
            return self._verdict.unreadable(incoming, error)


class TextReader:
    """Text in the charset that the client names."""

    def __init__(self, judge: Judge, key: str | None, verdict: Verdict) -> None:
        self._kinds = judge.shape(judge.schema(key)).kinds if key is not None else None
        self._verdict = verdict

    async def read(self, incoming: Incoming) -> Sent | None:
        """The text."""
        raw = await incoming.whole()
        try:
            text = decoded(raw, incoming.media_type)
            return self._verdict.sent(incoming, [text if self._kinds is None else read_scalar(self._kinds, text)])
        except Malformed as error:
            return self._verdict.unreadable(incoming, error)


class XmlDocumentReader:
    """An XML document, mapped by its schema; its text where the schema is one of text."""

    def __init__(self, judge: Judge, key: str | None, verdict: Verdict) -> None:
        node = judge.schema(key) if key is not None else True
        self._reader = XmlReader(judge, node, root_of(key))
        self._verdict = verdict

    async def read(self, incoming: Incoming) -> Sent | None:
        """The value; an empty body is none."""
        raw = await incoming.whole()
        if not raw:
            return None
        try:
            value = self._reader.read(raw, incoming.media_type.parameters.get("charset"))
            return self._verdict.sent(incoming, [value])
        except Malformed as error:
            return self._verdict.unreadable(incoming, error)


class FormReader:
    """An urlencoded form."""

    def __init__(self, judge: Judge, content: Content, verdict: Verdict) -> None:
        key = content.schema
        self._read = fields_reader(judge, judge.schema(key) if key is not None else True, content.encoding)
        self._verdict = verdict

    async def read(self, incoming: Incoming) -> Sent | None:
        """The form as an object."""
        raw = await incoming.whole()
        try:
            return self._verdict.sent(incoming, self._read(wire.pairs(raw.decode("latin-1"))))
        except Malformed as error:
            return self._verdict.unreadable(incoming, error)


class MultipartReader:
    """A multipart form, its files on disk when they are large."""

    def __init__(self, judge: Judge, content: Content, verdict: Verdict) -> None:
        key = content.schema
        node = judge.schema(key) if key is not None else True
        self._parts = PartsReader(judge, node, content.encoding, content.part_headers)
        self._verdict = verdict

    async def read(self, incoming: Incoming) -> Sent | None:
        """The form as an object, files as uploads."""
        said = incoming.head.content_type or ""
        try:
            form = await read_form(said, incoming.stream(), incoming.limits.held, self._parts.is_file)
        except Malformed as error:
            return self._verdict.unreadable(incoming, error)
        try:
            readings = self._parts.readings(form)
            sent = self._verdict.sent(incoming, [one for one, _ in readings], [one for _, one in readings])
        except Malformed as error:
            return self._verdict.unreadable(incoming, error, form)
        except BaseException:
            await form.close()
            raise
        return Sent(sent.value, sent.content_type, sent.violations, form)


class BytesReader:
    """Bytes as they arrive. A size that the schema bounds is held to it while they do."""

    def __init__(self, judge: Judge, key: str | None) -> None:
        self._sizes = Sizes.of(judge, judge.schema(key)) if key is not None else Sizes(0, None, 0)
        self._key = key or ""

    async def read(self, incoming: Incoming) -> Sent | None:
        """A stream of the bytes; nothing is read yet."""
        stream = incoming.stream()
        incoming.request.scope[STREAM] = stream
        if self._sizes.least or self._sizes.most is not None:
            return Sent(_Measured(stream, self._sizes, self._key), incoming.content_type)
        return Sent(stream, incoming.content_type)


class _Measured(AsyncIterator[bytes]):
    """Bytes whose number the schema bounds."""

    __slots__ = ("_rule", "_sizes", "_stream")

    def __init__(self, stream: ByteStream, sizes: Sizes, rule: str) -> None:
        self._stream = stream
        self._sizes = sizes
        self._rule = rule

    def __aiter__(self) -> _Measured:
        return self

    async def __anext__(self) -> bytes:
        chunk = await anext(self._stream, None)
        problem = self._sizes.problem(self._stream.size, has_ended=chunk is None)
        if problem:
            raise Invalid(violations=(Violation("body", "", "", self._rule, problem),))
        if chunk is None:
            raise StopAsyncIteration
        return chunk


class ItemsReader:
    """A sequence of items, each judged when the handler asks for it."""

    def __init__(self, judge: Judge, content: Content, hint: Any, actual: MediaType) -> None:
        key = content.item_schema or content.schema
        self._judge = judge
        self._key = key
        self._type = actual
        self._verdict = Verdict(judge, key, hint)
        is_whole = content.item_schema is not None and is_event_schema(judge, content.item_schema)
        self._readings = (
            items.json_readings
            if actual.type != "text"
            else items.whole_event_readings
            if is_whole or key is None
            else items.event_data_readings
        )

    async def read(self, incoming: Incoming) -> Sent | None:
        """A stream of the items; nothing is read yet."""
        stream = incoming.stream()
        incoming.request.scope[STREAM] = stream
        splitter = items.splitter_of(self._type, incoming.limits.held)
        return Sent(items.ItemStream(stream, splitter, self._decide, self._key or ""), incoming.content_type)

    def _decide(self, item: Any, index: int) -> Any:
        readings = self._readings(item, self._verdict.value_of)
        for value in readings:
            if self._key is None or self._judge.is_valid(self._key, value):
                return self._verdict.built(value, f"item {index}")
        found = self._judge.check(self._key or "", readings[0])
        raise Invalid(violations=tuple(_at_index(one, index) for one in found))


def _at_index(one: Violation, index: int) -> Violation:
    return Violation("body", "", f"/{index}{one.pointer}", one.rule, one.message)
