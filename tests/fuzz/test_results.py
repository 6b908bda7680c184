"""Results of runs: kept, joined, judged against a baseline; the parts of a contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import Pets

from handfast.contract import Contract, resolve
from handfast.diagnostics import Pointer, Refused, Severity
from handfast.document import load
from handfast.fuzz import Fault, Options, Result, fuzz, merged, read_baseline, read_result, verdict, write_result
from handfast.fuzz.coverage import coverage
from handfast.fuzz.evidence import Evidence, label
from handfast.fuzz.result import Request, Trouble, digest
from handfast.fuzz.run import Run
from handfast.fuzz.server import Server
from handfast.fuzz.shards import shard

TODAY = date(2026, 11, 24)
SEEN = Evidence(2, {"200": 1, "400": 1}, 0.5, frozenset({"200"}), phases=frozenset({"fuzzing"}))
FAULT = Fault(
    "0123456789ab",
    "FUZZ010",
    "GET /pets",
    "status_code_conformance",
    "status 418",
    "",
    Pointer("openapi.yaml", ("paths",)),
    2,
    (Request("POST", "/pets", {"X": "1"}, b"\x00\xff"), Request("GET", "/pets?a=b", {}, status=418, answer=b"\xfe")),
)


@pytest.fixture(scope="session")
def contract(pristine: Pets) -> Contract:
    return pristine.contract


@pytest.fixture
def result(contract: Contract) -> Result:
    names = tuple(label(one) for one in contract.operations)
    return Result(digest(contract), 1, 3.0, 8, names, dict.fromkeys(names, SEEN), (FAULT,))


def test_a_result_comes_back_from_its_file_as_it_was(result: Result, tmp_path: Path) -> None:
    whole = replace(
        result,
        troubles=(Trouble("FUZZ005", "x"),),
        unimplemented=("GET /pets",),
        allowed={"rule": 2},
        uncovered={"stateful": ("GET /pets",)},
        is_cut_off=True,
        parts=("2/3",),
    )
    write_result(whole, tmp_path / "deep" / "result.json")
    assert read_result(tmp_path / "deep" / "result.json") == whole


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "{",
        lambda _: "[]",
        lambda value: json.dumps(value | {"format": 99}),
        lambda value: json.dumps(value | {"parts": ["3/2"]}),
        lambda value: json.dumps(value | {"evidence": {"GET /pets": {}}}),
        lambda value: json.dumps(value | {"faults": [1]}),
    ],
)
def test_what_is_no_result_is_refused(
    result: Result, tmp_path: Path, spoil: Callable[[dict[str, object]], str]
) -> None:
    place = tmp_path / "result.json"
    write_result(result, place)
    place.write_text(spoil(json.loads(place.read_text())))
    with pytest.raises(Refused) as refused:
        read_result(place)
    assert refused.value.findings[0].code == "FUZZ020"


def test_a_result_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such file"):
        read_result(tmp_path / "none.json")


def test_results_of_parts_are_one(contract: Contract, result: Result) -> None:
    names = result.selected
    first = replace(result, selected=names[:2], evidence={names[0]: SEEN, names[1]: SEEN}, parts=("1/2",))
    second = replace(result, selected=names[2:], evidence={names[2]: SEEN, names[3]: SEEN}, parts=("2/2",))
    whole = merged(contract, {Path("1"): first, Path("2"): second})
    assert (whole.selected, whole.requests, whole.parts, whole.missing_parts) == (names, 16, ("1/2", "2/2"), ())
    assert [(fault.fingerprint, fault.count) for fault in whole.faults] == [("0123456789ab", 4)]
    assert whole.untested == ()
    found = verdict(contract, merged(contract, {Path("1"): first}), (), TODAY)
    assert "shards are missing: 2/2" in [one.message for one in found.findings if one.severity is Severity.ERROR]
    assert verdict(contract, replace(first, faults=()), (), TODAY, is_part=True).findings == ()


def test_results_that_do_not_belong_together_are_refused(contract: Contract, result: Result) -> None:
    with pytest.raises(Refused, match="another contract"):
        merged(contract, {Path("1"): replace(result, spec="other")})
    with pytest.raises(Refused, match="another number of shards"):
        merged(contract, {Path("1"): replace(result, parts=("1/2",)), Path("2"): replace(result, parts=("2/3",))})


KNOWN = """
[[known]]
fingerprint = "0123456789ab"
owner = "ada"
until = 2026-11-24
reason = "mended tomorrow"
"""


def baseline(tmp_path: Path, text: str) -> Path:
    place = tmp_path / "fuzz-baseline.toml"
    place.write_text(text, encoding="utf-8")
    return place


def test_an_accepted_failure_is_a_note_that_says_who_and_why(
    contract: Contract, result: Result, tmp_path: Path
) -> None:
    known = read_baseline(baseline(tmp_path, KNOWN))
    (found,) = verdict(contract, result, known, TODAY).findings
    assert (found.code, found.severity) == ("FUZZ010", Severity.NOTE)
    assert "accepted until 2026-11-24 by ada: mended tomorrow" in found.label


def test_what_was_accepted_until_yesterday_counts_and_is_told(
    contract: Contract, result: Result, tmp_path: Path
) -> None:
    known = read_baseline(baseline(tmp_path, KNOWN.replace("-24", "-23")))
    found = verdict(contract, result, known, TODAY).findings
    assert [(one.code, one.severity) for one in found] == [("FUZZ010", Severity.ERROR), ("FUZZ008", Severity.ERROR)]
    assert getattr(found[1].at, "line", 0) == 2


def test_what_does_not_happen_any_more_is_told_by_a_whole_run_only(
    contract: Contract, result: Result, tmp_path: Path
) -> None:
    known = read_baseline(baseline(tmp_path, KNOWN))
    clean = replace(result, faults=())
    assert [one.code for one in verdict(contract, clean, known, TODAY).findings] == ["FUZZ009"]
    part = replace(clean, parts=("1/2",))
    assert verdict(contract, part, known, TODAY, is_part=True).findings == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('owner = "ada"\n', "", "needs `owner`"),
        ('"ada"', '" "', "needs `owner`"),
        ("2026-11-24", '"2026-11-24"', "needs `until`"),
        ("reason", "why", "unknown key `why`"),
        ("[[known]]", "[known]", "something else than"),
        ("[[known]]", "[[known", "is not TOML"),
    ],
)
def test_a_baseline_that_says_too_little_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        read_baseline(baseline(tmp_path, KNOWN.replace(old, new)))
    (finding,) = refused.value.findings
    assert (finding.code, message in finding.message) == ("FUZZ007", True), finding.message


def test_what_time_did_not_allow_is_an_error_that_names_it(contract: Contract, result: Result) -> None:
    names = result.selected
    short = replace(
        result,
        faults=(),
        is_cut_off=True,
        evidence=dict.fromkeys(names[:3], SEEN),
        uncovered={"fuzzing": names[2:], "stateful": names},
    )
    found = verdict(contract, short, (), TODAY).findings
    assert {(one.code, one.severity) for one in found} == {("FUZZ005", Severity.ERROR)}
    assert [one.message for one in found] == [
        f"1 of 4 operations were not tested: {names[3]}",
        f"time was up: the phase `fuzzing` did not come to 2 of 4 operations: {names[2]}, {names[3]}",
        "time was up: the phase `stateful` did not come to any operation",
    ]


def test_a_run_that_was_cut_off_names_the_phases_it_did_not_finish(
    contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "events.ndjson"
    phases = [{"PhaseFinished": {"phase": {"name": name}, "status": "success"}} for name in ("examples", "coverage")]
    scenario = {"phase": "fuzzing", "recorder": {"label": "GET /pets"}}
    log.write_text("\n".join(map(json.dumps, [*phases, {"ScenarioFinished": scenario}])) + '\n{"Scen')
    ran = Run(log, is_cut_off=True, output="")
    monkeypatch.setattr(import_module("handfast.fuzz.fuzz"), "run", lambda *_: ran)
    monkeypatch.setattr(
        import_module("handfast.fuzz.fuzz"), "reached", lambda *_: Server("http://x", None, log, tmp_path / "none")
    )
    found = fuzz(contract, tmp_path, Options(url="http://x"))
    assert {phase: len(names) for phase, names in found.uncovered.items()} == {"fuzzing": 3, "stateful": 4}
    assert found.is_cut_off


def test_a_run_that_only_met_what_is_not_implemented_is_an_error(contract: Contract, result: Result) -> None:
    names = result.selected
    missing = Evidence(2, {"400": 1, "501": 1})
    empty = replace(result, faults=(), unimplemented=names, evidence=dict.fromkeys(names, missing))
    (found,) = verdict(contract, empty, (), TODAY).findings
    assert (found.code, found.severity) == ("FUZZ006", Severity.ERROR)
    assert found.message == f"nothing succeeded: not implemented are {', '.join(names)}"
    some = replace(empty, unimplemented=names[1:], evidence=empty.evidence | {names[0]: SEEN})
    assert verdict(contract, some, (), TODAY).findings == ()
    assert verdict(contract, empty, (), TODAY, is_part=True).findings == (), "other shards may have more to show"


def test_refusals_beside_what_is_not_implemented_are_errors_too(contract: Contract, result: Result) -> None:
    names = result.selected
    evidence = dict.fromkeys(names, Evidence(1, {"501": 1})) | {names[0]: Evidence(1, {"401": 1})}
    mixed = replace(result, faults=(), unimplemented=names[1:], evidence=evidence)
    found = verdict(contract, mixed, (), TODAY).findings
    assert [(one.code, one.severity) for one in found] == [("FUZZ006", Severity.ERROR)] * 2
    assert found[0].message == f"{names[0]} never succeeded: it answered 401 (1 times)"


def test_the_verdict_names_what_is_mocked_and_what_is_not_implemented_once(contract: Contract, result: Result) -> None:
    first, second, third, _ = result.selected
    mocked = replace(SEEN, is_mocked=True)
    evidence = {**result.evidence, first: mocked, third: mocked}
    found = verdict(contract, replace(result, faults=(), unimplemented=(second,), evidence=evidence), (), TODAY)
    assert found.findings == ()
    assert found.notes[1:] == (f"not implemented: {second}", f"mocked: {first}, {third}")


def test_no_baseline_accepts_nothing(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "none.toml") == ()


def test_coverage_names_what_was_missed(contract: Contract) -> None:
    seen = replace(SEEN, ways_in=frozenset({0}), parameters=frozenset({"query limit"}))
    found = {one.name: one for one in coverage(contract, {"GET /pets": seen})}
    assert found["operations"].missed == ("POST /pets", "GET /pets/{pet-id}", "GET /health")
    assert "GET /pets: default" in found["statuses"].missed
    assert "GET /pets: 200" not in found["statuses"].missed
    assert found["parameters"].exercised == 1
    assert "GET /pets: nobody else gets in" in found["security paths"].missed
    assert "POST /pets: in with anybody" in found["security paths"].missed


PATHS = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "{x}", "{y}"]), min_size=1, max_size=4).map("/".join),
    min_size=1,
    unique=True,
)


def made(paths: list[str], tmp_path: Path) -> Contract:
    reply = {"200": {"description": "ok", "links": {"next": {"operationId": "op0"}}}}
    items = {
        f"/{path}": {
            "get": {"operationId": f"op{number}", "responses": reply if number == 1 else {"200": {"description": "ok"}}}
        }
        for number, path in enumerate(paths)
    }
    place = tmp_path / "openapi.json"
    place.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": items}))
    found = resolve(load(place)).contract
    assert found is not None
    return found


@settings(deadline=None)
@given(paths=PATHS, total=st.integers(1, 6))
def test_every_operation_is_in_one_part_and_links_stay_together(
    tmp_path_factory: pytest.TempPathFactory, paths: list[str], total: int
) -> None:
    contract = made(paths, tmp_path_factory.mktemp("shards"))
    parts = [shard(contract, index, total) for index in range(1, total + 1)]
    assert sorted(name for part in parts for name in part) == sorted(label(one) for one in contract.operations)
    assert parts == [shard(contract, index, total) for index in range(1, total + 1)]
    by_id = {one.operation_id: label(one) for one in contract.operations}
    if len(paths) > 1:
        assert any({by_id["op0"], by_id["op1"]} <= set(part) for part in parts)
