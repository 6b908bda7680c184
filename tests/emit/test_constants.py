"""Modules of operations and schemes that are called like each other, like classes, and like what modules import."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate, write
from handfast.runtime import Operation

NAMES = (
    *("key", "judge", "body", "content", "operation", "use", "header", "parameter", "response", "apiRouter", "uuid"),
    *(
        "pet",
        "abc",
        "principal",
        "security",
        "challenge",
        "abstractmethod",
        "str",
        "frozenset",
        "list",
        "api",
        "scheme",
    ),
    *(
        "key_operation",
        "contract_router",
        "router",
        "generic",
        "type_var",
        "basicCredentials",
        "reply",
        "default_router",
    ),
)
FREE = "free"
PACKAGE = "constants_under_test"


def document() -> dict[str, Any]:
    body = {
        "application/json": {"schema": {"$ref": "#/components/schemas/PET"}},
        "application/x+json": {"schema": {"type": "string", "format": "uuid"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            f"/{name}": {
                "post": {
                    "operationId": name,
                    "security": [{name: []}] if name != FREE else [],
                    "requestBody": {"content": body},
                    "responses": {"200": {"description": "ok", "content": body}},
                }
            }
            for name in (*NAMES, FREE)
        },
        "components": {
            "schemas": {name: {"type": "object", "properties": {"a": {"type": "string"}}} for name in ("PET", "ABC")},
            "securitySchemes": {name: {"type": "http", "scheme": "bearer"} for name in NAMES},
        },
    }


@pytest.fixture
def generated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "openapi.json").write_text(json.dumps(document()))
    contract = resolve(load(tmp_path / "openapi.json")).contract
    assert contract is not None
    write(generate(contract, "openapi.json").files, tmp_path / PACKAGE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield PACKAGE
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def _operations(module: ModuleType) -> dict[str, str]:
    return {value.id: name for name, value in vars(module).items() if isinstance(value, Operation)}


def test_every_operation_and_scheme_has_a_name_of_its_own(generated: str) -> None:
    router = importlib.import_module(f"{generated}.routers.default")
    security = importlib.import_module(f"{generated}.security")
    assert set(_operations(router)) == {*NAMES, FREE}
    assert {value.name for value in vars(security).values() if isinstance(value, security.Scheme)} == set(NAMES)
    for value in (getattr(router, name) for name in _operations(router).values()):
        assert [[use.scheme.name for use in way] for way in value.security] == [[value.id]] * (value.id != FREE)
        assert [content.hint.__name__ for content in value.body.content] == ["PET", "UUID"]


def test_names_that_nothing_else_has_stay(generated: str) -> None:
    router = importlib.import_module(f"{generated}.routers.default")
    assert _operations(router)["free"] == "FREE"
    assert _operations(router)["body"] == "BODY_OPERATION"  # its scheme is BODY
    assert _operations(router)["judge"] == "JUDGE_OPERATION"
