"""Makes generated packages of component schemas."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate, write
from handfast.runtime.building import Builder, adapter_of

sys.path.insert(0, str(Path(__file__).parent))


@dataclass(frozen=True, slots=True)
class Types:
    """The generated types of some component schemas, and the judge that decides them."""

    models: Any
    judge: Any
    source: str

    def make(self, name: str, value: Any) -> Any:
        """The Python value of a JSON value that the component accepts."""
        assert self.judge.is_valid(f"#/components/schemas/{name}", value), value
        return Builder(getattr(self.models, name), self.judge).build(value)

    def sent(self, name: str, value: Any) -> Any:
        """What goes on the wire."""
        text = adapter_of(getattr(self.models, name)).dump_json(
            value, by_alias=True, exclude_unset=True, warnings=False
        )
        return json.loads(text)


@pytest.fixture
def types(tmp_path: Path) -> Callable[..., Types]:
    """Generates and imports the types of component schemas."""
    return _maker(tmp_path)


@pytest.fixture(scope="module")
def types_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Types]:
    """The same for several tests at once."""
    return _maker(tmp_path_factory.mktemp("types"))


def _maker(folder: Path) -> Callable[..., Types]:
    def made(schemas: Mapping[str, Any], version: str = "3.1.0") -> Types:
        package = f"types_{uuid4().hex}"
        document = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}}
        (folder / "openapi.json").write_text(json.dumps({**document, "components": {"schemas": schemas}}))
        contract = resolve(load(folder / "openapi.json")).contract
        assert contract is not None
        files = generate(contract, "openapi.json").files
        write(files, folder / package)
        sys.path.insert(0, str(folder))
        try:
            models = importlib.import_module(f"{package}.models")
            return Types(models, importlib.import_module(f"{package}.contract").JUDGE, files["models.py"])
        finally:
            sys.path.remove(str(folder))

    return made
