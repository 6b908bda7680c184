"""The fixture contract of the drift tests as a package of its own, on a fresh app for every test."""

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi import FastAPI

sys.path.insert(0, str(Path(__file__).parent.parent / "drift"))
sys.path.insert(0, str(Path(__file__).parent))

from projects import FIXTURE, SPEC

from handfast.contract import Contract, resolve
from handfast.document import load
from handfast.emit import generate, write

PACKAGE = "exported_pets"


@pytest.fixture(scope="session")
def contract() -> Contract:
    """The fixture contract."""
    found = resolve(load(FIXTURE / "openapi.yaml")).contract
    assert found is not None
    return found


@pytest.fixture(scope="session")
def package(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The generated package, imported."""
    folder = tmp_path_factory.mktemp("exported")
    write(generate(contract, SPEC).files, folder / PACKAGE)
    sys.path.insert(0, str(folder))
    return importlib.import_module(PACKAGE)


@pytest.fixture
def handlers(package: ModuleType) -> dict[str, Any]:
    """Handlers that are never called."""
    pets, health = (importlib.import_module(f"{package.__name__}.api.{name}") for name in ("pets", "health"))
    security = importlib.import_module(f"{package.__name__}.security")

    class Pets(pets.PetsApi[str]):
        async def list_pets(self, *, limit: int, x_trace: str | None, principal: str) -> pets.ListPetsOk: ...

        async def create_pet(self, *, x_trace: str | None, body: pets.Pet, principal: str | None) -> pets.Pet: ...

        async def get_pet(self, *, pet_id: int, principal: str) -> pets.Pet: ...

    class Health(health.HealthApi):
        async def health(self) -> None: ...

    class Tokens(security.Security[str]):
        async def token(self, *, token: str, scopes: frozenset[str]) -> str | None: ...

    return {"pets": Pets(), "health": Health(), "security": Tokens()}


@pytest.fixture
def include(package: ModuleType) -> Callable[..., None]:
    """`include_contract` of the generated package."""
    included: Callable[..., None] = importlib.import_module(f"{package.__name__}.application").include_contract
    return included


@pytest.fixture
def app(include: Callable[..., None], handlers: dict[str, Any]) -> FastAPI:
    """An app that serves the contract and nothing else."""
    app = FastAPI()
    include(app, **handlers)
    return app


@pytest.fixture
def source(package: ModuleType) -> Any:
    """The contract's own document."""
    return json.loads(Path(str(package.__file__)).with_name("openapi.json").read_bytes())
