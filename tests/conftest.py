"""What every test folder shares: the project's root, and the shared data beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared test data: real specs and public suites.

    `HANDFAST_SHARED` names it; without it, it is `shared` beside the checkout. A test that needs it is skipped where
    it is absent, and fails there when `CI` is set.
    """
    folder = Path(os.environ.get("HANDFAST_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        absent(f"the shared test data is not at {folder}; name its folder in HANDFAST_SHARED")
    return folder


@pytest.fixture(scope="session")
def corpus(shared: Path) -> Path:
    """The folder of real specs."""
    return shared / "corpus" / "specs"


def absent(reason: str) -> None:
    """Skip, saying why; fail under `CI`, where everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` rewrites the expected files of the golden cases."""
    parser.addoption("--update", action="store_true", help="rewrite the expected files of tests/cases")
