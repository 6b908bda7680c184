"""Objects of a document as their author wrote them, with the spellings that mean the same made one.

What is the same on purpose: a default and its absence, an empty list or map of parts and its absence, `nullable` and a
`null` type, boolean and numeric exclusive bounds, one type and a list of one, an `enum` of one value and `const`, an
`allOf` of one member. Orders that say nothing are left to whoever compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from handfast.compare.normal import is_default
from handfast.contract.model import JSON
from handfast.diagnostics import Pointer
from handfast.document.grammar import KINDS, Shape


@dataclass(frozen=True, slots=True)
class Place:
    """What stands somewhere in a document."""

    pointer: Pointer
    value: JSON

    def at(self, *parts: str | int) -> Place:
        """What stands below."""
        pointer, value = self.pointer, self.value
        for part in parts:
            pointer, value = pointer / part, value[part]
        return Place(pointer, value)

    def listed(self) -> tuple[Place, ...]:
        """The members of a list."""
        return tuple(self.at(index) for index in range(len(self.value)))


Form: TypeAlias = dict[str, Place | tuple[Place, ...]]
"""An object by its fields; a list of parts is a tuple, since its members may come from several places."""

_FLAGS: Final[dict[str, frozenset[str]]] = {
    "parameter": frozenset({"required", "deprecated", "allowReserved", "allowEmptyValue"}),
    "header": frozenset({"required", "deprecated", "explode"}),
    "request body": frozenset({"required"}),
    "operation": frozenset({"deprecated"}),
    "security scheme": frozenset({"deprecated"}),
    "xml": frozenset({"attribute", "wrapped"}),
}
"""Flags that are false where they are not written."""
_STYLES: Final = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
_COUNTS_EMPTY: Final = frozenset({"servers", "anyOf", "oneOf"})
"""Lists that mean something where they are empty."""


def form(kind: str, place: Place, *, has_nullable: bool) -> Form:
    """The fields of an object of a kind, without those that say what their absence says.

    `has_nullable`: the document is one of OpenAPI 3.0, where `nullable` means something.
    """
    if kind == "schema":
        return _schema_form(place, has_nullable=has_nullable)
    value = place.value
    fields: Form = {name: place.at(name) for name in value}
    for flag in _FLAGS.get(kind, ()):
        if value.get(flag) is False:
            del fields[flag]
    _drop_styles(kind, value, fields)
    if kind == "security scheme":
        _lower(value, fields, place.pointer)
    return _with_lists(kind, fields)


def _with_lists(kind: str, fields: Form) -> Form:
    """The fields with lists of parts as tuples, and without parts of which there are none."""
    found: Form = {}
    for name, one in fields.items():
        entry = KINDS[kind].fields.get(name)
        if entry is None or not isinstance(one, Place) or name == "security":
            found[name] = one
        elif Shape.LIST in entry.shapes and isinstance(one.value, list):
            if one.value or name in _COUNTS_EMPTY:
                found[name] = one.listed()
        elif one.value != {} or Shape.MAP not in entry.shapes:
            found[name] = one
    return found


def _lower(value: Mapping[str, JSON], fields: Form, at: Pointer) -> None:
    """Spell names without case that have none: of HTTP schemes (RFC 9110 §11.1) and of headers (§5.1)."""
    for name, is_lowered in (("scheme", True), ("name", value.get("in") == "header")):
        if is_lowered and isinstance(value.get(name), str):
            fields[name] = Place(at / name, value[name].lower())


def _drop_styles(kind: str, value: Mapping[str, JSON], fields: Form) -> None:
    """Take away `style` and `explode` where they are the defaults (OpenAPI 3.2 §4.12.3, §4.15.1.2)."""
    style = value.get("style")
    if kind == "parameter":
        usual = _STYLES.get(str(value.get("in")))
        style = style or usual
        if style == usual:
            fields.pop("style", None)
    elif kind == "header" and style == "simple":
        del fields["style"]
    if kind in ("parameter", "encoding") and style and value.get("explode") is (style in ("form", "cookie")):
        del fields["explode"]


def _schema_form(place: Place, *, has_nullable: bool) -> Form:
    """The keywords of a schema. `$ref` beside others is a member of `allOf`; a member that stands alone is lifted."""
    value = place.value
    if isinstance(value, bool):
        return {} if value else {"not": Place(place.pointer, {})}
    fields: Form = {name: place.at(name) for name in value if not _says_nothing(name, value[name])}
    _spell_bounds(place, fields)
    _spell_types(place, fields, has_nullable=has_nullable)
    members = [one for one in place.at("allOf").listed() if one.value not in ({}, True)] if _has_all_of(value) else []
    if not _has_all_of(value) and "$ref" not in value:
        return _with_lists("schema", fields)
    fields.pop("allOf", None)
    reference = fields.pop("$ref", None)
    if isinstance(reference, Place):
        if not members and not fields:
            return {"$ref": reference}
        members.append(Place(place.pointer, {"$ref": reference.value}))
    if len(members) == 1 and not fields and isinstance(members[0].value, dict | bool):
        return _schema_form(members[0], has_nullable=has_nullable)
    return _with_lists("schema", {**fields, **({"allOf": tuple(members)} if members else {})})


def _has_all_of(value: Mapping[str, JSON]) -> bool:
    return isinstance(value.get("allOf"), list)


def _says_nothing(keyword: str, value: JSON) -> bool:
    entry = KINDS["schema"].fields.get(keyword)
    return is_default(keyword, value) or (value == {} and entry is not None and Shape.MAP in entry.shapes)


def _spell_bounds(place: Place, fields: Form) -> None:
    """Boolean `exclusiveMinimum` and `exclusiveMaximum` as numbers."""
    for exclusive, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        written = place.value.get(exclusive)
        if written is False:
            del fields[exclusive]
        elif written is True and inclusive in fields:
            fields[exclusive] = fields.pop(inclusive)


def _spell_types(place: Place, fields: Form, *, has_nullable: bool) -> None:
    """`type` as a list, `nullable` as one of its members, an `enum` of one value as `const`."""
    value = place.value
    kinds, nullable = value.get("type"), value.get("nullable") if has_nullable else None
    if isinstance(kinds, str):
        fields["type"] = Place(place.pointer / "type", [kinds, "null"] if nullable is True else [kinds])
    if nullable is False or (nullable is True and isinstance(kinds, str)):
        del fields["nullable"]
    values = value.get("enum")
    if isinstance(values, list) and len(values) == 1 and "const" not in value:
        del fields["enum"]
        fields["const"] = place.at("enum", 0)
