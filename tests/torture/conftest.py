"""The torture document, generated once into a folder of its own, and an app with a handler for each operation."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tests.writing_code import write_code

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "runtime")]


@pytest.fixture(scope="session")
def spec(shared: Path) -> Path:
    """The document."""
    return shared / "suites" / "torture" / "openapi.yaml"


@pytest.fixture(scope="session")
def service(spec: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The module of hand-written handlers, with the generated package that it imports."""
    folder = tmp_path_factory.mktemp("torture")
    write_code(spec, folder / "torture_generated")
    sys.path.insert(0, str(folder))
    return importlib.import_module("torture_service")


@pytest.fixture
def desk(service: Any) -> Any:
    """Where handlers leave what they were given, and find what to answer."""
    return service.Desk()


@pytest.fixture
def make_app(service: Any, desk: Any) -> Callable[[], FastAPI]:
    """Makes the app, as a project's `app/main.py` would."""

    def make() -> FastAPI:
        app = FastAPI()
        service.include(app, desk)
        return app

    return make


@pytest.fixture
def app(make_app: Callable[[], FastAPI]) -> FastAPI:
    """The app with every reply checked."""
    return make_app()
