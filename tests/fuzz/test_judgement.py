"""Which failures count, what makes two of them one, and how a request is written down."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from projects import Pets

from handfast.contract import Contract
from handfast.fuzz.curl import curl
from handfast.fuzz.events import Exchange, Failure, read_record
from handfast.fuzz.judgement import REFUSALS, judge

EXCHANGE = Exchange("GET", "http://127.0.0.1:1/pets", {}, b"", 200, {}, b"")
FAILURE = Failure("GET /health", "status_code_conformance", "Undocumented status code", "Received: 1", EXCHANGE)


@pytest.fixture(scope="session")
def contract(pristine: Pets) -> Contract:
    return pristine.contract


def _answering(status: int, operation: str = "GET /health", check: str = "status_code_conformance") -> Failure:
    return replace(FAILURE, operation=operation, check=check, exchange=replace(EXCHANGE, status=status))


def test_the_refusals_are_those_that_the_reference_names() -> None:
    assert {400, 401, 404, 405, 406, 413, 415} == REFUSALS


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


def _sent(exchange: Exchange, folder: Path) -> list[str]:
    """The words that a shell makes of a curl line."""
    script = 'curl() { printf "%s\\0" "$@"; }; URL=http://x AUTHORIZATION=secret; ' + curl(
        exchange, "http://127.0.0.1:1"
    )
    ended = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, check=True)
    return ended.stdout.decode(errors="surrogateescape").split("\0")[:-1]


def test_a_curl_line_sends_the_same_bytes(tmp_path: Path) -> None:
    headers = {"X-A": "it's; $(touch bad) `touch bad`", "Authorization": "[Filtered]"}
    body = bytes(range(1, 256))
    exchange = replace(EXCHANGE, method="POST", url="http://127.0.0.1:1/a?b=';touch bad'", headers=headers, body=body)
    assert _sent(exchange, tmp_path) == [
        *("-X", "POST", "-H", f"X-A: {headers['X-A']}", "-H", "Authorization: secret"),
        *("--data-binary", body.decode(errors="surrogateescape"), "http://x/a?b=';touch bad'"),
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    log = tmp_path / "events.ndjson"
    loading = {"LoadingFinished": {"statistic": {"operations": {"selected": 4}}}}
    log.write_text(json.dumps(loading) + '\n{"ScenarioFin', encoding="utf-8")
    record = read_record(log)
    assert (record.selected, record.stopped, record.tested) == (4, "", frozenset())
    assert read_record(tmp_path / "none").tested == frozenset()
