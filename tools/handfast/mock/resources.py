"""What a contract's paths are about: collections and the items in them, and what each operation does to them.

Nothing in OpenAPI says so. `/things` and `/things/{id}` do, with schemas that fit: a list of objects here, an object
there. Links (OpenAPI 3.2 §4.20) tell which property of an item is its path value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from random import Random
from typing import Final

from handfast.contract import JSON, Contract, MediaType, Operation
from handfast.mock.demand import Demand, Impossible, Reader, Taste
from handfast.mock.operations import at, followed
from handfast.mock.paging import plain
from handfast.mock.schemas import Schemas

_LISTS: Final = ("items", "data", "results", "result", "values", "content", "records", "entries", "rows", "list")
_WRAPPERS: Final = ("data", "result", "item", "response")
_KEYS: Final = ("id", "uuid", "guid")
_NAMES: Final = (*_KEYS, "key", "slug", "name", "code", "number")
_PARAMETER: Final = re.compile(r"\{([^{}]*)\}")


class Role(Enum):
    """What an operation does."""

    LIST = auto()
    CREATE = auto()
    FETCH = auto()
    REPLACE = auto()
    CHANGE = auto()
    REMOVE = auto()


@dataclass(frozen=True, slots=True)
class Resource:
    """Items at `path`, whose last segment is `{parameter}`; `above` are the parameters before it.

    `is_closed`: there are no items but those that are listed or were created. `linked` is the property that links take
    for the path value; empty where none says so.
    """

    path: str
    parameter: str
    above: tuple[str, ...]
    is_closed: bool
    linked: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """An operation as something done to a resource. `ancestors` are the resources that its path leads through."""

    role: Role | None
    resource: Resource | None
    ancestors: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """How a schema shows objects: `way` leads to the object or the list, `names` are the properties of an object."""

    way: tuple[str, ...]
    names: tuple[str, ...]


class Views:
    """Reads schemas for what they show."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._reader = Reader(schemas)

    def item(self, node: JSON, wanted: tuple[str, ...] = ()) -> View | None:
        """The object that a schema shows: itself, or what is in an envelope around it. None where it is no object.

        `wanted` are the names of which the object should have one.
        """
        demand = self._read(node)
        if demand is None or demand.kind() != "object":
            return None
        names = _names(demand)
        if not names or any(plain(name) in wanted for name in names):
            return View((), names)
        for name in names:
            inner = self._read_all(demand, name) if name.lower() in _WRAPPERS or len(names) == 1 else None
            if inner is not None and inner.kind() == "object" and _names(inner):
                return View((name,), _names(inner))
        return View((), names)

    def listing(self, node: JSON, noun: str = "") -> View | None:
        """The list of objects that a schema shows: itself, or one in an envelope. None where there is none."""
        demand = self._read(node)
        if demand is None:
            return None
        if demand.kind() == "array":
            names = self._element(demand)
            return None if names is None else View((), names)
        if demand.kind() != "object":
            return None
        found: dict[str, tuple[str, ...]] = {}
        for name in _names(demand):
            inner = self._read_all(demand, name)
            names = self._element(inner) if inner is not None and inner.kind() == "array" else None
            if names is not None:
                found[name] = names
        telling = [one for one in found if one.lower() in (*_LISTS, noun)]
        is_thing = any(plain(name) in _KEYS for name in _names(demand))
        chosen = telling or ([] if is_thing or len(found) > 1 else [*found])
        return View((chosen[0],), found[chosen[0]]) if chosen else None

    def member(self, node: JSON, way: tuple[str, ...], name: str) -> list[JSON]:
        """The schemas of a property of the object that a schema shows."""
        demand = self._read(node)
        for step in way:
            demand = None if demand is None else self._read_all(demand, step)
        return [] if demand is None else [one[name] for one in demand.said("properties") if name in one]

    def elements(self, node: JSON, way: tuple[str, ...]) -> list[JSON]:
        """The schemas of the elements of the list that a schema shows."""
        demand = self._read(node)
        for step in way:
            demand = None if demand is None else self._read_all(demand, step)
        return [] if demand is None else demand.said("items")

    def _element(self, demand: Demand) -> tuple[str, ...] | None:
        """The property names of the objects in a list."""
        inner = self._read({"allOf": demand.said("items")}) if demand.said("items") else None
        return _names(inner) if inner is not None and inner.kind() == "object" and _names(inner) else None

    def _read_all(self, demand: Demand, name: str) -> Demand | None:
        return self._read({"allOf": [one[name] for one in demand.said("properties") if name in one]})

    def _read(self, node: JSON) -> Demand | None:
        try:
            return self._reader.read([node], Taste(Random(0), may_be_null=False))  # noqa: S311 - nothing is secret
        except Impossible:
            return None


def _names(demand: Demand) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for named in demand.said("properties") for name in named))


def json_of(contents: tuple[MediaType, ...]) -> JSON:
    """The schema of the first JSON among some contents; None where there is none."""
    for one in contents:
        if one.schema is not None and "json" in one.name.lower() and one.item_schema is None:
            return one.schema.node
    return None


