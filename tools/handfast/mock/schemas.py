"""The schemas of a contract as they hold in replies, and quick verdicts about parts of them.

The judge decides about whole answers. What is asked here is about parts, on the way to one: where no verdict can be
had, the part passes, and the judge has the last word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import jsonschema_rs

from handfast.contract import JSON, Schema
from handfast.contract.directions import is_flagged, references_in, relaxed
from handfast.diagnostics import unescape
from handfast.runtime.judge import BACKTRACK_LIMIT
from handfast.runtime.settings import assert_formats

_LARGEST: Final = 400
"""Parts that lead to more schemas than this are left to the judge."""
_MOST_KEPT: Final = 4_000
_COMPONENTS: Final = "#/components/schemas/"


class Schemas:
    """Every reference target of a contract, without what only requests must have."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._relaxed: dict[str, JSON] = {}
        self._verdicts: dict[tuple[int, ...], tuple[Sequence[JSON], jsonschema_rs.Validator | None]] = {}

    def node(self, schema: Schema) -> JSON:
        """A schema as it holds in replies: `writeOnly` properties are not required (OpenAPI 3.1 §4.8.24)."""
        known = self._relaxed.get(schema.key)
        if known is None:
            known = schema.node
            for one in relaxed(schema, "writeOnly", self._schemas):
                known = _replaced(known, one.at, list(one.required))
            self._relaxed[schema.key] = known
        return known

    def target(self, reference: str) -> JSON:
        """What a `$ref` points at; True where it leads nowhere that is known."""
        schema = self._schemas.get(reference)
        return True if schema is None else self.node(schema)

    def is_left_out(self, nodes: Sequence[JSON]) -> bool:
        """Whether replies never hold a property of these schemas."""
        return any(is_flagged(node, "writeOnly", self._schemas) for node in nodes)

    def accepts(self, nodes: Sequence[JSON], value: JSON) -> bool:
        """Whether a value satisfies all of these schemas, as far as that can be told quickly."""
        key = tuple(map(id, nodes))
        known = self._verdicts.get(key)
        if known is None:
            if len(self._verdicts) >= _MOST_KEPT:
                self._verdicts.clear()
            known = self._verdicts[key] = (nodes, self._validator(nodes))
        validator = known[1]
        return validator is None or validator.is_valid(value)

    def _validator(self, nodes: Sequence[JSON]) -> jsonschema_rs.Validator | None:
        references = self._below(nodes)
        if references is None:
            return None
        components: dict[str, JSON] = {}
        definitions: dict[str, JSON] = {}
        for reference in references:
            schema = self._schemas[reference]
            if reference.startswith(_COMPONENTS):
                components[unescape(schema.key.removeprefix(_COMPONENTS))] = self.node(schema)
            else:
                definitions[schema.key] = self.node(schema)
        root = {"allOf": list(nodes), "components": {"schemas": components}, "$defs": definitions}
        return _compiled(root)

    def _below(self, nodes: Sequence[JSON]) -> list[str] | None:
        """Every reference that these schemas lead to; None when there are too many."""
        waiting = [one for node in nodes for one in references_in(node)]
        found: dict[str, None] = {}
        while waiting:
            reference = waiting.pop()
            if reference in found or reference not in self._schemas:
                continue
            found[reference] = None
            if len(found) > _LARGEST:
                return None
            waiting.extend(references_in(self.target(reference)))
        return list(found)


def matches(pattern: str, text: str) -> bool:
    """Whether the judge finds a pattern in a text."""
    return _accepts('{"pattern": ', pattern, text)


def is_of_format(name: str, text: str) -> bool:
    """Whether the judge takes a text for one of a format, where it asserts formats."""
    return _accepts('{"format": ', name, text)


def _accepts(keyword: str, word: str, text: str) -> bool:
    validator = _single(keyword, word)
    return validator is None or validator.is_valid(text)


@lru_cache(maxsize=2_000)
def _single(keyword: str, word: str) -> jsonschema_rs.Validator | None:
    return _compiled({keyword[2:-3]: word})


def _compiled(root: JSON) -> jsonschema_rs.Validator | None:
    """A validator as the judge has it; None for what can't be compiled apart from its document."""
    try:
        return jsonschema_rs.Draft202012Validator(
            root,
            validate_formats=assert_formats(),
            ignore_unknown_formats=True,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT),
            offline=True,
        )
    except (ValueError, jsonschema_rs.ReferencingError):
        return None


def _replaced(node: JSON, at: Sequence[str], value: JSON) -> JSON:
    """The same schema with one part exchanged."""
    if not at:
        return value
    if isinstance(node, list):
        index = int(at[0])
        return [*node[:index], _replaced(node[index], at[1:], value), *node[index + 1 :]]
    return {**node, at[0]: _replaced(node[at[0]], at[1:], value)}
