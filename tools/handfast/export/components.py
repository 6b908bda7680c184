"""The components of an export: the contract's, and those that undeclared routes bring along."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from handfast.export.fragments import JSON
from handfast.export.native import Native
from handfast.runtime.declare import Scheme

_OUR_KINDS: Mapping[str, frozenset[str]] = {
    "bearer": frozenset({"http", "oauth2", "openIdConnect"}),
    "basic": frozenset({"http"}),
    "http": frozenset({"http"}),
    "apiKey": frozenset({"apiKey"}),
    "mutualTLS": frozenset({"mutualTLS"}),
}
"""The types of scheme that a document may declare for each kind that the run-time enforces."""


class Components:
    """Collects components; one that would take another's name gets a name of its own."""

    def __init__(self, source: Mapping[str, JSON]) -> None:
        found = source.get("components")
        components = found if isinstance(found, dict) else {}
        self._found: dict[str, JSON] = {
            kind: dict(named) if isinstance(named, dict) else named for kind, named in components.items()
        }

    def adopt(self, native: Native) -> dict[str, JSON]:
        """An operation object of FastAPI's, after its components were taken in; references and names follow."""
        free: dict[tuple[str, str], str] = {}
        for kind, named in native.components.items():
            own = self._found.setdefault(kind, {})
            free.update({(kind, name): _free_name(name, value, own) for name, value in named.items()})
        names = {f"#/components/{kind}/{name}": f"#/components/{kind}/{new}" for (kind, name), new in free.items()}
        for kind, named in native.components.items():
            self._found[kind].update({free[kind, name]: _renamed(value, names) for name, value in named.items()})
        node: dict[str, JSON] = _renamed(dict(native.node), names)
        if "security" in node:
            node["security"] = [
                {free.get(("securitySchemes", name), name): scopes for name, scopes in choice.items()}
                for choice in node["security"]
            ]
        return node

    def document(self, schemes: Iterable[Scheme], named: Container[str], types: Mapping[str, JSON]) -> dict[str, JSON]:
        """The `components` object. `types` are live DTO classes that are not the generated ones, by component.

        `named` are the schemes that the contract speaks of; one that it does not declare stays undeclared.
        """
        declared = self._found.get("securitySchemes") or {}
        for scheme in schemes:
            is_said = scheme.name in declared or scheme.name not in named
            if is_said and not _is_scheme(scheme, declared.get(scheme.name)):
                self._found.setdefault("securitySchemes", {})[scheme.name] = _scheme(scheme)
        for name, schema in types.items():
            self._found.setdefault("schemas", {})[name] = schema
        return dict(self._found)


def _free_name(name: str, value: JSON, taken: Mapping[str, JSON]) -> str:
    """The first of `name`, `name_`, ... that is free or already stands for the same."""
    while name in taken and taken[name] != value:
        name += "_"
    return name


def _renamed(node: JSON, names: Mapping[str, str]) -> JSON:
    if isinstance(node, dict):
        return {
            key: names.get(value, value) if key == "$ref" and isinstance(value, str) else _renamed(value, names)
            for key, value in node.items()
        }
    return [_renamed(one, names) for one in node] if isinstance(node, list) else node


def _is_scheme(live: Scheme, said: JSON) -> bool:
    """Whether the run-time takes a credential the way the contract says."""
    if not isinstance(said, dict) or "$ref" in said:
        return isinstance(said, dict)
    if said.get("type") not in _OUR_KINDS[live.kind]:
        return False
    if live.kind == "apiKey":
        return (live.location, live.parameter.lower()) == (said.get("in"), str(said.get("name")).lower())
    if said["type"] != "http":
        return True
    scheme = live.http_scheme if live.kind == "http" else live.kind
    return scheme.lower() == str(said.get("scheme")).lower()


def _scheme(live: Scheme) -> JSON:
    if live.kind == "apiKey":
        return {"type": "apiKey", "in": live.location, "name": live.parameter}
    if live.kind == "mutualTLS":
        return {"type": "mutualTLS"}
    return {"type": "http", "scheme": live.http_scheme or live.kind}
