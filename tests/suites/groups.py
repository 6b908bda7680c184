"""The official JSON Schema test suite as OpenAPI documents: one operation for each group of tests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from echo import document, echoing

REMOTE = "http://localhost:1234/"


@dataclass(frozen=True, slots=True)
class Group:
    """A schema, and instances with the suite's verdicts. `name` is its file and its place in it."""

    name: str
    schema: Any
    tests: tuple[Mapping[str, Any], ...]

    @property
    def path(self) -> str:
        """The path of its operation."""
        return f"/{self.name}"


def groups(folder: Path) -> list[Group]:
    """The groups of every file of a folder."""
    return [
        Group(f"{path.stem}-{index}", group["schema"], tuple(group["tests"]))
        for path in sorted(folder.glob("*.json"))
        for index, group in enumerate(json.loads(path.read_text()))
    ]


@dataclass(frozen=True, slots=True)
class Suite:
    """A document with its files, and the groups that it holds."""

    document: Any
    files: Mapping[str, Any]
    groups: tuple[Group, ...]


def keywords(node: Any) -> Iterator[tuple[str, Any]]:
    """Every member of every object in a value, whatever it means there."""
    if isinstance(node, dict):
        yield from node.items()
        for value in node.values():
            yield from keywords(value)
    elif isinstance(node, list):
        for value in node:
            yield from keywords(value)


def identifiers(node: Any) -> set[str]:
    """The URIs that a schema gives to itself and its parts."""
    return {value for keyword, value in keywords(node) if keyword in ("$id", "id") and isinstance(value, str)}


_NAMING = frozenset({"$id", "id", "$dynamicRef", "$dynamicAnchor"})


def is_resource(group: Group) -> bool:
    """Whether a schema needs a base URI: it names its parts, or refers to what another document names."""
    return any(
        isinstance(value, str) and (keyword in _NAMING or (keyword == "$ref" and not value.startswith("#")))
        for keyword, value in keywords(group.schema)
    )


def has_references(group: Group) -> bool:
    """Whether a schema refers to parts of itself."""
    return any(keyword == "$ref" for keyword, _ in keywords(group.schema))


def suites(found: Iterable[Group], version: str, remotes: Mapping[str, Any], **more: Any) -> list[Suite]:
    """The documents of these groups: as few as there can be while no URI names two schemas.

    A schema without references is a component. One with references into itself is a file of its own, for `#` means the
    document that it stands in. One that has or needs a base URI is a component with an `$id`, and so is every remote
    document: references to them need no network.
    """
    parts: list[tuple[set[str], list[Group]]] = []
    for group in found:
        names = identifiers(group.schema)
        place = next((part for part in parts if not part[0] & names), None)
        if place is None:
            place = (set(), [])
            parts.append(place)
        place[0].update(names)
        place[1].append(group)
    return [_suite(held, version, remotes, more) for _, held in parts]


def _suite(held: list[Group], version: str, remotes: Mapping[str, Any], more: Mapping[str, Any]) -> Suite:
    schemas: dict[str, Any] = {}
    files: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for group in held:
        schema = {"$ref": f"#/components/schemas/{group.name}"}
        if is_resource(group):
            schemas[group.name] = identified(group.schema, f"{REMOTE}{group.name}.json")
        elif has_references(group):
            files[f"groups/{group.name}.json"] = group.schema
            schema = {"$ref": f"groups/{group.name}.json"}
        else:
            schemas[group.name] = group.schema
        paths[group.path] = echoing(schema, operationId=group.name)
    if any(is_resource(group) for group in held):
        schemas.update({f"remote-{index}": one for index, one in enumerate(remotes.values())})
    return Suite(document(paths, schemas, version, **more), files, tuple(held))


def identified(schema: Any, uri: str) -> Any:
    """A schema with a name: its own where it is absolute, else one that is resolved against this URI.

    In draft 4 nothing counts beside a reference, so a name goes around it.
    """
    if not isinstance(schema, dict):
        return schema
    dialect = schema.get("$schema", "")
    if "draft-04" not in dialect:
        return {**schema, "$id": urljoin(uri, schema.get("$id", ""))}
    if "$ref" in schema:
        return {"$schema": dialect, "id": uri, "allOf": [schema]}
    return {**schema, "id": urljoin(uri, schema.get("id", ""))}


_OF_OPENAPI_3_0 = frozenset(
    {"$ref", "title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength"}
    | {"minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required"}
    | {"enum", "type", "allOf", "oneOf", "anyOf", "not", "items", "properties", "additionalProperties", "description"}
    | {"format", "default"}
)


def is_openapi_3_0(group: Group) -> bool:
    """Whether the Schema Object of OpenAPI 3.0 has every keyword of a draft 4 schema, with the same meaning."""
    return not is_resource(group) and all(map(_is_schema_object, _schemas(group.schema)))


def _is_schema_object(node: Any) -> bool:
    kind = node.get("type", "object")
    is_known = node.keys() <= _OF_OPENAPI_3_0 or node.keys() == {"$ref"}
    return is_known and isinstance(kind, str) and kind != "null" and not isinstance(node.get("items"), list)


def _schemas(node: Any) -> Iterator[Mapping[str, Any]]:
    """A draft 4 schema and every schema in it, as far as keywords of OpenAPI 3.0 hold them."""
    if isinstance(node, dict):
        yield node
        lists = [node.get(keyword, ()) for keyword in ("allOf", "anyOf", "oneOf")]
        inner = [node.get(keyword) for keyword in ("not", "items", "additionalProperties")]
        for part in (*inner, *node.get("properties", {}).values(), *(one for held in lists for one in held)):
            yield from _schemas(part)


def of_draft_4(group: Group) -> Group:
    """The group with a schema that says which draft it is of."""
    return Group(group.name, {"$schema": "http://json-schema.org/draft-04/schema#", **group.schema}, group.tests)
