"""What the Python client makes of answers: declared, undeclared, and broken ones."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from types import ModuleType
from typing import Any
from uuid import UUID

import httpx
import pytest

KEY = UUID(int=1)
CONTRACT = {
    "id": str(KEY),
    "name": "pets",
    "title": None,
    "description": None,
    "visibility": "private",
    "owner_id": str(KEY),
    "created_at": "2026-08-14T09:30:00Z",
    "updated_at": "2026-08-14T09:30:00Z",
}
PROBLEM = {"title": "Not Found", "status": 404, "trace": "x"}

Answering = Callable[..., Any]


@pytest.fixture
def answering(hub_client: ModuleType) -> Answering:
    """A client of a service that always gives this answer; `sent` collects requests."""

    def make(answer: httpx.Response, sent: list[httpx.Request] | None = None, **credentials: str) -> Any:
        def respond(request: httpx.Request) -> httpx.Response:
            if sent is not None:
                sent.append(request)
            return answer

        http = httpx.Client(transport=httpx.MockTransport(respond))
        return hub_client.HandfastHubClient("http://hub/api/", http=http, **credentials)

    return make


def test_a_declared_error_has_its_type(answering: Answering, hub_client: ModuleType) -> None:
    from handfast_hub_client.models import Problem
    from handfast_hub_client.operations.contracts import GetContractNotFound

    answer = httpx.Response(404, json=PROBLEM, headers={"Content-Type": "application/problem+json; charset=utf-8"})
    with pytest.raises(GetContractNotFound) as raised:
        answering(answer).contracts.get_contract(contract_id=KEY)
    error = raised.value
    assert isinstance(error, hub_client.HandfastHubError)
    assert isinstance(error.body, Problem)
    assert (error.status, error.body.model_extra) == (404, {"trace": "x"})
    assert str(error) == "GET /contracts/{contract_id}: 404"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(again), again.status, again.body) == (type(error), 404, error.body)


@pytest.mark.parametrize(
    ("answer", "reason", "body"),
    [
        (httpx.Response(418, json={"a": 1}), "does not declare", {"a": 1}),
        (httpx.Response(202, json=CONTRACT), "does not declare", CONTRACT),
        (
            httpx.Response(500, content=b"\xff", headers={"Content-Type": "application/json"}),
            "does not declare",
            b"\xff",
        ),
        (httpx.Response(302, headers={"Location": "/x"}), "does not declare", b""),
        (httpx.Response(200, json={"id": "no"}), "not what the contract declares: id: ", {"id": "no"}),
        (
            httpx.Response(200, content=b"{", headers={"Content-Type": "application/json"}),
            "not what the contract",
            b"{",
        ),
        (httpx.Response(200, text="hello"), "its media type is text/plain", b"hello"),
        (
            httpx.Response(404, json={"detail": "x"}, headers={"Content-Type": "application/problem+json"}),
            "title",
            {"detail": "x"},
        ),
    ],
)
def test_an_answer_outside_the_contract_is_said_to_be_one(
    answering: Answering, hub_client: ModuleType, answer: httpx.Response, reason: str, body: object
) -> None:
    with pytest.raises(hub_client.HandfastHubError) as raised:
        answering(answer).contracts.get_contract(contract_id=KEY)
    assert type(raised.value) is hub_client.HandfastHubError
    assert reason in raised.value.reason
    assert (raised.value.status, raised.value.body) == (answer.status_code, body)


def test_declared_headers_are_read(answering: Answering, hub_client: ModuleType) -> None:
    from handfast_hub_client.models import NewContract
    from handfast_hub_client.operations.contracts import CreateContractCreated, ListContractsServiceUnavailable

    made = httpx.Response(201, json=CONTRACT, headers={"Location": "/contracts/1"})
    reply = answering(made).contracts.create_contract_reply(body=NewContract(name="pets"))
    assert isinstance(reply, CreateContractCreated)
    assert reply.location == "/contracts/1"
    with pytest.raises(hub_client.HandfastHubError, match="the header Location is missing"):
        answering(httpx.Response(201, json=CONTRACT)).contracts.create_contract(body=NewContract(name="pets"))

    for sent, read in (("7", 7), ("tomorrow", None)):
        busy = httpx.Response(
            503,
            json={"title": "x", "status": 503},
            headers={"Content-Type": "application/problem+json", "Retry-After": sent},
        )
        with pytest.raises(ListContractsServiceUnavailable) as raised:
            answering(busy).contracts.list_contracts()
        assert raised.value.retry_after == read


def test_credentials_go_only_where_they_are_asked_for(answering: Answering) -> None:
    sent: list[httpx.Request] = []
    client = answering(httpx.Response(200, json={"status": "ok"}), sent, account="t0ken")
    client.health.get_health()
    page = answering(httpx.Response(200, json={"items": [], "next_cursor": None}), sent, account="t0ken")
    page.contracts.list_contracts(limit=3)
    assert [request.headers.get("authorization") for request in sent] == [None, "Bearer t0ken"]
    assert [str(request.url) for request in sent] == ["http://hub/api/healthz", "http://hub/api/contracts?limit=3"]
    assert sent[1].headers["accept"] == "application/json, application/problem+json"


def test_absent_fields_are_not_sent(answering: Answering) -> None:
    from handfast_hub_client.models import ContractPatch

    sent: list[httpx.Request] = []
    client = answering(httpx.Response(200, json=CONTRACT), sent)
    client.contracts.update_contract(contract_id=KEY, body=ContractPatch(description=None, name="cats"))
    assert sent[0].headers["content-type"] == "application/merge-patch+json"
    assert sent[0].content == b'{"name":"cats","description":null}'
