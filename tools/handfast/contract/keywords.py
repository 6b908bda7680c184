"""Which keyword values mean something in JSON Schema 2020-12. One that does not would stop the whole judge.

Real documents hold such values (`required: true`, `minLength: "3"`). The structure check names each; the schema is
read without it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

import jsonschema_rs

from handfast.contract.model import JSON

_ANCHOR = re.compile(r"[A-Za-z_][-A-Za-z0-9._]*")
_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


def is_sound(keyword: str, value: JSON) -> bool:
    """Whether a keyword has a value that 2020-12 gives a meaning (JSON Schema Validation 2020-12 §6)."""
    test = _TESTS.get(keyword)
    return test is None or test(value)


@lru_cache(maxsize=4096)
def compiles(pattern: str) -> bool:
    """Whether the judge's engine can compile a regular expression."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=jsonschema_rs.FancyRegexOptions())
    except ValueError:
        return False
    return True


def _is_count(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == int(value)


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_schema(value: JSON) -> bool:
    return isinstance(value, Mapping | bool)


def _are_schemas(value: JSON) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_schema(one) for one in value)


def _is_map(value: JSON) -> bool:
    return isinstance(value, Mapping) and all(_is_schema(one) for one in value.values())


def _are_names(value: JSON) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value) and len(set(value)) == len(value)


def _is_type(value: JSON) -> bool:
    if isinstance(value, list):
        return bool(value) and _are_names(value) and set(value) <= _TYPES
    return isinstance(value, str) and value in _TYPES


def _are_dependent_names(value: JSON) -> bool:
    return isinstance(value, Mapping) and all(_are_names(one) for one in value.values())


def _is_text(value: JSON) -> bool:
    return isinstance(value, str)


def _is_anchor(value: JSON) -> bool:
    return isinstance(value, str) and _ANCHOR.fullmatch(value) is not None


def _is_base(value: JSON) -> bool:
    """Whether it is a URI reference without a fragment, but for an empty one (JSON Schema 2020-12 §8.2.1)."""
    return isinstance(value, str) and "#" not in value.removesuffix("#")


def _is_vocabulary(value: JSON) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, bool) for one in value.values())


def _are_dependencies(value: JSON) -> bool:
    return isinstance(value, Mapping) and all(_is_schema(one) or _are_names(one) for one in value.values())


def _has_no_meaning(_: JSON) -> bool:
    return False


def _is_flag(value: JSON) -> bool:
    return isinstance(value, bool)


def _by_test(test: Callable[[JSON], bool], names: str) -> dict[str, Callable[[JSON], bool]]:
    return dict.fromkeys(names.split(), test)


_TESTS: Mapping[str, Callable[[JSON], bool]] = {
    **_by_test(_is_count, "minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains"),
    **_by_test(_is_number, "minimum maximum exclusiveMinimum exclusiveMaximum"),
    "multipleOf": lambda value: _is_number(value) and value > 0,
    **_by_test(_is_type, "type"),
    **_by_test(_are_names, "required"),
    **_by_test(_are_dependent_names, "dependentRequired"),
    **_by_test(lambda value: isinstance(value, list), "enum"),
    **_by_test(_is_flag, "uniqueItems readOnly writeOnly"),
    **_by_test(_is_text, "pattern format $ref $dynamicRef $schema $comment contentMediaType contentEncoding"),
    **_by_test(_is_anchor, "$anchor $dynamicAnchor"),
    **_by_test(_is_base, "$id"),
    **_by_test(_is_vocabulary, "$vocabulary"),
    **_by_test(_are_dependencies, "dependencies"),
    **_by_test(_has_no_meaning, "$recursiveRef $recursiveAnchor"),  # 2019-09's alone (2020-12 §8.2.3.2)
    **_by_test(_is_schema, "items additionalProperties not if then else contains propertyNames contentSchema"),
    **_by_test(_is_schema, "unevaluatedItems unevaluatedProperties"),
    **_by_test(_are_schemas, "allOf anyOf oneOf prefixItems"),
    **_by_test(_is_map, "properties patternProperties dependentSchemas $defs definitions"),
}
