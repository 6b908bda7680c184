"""XML documents as JSON values and back, mapped by the `xml` objects of their schemas (OpenAPI 3.2 §4.26).

The parser takes no document type, so it meets no entity but XML's own five; depth and the number of elements are
bounded. Where a schema names no namespace, any will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from pydantic_core import to_json

from handfast.runtime.shape import parts_of
from handfast.runtime.typed import member_schema, read_scalar
from handfast.runtime.wire import Malformed

if TYPE_CHECKING:
    from handfast.runtime.judge import Judge

DEEPEST = 200
MOST_ELEMENTS = 100_000
_COMPONENTS = "#/components/schemas/"
_NIL = "http://www.w3.org/2001/XMLSchema-instance nil"
_NAME = re.compile(r"[A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SCALARS = frozenset({"null", "boolean", "integer", "number", "string"})


@dataclass(slots=True)
class Element:
    """One element: names are `namespace name`, or the name alone where there is no namespace."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text right inside."""
        return "".join(self.texts)


def parse(raw: bytes, charset: str | None = None) -> Element:
    """The root element of a document.

    Raises:
        Malformed: it is not XML, has a document type, or is too deep or too large.
    """
    reader = _Reader(charset)
    try:
        reader.parser.Parse(raw, True)  # noqa: FBT003 - expat takes no keywords
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, Malformed):
            raise
        reason = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else "unknown encoding"
        raise Malformed(f"is not XML: {reason}") from None
    assert reader.root is not None  # noqa: S101 - expat has found one
    return reader.root


