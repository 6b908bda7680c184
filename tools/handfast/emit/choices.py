"""Choices whose branches Python's types alone do not tell apart, and what does.

The judge accepts a value; the object that a handler gets must be of the branch that was accepted. Where two branches
can be an object, an array, or text that Python reads differently, the run-time asks for it, helped by tags: the values
of a property that differs in every branch, or that the document names (`discriminator`, OpenAPI 3.2 §4.25).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from handfast.contract import JSON, Contract
from handfast.contract.directions import subschemas
from handfast.contract.references import definition
from handfast.emit.types import NONE, Anything, Type, UnionOf, union
from handfast.emit.views import Views, types_of, without

_ANY = frozenset({"string", "number", "boolean", "array", "object", "null"})
_READ = frozenset({"uuid", "date-time", "date"})
"""Formats of text that becomes something else in Python."""
_DEEP = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """How a value's branch is found.

    `options` holds, for each option of the union, references to the branches that become it, into the judge's
    document. `tags` leads from values of the property `tag` to an option; `otherwise` is the option of every other
    value. `is_exact`: the tag alone decides.
    """

    options: tuple[tuple[str, ...], ...]
    tag: str = ""
    tags: Mapping[str, int] = field(default_factory=dict)
    otherwise: int | None = None
    is_exact: bool = False


@dataclass(slots=True)
class Choices:
    """Finds the choices of a contract."""

    contract: Contract
    views: Views
    _places: dict[int, str] = field(default_factory=dict)
    _heirs: dict[str, list[str]] | None = None

    def of(self, node: Mapping[str, JSON], branches: Sequence[JSON], planned: Sequence[Type]) -> Choice | None:
        """The choice among the branches of `node`, which become the `planned` types; None when types settle it."""
        if not self._overlap(branches):
            return None
        names = [self._reference(branch) for branch in branches]
        told = [_told(one) for one in planned]
        options = [one for one in _members(union(*planned)) if one != NONE]
        if len(options) == 1 or any(name is None for name in names) or any(len(one) > 1 for one in told):
            return None
        become = [options.index(one[0]) if one else None for one in told]
        found = tuple(
            tuple(name for name, index in zip(names, become, strict=True) if name is not None and index == at)
            for at in range(len(options))
        )
        exact = self._exact(branches)
        if exact is not None:
            tag, values = exact
            return Choice(found, tag, _tags(values, become), is_exact=None not in become)
        tag, values = self._declared(node, branches)
        return Choice(found, tag, _tags(values, become))

    def heirs(self, reference: str) -> list[str]:
        """The components that are this one and more (`allOf`), where its `discriminator` lets them stand for it.

        OpenAPI 3.2 §4.25.4. Those that inherit from others come before these.
        """
        node = self.contract.schemas[reference].node
        if not isinstance(node, Mapping) or not isinstance(node.get("discriminator"), Mapping):
            return []
        return [] if "oneOf" in node or "anyOf" in node else list(dict.fromkeys(self._below(reference, frozenset())))

    def among(self, reference: str, options: Sequence[str]) -> Choice:
        """The choice between the component at `reference`, which comes last, and its heirs."""
        branches = [{"$ref": one} for one in options]
        tag, values = self._declared(self.contract.schemas[reference].node, branches)
        found = tuple((definition(self.contract.schemas[one].key),) for one in options)
        return Choice(found, tag, _tags(values, range(len(options))), otherwise=len(options) - 1)

    def _below(self, reference: str, seen: frozenset[str]) -> Iterator[str]:
        if self._heirs is None:
            self._heirs = {}
            for name, schema in self.contract.schemas.items():
                parts = schema.node.get("allOf") if isinstance(schema.node, Mapping) else None
                for part in parts or ():
                    if isinstance(part, Mapping) and isinstance(part.get("$ref"), str):
                        self._heirs.setdefault(part["$ref"], []).append(name)
        for heir in self._heirs.get(reference, ()):
            if heir not in seen:
                yield from self._below(heir, seen | {heir})
                yield heir

    def _overlap(self, branches: Sequence[JSON]) -> bool:
        """Whether two branches can be values of one kind that Python would build differently."""
        kinds = [self._kinds(branch) for branch in branches]
        if any(sum(kind in one for one in kinds) > 1 for kind in ("object", "array")):
            return True
        return sum("string" in one for one in kinds) > 1 and any(self._is_read(branch) for branch in branches)

    def _kinds(self, node: JSON, depth: int = _DEEP) -> frozenset[str]:
        """The JSON types that a schema may accept, numbers together."""
        if not isinstance(node, Mapping) or depth == 0:
            return frozenset() if node is False else _ANY
        stated = frozenset("number" if one == "integer" else one for one in types_of(node))
        kinds = stated or _ANY
        if "const" in node or "enum" in node:
            values = node["enum"] if "enum" in node else [node["const"]]
            kinds &= frozenset(_kind(value) for value in values)
        target = self.contract.schemas.get(str(node.get("$ref")))
        parts = [*(node.get("allOf") or ()), *([target.node] if target else ())]
        for part in parts:
            kinds &= self._kinds(part, depth - 1)
        for choice in (node.get("anyOf"), node.get("oneOf")):
            if choice:
                kinds &= frozenset[str]().union(*(self._kinds(one, depth - 1) for one in choice))
        return kinds

    def _is_read(self, node: JSON, depth: int = _DEEP) -> bool:
        if not isinstance(node, Mapping) or depth == 0:
            return False
        target = self.contract.schemas.get(str(node.get("$ref")))
        inner = [*(node.get("allOf") or ()), *(node.get("anyOf") or ()), *(node.get("oneOf") or ())]
        inner += [target.node] if target else []
        return node.get("format") in _READ or any(self._is_read(one, depth - 1) for one in inner)

    def _reference(self, branch: JSON) -> str | None:
        """How the judge's document refers to a branch; None when it can't, for the branch was made while planning."""
        if not isinstance(branch, Mapping):
            return None
        if "$ref" in branch and not without(branch, "$ref"):
            target = self.contract.schemas.get(branch["$ref"])
            return None if target is None else definition(target.key)
        if not self._places:
            for schema in self.contract.all_schemas():
                self._places.update(_branches(schema.node, definition(schema.key)))
        return self._places.get(id(branch))

    def _exact(self, branches: Sequence[JSON]) -> tuple[str, list[list[str]]] | None:
        """A property that every branch requires, with fixed values that differ in every branch."""
        views = [self.views.of(branch) for branch in branches]
        for name in views[0].properties:
            values = [_fixed(view.properties.get(name)) if name in view.required else None for view in views]
            known = [one for one in values if one is not None]
            if len(known) == len(views) and len({value for one in known for value in one}) == sum(map(len, known)):
                return name, known
        return None

    def _declared(self, node: JSON, branches: Sequence[JSON]) -> tuple[str, list[list[str]]]:
        """The property that the document names, and its values for each branch: as mapped, else the branch's name."""
        discriminator = node.get("discriminator") if isinstance(node, Mapping) else None
        if not isinstance(discriminator, Mapping) or not isinstance(discriminator.get("propertyName"), str):
            return "", [[] for _ in branches]
        mapping = discriminator.get("mapping")
        mapped = mapping.items() if isinstance(mapping, Mapping) else ()
        names = [_name(branch) for branch in branches]
        return discriminator["propertyName"], [
            [value for value, target in mapped if name and _segment(str(target)) == name] + [name] * bool(name)
            for name in names
        ]


