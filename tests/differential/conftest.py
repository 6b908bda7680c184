"""The two services of the suite: one generated from the contract, one written by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
pytest.register_assert_rewrite("same")


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The service that is generated from the contract."""
    from by_contract import generated_service  # noqa: PLC0415 - importable by the line above

    return generated_service(tmp_path_factory.mktemp("differential"))


@pytest.fixture(params=["dispatched", "found in the table"])
def services(request: pytest.FixtureRequest, generated: Any) -> tuple[Any, Any]:
    """Plain FastAPI first: it says what is right. Generated apps are served with and without `install_dispatch`."""
    from by_hand import HAND_WRITTEN  # noqa: PLC0415 - as above

    return HAND_WRITTEN, replace(generated, is_dispatched=request.param == "dispatched")