class _Reader:
    def __init__(self, charset: str | None) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self.parser = expat.ParserCreate(charset, " ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _doctype(self, *_: Any) -> None:
        raise Malformed("has a document type, which is not allowed")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        if len(self._open) == DEEPEST or self._count > MOST_ELEMENTS:
            raise Malformed("is nested too deeply" if len(self._open) == DEEPEST else "has too many elements")
        element = Element(name, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].texts.append(text)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a schema's values are written: the `xml` object, with 3.2's `nodeType` in the older words."""

    name: str | None = None
    namespace: str | None = None
    prefix: str | None = None
    node: str = "element"
    is_wrapped: bool = False

    @classmethod
    def of(cls, judge: Judge, schema: Any) -> Spelling:
        """The spelling that a schema, or what it refers to, declares."""
        for part, _ in parts_of(schema, judge.target):
            said = part.get("xml")
            if isinstance(said, Mapping):
                node = str(said.get("nodeType", "attribute" if said.get("attribute") is True else "element"))
                return cls(
                    name=_stated(said, "name"),
                    namespace=_stated(said, "namespace"),
                    prefix=_stated(said, "prefix"),
                    node=node,
                    is_wrapped=said.get("wrapped") is True or said.get("nodeType") == "element",
                )
        return cls()

    def takes(self, fallback: str, name: str) -> bool:
        """Whether an element or attribute of this name is one of these."""
        namespace, _, local = name.rpartition(" ")
        return local == (self.name or fallback) and self.namespace in (None, namespace)


def _stated(said: Mapping[str, Any], word: str) -> str | None:
    value = said.get(word)
    return value if isinstance(value, str) and value else None


def root_of(key: str | None) -> str | None:
    """What the root element of a schema is called when its `xml` object does not say: after its component."""
    if key is None or not key.startswith(_COMPONENTS):
        return None
    name = key.removeprefix(_COMPONENTS).replace("~1", "/").replace("~0", "~")
    return name if _NAME.fullmatch(name) else None


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


class _Spellings:
    """The spelling of each schema of a judge, found once."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._known: dict[int, Spelling] = {}

    def __call__(self, schema: Any) -> Spelling:
        known = self._known.get(id(schema))
        if known is None:
            known = self._known[id(schema)] = Spelling.of(self._judge, schema)
        return known


# --- reading ----------------------------------------------------------------------------------------------------------


class XmlReader:
    """Reads documents of one schema. `root` is the name of the root element where the contract says one."""

    def __init__(self, judge: Judge, schema: Any, root: str | None) -> None:
        self._judge = judge
        self._schema = schema
        self._spelling = _Spellings(judge)
        self._root = self._spelling(schema)
        self._name = self._root.name or root

    def read(self, raw: bytes, charset: str | None = None) -> Any:
        """The JSON value of a document, for the judge to decide.

        Raises:
            Malformed: it is not XML, or its root is another element.
        """
        element = parse(raw, charset)
        if self._name is not None and not self._root.takes(self._name, element.name):
            raise Malformed(f"has another root element than `{self._name}`")
        shape = self._judge.shape(self._schema)
        if "array" in shape.kinds and "object" not in shape.kinds:
            return [self._value(shape.items, child) for child in element.children]
        return self._value(self._schema, element)

    def _value(self, schema: Any, element: Element) -> Any:
        if element.attributes.get(_NIL) in ("true", "1"):
            return None
        if not isinstance(schema, dict):
            return self._anything(element)
        shape = self._judge.shape(schema)
        is_plain = not element.children and not element.attributes
        if "object" in shape.kinds and not (is_plain and shape.kinds & _SCALARS and not shape.properties):
            return self._object(schema, element)
        if shape.is_open and not is_plain:
            return self._anything(element)
        return self._text(schema, element)

    def _text(self, schema: Any, element: Element) -> Any:
        if element.children:
            raise Malformed(f"has elements in `{local(element.name)}`, which is text")
        return read_scalar(self._judge.shape(schema).kinds, element.text)

    def _anything(self, element: Element) -> Any:
        """The value of an element of which the schema says nothing: its text, or what is in it by name."""
        if not element.children and not element.attributes:
            return element.text
        found: dict[str, Any] = dict(_plain_attributes(element))
        for child in element.children:
            _add(found, local(child.name), self._anything(child))
        return found

    def _object(self, schema: Any, element: Element) -> dict[str, Any]:
        shape = self._judge.shape(schema)
        found: dict[str, Any] = {}
        inside: dict[str, list[Element]] = {}
        for child in element.children:
            inside.setdefault(local(child.name), []).append(child)
        attributes = dict(_plain_attributes(element))
        takes_text = False
        for name, one in shape.properties.items():
            spelling = self._spelling(one)
            if spelling.node == "attribute":
                self._attribute(found, attributes, name, one)
            elif spelling.node in ("text", "cdata"):
                takes_text = True
                found[name] = read_scalar(self._judge.shape(one).kinds, element.text)
            else:
                self._elements(found, inside, name, one)
        if not takes_text and element.text.strip():
            raise Malformed(f"has text between the elements of `{local(element.name)}`")
        for name, children in inside.items():
            for child in children:
                _add(found, name, self._value(member_schema(shape, name), child))
        for key, text in attributes.items():
            found.setdefault(local(key), text)
        return found

    def _attribute(self, found: dict[str, Any], attributes: dict[str, str], name: str, schema: Any) -> None:
        spelling = self._spelling(schema)
        for key in attributes:
            if spelling.takes(name, key):
                found[name] = read_scalar(self._judge.shape(schema).kinds, attributes.pop(key))
                return

    def _elements(self, found: dict[str, Any], inside: dict[str, list[Element]], name: str, schema: Any) -> None:
        """Take the elements of one property out of those that are inside."""
        shape, outer = self._judge.shape(schema), self._spelling(schema)
        is_array = "array" in shape.kinds
        spelling = self._spelling(shape.items) if is_array and not outer.is_wrapped else outer
        word = spelling.name or name
        own = [child for child in inside.get(word, ()) if spelling.takes(name, child.name)]
        if not own:
            return
        inside[word] = [child for child in inside[word] if not spelling.takes(name, child.name)]
        if is_array and not outer.is_wrapped:
            found[name] = [self._value(shape.items, child) for child in own]
        elif len(own) > 1:
            raise Malformed(f"has more than one `{word}` where one is allowed")
        else:
            found[name] = self._wrapped(shape.items, own[0], word) if is_array else self._value(schema, own[0])

    def _wrapped(self, items: Any, whole: Element, fallback: str) -> list[Any]:
        spelling = self._spelling(items)
        strange = next((child for child in whole.children if not spelling.takes(fallback, child.name)), None)
        if strange is not None:
            raise Malformed(f"has `{local(strange.name)[:64]}` in the list `{local(whole.name)}`")
        return [self._value(items, child) for child in whole.children]


def _plain_attributes(element: Element) -> Iterator[tuple[str, str]]:
    yield from ((name, text) for name, text in element.attributes.items() if name != _NIL)


def _add(found: dict[str, Any], name: str, value: Any) -> None:
    """Put a value beside those of the same name."""
    if name not in found:
        found[name] = value
    elif isinstance(found[name], list):
        found[name].append(value)
    else:
        found[name] = [found[name], value]


# --- writing ----------------------------------------------------------------------------------------------------------


class XmlWriter:
    """Writes documents of one schema. `root` is the name of the root element where the schema says none."""

    def __init__(self, judge: Judge, schema: Any, root: str) -> None:
        self._judge = judge
        self._schema = schema
        self._spelling = _Spellings(judge)
        self._root = root

    def write(self, value: Any) -> bytes:
        """The document of a JSON value.

        Raises:
            ValueError: a name or a character can't stand in XML.
        """
        pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
        spelling = self._spelling(self._schema)
        name = spelling.name or self._root
        if isinstance(value, list):
            shape = self._judge.shape(self._schema)
            inner = self._spelling(shape.items)
            opened, closed = _tags(spelling, name)
            pieces.append(opened + ">")
            for one in value:
                self._element(pieces, inner, inner.name or "item", shape.items, one)
            pieces.append(closed)
        else:
            self._element(pieces, spelling, name, self._schema, value)
        return "".join(pieces).encode()

    def _element(self, pieces: list[str], spelling: Spelling, name: str, schema: Any, value: Any) -> None:
        opened, closed = _tags(spelling, name)
        match value:
            case None:
                pieces.append(f'{opened} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>')
            case dict():
                self._object(pieces, opened, closed, schema, value)
            case list():
                pieces.append(opened + ">")
                items = self._judge.shape(schema).items if isinstance(schema, dict) else None
                for one in value:
                    self._element(pieces, self._spelling(items), "item", items, one)
                pieces.append(closed)
            case _:
                pieces.append(f"{opened}>{_escaped(_word(value))}{closed}")

    def _object(self, pieces: list[str], opened: str, closed: str, schema: Any, value: Mapping[str, Any]) -> None:
        shape = self._judge.shape(schema if isinstance(schema, dict) else True)
        inside: list[str] = []
        attributes = ""
        for name, one in value.items():
            below = member_schema(shape, name)
            spelling = self._spelling(below)
            if spelling.node == "attribute" and one is not None:
                attributes += f' {_checked(spelling.name or name, spelling.prefix)}="{_escaped(_word(one))}"'
                attributes += _declaration(spelling) if spelling.prefix else ""
            elif spelling.node in ("text", "cdata"):
                inside.append(_escaped(_word(one)))
            else:
                self._property(inside, spelling, name, below, one)
        pieces.append(opened + attributes + ">")
        pieces += inside
        pieces.append(closed)

    def _property(self, pieces: list[str], spelling: Spelling, name: str, schema: Any, value: Any) -> None:
        if not isinstance(value, list):
            self._element(pieces, spelling, spelling.name or name, schema, value)
            return
        items = self._judge.shape(schema).items if isinstance(schema, dict) else None
        inner = self._spelling(items)
        opened, closed = _tags(spelling, spelling.name or name)
        if spelling.is_wrapped:
            pieces.append(opened + ">")
        for one in value:
            fallback = (spelling.name or name) if spelling.is_wrapped else name
            self._element(pieces, inner, inner.name or fallback, items, one)
        if spelling.is_wrapped:
            pieces.append(closed)


def _tags(spelling: Spelling, name: str) -> tuple[str, str]:
    """The beginning of an opening tag, and the closing tag."""
    whole = _checked(name, spelling.prefix)
    return f"<{whole}{_declaration(spelling)}", f"</{whole}>"


def _declaration(spelling: Spelling) -> str:
    if spelling.namespace is None:
        return ""
    return f' xmlns{":" + spelling.prefix if spelling.prefix else ""}="{_escaped(spelling.namespace)}"'


def _checked(name: str, prefix: str | None) -> str:
    whole = f"{prefix}:{name}" if prefix else name
    if not _NAME.fullmatch(whole):
        raise ValueError(f"{name[:64]!r} can't be the name of an XML element")
    return whole


def _word(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else to_json(value).decode()


def _escaped(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise ValueError("a text has a character that can't stand in XML")
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "&#13;")):
        text = text.replace(character, entity)
    return text
