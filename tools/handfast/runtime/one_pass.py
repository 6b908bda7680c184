"""Bodies that are parsed, judged and built in one pass: the judge's schema and the handler's type in one core schema.

It only ever accepts, and only what the judge accepts. Keywords that Pydantic knows exactly are its own; a schema that
says more is asked of the judge where it stands, or there is no such pass. A member that comes twice would be lost, so
members are counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import PydanticCustomError, SchemaError, SchemaValidator, to_json

from handfast.runtime.building import Exact, adapter_of, definitions_of
from handfast.runtime.counting import Count, count_any, count_list, count_map, count_model, has_all_members
from handfast.runtime.decimals import holds_decimals
from handfast.runtime.leaves import NEVER, Unlike, literal, number, text, whole
from handfast.runtime.models import DATA, with_exact_numbers
from handfast.runtime.omit import omission
from handfast.runtime.quick import UNSURE, keywords
from handfast.runtime.shape import parts_of

if TYPE_CHECKING:
    from handfast.runtime.judge import Judge

_MOST_NODES: Final = 3_000
"""Schemas with more parts have no short way: it would cost memory, and time at the first request."""
_LONGEST_CHAIN: Final = 20
_REFERENCES: Final = frozenset({"$ref", "$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor"})
_ANYTHING: Final = "anything"

Compiled = tuple[dict[str, Any], Count | None]


class OnePass:
    """Reads the JSON texts of one schema into values of one type."""

    __slots__ = ("_count", "_validate")

    def __init__(self, validator: SchemaValidator, count: Count | None) -> None:
        self._validate = validator.validate_json
        self._count = count

    def value(self, raw: bytes) -> Any:
        """The value that the handler takes; `UNSURE` where the long way must look."""
        try:
            value = self._validate(raw, by_alias=True, by_name=False)
        except (ValueError, RecursionError):
            return UNSURE
        count = 0 if self._count is None else self._count(value)
        return value if has_all_members(raw, count) else UNSURE


def one_pass(judge: Judge, key: str, hint: Any) -> OnePass | None:
    """What reads bodies of the schema `key` as values of a type; None where they must be judged first."""
    adapter = adapter_of(hint)
    adapter.rebuild()
    core: Any = with_exact_numbers(adapter.core_schema)
    if holds_decimals(core):
        return None
    try:
        return _Compiler(judge, core).compiled(judge.schema(key))
    except (Unlike, SchemaError, RecursionError):
        return None


class _Compiler:
    """Walks a schema of the judge and the core schema of a type side by side."""

    def __init__(self, judge: Judge, core: Any) -> None:
        self._judge = judge
        self._core = core
        self._types = definitions_of(core)
        self._exact = Exact(judge, self._types)
        self._made: dict[tuple[int, int], tuple[str, list[Count]]] = {}
        self._definitions: dict[str, dict[str, Any]] = {}
        self._uses: dict[str, list[dict[str, Any]]] = {}
        self._nodes: list[Any] = []
        self._is_asked = False

    def compiled(self, node: Any) -> OnePass:
        """Both as one.

        Raises:
            Unlike: they don't fit each other, or too much must be left to the judge.
        """
        root = self._core["schema"] if self._core["type"] == "definitions" else self._core
        schema, count = self._native(node, root)
        self._inline()
        definitions = [*self._definitions.values(), _anything()]
        if self._is_asked:
            definitions += map(self._exact.of, self._types.values())
        both: Any = {"type": "definitions", "schema": schema, "definitions": definitions}
        return OnePass(SchemaValidator(both, _use_prebuilt=False), count)

    def _inline(self) -> None:
        """Put what is used once where it is used: references cost time, and are needed only by what comes again."""
        for name, uses in self._uses.items():
            if len(uses) == 1:
                definition = self._definitions.pop(name)
                uses[0].clear()
                uses[0].update({key: value for key, value in definition.items() if key != "ref"})

    def _of(self, node: Any, core: Any) -> Compiled:
        """A schema and a type as one; what Pydantic does not know is asked of the judge."""
        try:
            return self._native(node, core)
        except Unlike:
            return self._asked(node, core)

    def _native(self, node: Any, core: Any) -> Compiled:
        self._nodes.append(node)  # kept, so that its id stays its own
        if len(self._nodes) > _MOST_NODES:
            raise Unlike
        asked, node = node, self._followed(node)
        core = self._types.get(core.get("schema_ref"), core)
        if node is True or (isinstance(node, dict) and not keywords(node)):
            return self._unsaid(core)
        if not isinstance(node, dict):
            raise Unlike
        match core["type"]:
            case "model":
                return self._once(node, core)
            case "nullable":
                return self._nullable(asked, node, core["schema"])
            case "list":
                return self._list(node, core)
            case "dict":
                return self._map(node, core)
            case "any":
                return self._plain(node), None
            case _:
                return _scalar(node, core), None

    def _followed(self, node: Any) -> Any:
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(node, dict) or keywords(node) != {"$ref"}:
                break
            node = self._judge.target(node["$ref"])
        return node

    def _unsaid(self, core: Any) -> Compiled:
        if core["type"] != "any":
            raise Unlike
        return {"type": "definition-ref", "schema_ref": _ANYTHING}, count_any

    def _plain(self, node: dict[str, Any]) -> dict[str, Any]:
        """Values that stay as JSON has them."""
        match node.get("type"):
            case "string":
                return text(node)
            case "integer":
                return whole(node)
            case "boolean" if keywords(node) == {"type"}:
                return {"type": "bool", "strict": True}
        raise Unlike

    # --- what has parts -----------------------------------------------------------------------------------------------

    def _once(self, node: dict[str, Any], core: Any) -> Compiled:
        """A class; a reference, for it may lead back to itself."""
        known = (id(node), id(core["cls"]))
        if known not in self._made:
            name = f"{core['cls'].__name__} {len(self._nodes)}"
            counts: list[Count] = []
            self._made[known] = (name, counts)
            self._uses[name] = []
            try:
                schema, count = self._model(node, core)
            except Unlike:
                self._forget(known)
                raise
            self._definitions[name] = {**schema, "ref": name}
            counts.append(count)
        name, counts = self._made[known]
        reference = {"type": "definition-ref", "schema_ref": name}
        self._uses[name].append(reference)
        return reference, counts[0] if counts else _later(counts)

    def _forget(self, first: tuple[int, int]) -> None:
        """Take back a class, and those that were made within it."""
        made = list(self._made)
        for one in made[made.index(first) :]:
            name, _ = self._made.pop(one)
            self._definitions.pop(name, None)
            self._uses.pop(name, None)

    def _model(self, node: dict[str, Any], core: Any) -> tuple[dict[str, Any], Count]:
        properties, required = node.get("properties", {}), frozenset(node.get("required", ()))
        known = {"type", "properties", "required", "additionalProperties"}
        own = core["schema"]
        if node.get("type") != "object" or keywords(node) - known or own["type"] != "model-fields":
            raise Unlike
        names = {str(one.get("validation_alias", name)): name for name, one in own["fields"].items()}
        if names.keys() != properties.keys() or not required <= properties.keys():
            raise Unlike
        fields: dict[str, Any] = {}
        counts: list[tuple[str, Count]] = []
        for alias, name in names.items():
            field = own["fields"][name]
            schema, count = self._field(properties[alias], field["schema"], is_required=alias in required)
            fields[name] = {**field, "schema": schema}
            if count is not None:
                counts.append((name, count))
        others, _ = self._rest(node.get("additionalProperties", True))
        within = {**own, "fields": fields, "extra_behavior": "allow", "extras_schema": others}
        rest = {key: value for key, value in core.items() if key not in ("ref", "schema")}
        return {**rest, "schema": within}, count_model(counts)

    def _field(self, node: Any, core: Any, *, is_required: bool) -> Compiled:
        inner = core["schema"] if core["type"] == "default" else core
        if any(is_certain and part.get("readOnly") is True for part, is_certain in parts_of(node, self._judge.target)):
            schema, count = NEVER, None  # the long way leaves it out
        else:
            schema, count = self._of(node, inner)
        if is_required:
            return schema, count
        if core["type"] != "default":
            raise Unlike
        return {**core, "schema": schema}, count

    def _rest(self, node: Any) -> Compiled:
        """Members that are not declared: kept as they are."""
        if node is False:
            return NEVER, None
        return self._of(node, {"type": "any"})

    def _nullable(self, asked: Any, node: dict[str, Any], core: Any) -> Compiled:
        """A type that has None; `asked` is what led to the schema."""
        inner = _without_null(node)
        if inner is None:  # optional, and None means that it is absent
            return self._of(asked, core)
        if "oneOf" in node and "null" in self._judge.shape(inner).kinds:
            raise Unlike
        schema, count = self._of(inner, core)
        return {"type": "nullable", "schema": schema}, count

    def _list(self, node: dict[str, Any], core: Any) -> Compiled:
        if node.get("type") != "array" or keywords(node) - {"type", "items", "minItems", "maxItems"}:
            raise Unlike
        items, count = self._of(node.get("items", True), core.get("items_schema", {"type": "any"}))
        schema = {"type": "list", "strict": True, "items_schema": items, **_sizes(node, "minItems", "maxItems")}
        return schema, None if count is None else count_list(count)

    def _map(self, node: dict[str, Any], core: Any) -> Compiled:
        known = {"type", "additionalProperties", "minProperties", "maxProperties"}
        if node.get("type") != "object" or keywords(node) - known or core.get("keys_schema", {}).get("type") != "str":
            raise Unlike
        values, count = self._of(node.get("additionalProperties", True), core.get("values_schema", {"type": "any"}))
        names = {"keys_schema": {"type": "str", "strict": True}, "values_schema": values}
        schema = {"type": "dict", "strict": True, **names, **_sizes(node, "minProperties", "maxProperties")}
        return schema, count_map(count)

    # --- what only the judge knows ------------------------------------------------------------------------------------

    def _asked(self, node: Any, core: Any) -> Compiled:
        """Values that the judge accepts, built as ever."""
        if omission(self._judge, node, "readOnly") is not None:
            raise Unlike
        is_valid = self._verdict(node)

        def accepted(value: Any) -> Any:
            if not _is_finite(value) or not is_valid(value):
                raise PydanticCustomError("judge", "does not match the schema")
            return value

        self._is_asked = True
        function = {"type": "no-info", "function": accepted}
        return {"type": "function-before", "function": function, "schema": _unnamed(self._exact.of(core))}, count_any

    def _verdict(self, node: Any) -> Callable[[Any], bool]:
        if isinstance(node, dict) and keywords(node) == {"$ref"}:
            key = self._judge.key_of(node["$ref"])
            if key is not None:
                return self._judge.checker(key)
        if not isinstance(node, dict) or _refers(node):
            raise Unlike
        return self._judge.checker_of(node)


def _later(counts: list[Count]) -> Count:
    """A count that is made by the time it is needed."""

    def count(value: Any) -> int:
        return counts[0](value)

    return count


def _scalar(node: dict[str, Any], core: Any) -> dict[str, Any]:
    match core["type"], node.get("type"):
        case "str", "string":
            return text(node)
        case "int", "integer":
            return whole(node)
        case "bool", "boolean" if keywords(node) == {"type"}:
            return {"type": "bool", "strict": True}
        case "union", "number" if "handfast_number" in core.get("metadata", ()):
            return number(node)
        case "literal", _:
            return literal(node, core["expected"])
    raise Unlike


def _unnamed(core: Any) -> Any:
    """A core schema without the names by which nobody calls its parts; those that are called stand apart."""
    if isinstance(core, list | tuple):
        return [_unnamed(one) for one in core]
    if not isinstance(core, dict):
        return core
    return {key: value if key in DATA else _unnamed(value) for key, value in core.items() if key != "ref"}


_DECIDES_NULL = frozenset({"const", "allOf", "anyOf", "oneOf", "not", "if", "$ref", "$dynamicRef"})


def _without_null(node: dict[str, Any]) -> Any:
    """The schema of values that are not null, where null is one of the values; None where it is none."""
    kinds = node.get("type")
    if isinstance(kinds, list):
        others = [one for one in kinds if one != "null"]
        if len(others) != 1 or len(others) == len(kinds):
            return None
        if _DECIDES_NULL & node.keys():  # what stands beside the type may refuse null
            raise Unlike
        values = {"enum": [one for one in node["enum"] if one is not None]} if "enum" in node else {}
        return None if values and None not in node["enum"] else {**node, "type": others[0], **values}
    for keyword in ("anyOf", "oneOf"):
        if keywords(node) == {keyword}:
            others = [one for one in node[keyword] if one != {"type": "null"}]
            return others[0] if len(others) == 1 and len(node[keyword]) == 2 else None  # noqa: PLR2004 - it and null
    return None


def _sizes(node: Mapping[str, Any], least: str, most: str) -> dict[str, int]:
    """The bounds of a size, in Pydantic's words."""
    found = {name: node[keyword] for name, keyword in (("min_length", least), ("max_length", most)) if keyword in node}
    if any(type(one) is not int for one in found.values()):
        raise Unlike
    return found


def _is_finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if not isinstance(value, dict | list):
        return True
    written = to_json(value)
    return b"NaN" not in written and b"Infinity" not in written


def _refers(node: Any) -> bool:
    """Whether a schema leads to others, or may be led to by name: it means nothing alone."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if not _REFERENCES.isdisjoint(one):
                return True
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return False


def _anything() -> dict[str, Any]:
    """Any JSON value, its numbers finite."""
    again = {"type": "definition-ref", "schema_ref": _ANYTHING}
    scalars = [{"type": one, "strict": True} for one in ("str", "bool", "int")]
    below = [
        {"type": "list", "strict": True, "items_schema": again},
        {"type": "dict", "strict": True, "keys_schema": {"type": "str", "strict": True}, "values_schema": again},
    ]
    finite = {"type": "float", "strict": True, "allow_inf_nan": False}
    choices = [*scalars, finite, {"type": "none"}, *below]
    return {"type": "union", "mode": "left_to_right", "choices": choices, "ref": _ANYTHING}
