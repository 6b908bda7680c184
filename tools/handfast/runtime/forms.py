"""Urlencoded forms, read into JSON instances by the schemas of their fields (OpenAPI 3.2 §4.14.5, §4.15)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handfast.runtime import media, wire
from handfast.runtime.styles import ABSENT, Reader, Readings, Spelling, reader_of
from handfast.runtime.typed import Typing, is_ambiguous, member_schema, read_json
from handfast.runtime.wire import Malformed, Wire

if TYPE_CHECKING:
    from handfast.runtime.judge import Judge

Encoding = Mapping[str, Mapping[str, Any]]
Fields = dict[str, list[str]]

_STYLED = frozenset({"style", "explode", "allowReserved"})


def fields_reader(judge: Judge, node: Any, encoding: Encoding) -> Callable[[Fields], Readings]:
    """Reads the object that an urlencoded form is: each property is written like a query parameter (3.1 §4.8.15).

    Names that the schema does not declare are members too, for the judge to decide.
    """
    shape = judge.shape(node)
    readers = {
        name: field_reader(judge, schema, name, encoding.get(name, {}), frozenset(shape.properties) - {name})
        for name, schema in shape.properties.items()
    }
    is_spoken_for = _spoken_for(judge, shape.properties, encoding)
    typings = [Typing(judge), *([Typing(judge, as_text=True)] if is_ambiguous(judge, node) else [])]

    def read(fields: Fields) -> Readings:
        form = Wire.of_fields(fields)
        declared = {name: found for name, reader in readers.items() if (found := _named(name, reader, form))}
        others = {
            name: [wire.unescape_plus(text) for text in texts]
            for name, texts in fields.items()
            if not is_spoken_for(name)
        }
        count = max((len(found) for found in declared.values()), default=1)
        return [
            {
                **{name: found[min(index, len(found) - 1)] for name, found in declared.items()},
                **{
                    name: _undeclared(typings[min(index, len(typings) - 1)], member_schema(shape, name), name, texts)
                    for name, texts in others.items()
                },
            }
            for index in range(max(count, len(typings)))
        ]

    return read


def _spoken_for(judge: Judge, properties: Mapping[str, Any], encoding: Encoding) -> Callable[[str], bool]:
    """Whether a name in a form is that of a property, or one that the style of a property makes."""
    own = set(properties)
    nested = {name for name in properties if encoding.get(name, {}).get("style") == "deepObject"}
    for name, schema in properties.items():
        if _is_exploded(encoding.get(name, {})) and "object" in judge.shape(schema).kinds:
            own |= set(judge.shape(schema).properties)
    return lambda name: name in own or (name.endswith("]") and name.partition("[")[0] in nested)


def undeclared(typing: Typing, node: Any, texts: Sequence[str]) -> Any:
    """The value of a field that the schema does not name."""
    if isinstance(node, bool):
        return texts[0] if len(texts) == 1 else list(texts)
    return typing.values(node, texts)


def _undeclared(typing: Typing, node: Any, name: str, texts: Sequence[str]) -> Any:
    try:
        return undeclared(typing, node, texts)
    except Malformed as error:
        raise error.inside("field", name) from error


def _named(name: str, reader: Reader, form: Wire) -> Readings | None:
    try:
        return reader(form)
    except Malformed as error:
        raise error.inside("field", name) from error


def is_styled(encoding: Mapping[str, Any]) -> bool:
    """Whether a field is written in a style; its content type says nothing then (OpenAPI 3.2 §4.15.1.2)."""
    return not _STYLED.isdisjoint(encoding)


def _is_exploded(encoding: Mapping[str, Any]) -> bool:
    return is_styled(encoding) and bool(encoding.get("explode", encoding.get("style", "form") == "form"))


def field_reader(judge: Judge, schema: Any, name: str, encoding: Mapping[str, Any], others: frozenset[str]) -> Reader:
    """Reads one field of a form; `others` are the names of its neighbours."""
    if is_styled(encoding):
        style = encoding.get("style", "form")
        return reader_of(judge, schema, Spelling(name, "query", style, _is_exploded(encoding), others=others))
    if is_json_field(judge, schema, encoding):
        return _json_field(judge, schema, name)
    return reader_of(judge, schema, Spelling(name, "query", "form", explode=True, others=others))


def is_json_field(judge: Judge, schema: Any, encoding: Mapping[str, Any]) -> bool:
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
