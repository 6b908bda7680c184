"""The two services of the suite: one generated from the contract, one written by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

pytest.register_assert_rewrite("same")

from by_contract import generated_service
from by_hand import HAND_WRITTEN
from stage import Service


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> tuple[Service, Service]:
    """Plain FastAPI first: it says what is right."""
    return HAND_WRITTEN, generated_service(tmp_path_factory.mktemp("differential"))
