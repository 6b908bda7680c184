"""Which failures count, what makes two of them one, and how a request is written down."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from projects import Pets

from handfast.contract import Contract
from handfast.diagnostics import Pointer
from handfast.fuzz.crashes import Crash
from handfast.fuzz.curl import curl
from handfast.fuzz.events import Exchange, Failure, Milestone, Sent, read_events
from handfast.fuzz.judgement import REFUSALS, Docket, Judgement
from handfast.fuzz.result import Request
from handfast.fuzz.ruling import BODY, Complaint

EXCHANGE = Exchange("GET", "http://127.0.0.1:1/pets", {}, b"", 200, {}, b"")
FAILURE = Failure("GET /health", "status_code_conformance", "Undocumented status code", "Received: 1", EXCHANGE)


def judge(contract: Contract, failures: Iterable[Failure], crashes: Mapping[str, Crash] | None = None) -> Judgement:
    docket = Docket(contract, crashes or {})
    for one in failures:
        docket.add(Sent(one.case, one.operation, "fuzzing", one.exchange, failures=(one,)))
    return docket.judgement()


@pytest.fixture(scope="session")
def contract(pristine: Pets) -> Contract:
    return pristine.contract


def _answering(status: int, operation: str = "GET /health", check: str = "status_code_conformance") -> Failure:
    return replace(FAILURE, operation=operation, check=check, exchange=replace(EXCHANGE, status=status))


def test_the_refusals_are_those_that_the_reference_names(root: Path) -> None:
    text = (root / "docs" / "reference.md").read_text(encoding="utf-8")
    (named,) = re.findall(r"^1\. A ([\d, or]+) that is not declared", text, re.MULTILINE)
    assert set(map(int, re.findall(r"\d+", named))) == REFUSALS == {400, 401, 404, 405, 406, 413, 415}


@pytest.mark.parametrize("status", sorted(REFUSALS))
def test_a_refusal_that_could_not_be_declared_is_allowed(contract: Contract, status: int) -> None:
    assert judge(contract, [_answering(status)]).causes == ()


@pytest.mark.parametrize("status", [402, 409, 418, 422, 500, 201])
def test_nothing_else_is_allowed(contract: Contract, status: int) -> None:
    assert len(judge(contract, [_answering(status)]).causes) == 1


@pytest.mark.parametrize("operation", ["GET /pets", "POST /pets"])
def test_an_operation_that_can_say_bad_request_must_say_so(contract: Contract, operation: str) -> None:
    assert len(judge(contract, [_answering(401, operation)]).causes) == 1


def test_only_the_undeclared_status_is_allowed(contract: Contract) -> None:
    assert len(judge(contract, [_answering(400, check="positive_data_acceptance")]).causes) == 1


@pytest.mark.parametrize(
    ("declared", "status", "count"),
    [({"400", "422"}, 422, 0), ({"422"}, 422, 1), ({"400"}, 422, 1), ({"400", "422"}, 400, 1), ({"4XX"}, 422, 1)],
)
def test_a_refusal_by_meaning_needs_both_statuses(
    contract: Contract, declared: set[str], status: int, count: int
) -> None:
    operation = contract.operations[0]
    replies = tuple(replace(operation.replies[0], status=one) for one in sorted(declared))
    own = replace(contract, operations=(replace(operation, replies=replies),))
    failure = _answering(status, f"{operation.method} {operation.path}", "positive_data_acceptance")
    assert len(judge(own, [failure]).causes) == count


def test_what_is_not_implemented_is_no_failure(contract: Contract) -> None:
    found = judge(contract, [_answering(501), _answering(501, check="not_a_server_error")])
    assert (found.causes, found.unimplemented) == ((), ("GET /health",))


def test_failures_with_one_cause_are_one_with_the_shortest_request(contract: Contract) -> None:
    several = [
        replace(
            _answering(418), message=f"`{number}` is wrong", exchange=replace(EXCHANGE, status=418, body=b"x" * number)
        )
        for number in (3, 1, 2)
    ]
    (cause,) = judge(contract, several).causes
    assert (cause.count, cause.example.exchange.body) == (3, b"x")
    assert cause.operation is not None
    assert cause.operation.operation_id == "health"


def test_a_crash_is_one_cause(contract: Contract) -> None:
    found = judge(contract, [_answering(500), _answering(500, check="not_a_server_error")])
    assert [cause.example.check for cause in found.causes] == ["not_a_server_error"]


def _sent(request: Request, folder: Path) -> list[str]:
    """The words that a shell makes of a curl line."""
    script = 'curl() { printf "%s\\0" "$@"; }; URL=http://x AUTHORIZATION=secret; ' + curl(request)
    ended = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, check=True)
    return ended.stdout.decode(errors="surrogateescape").split("\0")[:-1]


def test_a_curl_line_sends_the_same_bytes(tmp_path: Path) -> None:
    headers = {"X-A": "it's; $(touch bad) `touch bad`", "Authorization": "[Filtered]"}
    body = bytes(range(1, 256))
    request = Request("POST", "/a?b=';touch bad'", headers, body)
    assert _sent(request, tmp_path) == [
        *("-X", "POST", "-H", f"X-A: {headers['X-A']}", "-H", "Authorization: secret"),
        *("--data-binary", body.decode(errors="surrogateescape"), "http://x/a?b=';touch bad'"),
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_log_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    log = tmp_path / "events.ndjson"
    started = {"PhaseFinished": {"phase": {"name": "examples"}, "status": "success"}}
    log.write_text(json.dumps(started) + '\n{"ScenarioFin', encoding="utf-8")
    assert list(read_events(log)) == [Milestone("examples")]
    assert list(read_events(tmp_path / "none")) == []


PLACE = Pointer("openapi.yaml", ("components", "schemas", "Pet", "type"))


def test_what_our_judge_says_names_the_place_and_makes_the_cause(contract: Contract) -> None:
    docket = Docket(contract, {})
    for number, words in enumerate(("`1` is wrong", "is too long, whatever")):
        failure = replace(_answering(200, "GET /pets", BODY), message=words)
        sent = Sent(
            str(number), "GET /pets", "fuzzing", failure.exchange, checks=frozenset({BODY}), failures=(failure,)
        )
        docket.add(sent, (Complaint(BODY, "/0: is no object", PLACE),))
    (cause,) = docket.judgement().causes
    assert cause.complaint == Complaint(BODY, "/0: is no object", PLACE)
    assert (cause.count, cause.is_ours_alone, cause.is_theirs_alone) == (2, False, False)


def test_a_disagreement_is_told_whoever_objects(contract: Contract) -> None:
    docket = Docket(contract, {})
    theirs = _answering(200, "GET /pets", BODY)
    docket.add(Sent("1", "GET /pets", "fuzzing", theirs.exchange, checks=frozenset({BODY}), failures=(theirs,)))
    passed = Sent("2", "POST /pets", "fuzzing", replace(EXCHANGE, status=201), checks=frozenset({BODY}))
    docket.add(passed, (Complaint(BODY, "/name: is no string", PLACE),))
    first, second = docket.judgement().causes
    assert (first.is_theirs_alone, first.is_ours_alone) == (True, False)
    assert (second.is_theirs_alone, second.is_ours_alone) == (False, True)


def test_what_schemathesis_did_not_look_at_is_no_disagreement(contract: Contract) -> None:
    docket = Docket(contract, {})
    unseen = Sent("1", "GET /pets", "coverage", replace(EXCHANGE, status=200))
    docket.add(unseen, (Complaint(BODY, "/0: is no object", PLACE),))
    assert docket.judgement().causes == ()


def test_two_crashes_of_one_operation_are_two_causes_whatever_their_lines(contract: Contract) -> None:
    crashes = {
        "a": Crash("KeyError", "KeyError: 'x'", "app/main.py", 3),
        "b": Crash("KeyError", "KeyError: 'y'", "app/main.py", 4),
        "c": Crash("ValueError", "ValueError: zero", "app/main.py", 5),
    }
    failures = [replace(_answering(500, check="not_a_server_error"), case=case) for case in crashes]
    found = judge(contract, failures, crashes).causes
    assert sorted((cause.crash.kind, cause.count) for cause in found if cause.crash) == [
        ("KeyError", 2),
        ("ValueError", 1),
    ]


def test_fingerprints_stay_the_same(contract: Contract) -> None:
    """They stand in committed files: another way to make them is a change for every project."""
    (cause,) = judge(contract, [_answering(418)]).causes
    assert cause.fingerprint == "aa6c0f1ee06c"
