"""What the judge accepts always fits its Python type, wherever the schema is used (docs/architecture.md)."""

from __future__ import annotations

import importlib
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from handfast.runtime.building import builder_of
from tests.writing_code import write_code

SCHEMAS: dict[str, Any] = json.loads((Path(__file__).parent / "schemas.json").read_text())
PACKAGE = "never_tighter"
WRAPPERS: dict[str, Callable[[Any], Any]] = {
    "Plain": lambda schema: schema,
    "List": lambda schema: {"type": "array", "items": schema},
    "Values": lambda schema: {"type": "object", "additionalProperties": schema},
    "Field": lambda schema: {"type": "object", "required": ["a"], "properties": {"a": schema}},
    "Optional": lambda schema: {"type": "object", "properties": {"a": schema}},
    "Or": lambda schema: {"anyOf": [schema, {"type": "boolean"}]},
}
ATOMS = [None, True, False, 0, 1, 2, -1, 1.0, 2.5, 10**20, "", "a", "b", "cat", "dog", "2020-01-01", [], {}]
ATOMS += [{"kind": "cat", "a": 1}, {"kind": "dog", "a": "x"}]
ATOMS += ["2020-01-01T00:00:00Z", "12345678-1234-5678-1234-567812345678"]
NAMES = ["a", "b", "k", "x", "kind", "other"]


def value(source: random.Random, depth: int = 3) -> Any:
    kind = source.random()
    if depth == 0 or kind < 0.5:
        return source.choice(ATOMS)
    if kind < 0.65:
        return [value(source, depth - 1) for _ in range(source.randint(0, 3))]
    return {source.choice(NAMES): value(source, depth - 1) for _ in range(source.randint(0, 4))}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A contract with one operation for each schema in each place."""
    folder = tmp_path_factory.mktemp("properties")
    paths: dict[str, Any] = {}
    for name in SCHEMAS:
        for place, wrap in WRAPPERS.items():
            content = {"application/json": {"schema": wrap({"$ref": f"#/components/schemas/{name}"})}}
            body = {"required": True, "content": content}
            operation = {
                "operationId": f"{place}{name}",
                "requestBody": body,
                "responses": {"204": {"description": ""}},
            }
            paths[f"/{place}/{name}"] = {"post": operation}
    document = {"openapi": "3.1.0", "info": {"title": "P", "version": "1"}, "paths": paths}
    (folder / "openapi.json").write_text(json.dumps({**document, "components": {"schemas": SCHEMAS}}))
    write_code(folder / "openapi.json", folder / PACKAGE, "openapi.json")
    sys.path.insert(0, str(folder))
    try:
        importlib.import_module(f"{PACKAGE}.api.default")
        importlib.import_module(f"{PACKAGE}.routers.default")
        return importlib.import_module(f"{PACKAGE}.contract")
    finally:
        sys.path.remove(str(folder))


@pytest.mark.parametrize("place", WRAPPERS)
@pytest.mark.parametrize("name", SCHEMAS)
def test_what_the_judge_accepts_fits(name: str, place: str, package: Any) -> None:
    api, routers = sys.modules[f"{PACKAGE}.api.default"], sys.modules[f"{PACKAGE}.routers.default"]
    operation = next(
        one
        for one in vars(routers).values()
        if getattr(one, "id", None) == f"{place}{name}" and hasattr(one, "handler")
    )
    builder = builder_of(get_type_hints(getattr(api.DefaultApi, operation.handler))["body"], package.JUDGE)
    key = operation.body.content[0].schema
    source = random.Random(f"{name} {place}")  # noqa: S311 - the same values at every run
    candidates = [*ATOMS, *(value(source) for _ in range(400))]
    candidates += [wrapped for one in candidates for wrapped in ([one], {"a": one}, {"a": one, "b": one})]
    accepted = [one for one in candidates if package.JUDGE.is_valid(key, one)]
    assert accepted, "no value says anything about this schema"
    for one in accepted:
        builder.build(one)


def test_a_number_is_no_date(package: Any) -> None:
    api = sys.modules[f"{PACKAGE}.api.default"]
    builder = builder_of(get_type_hints(api.DefaultApi.plain_date_or_number)["body"], package.JUDGE)
    assert builder.build(1.0) == 1
