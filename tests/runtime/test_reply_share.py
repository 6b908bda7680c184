"""How many replies are judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from replying import (
    HEADED,
    Bare,
    Pet,
    Range,
    WithHeaders,
    app,
    chunks,
    content,
)
from single import Single

from handfast.runtime.sampling import FIRST_REPLIES
from handfast.runtime.settings import check_replies


def refused(single: Single, count: int) -> list[int]:
    """Which of so many wrong replies were refused."""
    return [number for number in range(1, count + 1) if single.ask("GET", "/x").status == 500]


FIRST = list(range(1, FIRST_REPLIES + 1))


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (True, list(range(1, 61))),
        (False, []),
        (0, []),
        (1.0, list(range(1, 61))),
        (0.05, [*FIRST, 30, 50]),
        (0.5, [*FIRST, *range(12, 61, 2)]),
        (0.001, FIRST),
    ],
)
def test_a_share_of_replies_is_judged_and_always_the_first(tmp_path: Path, share: float, expected: list[int]) -> None:
    assert refused(app(tmp_path, Pet.model_construct(name=3), check_replies=share), 60) == expected


def test_the_first_replies_of_each_declared_response_are_judged(tmp_path: Path) -> None:
    results: list[Any] = [Pet(name="a")] * 50 + [Range(status=404, body=Pet.model_construct(name=3))]
    single = app(tmp_path, lambda: results.pop(0), check_replies=0.01)
    assert [single.ask("GET", "/x").status for _ in range(51)] == [200] * 50 + [500]


def test_a_share_is_of_headers_and_of_streams_too(tmp_path: Path) -> None:
    wrong = WithHeaders(x_total="x")
    assert refused(app(tmp_path / "a", wrong, HEADED, WithHeaders, check_replies=0.001), 12) == FIRST
    declared = content("application/jsonl", item="#/pet")
    single = app(tmp_path / "b", lambda: chunks({"name": 3}), declared, Bare, check_replies=0.001)
    sent = [single.ask("GET", "/x").body for _ in range(12)]
    assert sent == [b""] * FIRST_REPLIES + [b'{"name":3}\n'] * 2


@pytest.mark.parametrize(
    ("text", "share"),
    [
        *((text, 1.0) for text in ("", "always", " ALWAYS ", "true", "yes", "on", "1", "1.0")),
        *((text, 0.0) for text in ("never", "0", "false", "no", "off", "0.0")),
        *((text, float(text)) for text in ("0.01", ".5", "0.001")),
    ],
)
def test_the_environment_says_the_share(monkeypatch: pytest.MonkeyPatch, text: str, share: float) -> None:
    monkeypatch.setenv("HANDFAST_CHECK_REPLIES", text)
    assert check_replies(None) == share
    assert (check_replies(True), check_replies(False), check_replies(0.25)) == (1.0, 0.0, 0.25)


@pytest.mark.parametrize("text", ["sometimes", "2", "-1", "1.5", "1%", "nan", "1e-3", "\u0660"])
def test_a_share_that_is_none_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("HANDFAST_CHECK_REPLIES", text)
    with pytest.raises(ValueError, match="HANDFAST_CHECK_REPLIES must be `always`"):
        app(tmp_path, Pet(name="a"))


@pytest.mark.parametrize("share", [-0.1, 1.1, 2, float("nan")])
def test_so_it_is_in_code(tmp_path: Path, share: float) -> None:
    with pytest.raises(ValueError, match="check_replies must be True, False or a share from 0 to 1"):
        app(tmp_path, Pet(name="a"), check_replies=share)
