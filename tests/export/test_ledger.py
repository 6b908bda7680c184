"""The ledger says what enforces each construct, and it is so: what breaks one is refused exactly when it says so."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import sys
from collections.abc import AsyncIterator, Iterable
from types import ModuleType
from typing import Any, get_type_hints

import httpx
import pytest
from constructs import CUT, DOCUMENT, Exchange, Sample, Stream, keyword_samples, reply_samples, request_samples
from fastapi import FastAPI
from fastapi.routing import APIRoute

from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate, write
from handfast.export import serve_document
from handfast.export.enforcement import Row, Standing
from handfast.export.ledger import ledger, unenforced
from handfast.runtime import Forbidden, Operation, contract_router

PACKAGE = "ledger_samples"
Rows = dict[tuple[str, str, str], Row]
SAMPLES = (*keyword_samples(), *request_samples(), *reply_samples())
SUCCESSES = (200, 204)


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "openapi.json").write_text(json.dumps(DOCUMENT))
    contract = resolve(load(folder / "openapi.json")).contract
    assert contract is not None
    write(generate(contract, "openapi.json").files, folder / PACKAGE)
    sys.path.insert(0, str(folder))
    return importlib.import_module(PACKAGE)


class Service:
    """The app of the samples; every handler answers what `gives` says."""

    def __init__(self, package: ModuleType) -> None:
        self.api = importlib.import_module(f"{package.__name__}.api.default")
        security = importlib.import_module(f"{package.__name__}.security")
        self.gives: Any = None
        names = self.api.DefaultApi.__abstractmethods__
        handlers = {name: self._handler(getattr(self.api.DefaultApi, name)) for name in names}

        class Tokens(security.Security):
            async def token(self, *, token: str, scopes: frozenset[str]) -> str:
                if not scopes <= set(token.split(",")):
                    raise Forbidden
                return token

        self.guard = Tokens()
        self.handlers = type("Default", (self.api.DefaultApi,), handlers)()
        self.app = FastAPI()
        include = importlib.import_module(f"{package.__name__}.application").include_contract
        include(self.app, default=self.handlers, security=self.guard)

    def _handler(self, declared: Any) -> Any:
        service = self

        async def handler(_: object, **given: Any) -> Any:
            if isinstance(given.get("body"), AsyncIterator):
                async for _ in given["body"]:
                    pass
            return service.answer(get_type_hints(declared).get("return"))

        handler.__signature__ = inspect.signature(declared)  # type: ignore[attr-defined]
        handler.__annotations__ = get_type_hints(declared)
        return handler

    def answer(self, kind: Any) -> Any:
        if self.gives == "undeclared":
            return self.api.GetPlainNoContent()
        if isinstance(self.gives, dict) and "body" in self.gives:
            return kind(**self.gives)
        return _each(self.gives.parts) if isinstance(self.gives, Stream) else self.gives

    def outcome(self, exchange: Exchange) -> int | str:
        """The status that an exchange ends with; `CUT` for a reply without an end."""
        self.gives = exchange.gives
        ends: list[bool] = []

        async def noted(scope: Any, receive: Any, send: Any) -> None:
            async def sending(message: Any) -> None:
                ends.append(message["type"] == "http.response.body" and not message.get("more_body"))
                await send(message)

            await self.app(scope, receive, sending)

        async def answer() -> int | str:
            transport = httpx.ASGITransport(noted, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
                response = await client.request(**exchange.request)
                return response.status_code if ends[-1] else CUT

        return asyncio.run(answer())


async def _each(parts: Iterable[Any]) -> AsyncIterator[Any]:
    for one in parts:
        yield one


@pytest.fixture
def service(generated: ModuleType) -> Service:
    return Service(generated)


@pytest.fixture(scope="module")
def untouched(generated: ModuleType) -> Service:
    return Service(generated)


@pytest.fixture(scope="module")
def rows(untouched: Service) -> Rows:
    return rows_of(untouched.app)


def rows_of(app: FastAPI) -> Rows:
    return {(row.at, row.construct, row.direction): row for row in ledger(app)}


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_what_breaks_a_construct_is_refused_exactly_when_the_ledger_says_so(
    untouched: Service, rows: Rows, sample: Sample
) -> None:
    row = rows[sample.at, sample.construct, sample.direction]
    kept = untouched.outcome(sample.kept)
    assert kept in SUCCESSES
    assert untouched.outcome(sample.broken) == (sample.refusal if row.standing is Standing.ENFORCED else kept), row


def test_every_kind_of_construct_has_a_sample(rows: Rows) -> None:
    found = rows.values()
    decided = {row.construct for row in found if row.standing in (Standing.ENFORCED, Standing.NEVER)}
    answers = {f"answer {status}" for status in (400, 401, 406, 413, 415)}
    assert decided - {sample.construct for sample in SAMPLES} == answers
    unbreakable = {row.construct for row in found if row.standing is Standing.ELSEWHERE}
    assert unbreakable == {"callback", "format", "link", "parameter", "server", "webhook"}
    assert all(bool(row.by) == (row.standing is Standing.ENFORCED) != bool(row.why) for row in found)


def test_an_untouched_app_has_lost_nothing(rows: Rows) -> None:
    assert [row for row in rows.values() if row.standing is Standing.LOST] == []
    assert {facet.severity for facet in unenforced(tuple(rows.values()))} == {"warning"}


def test_an_answer_that_an_operation_can_not_say_is_named(untouched: Service, rows: Rows) -> None:
    row = rows["#/paths/~1silent/get", "answer 400", ""]
    assert row.standing is Standing.NEVER
    asked = [Exchange({"method": "GET", "url": f"/silent?p={value}"}) for value in ("x", "1")]
    assert [untouched.outcome(one) for one in asked] == [400, 204]
    assert ("#/paths/~1needed/get", "answer 400", "") not in rows
    assert not any(facet.key == row.at for facet in unenforced((row,)))


def sample_of(construct: str, direction: str, url: str) -> Sample:
    return next(
        one
        for one in SAMPLES
        if (one.construct, one.direction) == (construct, direction) and one.broken.request["url"].startswith(url)
    )


@pytest.mark.parametrize(("value", "why"), [("never", "no reply"), ("0.01", "a share of 0.01")])
def test_replies_that_are_not_judged(
    generated: ModuleType, monkeypatch: pytest.MonkeyPatch, value: str, why: str
) -> None:
    monkeypatch.setenv("HANDFAST_CHECK_REPLIES", value)
    service = Service(generated)
    sample = sample_of("maximum", "reply", "/reply")
    row = rows_of(service.app)[sample.at, sample.construct, sample.direction]
    assert (row.standing, row.by) == (Standing.LOST, None)
    assert why in row.why
    assert "HANDFAST_CHECK_REPLIES" in row.why
    assert service.outcome(sample.kept) == 200
    assert service.outcome(sample.broken) == (200 if value == "never" else 500)
    lost = [facet for facet in unenforced(ledger(service.app)) if facet.severity == "error"]
    assert [(facet.code, why in facet.message) for facet in lost] == [("DRIFT020", True)]


def test_replies_that_the_app_says_are_not_judged(generated: ModuleType, service: Service) -> None:
    name = generated.__name__
    routers, contract = (importlib.import_module(f"{name}.{one}") for one in ("routers.default", "contract"))
    app = FastAPI()
    app.include_router(
        contract_router(
            contract.JUDGE,
            service.api.DefaultApi,
            service.handlers,
            operations=[one for one in vars(routers).values() if isinstance(one, Operation)],
            guard=type(service.guard).__base__,
            security=service.guard,
            check_replies=False,
        )
    )
    serve_document(app, contract.DOCUMENT)
    reasons = {row.why for row in ledger(app) if row.standing is Standing.LOST}
    assert reasons == {"no reply is judged: the app says `check_replies`"}


def test_formats_that_are_not_asserted(generated: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_ASSERT_FORMATS", "no")
    service = Service(generated)
    row = rows_of(service.app)[sample_of("format", "request", "/body").at, "format", "request"]
    assert (row.standing, row.why) == (Standing.LOST, "HANDFAST_ASSERT_FORMATS is `no`")


def test_a_guard_that_is_overridden(service: Service) -> None:
    service.app.dependency_overrides[service.guard] = lambda: None
    sample = sample_of("security scheme", "", "/guarded")
    assert rows_of(service.app)[sample.at, sample.construct, ""].standing is Standing.REPLACED


def test_routes_written_by_hand(service: Service) -> None:
    service.app.router.routes.insert(0, APIRoute("/plain", lambda: None, methods=["GET"]))
    service.app.get("/more")(lambda: None)
    rows = {row.construct: row for row in ledger(service.app) if row.construct.startswith("GET ")}
    assert {name: (row.at, row.standing) for name, row in rows.items()} == {
        "GET /plain": ("#/paths/~1plain/get", Standing.REPLACED),
        "GET /more": ("", Standing.REPLACED),
    }
    assert list(unenforced(tuple(rows.values()))) == []


def test_schemas_that_were_edited(generated: ModuleType, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = importlib.import_module(f"{generated.__name__}.contract").JUDGE
    edited = json.loads(json.dumps({name: judge.document[name] for name in ("request", "response")}))
    sample = sample_of("maximum", "request", "/body")
    key = sample.at.removesuffix("/maximum")
    edited["request"]["$defs"][key]["maximum"] = 5
    monkeypatch.setattr(type(judge), "document", edited)
    lost = [row for row in ledger(service.app) if row.standing is Standing.LOST]
    assert [(row.at, row.direction) for row in lost] == [(sample.at, "request")]
