"""A generated app, and servers that serve it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.writing_code import write_code

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from served import Served, serving  # noqa: E402 - of this folder, which is no package


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package `streams_generated` in it."""
    folder = tmp_path_factory.mktemp("streams")
    write_code(HERE / "openapi.yaml", folder / "streams_generated")
    return folder


@pytest.fixture
def served(generated: Path, tmp_path: Path) -> Iterator[Served]:
    with serving(generated, tmp_path / "server.log") as found:
        yield found
