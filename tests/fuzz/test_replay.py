"""A failure again: it is told as long as it happens, and not when it is mended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from projects import Pets

from handfast.diagnostics import Pointer, Refused
from handfast.fuzz import Bounds, Fault, Options, WayIn, fuzz, replay
from handfast.fuzz.result import Request

MAIN = "app/main.py"
OPTIONS = Options(way_in=WayIn("echo Authorization: Bearer secret"), bounds=Bounds(2, 120, 1))
TOKEN = {"Authorization": "[Filtered]", "Content-Type": "application/json"}


def test_a_failure_of_a_run_happens_again_until_it_is_mended(pets: Pets) -> None:
    pets.edit(MAIN, "if pet_id != 1:", "if pet_id == 1:\n            raise KeyError\n        if pet_id != 1:")
    result = fuzz(pets.contract, pets.root, OPTIONS)
    (fault,) = [one for one in result.faults if "status 500" in one.message]
    findings, lines = replay(pets.contract, pets.root, OPTIONS, fault)
    assert [one.code for one in findings] == ["FUZZ010"]
    assert lines[-1].endswith("-> 500")
    pets.edit(MAIN, "            raise KeyError\n", "            pass\n")
    findings, lines = replay(pets.contract, pets.root, OPTIONS, fault)
    assert findings == ()
    assert lines[-1] == "the answer is another one now: it was 500, and it is 200"


def test_what_the_app_chose_before_is_replaced_by_what_it_chooses_now(pets: Pets) -> None:
    requests = (
        Request("POST", "/pets", TOKEN, b'{"name": "new-name"}', 201, b'{"name": "old-name"}'),
        Request("POST", "/pets", TOKEN, b'{"name": "old-name"}', 201),
    )
    fault = Fault("f", "FUZZ010", "POST /pets", "c", "m", "", Pointer("openapi.yaml"), 1, requests)
    pets.edit(MAIN, "        return body\n", '        assert body.name == "new-name"\n        return body\n')
    findings, _ = replay(pets.contract, pets.root, OPTIONS, fault)
    assert [one.message for one in findings] == ["POST /pets: m"]


def test_an_answer_that_our_judge_objected_to_is_another_one_when_it_fits(pets: Pets) -> None:
    request = Request("GET", "/health", {}, b"", 204)
    fault = Fault("f", "FUZZ010", "GET /health", "c", "m", "", Pointer("openapi.yaml", ("x",)), 1, (request,))
    assert replay(pets.contract, pets.root, OPTIONS, fault)[0] != ()
    judged = replace(fault, is_complaint=True)
    assert replay(pets.contract, pets.root, OPTIONS, judged)[0] == ()


def test_an_app_that_dies_of_it_is_told(pets: Pets) -> None:
    pets.edit(MAIN, "        return None\n", "        import os\n\n        os._exit(9)\n")
    fault = Fault("f", "FUZZ010", "GET /health", "c", "m", "", None, 1, (Request("GET", "/health", {}, b"", 500),))
    with pytest.raises(Refused) as refused:
        replay(pets.contract, pets.root, OPTIONS, fault)
    assert refused.value.findings[0].code == "FUZZ003"
