"""What is told about an exception that left the app."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from handfast.fuzz.crashes import ENDLESS, crash_of, read_crashes, watched

HERE = Path(__file__).parent
SCOPE = {"type": "http", "headers": [(b"x-schemathesis-testcaseid", b"abc")]}


async def broken(*_: Any) -> None:
    raise ValueError("a\nb\x1b[2J" + "x" * 5_000)


def test_a_crash_is_known_by_its_request(tmp_path: Path) -> None:
    log = tmp_path / "crashes"
    app = watched(broken, log, HERE)
    for scope in (SCOPE, {"type": "lifespan"}, {"type": "http", "headers": []}):
        with pytest.raises(ValueError, match="a"):
            asyncio.run(app(scope, None, None))  # type: ignore[arg-type]
    with log.open("a") as lines:
        lines.write('["cut o')
    (found,) = read_crashes(log).items()
    assert found[0] == "abc"
    assert found[1].kind == "ValueError"
    assert str(found[1]).startswith("ValueError: a b?[2Jxxx")
    line = broken.__code__.co_firstlineno + 1
    assert str(found[1]).endswith(f"x... (test_crashes.py:{line})")
    assert len(str(found[1])) < 400
    assert read_crashes(tmp_path / "none") == {}


def test_a_crash_outside_the_project_has_no_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a") as caught:
        asyncio.run(broken())
    assert str(crash_of(caught.value, tmp_path)).endswith("x...")
    assert str(crash_of(ExceptionGroup("all", [KeyError("k")]), tmp_path)) == "KeyError: 'k'"


async def endless(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while True:
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
        await asyncio.sleep(0)


async def ending(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x"})
    await asyncio.sleep(0.05)


async def timing_out(scope: Any, receive: Any, send: Any) -> None:
    raise TimeoutError("its own")


def _answered(app: Any, log: Path) -> list[Any]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(watched(app, log, HERE, longest=0.01)(SCOPE, None, send))
    return sent


def test_an_answer_that_does_not_end_is_ended_and_told(tmp_path: Path) -> None:
    sent = _answered(endless, tmp_path / "crashes")
    assert sent[-1] == {"type": "http.response.body", "body": b""}
    assert read_crashes(tmp_path / "crashes")["abc"].kind == ENDLESS


def test_what_an_app_does_after_its_answer_has_time(tmp_path: Path) -> None:
    assert len(_answered(ending, tmp_path / "crashes")) == 2
    assert read_crashes(tmp_path / "crashes") == {}


def test_a_time_out_of_the_apps_own_is_a_crash(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError, match="its own"):
        _answered(timing_out, tmp_path / "crashes")
    assert read_crashes(tmp_path / "crashes")["abc"].kind == "TimeoutError"
