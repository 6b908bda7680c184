"""Forms, urlencoded and multipart, read into JSON instances by the schemas of their fields.

A file is judged as text of the same length, so `required`, `minLength` and `maxLength` (in bytes) hold for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from handfast.runtime import media, wire
from handfast.runtime.styles import ABSENT, Reader, Readings, Spelling, reader_of
from handfast.runtime.typed import Typing, is_ambiguous, member_schema, read_json
from handfast.runtime.upload import Upload
from handfast.runtime.wire import Malformed, Wire

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from handfast.runtime.judge import Judge

Encoding = Mapping[str, Mapping[str, Any]]
Fields = dict[str, list[str]]

MOST_PARTS = 1_000


def whole_query(judge: Judge, node: Any, spelling: Spelling) -> Reader:
    """Reads a parameter that is the whole query string (OpenAPI 3.2 §4.12.1)."""
    declared = media.parse(spelling.media_type or "")
    if declared is None or not declared.is_json:
        fields = fields_reader(judge, node, {})
        return lambda request: fields(request.query) if request.query_string else ABSENT

    def read(request: Wire) -> Readings | None:
        return [read_json(wire.unescape(request.query_string))] if request.query_string else ABSENT

    return read


def fields_reader(judge: Judge, node: Any, encoding: Encoding) -> Callable[[Fields], Readings]:
    """Reads the object that an urlencoded form is: each property is written like a query parameter (3.1 §4.8.15).

    Names that the schema does not declare are members too, for the judge to decide.
    """
    shape = judge.shape(node)
    readers = {
        name: _field_reader(judge, schema, name, encoding.get(name, {}), frozenset(shape.properties) - {name})
        for name, schema in shape.properties.items()
    }
    nested = {name for name in readers if encoding.get(name, {}).get("style") == "deepObject"}
    typings = [Typing(judge), *([Typing(judge, as_text=True)] if is_ambiguous(judge, node) else [])]

    def read(fields: Fields) -> Readings:
        form = Wire.of_fields(fields)
        declared = {name: found for name, reader in readers.items() if (found := _named(name, reader, form))}
        others = {
            name: [wire.unescape_plus(text) for text in texts]
            for name, texts in fields.items()
            if name not in readers and name.partition("[")[0] not in nested
        }
        count = max((len(found) for found in declared.values()), default=1)
        return [
            {
                **{name: found[min(index, len(found) - 1)] for name, found in declared.items()},
                **{
                    name: undeclared(typings[min(index, len(typings) - 1)], member_schema(shape, name), texts)
                    for name, texts in others.items()
                },
            }
            for index in range(max(count, len(typings)))
        ]

    return read


def undeclared(typing: Typing, node: Any, texts: Sequence[str]) -> Any:
    """The value of a field that the schema does not name."""
    if isinstance(node, bool):
        return texts[0] if len(texts) == 1 else list(texts)
    return typing.values(node, texts)


def _named(name: str, reader: Reader, form: Wire) -> Readings | None:
    try:
        return reader(form)
    except Malformed as error:
        raise Malformed(f"field `{name}` {error}") from error


def _field_reader(judge: Judge, schema: Any, name: str, encoding: Mapping[str, Any], others: frozenset[str]) -> Reader:
    if {"style", "explode"} & set(encoding):
        style = encoding.get("style", "form")
        explode = bool(encoding.get("explode", style == "form"))
        return reader_of(judge, schema, Spelling(name, "query", style, explode, others=others))
    if _is_json_field(judge, schema, encoding):
        return _json_field(judge, schema, name)
    return reader_of(judge, schema, Spelling(name, "query", "form", explode=True, others=others))


def _is_json_field(judge: Judge, schema: Any, encoding: Mapping[str, Any]) -> bool:
    """Whether a field holds JSON text: said so, or an object or list of objects (OpenAPI 3.1 §4.8.15.1.1)."""
    declared = media.parse(str(encoding.get("contentType", "")).partition(",")[0])
    if declared is not None:
        return declared.is_json
    shape = judge.shape(schema)
    if "string" in shape.kinds:
        return False
    items = judge.shape(shape.items).kinds if shape.items is not None else frozenset[str]()
    return "object" in shape.kinds or ("array" in shape.kinds and bool(items & {"object", "array"}))


def _json_field(judge: Judge, schema: Any, name: str) -> Reader:
    is_array = "array" in judge.shape(schema).kinds

    def read(form: Wire) -> Readings | None:
        raw = form.query.get(name)
        if raw is None:
            return ABSENT
        return json_values([wire.unescape_plus(text) for text in raw], is_array=is_array)

    return read


def json_values(texts: Sequence[str], *, is_array: bool) -> Readings:
    """The readings of JSON texts: one value, or the elements of an array."""
    values = [read_json(text) for text in texts]
    if len(values) == 1:
        return [values[0], *([values] if is_array else [])]
    if not is_array:
        raise Malformed("is given more than once")
    return [values]


# --- multipart --------------------------------------------------------------------------------------------------------


async def read_multipart(content_type: str, stream: AsyncGenerator[bytes, None], limit: int) -> FormData:
    """The parts of a multipart body; files are spooled to disk when large. Close it when done.

    Raises:
        Malformed: the body is not what its content type says, or has too many parts.
    """
    headers = Headers({"content-type": content_type})
    parser = MultiPartParser(headers, stream, max_files=MOST_PARTS, max_fields=MOST_PARTS, max_part_size=limit)
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise Malformed(f"is not a form: {error.message}") from error


async def read_parts(judge: Judge, node: Any, encoding: Encoding, form: FormData) -> list[tuple[Any, Any]]:
    """The readings of a multipart form, each as it is judged and as the handler gets it."""
    shape = judge.shape(node)
    parts: dict[str, list[str | UploadFile]] = {}
    for name, part in form.multi_items():
        parts.setdefault(name, []).append(part)
    readings: list[tuple[Any, Any]] = []
    for typing in [Typing(judge), *([Typing(judge, as_text=True)] if is_ambiguous(judge, node) else [])]:
        judged: dict[str, Any] = {}
        held: dict[str, Any] = {}
        for name, sent in parts.items():
            schema = member_schema(shape, name)
            try:
                judged[name], held[name] = await _part(judge, typing, schema, encoding.get(name, {}), sent)
            except Malformed as error:
                raise Malformed(f"part `{name}` {error}") from error
        readings.append((judged, held))
    return readings


async def _part(
    judge: Judge, typing: Typing, schema: Any, encoding: Mapping[str, Any], sent: Sequence[str | UploadFile]
) -> tuple[Any, Any]:
    """What a field's parts mean: files, JSON, or text."""
    shape = judge.shape(schema)
    element = judge.shape(shape.items) if shape.items is not None else shape
    is_list = "array" in shape.kinds
    is_file = any(isinstance(one, UploadFile) for one in sent)
    if shape.is_binary or element.is_binary or (is_file and (shape.is_open or element.is_open)):
        uploads = [_upload(one) for one in sent]
        placeholders = ["x" * upload.size for upload in uploads]
        if is_list:
            return placeholders, uploads
        if len(sent) > 1:
            raise Malformed("is given more than once")
        return placeholders[0], uploads[0]
    texts = [one if isinstance(one, str) else await _text(one) for one in sent]
    if _is_json_field(judge, schema, encoding):
        value = json_values(texts, is_array=is_list)[-1]
    elif schema is True or schema is False:
        value = undeclared(typing, schema, texts)
    else:
        value = typing.values(schema, texts)
    return value, value


def _upload(part: str | UploadFile) -> Upload:
    if isinstance(part, str):
        return Upload.of(part.encode(), content_type="text/plain")
    return Upload(part.file, size=part.size or 0, filename=part.filename, content_type=part.content_type or "")


async def _text(part: UploadFile) -> str:
    try:
        return (await part.read()).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("is not UTF-8 text") from error
    finally:
        await part.seek(0)