def acts(contract: Contract, views: Views) -> dict[tuple[str, str], Act]:
    """What every operation does, by its method and path."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in contract.operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    linked = dict(_links(contract))
    found: dict[str, Resource] = {}
    roles: dict[tuple[str, str], tuple[Role, Resource]] = {}
    for path, methods in by_path.items():
        parameter = _last(path)
        if parameter is None or not _is_item(methods, views):
            continue
        collection = path.rpartition("/")[0]
        beside = by_path.get(collection, {})
        own = dict(_collection_roles(beside, collection, views))
        resource = Resource(
            path=path,
            parameter=parameter,
            above=tuple(_PARAMETER.findall(collection)),
            is_closed=bool({Role.LIST, Role.CREATE} & own.keys()),
            linked=linked.get(path, ""),
        )
        found[path] = resource
        roles |= {(one.method, one.path): (role, resource) for role, one in own.items()}
        roles |= {(one.method, one.path): (role, resource) for role, one in _item_roles(methods)}
    return {
        (one.method, one.path): Act(
            role=roles[one.method, one.path][0] if (one.method, one.path) in roles else None,
            resource=roles[one.method, one.path][1] if (one.method, one.path) in roles else None,
            ancestors=tuple(resource for path, resource in found.items() if one.path.startswith(path + "/")),
        )
        for one in contract.operations
    }


def _last(path: str) -> str | None:
    """The parameter that is the last segment of a path."""
    segment = path.rpartition("/")[2]
    inside = _PARAMETER.fullmatch(segment)
    return inside[1] if inside else None


def _is_item(methods: Mapping[str, Operation], views: Views) -> bool:
    """Whether a path is that of one thing: what is fetched there, if anything, is an object."""
    if not methods.keys() & {"GET", "PUT", "PATCH", "DELETE"}:
        return False
    if "GET" not in methods:
        return True
    node = _success(methods["GET"])
    return node is not None and views.item(node) is not None and views.listing(node) is None


def _success(operation: Operation) -> JSON:
    """The schema of the JSON that an operation answers with when all goes well."""
    for reply in operation.replies:
        if reply.status.startswith("2") or reply.status == "default":
            node = json_of(reply.content)
            if node is not None:
                return node
    return None


def _collection_roles(methods: Mapping[str, Operation], path: str, views: Views) -> Iterator[tuple[Role, Operation]]:
    noun = path.rpartition("/")[2].lower()
    if "GET" in methods and (node := _success(methods["GET"])) is not None and views.listing(node, noun) is not None:
        yield Role.LIST, methods["GET"]
    for method, role in (("POST", Role.CREATE), ("PUT", Role.REPLACE)):
        body = methods[method].body if method in methods else None
        node = json_of(body.content) if body is not None else None
        if node is not None and views.item(node) is not None:
            yield role, methods[method]


def _item_roles(methods: Mapping[str, Operation]) -> Iterator[tuple[Role, Operation]]:
    for method, role in (
        ("GET", Role.FETCH),
        ("PUT", Role.REPLACE),
        ("PATCH", Role.CHANGE),
        ("DELETE", Role.REMOVE),
    ):
        if method in methods:
            yield role, methods[method]


def identifier(resource: Resource, view: View) -> str | None:
    """The property of an object that is its path value; None where none seems to be."""
    if resource.linked in view.names:
        return resource.linked
    noun = plain(_singular(resource.path.rpartition("/")[0].rpartition("/")[2]))
    parameter = plain(resource.parameter)
    rest = [parameter.removeprefix(noun)] if noun and parameter.startswith(noun) else []
    wanted = [parameter, *rest, *(f"{noun}{one}" for one in _KEYS), *_KEYS]
    wanted += [one for one in _NAMES[len(_KEYS) :] if parameter.endswith(one)]
    names = {plain(name): name for name in reversed(view.names)}
    return next((names[one] for one in wanted if one in names), None)


def wanted_names(resource: Resource) -> tuple[str, ...]:
    """Names that tell an item from an envelope around it."""
    return (plain(resource.parameter), *_KEYS, *([plain(resource.linked)] if resource.linked else []))


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun.removesuffix("s")


def _links(contract: Contract) -> Iterator[tuple[str, str]]:
    """For item paths that links lead to, the property that gives the last path value."""
    by_id = {one.operation_id: one for one in contract.operations if one.operation_id}
    for operation in contract.operations:
        for reply in operation.replies:
            try:
                node = at(contract.source, reply.pointer.parts)
            except (KeyError, IndexError, ValueError, TypeError):
                continue
            links = node.get("links") if isinstance(node, dict) else None
            for one in links.values() if isinstance(links, dict) else ():
                link = followed(contract.source, one)
                target = by_id.get(str(link.get("operationId"))) if isinstance(link, dict) else None
                parameters = link.get("parameters") if isinstance(link, dict) else None
                parameter = _last(target.path) if target is not None else None
                if target is None or parameter is None or not isinstance(parameters, dict):
                    continue
                said = parameters.get(parameter, parameters.get(f"path.{parameter}"))
                if isinstance(said, str) and said.startswith("$response.body#/"):
                    yield target.path, said.rpartition("/")[2]
