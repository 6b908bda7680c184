"""Whole runs: what the app does wrong is found, and an app that can't be tested never passes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from projects import Pets

from handfast.diagnostics import Diagnostic, Pointer, Refused
from handfast.fuzz import Bounds, Fuzzed, Options, WayIn, fuzz, verdict

MAIN = "app/main.py"
TODAY = date(2026, 11, 24)
AUTH = "echo Authorization: Bearer secret"


def _fuzz(pets: Pets, *, auth: str = AUTH, examples: int = 4, seconds: float = 120) -> Fuzzed:
    options = Options(way_in=WayIn(auth), bounds=Bounds(examples, seconds, 1))
    return verdict(pets.contract, fuzz(pets.contract, pets.root, options), (), TODAY)


def _refusal(pets: Pets, **options: str) -> Diagnostic:
    with pytest.raises(Refused) as refused:
        _fuzz(pets, **options)
    return refused.value.findings[0]


def test_an_app_that_keeps_its_contract(pristine: Pets) -> None:
    fuzzed = _fuzz(pristine)
    assert fuzzed.findings == ()
    assert re.fullmatch(r"\d+ requests to 4 operations in \d+ s, seed 1", fuzzed.notes[0])


def test_what_is_wrong_is_found_once_with_a_request_that_shows_it(pets: Pets) -> None:
    pets.edit(
        MAIN,
        "        if pet_id != 1:",
        '        if pet_id == 0:\n            raise ValueError("zero")\n        if pet_id != 1:',
    )
    pets.edit(MAIN, "        return body\n", "        raise Unimplemented\n")
    pets.edit(MAIN, "from generated.models", "from handfast.runtime import Unimplemented\nfrom generated.models")
    fuzzed = _fuzz(pets)
    (finding,) = fuzzed.findings
    assert finding.code == "FUZZ010"
    assert finding.message.startswith("GET /pets/{pet-id}: Server error, status 500")
    assert finding.at == Pointer("openapi.yaml", ("paths", "/pets/{pet-id}", "get"))
    assert '"$URL"/pets/0  # seed 1; --replay ' in finding.help
    line = pets.line(MAIN, 'raise ValueError("zero")')
    assert finding.label == f"not_a_server_error: ValueError: zero (app/main.py:{line})"
    assert fuzzed.notes[1].startswith("let pass: an undeclared refusal where no bad request can be declared (")
    assert fuzzed.notes[2] == "not implemented: POST /pets"
    assert fuzzed.notes[3].startswith("to send a request again: URL is the address of the app")


def test_an_app_that_dies_is_a_finding(pets: Pets) -> None:
    pets.edit(MAIN, "        return None\n", "        import os\n\n        os._exit(9)\n")
    findings = _fuzz(pets).findings
    assert findings[0].code == "FUZZ003"
    assert "ended with 9" in findings[0].message


def test_a_run_without_time_is_not_clean(pristine: Pets) -> None:
    (finding,) = _fuzz(pristine, seconds=0.2).findings
    assert (finding.code, finding.message) == ("FUZZ004", "no operation was tested: time was up")


def test_an_app_that_fails_at_start_up(pets: Pets) -> None:
    pets.append(MAIN, '\nraise RuntimeError("no database")\n')
    finding = _refusal(pets)
    assert (finding.code, finding.message) == ("FUZZ001", "`app.main:app` does not start: RuntimeError: no database")
    assert finding.help.startswith("run `python -m uvicorn app.main:app` and see all that it says; ")


@pytest.mark.parametrize("command", ["false", "true", "no-such-command", "echo token", "echo 'unbalanced"])
def test_a_command_that_gives_no_credentials(pristine: Pets, command: str) -> None:
    assert _refusal(pristine, auth=command).code == "FUZZ002"
