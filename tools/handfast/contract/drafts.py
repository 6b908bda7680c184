"""Schemas of older JSON Schema drafts, keyword by keyword, as 2020-12.

OpenAPI 3.1 and 3.2 let a document name the dialect of its schemas (`jsonSchemaDialect`, 3.1 §4.8.24.1), and a schema
its own (`$schema`). Drafts 4, 6 and 7 are translated; every other dialect is read as 2020-12.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from handfast.contract.model import JSON


class Dialect(Enum):
    """What the keywords of a schema mean."""

    OPENAPI_3_0 = "3.0"
    DRAFT_4 = "http://json-schema.org/draft-04/schema"
    DRAFT_6 = "http://json-schema.org/draft-06/schema"
    DRAFT_7 = "http://json-schema.org/draft-07/schema"
    CURRENT = "https://json-schema.org/draft/2020-12/schema"


_BY_URI = {one.value: one for one in (Dialect.DRAFT_4, Dialect.DRAFT_6, Dialect.DRAFT_7)}
_DRAFTS = frozenset(_BY_URI.values())
_LATER = frozenset(
    {"prefixItems", "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties"}
    | {"minContains", "maxContains", "$anchor", "$dynamicRef", "$dynamicAnchor", "contentSchema"}
)
"""Keywords that no draft before 2019-09 has: a processor of those drafts ignores them."""
_SINCE_7 = frozenset({"if", "then", "else"})
_SINCE_6 = frozenset({"const", "contains", "propertyNames", "$id"})
_UNKNOWN: Mapping[Dialect, frozenset[str]] = {
    Dialect.DRAFT_4: _LATER | _SINCE_7 | _SINCE_6,
    Dialect.DRAFT_6: _LATER | _SINCE_7 | {"id"},
    Dialect.DRAFT_7: _LATER | {"id"},
}


def dialect_of(uri: JSON, otherwise: Dialect) -> Dialect:
    """The dialect that `$schema` or `jsonSchemaDialect` names; `otherwise` when there is no such keyword."""
    return _BY_URI.get(uri.removesuffix("#"), Dialect.CURRENT) if isinstance(uri, str) else otherwise


def modern(node: Mapping[str, JSON], dialect: Dialect) -> Mapping[str, JSON]:
    """A schema of an older draft with the keywords that 2020-12 has for the same; its parts stay as they are."""
    if dialect not in _DRAFTS:
        return node
    if "$ref" in node:  # draft 7 §8.3: what stands beside a reference is ignored
        return {key: node[key] for key in ("$ref", "definitions") if key in node}
    unknown = _UNKNOWN[dialect]
    kept = {key: value for key, value in node.items() if key not in unknown and key != "$schema"}
    _name(kept, "id" if dialect is Dialect.DRAFT_4 else "$id")
    _split_items(kept)
    _split_dependencies(kept)
    return kept


def _name(node: dict[str, JSON], keyword: str) -> None:
    """`id` as `$id`, and its fragment as `$anchor` (draft 7 §8.2.3)."""
    written = node.pop(keyword, None)
    if isinstance(written, str):
        uri, _, fragment = written.partition("#")
        if uri:
            node["$id"] = uri
        if fragment and not fragment.startswith("/"):
            node["$anchor"] = fragment


def _split_items(node: dict[str, JSON]) -> None:
    """An array of `items` as `prefixItems`, and what follows it as `items` (2020-12 §10.3.1)."""
    following = node.pop("additionalItems", None)
    if isinstance(node.get("items"), list):
        first = node.pop("items")
        if first:
            node["prefixItems"] = first
        if following is not None:
            node["items"] = following


def _split_dependencies(node: dict[str, JSON]) -> None:
    """`dependencies` as `dependentRequired` and `dependentSchemas` (Validation 2020-12 §6.5.4)."""
    dependencies = node.pop("dependencies", None)
    if not isinstance(dependencies, Mapping):
        return
    names = {key: value for key, value in dependencies.items() if isinstance(value, list)}
    schemas = {key: value for key, value in dependencies.items() if not isinstance(value, list)}
    if names:
        node["dependentRequired"] = names
    if schemas:
        node["dependentSchemas"] = schemas
