"""The fixture project of the drift tests, which answers requests too."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "drift"))

from projects import Pets, make


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Pets:
    """The project as it was made. Not to be edited."""
    return make(tmp_path_factory.mktemp("pristine") / "pets")


@pytest.fixture
def pets(pristine: Pets, tmp_path: Path) -> Pets:
    """A copy of the project, to be edited."""
    shutil.copytree(pristine.root, tmp_path / "pets", ignore=shutil.ignore_patterns("__pycache__"))
    return Pets(tmp_path / "pets")
