"""Modules that tests import by their bare names, since their folders are no packages: each name is there once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent


def test_no_two_helpers_share_a_name() -> None:
    names = Counter(path.stem for path in HERE.glob("*/*.py") if not path.stem.startswith(("test_", "conftest")))
    assert len(names) > 10
    assert [name for name, count in names.items() if count > 1] == []
