"""Multipart forms as JSON values: each part read by the schema and the `encoding` of its field (OpenAPI 3.2 §4.15).

A part that names no media type is taken for what its field declares (RFC 7578 §4.4 lets clients leave it out).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from handfast.runtime import media
from handfast.runtime.charsets import decoded
from handfast.runtime.forms import field_reader, is_json_field, is_styled, json_values, undeclared
from handfast.runtime.multipart import names_of
from handfast.runtime.part_headers import PartHeaders
from handfast.runtime.sizes import Sizes
from handfast.runtime.typed import Typing, is_ambiguous, member_schema
from handfast.runtime.wire import Malformed, Wire
from handfast.runtime.xml_documents import XmlReader

if TYPE_CHECKING:
    from handfast.runtime.declare import Header
    from handfast.runtime.forms import Encoding
    from handfast.runtime.judge import Judge
    from handfast.runtime.multipart import Form, Part
    from handfast.runtime.styles import Reader

Reading = tuple[Any, Any]
"""A value as it is judged, and as the handler gets it."""


@dataclass(frozen=True, slots=True)
class _Field:
    """How the parts of one field are read."""

    schema: Any
    is_file: bool
    may_be_file: bool
    is_list: bool
    holds_lists: bool
    is_json: bool
    is_text: bool
    sizes: Sizes
    types: tuple[media.MediaType, ...] = ()
    headers: PartHeaders | None = None
    styled: Reader | None = None
    xml: XmlReader | None = None


class PartsReader:
    """Reads the multipart forms of one schema."""

    def __init__(
        self, judge: Judge, node: Any, encoding: Encoding, headers: Mapping[str, Sequence[Header]] | None = None
    ) -> None:
        self._judge = judge
        self._shape = judge.shape(node)
        self._encoding = encoding
        self._headers = {name: PartHeaders(judge, declared) for name, declared in (headers or {}).items()}
        self._known = {name: self._field(name, schema) for name, schema in self._shape.properties.items()}
        self._styled = {name: one.styled for name, one in self._known.items() if one.styled is not None}
        self._typings = [Typing(judge), *([Typing(judge, as_text=True)] if is_ambiguous(judge, node) else [])]

    def is_file(self, part: Part) -> bool:
        """Whether a part is a file, which is not held in memory."""
        declared = self._of(part.name)
        return declared.is_file or (declared.may_be_file and part.filename is not None)

    def readings(self, form: Form) -> list[Reading]:
        """The readings of a form, the likeliest first.

        Raises:
            Malformed: a part is not what its field declares.
        """
        parts = names_of(form.parts)
        styled = self._styled_values(parts)
        found = []
        for typing in self._typings:
            judged, held = dict(styled), dict(styled)
            for name, sent in parts.items():
                if self._is_styled(name):
                    continue
                try:
                    judged[name], held[name] = self._value(typing, self._of(name), sent)
                except Malformed as error:
                    raise error.inside("part", name) from error
            found.append((judged, held))
        return found

    def _of(self, name: str) -> _Field:
        return self._known.get(name) or self._field(name, member_schema(self._shape, name))

    def _field(self, name: str, schema: Any) -> _Field:
        shape = self._judge.shape(schema)
        inner = schema if shape.items is None else shape.items
        element = self._judge.shape(inner)
        encoding = self._encoding.get(name, {})
        declared = [media.parse(one) for one in str(encoding.get("contentType", "")).split(",")]
        others = frozenset(self._shape.properties) - {name}
        return _Field(
            schema=schema,
            is_file=shape.is_binary or element.is_binary,
            may_be_file=shape.is_open or element.is_open,
            is_list="array" in shape.kinds,
            holds_lists=shape.items is not None and "array" in element.kinds,
            is_json=is_json_field(self._judge, schema, encoding),
            is_text=element.kinds == {"string"} and not element.is_open,
            sizes=Sizes.of(self._judge, inner),
            types=tuple(one for one in declared if one is not None),
            headers=self._headers.get(name),
            styled=field_reader(self._judge, schema, name, encoding, others) if is_styled(encoding) else None,
            xml=None if "string" in element.kinds else XmlReader(self._judge, inner, None),
        )

    def _value(self, typing: Typing, declared: _Field, sent: Sequence[Part]) -> Reading:
        for part in sent:
            _check_type(declared, part)
            if declared.headers is not None:
                headers = declared.headers.read(part)
                if part.upload is not None:
                    part.upload.headers = headers
        if any(part.is_file for part in sent):
            return self._files(declared, sent)
        if declared.xml is not None and all(_says_xml(declared, part) for part in sent):
            value = _xml_value(declared, declared.xml, sent)
            return value, value
        texts = [decoded(bytes(part.text), part.media_type) for part in sent]
        is_json = declared.is_json or (not declared.is_text and all(_says_json(part) for part in sent))
        if is_json and not any(_says_text(declared, part) for part in sent):
            value = _json_value(declared, texts)
        elif isinstance(declared.schema, bool):
            value = undeclared(typing, declared.schema, texts)
        else:
            value = typing.values(declared.schema, texts)
        return value, value

    def _files(self, declared: _Field, sent: Sequence[Part]) -> Reading:
        uploads = [part.upload for part in sent if part.upload is not None]
        if len(uploads) < len(sent):
            raise Malformed("is a file here and text there")
        for upload in uploads:
            problem = declared.sizes.problem(upload.size)
            if problem:
                raise Malformed(problem)
        shown: list[Any] = [declared.sizes.stand_in(upload.size) for upload in uploads]
        if declared.is_list:
            return shown, uploads
        if len(sent) > 1:
            raise Malformed("is given more than once")
        return shown[0], uploads[0]

    def _is_styled(self, name: str) -> bool:
        return name in self._styled or name.partition("[")[0] in self._styled

    def _styled_values(self, parts: Mapping[str, Sequence[Part]]) -> dict[str, Any]:
        """The fields whose encoding declares a style: written as in a query, but not percent-encoded."""
        if not self._styled:
            return {}
        texts = {
            name: [quote(decoded(bytes(part.text), part.media_type), safe="[]|, ") for part in sent]
            for name, sent in parts.items()
            if self._is_styled(name)
        }
        wire = Wire.of_fields(texts)
        read = {name: reader(wire) for name, reader in self._styled.items()}
        return {name: found[0] for name, found in read.items() if found}


def _check_type(declared: _Field, part: Part) -> None:
    sent = part.media_type
    if sent is not None and declared.types and not any(one.covers(sent) for one in declared.types):
        allowed = ", ".join(f"{one.name}" for one in declared.types)
        raise Malformed(f"must be {allowed}")


def _json_value(declared: _Field, texts: Sequence[str]) -> Any:
    """The value of JSON parts. A list has a part for each element; its one part may also be the whole of it."""
    found = json_values(texts, is_array=declared.is_list)
    return found[0] if isinstance(found[0], list) and not declared.holds_lists else found[-1]


def _xml_value(declared: _Field, reader: XmlReader, sent: Sequence[Part]) -> Any:
    """The value of XML parts; a list has a part for each element."""
    charsets = [None if part.media_type is None else part.media_type.parameters.get("charset") for part in sent]
    values = [reader.read(bytes(part.text), charset) for part, charset in zip(sent, charsets, strict=True)]
    if declared.is_list:
        return values
    if len(values) > 1:
        raise Malformed("is given more than once")
    return values[0]


def _says_xml(declared: _Field, part: Part) -> bool:
    """Whether a part is an XML document: it says so, or says nothing and its field is declared as one."""
    if part.media_type is not None:
        return part.media_type.is_xml
    return bool(declared.types) and declared.types[0].is_xml


def _says_json(part: Part) -> bool:
    return part.media_type is not None and part.media_type.is_json


def _says_text(declared: _Field, part: Part) -> bool:
    """Whether a part says that it is something else than JSON, where its field may be that too."""
    return bool(declared.types) and part.media_type is not None and not part.media_type.is_json