def _told(planned: Type) -> list[Type]:
    """What a branch becomes, besides null and what nothing is said about."""
    return [one for one in _members(planned) if one not in (NONE, Anything())]


def _members(planned: Type) -> tuple[Type, ...]:
    return planned.options if isinstance(planned, UnionOf) else (planned,)


def _tags(values: Iterable[Iterable[str]], become: Iterable[int | None]) -> dict[str, int]:
    """The option of each value; the first branch that has a value keeps it."""
    tags: dict[str, int] = {}
    for held, index in zip(values, become, strict=True):
        if index is not None:
            tags = dict.fromkeys(held, index) | tags
    return tags


def _fixed(node: JSON) -> list[str] | None:
    """The only values that a property can have, when these are strings."""
    if not isinstance(node, Mapping):
        return None
    values = [node["const"]] if "const" in node else node.get("enum")
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        return None
    return list(dict.fromkeys(values))


def _branches(node: JSON, at: str) -> Iterator[tuple[int, str]]:
    """The branches of every choice in a schema, by identity, and how to refer to them; none inside an `$id`."""
    if not isinstance(node, Mapping) or "$id" in node:
        return
    for way, child in subschemas(node):
        place = at + "".join(f"/{quoted(part)}" for part in way)
        if way[0] in ("anyOf", "oneOf") and isinstance(child, Mapping):
            yield id(child), place
        yield from _branches(child, place)


def quoted(token: str) -> str:
    """A token of a JSON pointer in a URI fragment."""
    return definition(token).removeprefix("#/$defs/")


def _name(branch: JSON) -> str:
    reference = branch.get("$ref") if isinstance(branch, Mapping) else None
    return _segment(unquote(reference)) if isinstance(reference, str) else ""


def _segment(target: str) -> str:
    """The name of a schema that a reference leads to, or the name itself."""
    last = unquote(target).rsplit("/", 1)[-1]
    return last.replace("~1", "/").replace("~0", "~")


def _kind(value: JSON) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
