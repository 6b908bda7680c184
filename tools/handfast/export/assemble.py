"""The document of a live app: every route that answers, and nothing else."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.security.base import SecurityBase

from handfast.export.components import Components
from handfast.export.declared import Declared
from handfast.export.fragments import JSON, METHODS, NOTHING, Fragment, Fragments, parameter_key
from handfast.export.native import Native, describe, describe_reading, nothing
from handfast.export.pristine import Pristine
from handfast.export.walk import LiveRoute, live_routes
from handfast.runtime.declare import Operation
from handfast.runtime.paths import compile_template, identifiers


def assemble(app: FastAPI, source: Mapping[str, JSON], pristine: Pristine) -> JSON:
    """The document of `app`, in the words of `source` wherever the live app is what they say."""
    routes: dict[tuple[str, str], LiveRoute] = {}
    for route in live_routes(app):
        for method in route.methods:
            routes.setdefault((route.path, method), route)
    return _Assembly(Fragments(source), pristine, routes, Components(source)).document()


@dataclass(slots=True)
class _Assembly:
    """One export in the making. `routes` are those that are still to be described."""

    fragments: Fragments
    pristine: Pristine
    routes: dict[tuple[str, str], LiveRoute]
    components: Components
    _readings: dict[Any, Native] = field(default_factory=dict)

    def document(self) -> JSON:
        source = self.fragments.document
        schemes = {
            use.scheme.name: use.scheme
            for route in self.routes.values()
            if route.operation
            for requirement in route.operation.security
            for use in requirement
        }
        paths = dict(self._paths(source.get("paths") or {}))
        for (path, method), route in self.routes.items():
            item = paths.setdefault(path, {})
            _put(item, method, self._node(route, method, self._said(route)))
        named = self.fragments.schemes(schemes.keys())
        components = self.components.document(schemes.values(), named, self.pristine.types)
        out = {**source, "paths": paths, "components": components}
        added = {"paths", "components"} - source.keys()
        return {key: value for key, value in out.items() if value or key not in added}

    def _paths(self, paths: Mapping[str, JSON]) -> Iterator[tuple[str, JSON]]:
        """The contract's paths, in its order, as far as they are live."""
        for path, written in paths.items():
            item = self.fragments.read(written).value
            if path.startswith("x-") or not any(self.fragments.operations(item)):
                yield path, written
                continue
            live = self._item(path, item)
            if live is not None:
                yield path, written if live == item else live

    def _item(self, path: str, item: Mapping[str, JSON]) -> dict[str, JSON] | None:
        """A path item with the operations that are live, None when there are none."""
        said = {method: self.fragments.fragment(item, node) for method, node in self.fragments.operations(item)}
        nodes = {
            method: self._node(self.routes.pop((path, method)), method, fragment)
            for method, fragment in said.items()
            if (path, method) in self.routes
        }
        if not nodes:
            return None
        shared = {key: value for key, value in item.items() if key not in {*METHODS, "additionalOperations"}}
        if any(node.get("parameters") != said[method].node.get("parameters") for method, node in nodes.items()):
            shared.pop("parameters", None)
            for method, node in nodes.items():
                if node.get("parameters") == said[method].node.get("parameters"):
                    node["parameters"] = [parameter.node for parameter in said[method].parameters.values()]
        for method, node in nodes.items():
            _put(shared, method, node)
        return {key: shared[key] for key in (*item, *shared) if key in shared}

    def _said(self, route: LiveRoute) -> Fragment:
        """What the contract says about a generated route that answers somewhere else than declared."""
        if route.operation is None:
            return NOTHING
        paths = self.fragments.document.get("paths") or {}
        item = self.fragments.read(paths.get(route.operation.path)).value
        node = dict(self.fragments.operations(item)).get(route.operation.method)
        return self.fragments.fragment(item, node) if node is not None else NOTHING

    def _node(self, route: LiveRoute, method: str, said: Fragment) -> dict[str, JSON]:
        """The operation object of a live route."""
        operation = route.operation
        if operation is None or operation.method != method:
            return self.components.adopt(describe(route, method))
        node = Declared(operation, said, self.fragments, self.pristine).node()
        if not route.is_guarded:
            node["security"] = []
        return _with_reading(node, said, self.components.adopt(self._reading(operation, route)))

    def _reading(self, operation: Operation, route: LiveRoute) -> Native:
        """What the dependencies of a generated route read. Routes of one handler class mostly share the answer."""
        if route.context is not None and _reads_nothing(route.context.dependant):
            return _NOTHING_READ
        path = identifiers(operation.path.partition("?")[0])
        original = route.context.original_route if route.context else None
        key = (
            tuple(compile_template(path).names),
            getattr(original, "implementation", None),
            route.guard,
            *((one.dependency, one.use_cache, *getattr(one, "scopes", ())) for one in route.dependencies),
        )
        if key not in self._readings:
            self._readings[key] = describe_reading(path, route.endpoint or nothing, route.dependencies)
        return self._readings[key]


_NOTHING_READ = Native({}, {})


def _reads_nothing(dependant: Dependant) -> bool:
    """Whether neither an endpoint nor any of its dependencies reads something that FastAPI would describe."""
    own = (dependant.path_params, dependant.query_params, dependant.header_params, dependant.cookie_params)
    if any(own) or dependant.body_params or isinstance(dependant.call, SecurityBase | functools.partial):
        return False
    return all(map(_reads_nothing, dependant.dependencies))


def _with_reading(node: dict[str, JSON], said: Fragment, added: Mapping[str, JSON]) -> dict[str, JSON]:
    """An operation object with what dependencies read and the contract does not declare."""
    declared = {*said.parameters}
    undeclared = [one for one in added.get("parameters", ()) if parameter_key(one) not in declared]
    if undeclared:
        shown = node["parameters"] if node.get("parameters") != said.node.get("parameters") else None
        node["parameters"] = [*(shown or [one.node for one in said.parameters.values()]), *undeclared]
    if "requestBody" in added and "requestBody" not in node:
        node["requestBody"] = added["requestBody"]
    if added.get("security"):
        asked = {name: scopes for one in added["security"] for name, scopes in one.items()}
        choices = node.get("security", said.security) or [{}]
        node["security"] = [{**choice, **asked} for choice in choices]
    return node


def _put(item: dict[str, JSON], method: str, node: JSON) -> None:
    """Add an operation to a path item, under the field that its method has (OpenAPI 3.2 §4.9.1)."""
    if method.lower() in METHODS:
        item[method.lower()] = node
    else:
        item["additionalOperations"] = {**item.get("additionalOperations", {}), method: node}
