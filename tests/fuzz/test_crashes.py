"""What is told about an exception that left the app."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from handfast.fuzz.crashes import cause_of, read_crashes, watched

HERE = Path(__file__).parent
SCOPE = {"type": "http", "headers": [(b"x-schemathesis-testcaseid", b"abc")]}


async def broken(*_: Any) -> None:
    raise ValueError("a\nb\x1b[2J" + "x" * 5_000)


def test_a_crash_is_known_by_its_request(tmp_path: Path) -> None:
    log = tmp_path / "crashes"
    app = watched(broken, log, HERE)
    for scope in (SCOPE, {"type": "lifespan"}):
        with pytest.raises(ValueError, match="a"):
            asyncio.run(app(scope, None, None))  # type: ignore[arg-type]
    with log.open("a") as lines:
        lines.write('["cut o')
    (found,) = read_crashes(log).items()
    assert found[0] == "abc"
    assert found[1].startswith("ValueError: a b?[2Jxxx")
    line = broken.__code__.co_firstlineno + 1
    assert found[1].endswith(f"x... (test_crashes.py:{line})")
    assert len(found[1]) < 400
    assert read_crashes(tmp_path / "none") == {}


def test_a_crash_outside_the_project_has_no_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a") as caught:
        asyncio.run(broken())
    assert cause_of(caught.value, tmp_path).endswith("x...")
    assert cause_of(ExceptionGroup("all", [KeyError("k")]), tmp_path) == "KeyError: 'k'"
