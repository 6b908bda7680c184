"""Apps that can't be tested, or not to the end: each says so, and what it did not cover; none of them is clean."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from projects import Pets

from handfast.diagnostics import Diagnostic, Refused, Severity
from handfast.fuzz import Bounds, Fuzzed, Login, Options, Result, WayIn, fuzz, verdict

MAIN = "app/main.py"
TODAY = date(2026, 11, 24)
OPTIONS = Options(way_in=WayIn("echo Authorization: Bearer secret"), bounds=Bounds(2, 120, 1))


def fuzzed(pets: Pets, options: Options = OPTIONS) -> Fuzzed:
    return verdict(pets.contract, fuzz(pets.contract, pets.root, options), (), TODAY)


def codes(found: Fuzzed) -> set[str]:
    return {one.code for one in found.findings if one.severity is Severity.ERROR}


def refusal(pets: Pets, options: Options = OPTIONS) -> Diagnostic:
    with pytest.raises(Refused) as refused:
        fuzz(pets.contract, pets.root, options)
    return refused.value.findings[0]


@pytest.mark.corpus
def test_an_answer_that_never_ends(pets: Pets) -> None:
    pets.append(
        MAIN,
        "\n\nclass Endless:\n"
        "    def __init__(self, app) -> None:\n        self.app = app\n\n"
        "    async def __call__(self, scope, receive, send) -> None:\n"
        '        if scope.get("path") != "/health":\n            return await self.app(scope, receive, send)\n'
        '        await send({"type": "http.response.start", "status": 200, "headers": []})\n'
        "        import asyncio\n\n        while True:\n"
        '            await send({"type": "http.response.body", "body": b"x", "more_body": True})\n'
        "            await asyncio.sleep(0.5)\n\n\napp.add_middleware(Endless)\n",
    )
    (finding,) = [one for one in fuzzed(pets).findings if one.code == "FUZZ013"]
    assert finding.message.startswith("GET /health: status 200: the answer had not ended 5.0 s after it began")


@pytest.mark.corpus
def test_an_answer_that_never_begins(pets: Pets) -> None:
    pets.edit(MAIN, "        return None\n", "        import asyncio\n\n        await asyncio.sleep(1000)\n")
    found = fuzzed(pets, replace(OPTIONS, bounds=Bounds(1, 20, 1)))
    assert codes(found)
    assert any("GET /health" in one.message for one in found.findings)


@pytest.mark.corpus
def test_a_spec_that_is_too_large_for_the_time_says_what_was_not_covered(pets: Pets) -> None:
    pets.edit(
        MAIN, "        return body\n", "        import asyncio\n\n        await asyncio.sleep(1)\n        return body\n"
    )
    found = fuzzed(pets, replace(OPTIONS, bounds=Bounds(100_000, 40, 1)))
    assert found.result.is_cut_off
    assert found.result.requests > 0, "what was seen is kept"
    assert "FUZZ005" in codes(found)
    assert any("the phase `stateful` did not come to" in one.message for one in found.findings)


def test_a_crash_in_the_middle_keeps_what_was_seen(pets: Pets) -> None:
    pets.edit(
        MAIN,
        "        if pet_id != 1:",
        "        import os\n\n        os._exit(9)\n        if pet_id != 1:",
    )
    found = fuzzed(pets)
    assert {"FUZZ003", "FUZZ005"} <= codes(found)
    assert any("the app ended with 9" in one.message for one in found.findings)
    assert found.result.evidence["GET /pets"].requests > 0


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_port_that_is_taken(pets: Pets, taken: int) -> None:
    pets.append(MAIN, f"\nimport socket\n\nsocket.socket().bind(('127.0.0.1', {taken}))\n")
    finding = refusal(pets)
    assert finding.code == "FUZZ001"
    assert "Address already in use" in finding.message


def test_a_database_that_is_missing(pets: Pets) -> None:
    pets.append(MAIN, '\nimport sqlite3\n\nsqlite3.connect("file:none.sqlite?mode=ro", uri=True)\n')
    finding = refusal(pets)
    assert (finding.code, "unable to open database file" in finding.message) == ("FUZZ001", True)


@pytest.mark.corpus
def test_an_app_that_only_ever_refuses_proves_nothing(pets: Pets) -> None:
    found = fuzzed(pets, replace(OPTIONS, way_in=WayIn()))
    assert "FUZZ006" not in codes(found), "GET /health still says yes"
    assert [one.message.partition(" never")[0] for one in found.findings if one.code == "FUZZ006"] == [
        "GET /pets",
        "GET /pets/{pet-id}",
    ]
    pets.edit(MAIN, "        return None\n", "        raise ConnectionError\n")
    pets.edit(MAIN, "        return body\n", "        raise ConnectionError\n")
    assert "FUZZ006" in codes(fuzzed(pets, replace(OPTIONS, way_in=WayIn())))


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://127.0.0.1:{port}", "refused"), ("ftp://127.0.0.1", "write it as"), ("http://127.0.0.1:x", "")],
)
def test_an_address_without_an_app(pristine: Pets, url: str, reason: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        finding = refusal(pristine, replace(OPTIONS, url=url.format(port=unused.getsockname()[1])))
    assert (finding.code, reason in finding.message) == ("FUZZ001", True)
    assert finding.help == "start the app there first; `handfast fuzz` without --url starts it by itself"


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Login("nobody", token="/x"), "there is no operation `nobody`"),
        (Login("getPet", token="/x"), "`getPet` answers 401"),
        (Login("createPet", {"name": "Rex"}, "/id"), "has no text at `/id`"),
        (Login("createPet", {"name": 1}, "/name"), "`createPet` answers 400"),
    ],
)
def test_a_login_that_fails(pristine: Pets, step: Login, reason: str) -> None:
    finding = refusal(pristine, replace(OPTIONS, way_in=WayIn(login=(step,))))
    assert (finding.code, reason in finding.message) == ("FUZZ002", True), finding.message


def test_a_login_by_the_apps_own_operation(pristine: Pets) -> None:
    step = Login("createPet", {"name": "secret"}, "/name")
    result: Result = fuzz(pristine.contract, pristine.root, replace(OPTIONS, way_in=WayIn(login=(step,))))
    assert result.evidence["GET /pets"].ways_in == {0}
    assert result.evidence["GET /pets"].is_guarded
