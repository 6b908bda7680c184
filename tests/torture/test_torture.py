"""The torture document in both directions: what is accepted and refused, what is sent and is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from asking import Answer, ask
from claims import ID, PROBLEM, TOKEN, TRACE, chunks, failed, refused

from handfast.contract import resolve
from handfast.document import load, locate
from handfast.lint import lint
from handfast.runtime import ContractError

# --- GET /pets --------------------------------------------------------------------------------------------------------


def list_pets(app: Any, query: str = "", *headers: tuple[str, str]) -> Answer:
    return ask(app, "GET", f"/pets{query}", headers=headers or (TOKEN, TRACE))


def test_list_pets_takes_every_parameter(app: Any, desk: Any, service: Any) -> None:
    desk.result = service.ListPetsOk(body=[], x_total=0)
    query = "?limit=100&ids=1,-2&filter[color]=r%C3%A9d&filter[age]=3&unknown=1"
    answer = list_pets(app, query, TOKEN, ("X-Trace", "0123abcd"), ("Cookie", "sid=s%2F1"))
    assert (answer.status, answer.json, answer.headers["x-total"]) == (200, [], "0")
    (given,) = desk.given
    assert given["filter"].model_dump() == {"color": "réd", "age": 3}
    assert {**given, "filter": None} == {
        "limit": 100,
        "ids": [1, -2],
        "filter": None,
        "x_trace": "0123abcd",
        "sid": "s/1",
        "principal": "by token",
    }


def test_list_pets_fills_what_is_left_out(app: Any, desk: Any, service: Any) -> None:
    desk.result = service.ListPetsOk(body=[], x_total=0)
    assert list_pets(app).status == 200
    assert desk.given == [
        {"limit": 20, "ids": None, "filter": None, "x_trace": "deadbeef", "sid": None, "principal": "by token"}
    ]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("?limit=0", "query limit"),
        ("?limit=101", "query limit"),
        ("?limit=x", "query limit"),
        ("?limit=1_0", "query limit"),
        ("?limit=%201", "query limit"),
        ("?limit=", "query limit"),
        ("?limit=1&limit=2", "query limit"),
        ("?ids=1,x", "query ids/1"),
        ("?ids=1&ids=2", "query ids"),
        ("?filter[age]=x", "query filter/age"),
    ],
)
def test_list_pets_refuses_in_its_own_schema(app: Any, desk: Any, query: str, place: str) -> None:
    refused(list_pets(app, query), place)
    assert desk.given == []


@pytest.mark.parametrize("trace", [None, "", "DEADBEEF", "deadbee", "deadbeef0", "deadbeeg"])
def test_list_pets_wants_its_header(app: Any, trace: str | None) -> None:
    headers = [] if trace is None else [("X-Trace", trace)]
    refused(list_pets(app, "", TOKEN, *headers), "header X-Trace")


def test_list_pets_names_every_violation(app: Any) -> None:
    refused(list_pets(app, "?limit=0&ids=a,b", TOKEN), "query limit", "query ids/0", "query ids/1", "header X-Trace")


@pytest.mark.parametrize("headers", [[], [("Authorization", "Bearer bad")], [("X-Key", "good")]])
def test_list_pets_wants_its_token(app: Any, desk: Any, headers: list[tuple[str, str]]) -> None:
    answer = list_pets(app, "?limit=0", *headers, ("Accept", "*/*"))
    refused(answer, status=401)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert desk.given == []


def test_list_pets_answers_what_is_declared(app: Any, desk: Any, service: Any) -> None:
    problem = service.Problem(title="no", status=1)
    for result, status in (
        (service.ListPetsUnauthorized(body=problem), 401),
        (service.ListPetsDefault(status=418, body=problem), 418),
        (service.ListPetsDefault(status=503, body=problem), 503),
    ):
        desk.result = result
        answer = list_pets(app)
        assert (answer.status, answer.headers["content-type"]) == (status, PROBLEM)
        assert answer.json == {"title": "no", "status": 1}


def test_list_pets_answers_nothing_else(app: Any, desk: Any, service: Any) -> None:
    problem = service.Problem(title="no", status=1)
    for result, message in (
        (service.ListPetsOk(body=[], x_total="many"), "X-Total"),
        (service.ListPetsOk(body=[], x_total=None), "required header X-Total"),
        (service.ListPetsOk(body={}, x_total=1), 'not of type "array"'),
        (service.ListPetsDefault(status=401, body=problem), "has a reply of its own"),
        (service.ListPetsDefault(status=503, body={"title": "no"}), '"status" is a required property'),
        (service.GetPetNotFound(), "declared are"),
        ([], "required headers: X-Total"),
    ):
        desk.result = result
        answer = list_pets(app)
        failed(answer, message)
        assert answer.headers["content-type"] == PROBLEM  # `default` can say that something failed
        assert {"title", "status"} <= answer.json.keys()
        assert "many" not in answer.body.decode()
    with pytest.raises(TypeError, match="x_total"):
        service.ListPetsOk(body=[])


# --- a pet that can't be ----------------------------------------------------------------------------------------------

WHOLE = {"name": "a", "kind": "cat", "id": ID, "tags": ["x", "y"]}


def test_the_judge_finds_that_no_pet_can_be_sent(service: Any) -> None:
    """`additionalProperties` sees the properties of its own schema only (JSON Schema 2020-12 §10.3.2.3)."""
    key = "#/components/schemas/Pet"
    (closed,) = service.JUDGE.check(key, WHOLE, "response")
    assert closed.rule == "#/components/schemas/PetInput/additionalProperties"
    assert "'id', 'tags'" in closed.message
    (missing,) = service.JUDGE.check(key, {"name": "a", "kind": "cat"}, "response")
    assert (missing.rule, missing.message) == (
        "#/components/schemas/Pet/allOf/1/required",
        '"id" is a required property',
    )
    assert service.JUDGE.is_valid(key, {"name": "a", "kind": "cat"}, "request")  # `id` is readOnly


def test_lint_says_so_and_names_what_declares_no_bad_request(spec: Path) -> None:
    document = load(spec)
    contract = resolve(document).contract
    assert contract is not None
    found = [(one.code, locate(spec.parent, one.at).line, one.message) for one in lint(document, contract)]
    assert [one for one in found if one[0] == "SPEC059"] == [("SPEC059", 88, "`Pet` can never be valid in a reply")]
    silent = {message.partition(" declares")[0] for code, _, message in found if code == "SPEC053"}
    assert silent == {
        "POST /pets",
        "GET /pets/{petId}",
        "PATCH /pets/{petId}",
        "PUT /pets/{petId}/photo",
        "GET /pets/{petId}/photo",
        "POST /login",
    }
    closed = {message.partition(" declares")[0] for code, _, message in found if code == "SPEC062"}
    assert closed == {*silent - {"GET /pets/{petId}"}, "GET /events"}
    assert {code for code, _, _ in found} == {"SPEC053", "SPEC059", "SPEC062"}


# --- POST /pets -------------------------------------------------------------------------------------------------------


def create_pet(app: Any, body: Any, *headers: tuple[str, str]) -> Answer:
    return ask(app, "POST", "/pets", headers=headers or (TOKEN,), json_body=body)


def conflict(service: Any) -> Any:
    return service.CreatePetConflict(body=service.Problem(title="dup", status=409))


@pytest.mark.parametrize("kind", ["cat", "dog", "N/A", "n/a", ""])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"price": 0.07},
        {"price": 19.99},
        {"price": 0},
        {"born": "2024-02-29"},
        {"cb": "https://x.example/done"},
        {"secret": "s"},
        {"class": "c"},
        {"nick": None},
        {"nick": "n"},
    ],
    ids=str,
)
def test_create_pet_takes_what_is_declared(app: Any, desk: Any, service: Any, kind: str, more: dict[str, Any]) -> None:
    desk.result = conflict(service)
    body = {"name": "a", "kind": kind, **more}
    answer = create_pet(app, body)
    assert (answer.status, answer.headers["content-type"], answer.json) == (
        409,
        PROBLEM,
        {"title": "dup", "status": 409},
    )
    (given,) = desk.given
    assert given["body"].model_dump(mode="json", by_alias=True, exclude_unset=True) == body


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"kind": "cat"}, "body "),
        ({"name": "a"}, "body "),
        ({"name": "", "kind": "cat"}, "body /name"),
        ({"name": 1, "kind": "cat"}, "body /name"),
        ({"name": "a", "kind": "bird"}, "body /kind"),
        ({"name": "a", "kind": "Cat"}, "body /kind"),
        ({"name": "a", "kind": "cat", "price": 0.001}, "body /price"),
        ({"name": "a", "kind": "cat", "price": "1"}, "body /price"),
        ({"name": "a", "kind": "cat", "born": "2023-02-29"}, "body /born"),
        ({"name": "a", "kind": "cat", "cb": "not a uri"}, "body /cb"),
        ({"name": "a", "kind": "cat", "nick": 1}, "body /nick"),
        ({"name": "a", "kind": "cat", "secret": None}, "body /secret"),
        ({"name": "a", "kind": "cat", "id": ID}, "body "),
        ([], "body "),
        (None, "body "),
    ],
    ids=str,
)
def test_create_pet_refuses_the_rest(app: Any, desk: Any, body: Any, place: str) -> None:
    refused(create_pet(app, body), place)
    assert desk.given == []


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [("application/json", b"", 400), ("application/json", b"{", 400), ("text/plain", b"x", 415)],
)
def test_create_pet_wants_json(app: Any, content_type: str, body: bytes, status: int) -> None:
    answer = ask(app, "POST", "/pets", headers=[TOKEN, ("Content-Type", content_type)], body=body)
    assert (answer.status, answer.headers["content-type"]) == (status, PROBLEM)


@pytest.mark.parametrize(
    ("headers", "principal"),
    [
        ([TOKEN], "by token"),
        ([("X-Key", "good")], "by key"),
        ([("Authorization", "Bearer bad"), ("X-Key", "good")], "by key"),
        ([TOKEN, ("X-Key", "bad")], "by token"),
        ([("X-Key", "bad")], None),
        ([("Accept", "*/*")], None),
    ],
)
def test_create_pet_takes_either_scheme(app: Any, desk: Any, service: Any, headers: Any, principal: str | None) -> None:
    desk.result = conflict(service)
    answer = create_pet(app, {"name": "a", "kind": "cat"}, *headers)
    if principal is not None:
        assert (answer.status, desk.given[0]["principal"]) == (409, principal)
        return
    refused(answer, status=401)
    assert "Bearer" in answer.headers["www-authenticate"]
    assert 'name="X-Key"' in answer.headers["www-authenticate"]


def test_create_pet_answers_a_pet_only_unchecked(
    make_app: Any, desk: Any, service: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pet = service.Pet(name="a", kind="cat", id=UUID(ID), tags=["x", "y"])
    for desk.result in (pet, service.CreatePetCreated(body=pet, location=f"/pets/{ID}")):
        failed(create_pet(make_app(), {"name": "a", "kind": "cat"}), "'id', 'tags'")
    monkeypatch.setenv("HANDFAST_CHECK_REPLIES", "never")
    answer = create_pet(make_app(), {"name": "a", "kind": "cat"})
    assert (answer.status, answer.json, answer.headers["location"]) == (201, WHOLE, f"/pets/{ID}")


# --- GET /events, POST /login -----------------------------------------------------------------------------------------


def test_events_are_server_sent(
    app: Any, make_app: Any, desk: Any, service: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pet = service.Pet(name="a\nb", kind="N/A", id=UUID(ID))
    desk.result = chunks
    answer = ask(app, "GET", "/events", headers=[TOKEN])
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, "text/event-stream")
    assert answer.body == b""
    desk.result = lambda: chunks(pet)
    assert isinstance(ask(app, "GET", "/events", headers=[TOKEN]).failure, ContractError)
    monkeypatch.setenv("HANDFAST_CHECK_REPLIES", "never")
    answer = ask(make_app(), "GET", "/events", headers=[TOKEN])
    assert answer.body == f'data: {{"name":"a\\nb","kind":"N/A","id":"{ID}"}}\n\n'.encode()
    refused(ask(app, "GET", "/events"), status=401)


def login(app: Any, body: str, content_type: str = "application/x-www-form-urlencoded") -> Answer:
    return ask(app, "POST", "/login", headers=[TOKEN, ("Content-Type", content_type)], body=body.encode())


def test_login_reads_a_form(app: Any, desk: Any, service: Any) -> None:
    desk.result = service.LoginOkBody(token="t")
    answer = login(app, "user=me&password=p%26w+%C3%A9")
    assert (answer.status, answer.json) == (200, {"token": "t"})
    assert desk.given[0]["body"].model_dump() == {"user": "me", "password": "p&w é"}
    for desk.result in ({}, {"token": 1}, None):
        failed(login(app, "user=me&password=p"), "login (#/paths/~1login/post)")


@pytest.mark.parametrize(
    ("body", "places"),
    [("user=me", ["body "]), ("", ["body ", "body "]), ("user=me&user=you&password=p", ["body /user"])],
)
def test_login_refuses_the_rest(app: Any, desk: Any, body: str, places: list[str]) -> None:
    refused(login(app, body), *places)
    assert login(app, "{}", "application/json").status == 415
    assert desk.given == []


# --- the document -----------------------------------------------------------------------------------------------------


def test_the_live_document_is_the_contract(app: Any, spec: Path) -> None:
    """Every facet, and what no request shows: links, callbacks, webhooks, servers, tags, deprecation."""
    written = yaml.safe_load(spec.read_text("utf-8"))
    live = ask(app, "GET", "/openapi.json").json
    assert live["paths"]["/pets"]["get"]["responses"]["200"]["links"]["next"]["operationId"] == "getPet"
    assert "{$request.body#/cb}" in live["paths"]["/pets"]["post"]["callbacks"]["onDone"]
    assert live["paths"]["/pets/{petId}"]["get"]["deprecated"] is True
    assert live["webhooks"] == written["webhooks"]
    assert live == written


def test_other_methods_and_paths(app: Any, desk: Any) -> None:
    answer = ask(app, "DELETE", "/pets", headers=[TOKEN])
    assert answer.status == 405
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))
    assert ask(app, "GET", "/none").status == 404
    assert ask(app, "GET", f"/v1/pets/{ID}").status == 404
