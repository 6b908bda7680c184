"""The two services of the suite: one generated from the contract, one written by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
pytest.register_assert_rewrite("same")


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """Plain FastAPI first: it says what is right."""
    from by_contract import generated_service  # noqa: PLC0415 - importable by the line above
    from by_hand import HAND_WRITTEN  # noqa: PLC0415

    return HAND_WRITTEN, generated_service(tmp_path_factory.mktemp("differential"))
