"""Lists that parts of a document inherit: parameters, servers, security (OpenAPI 3.2 §4.1.1, §4.9, §4.10)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from handfast.compare.forms import Form, Place
from handfast.compare.keys import parameter_key
from handfast.compare.side import Side
from handfast.contract.model import JSON
from handfast.document.grammar import KINDS, Shape

METHODS: Final = tuple(
    name for name, entry in KINDS["path item"].fields.items() if entry.kind == "operation" and Shape.ONE in entry.shapes
)
INHERITED: Final = {"document": ("security", "servers"), "path item": ("parameters", "servers")}
"""What the objects below inherit, by kind of the object that says it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an object inherits on one side, and the path that it belongs to."""

    path: str = ""
    parameters: tuple[Place, ...] = ()
    security: Place | None = None
    servers: tuple[Place, ...] | None = None

    def within(self, kind: str, fields: Form) -> Context:
        """What the parts of an object of a kind inherit, which says some of it itself."""
        parameters, security, servers = (fields.get(name) for name in ("parameters", "security", "servers"))
        if kind == "document":
            return Context(
                security=security if isinstance(security, Place) else None,
                servers=servers if isinstance(servers, tuple) else None,
            )
        return replace(
            self,
            parameters=parameters if isinstance(parameters, tuple) else (),
            servers=servers if isinstance(servers, tuple) else self.servers,
        )

    def without(self, name: str) -> Context:
        """The same without the list of security requirements, or of servers."""
        return replace(self, security=None) if name == "security" else replace(self, servers=None)

    def values(self) -> JSON:
        """Everything that is inherited, as one value."""
        servers = None if self.servers is None else [one.value for one in self.servers]
        security = self.security.value if self.security else None
        return {"parameters": [one.value for one in self.parameters], "security": security, "servers": servers}

    def completed(self, side: Side, fields: Form) -> Form:
        """The fields of an operation with what it inherits."""
        own = fields.get("parameters")
        mine = own if isinstance(own, tuple) else ()
        keys = {self.key(side, one) for one in mine}
        merged = (*(one for one in self.parameters if self.key(side, one) not in keys), *mine)
        inherited: Form = {
            name: place
            for name, place in (("security", self.security), ("servers", self.servers))
            if place is not None and name not in fields
        }
        found: Form = {**fields, **inherited, **({"parameters": merged} if merged else {})}
        return {name: one for name, one in found.items() if not is_default(name, one)}

    def key(self, side: Side, parameter: Place) -> Hashable:
        """What names a parameter on the wire; its place for one that has no name."""
        value = side.followed("parameter", parameter).value
        name, location = (value.get("name"), value.get("in")) if isinstance(value, Mapping) else (None, None)
        if not isinstance(name, str) or not isinstance(location, str):
            return str(parameter.pointer)
        return parameter_key(self.path, location, name)


def is_default(name: str, written: Place | tuple[Place, ...] | None) -> bool:
    """Whether a list says what none says: the server `/` (OpenAPI 3.2 §4.1.1)."""
    return name == "servers" and isinstance(written, tuple) and [one.value for one in written] in ([], [{"url": "/"}])


def is_stated(side: Side, kind: str, name: str, holder: Place) -> bool:
    """Whether something below the object `holder` has a list `name` of its own."""
    items = [holder] if kind == "path item" else _path_items(side, holder)
    return any(
        (kind != "path item" and name in item.value) or any(name in operation.value for operation in _operations(item))
        for item in items
    )


def is_inherited(side: Side, kind: str, name: str, holder: Place) -> bool:
    """Whether an operation takes the list `name` of the object `holder`, of a kind, because it has none itself."""
    items = [holder] if kind == "path item" else _path_items(side, holder)
    return any(
        name not in operation.value
        for item in items
        if kind == "path item" or name not in item.value
        for operation in _operations(item)
    )


def is_used(side: Side, context: Context, parameter: Place, item: Place) -> bool:
    """Whether an operation takes a parameter of its path item, because it has none of the same name itself."""
    key = context.key(side, parameter)
    return any(
        key not in {context.key(side, one) for one in _listed(operation, "parameters")}
        for operation in _operations(item)
    )


def _listed(place: Place, name: str) -> tuple[Place, ...]:
    return place.at(name).listed() if isinstance(place.value.get(name), list) else ()


def _path_items(side: Side, document: Place) -> Iterator[Place]:
    for group in ("paths", "webhooks"):
        items = document.value.get(group)
        for name in items if isinstance(items, Mapping) else ():
            item = side.followed("path item", document.at(group, name))
            if isinstance(item.value, Mapping):
                yield item


def _operations(item: Place) -> Iterator[Place]:
    more = item.value.get("additionalOperations")
    ways: list[tuple[str, ...]] = [(name,) for name in METHODS if name in item.value]
    ways += [("additionalOperations", name) for name in more] if isinstance(more, Mapping) else []
    for way in ways:
        operation = item.at(*way)
        if isinstance(operation.value, Mapping):
            yield operation
