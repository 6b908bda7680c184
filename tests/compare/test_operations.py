"""Changes of operations and of everything they hold apart from schemas."""

from __future__ import annotations

from dataclasses import replace

import pytest
from contracts import ROOT, asks, bearer, body, contract, header, media, operation, parameter, reply
from documents import contract_of, pets

from handfast.compare import Aspect, Change, Kind, compare
from handfast.contract.model import Body, Contract, Location, Operation, Parameter, Reply, Requirement

TEXT = {"type": "string"}
LIMIT = parameter("limit", {"type": "integer"})


def _only(old: Contract, new: Contract) -> Change:
    (change,) = compare(old, new)
    (back,) = compare(new, old)
    assert back == change.reverse()
    return change


def test_an_operation_that_is_gone() -> None:
    one = {"responses": {"200": {"description": "fine"}}}
    old, new = (
        contract_of(pets(paths={"/pets": {"get": one, "post": one}})),
        contract_of(pets(paths={"/pets": {"get": one}})),
    )
    change = _only(old, new)
    assert (change.kind, change.aspect, change.operation) == (Kind.REMOVED, Aspect.OPERATION, "POST /pets")
    assert (str(change.old), str(change.new)) == ("openapi.yaml#/paths/~1pets/post", "openapi.yaml#/paths/~1pets")


def test_the_order_of_operations_and_parameters_says_nothing() -> None:
    other = parameter("after", TEXT)
    old = contract(operation(LIMIT, other), operation(method="POST"))
    assert compare(old, contract(operation(method="POST"), operation(other, LIMIT))) == ()


def test_a_path_parameter_goes_by_its_position() -> None:
    def pet(name: str, node: object) -> Operation:
        return operation(parameter(name, node, Location.PATH, required=True), path=f"/pets/{{{name}}}")

    assert compare(contract(pet("id", TEXT)), contract(pet("name", TEXT))) == ()
    change = _only(contract(pet("id", TEXT)), contract(pet("name", {"type": "integer"})))
    assert (change.what, change.operation) == ("path parameter `id` / `name`: type", "GET /pets/{id}")


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (replace(LIMIT, required=True), "query parameter `limit`: required"),
        (replace(LIMIT, style="spaceDelimited"), "query parameter `limit`: style"),
        (replace(LIMIT, explode=False), "query parameter `limit`: explode"),
        (replace(LIMIT, allow_reserved=True), "query parameter `limit`: allowReserved"),
        (replace(LIMIT, allow_empty_value=True), "query parameter `limit`: allowEmptyValue"),
        (replace(LIMIT, deprecated=True), "query parameter `limit`: deprecated"),
        (parameter("limit", TEXT), "query parameter `limit`: type"),
    ],
)
def test_a_facet_of_a_parameter(changed: Parameter, what: str) -> None:
    change = _only(contract(operation(LIMIT)), contract(operation(changed)))
    assert (change.what, change.kind) == (what, Kind.CHANGED)


def test_a_parameter_elsewhere_is_another_parameter() -> None:
    old, new = contract(operation(LIMIT)), contract(operation(parameter("limit", TEXT, Location.COOKIE)))
    assert [(change.kind, change.what) for change in compare(old, new)] == [
        (Kind.REMOVED, "query parameter `limit`"),
        (Kind.ADDED, "cookie parameter `limit`"),
    ]


def test_header_names_ignore_case() -> None:
    old = contract(
        operation(parameter("X-Trace", TEXT, Location.HEADER), replies=(reply("200", None, header("ETag", TEXT)),))
    )
    new = contract(
        operation(parameter("x-trace", TEXT, Location.HEADER), replies=(reply("200", None, header("etag", TEXT)),))
    )
    assert compare(old, new) == ()


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (None, "request body"),
        (body(TEXT, required=False), "request body: required"),
        (body({}), "request body: application/json: type"),
    ],
)
def test_a_request_body(changed: Body | None, what: str) -> None:
    change = _only(contract(operation(body=body(TEXT))), contract(operation(body=changed)))
    assert change.what == what


def test_media_types_ignore_case_and_space() -> None:
    old = Body(ROOT, True, (media(TEXT, "Text/HTML; charset=UTF-8"),))
    new = Body(ROOT, True, (media(TEXT, 'text/html;charset="utf-8"'),))
    assert compare(contract(operation(body=old)), contract(operation(body=new))) == ()
    other = Body(ROOT, True, (media(TEXT, "text/html"),))
    assert [change.aspect for change in compare(contract(operation(body=old)), contract(operation(body=other)))] == [
        Aspect.CONTENT,
        Aspect.CONTENT,
    ]


@pytest.mark.parametrize(
    ("changed", "what", "kind"),
    [
        ((reply("200", TEXT, header("ETag", TEXT)),), "reply 404", Kind.REMOVED),
        ((reply("404"), reply("200", TEXT)), "reply 200: header `etag`", Kind.REMOVED),
        (
            (reply("404"), reply("200", TEXT, header("ETag", TEXT, required=True))),
            "reply 200: header `etag`: required",
            Kind.CHANGED,
        ),
        (
            (reply("404"), reply("200", TEXT, header("ETag", {"type": "null"}))),
            "reply 200: header `etag`: type",
            Kind.CHANGED,
        ),
        ((reply("404"), reply("200", None, header("ETag", TEXT))), "reply 200: application/json", Kind.REMOVED),
    ],
)
def test_a_reply(changed: tuple[Reply, ...], what: str, kind: Kind) -> None:
    old = contract(operation(replies=(reply("200", TEXT, header("ETag", TEXT)), reply("404"))))
    change = _only(old, contract(operation(replies=changed)))
    assert (change.what, change.kind) == (what, kind)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((asks(a=(), b=()),), (asks(b=(), a=()),)),
        ((asks(a=()), asks(b=())), (asks(b=()), asks(a=()))),
        ((asks(a=("x", "y")),), (asks(a=("y", "x")),)),
    ],
)
def test_security_is_a_set_of_sets(one: tuple[Requirement, ...], other: tuple[Requirement, ...]) -> None:
    assert compare(contract(operation(security=one)), contract(operation(security=other))) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((asks(a=(), b=()),), (asks(a=()), asks(b=()))),
        ((asks(a=("x",)),), (asks(a=()),)),
        ((asks(a=()),), ()),
        ((asks(),), ()),
        ((asks(a=()),), (asks(a=()), asks())),
    ],
)
def test_security_that_differs(one: tuple[Requirement, ...], other: tuple[Requirement, ...]) -> None:
    change = _only(contract(operation(security=one)), contract(operation(security=other)))
    assert (change.aspect, change.what) == (Aspect.SECURITY, "security")


def test_a_renamed_scheme_is_the_same_scheme() -> None:
    old = contract(operation(security=(asks(a=()),)), schemes=(bearer("a"),))
    assert compare(old, contract(operation(security=(asks(b=()),)), schemes=(bearer("b"),))) == ()
    basic = replace(bearer("b"), http_scheme="basic")
    assert compare(old, contract(operation(security=(asks(b=()),)), schemes=(basic,)))


def test_a_scheme_that_both_sides_name_is_compared_once() -> None:
    uses = (operation(security=(asks(a=()),)), operation(method="PUT", security=(asks(a=()),)))
    basic = replace(bearer("a"), http_scheme="basic")
    change = _only(contract(*uses, schemes=(bearer("a"),)), contract(*uses, schemes=(basic,)))
    assert (change.what, change.before, change.after) == ("security scheme `a`: scheme", "bearer", "basic")


def test_an_operation_id_is_part_of_the_contract() -> None:
    change = _only(contract(operation(operation_id="list")), contract(operation(operation_id="all")))
    assert change.what == "operationId"


def test_callbacks_and_webhooks_are_compared_like_operations() -> None:
    inner = operation(path="{$request.body#/url}", method="POST", body=body(TEXT))
    without = replace(inner, body=None)
    change = _only(contract(operation(callbacks=(inner,))), contract(operation(callbacks=(without,))))
    assert change.operation == "GET /pets: callback POST {$request.body#/url}"
    change = _only(contract(webhooks=(inner,)), contract(webhooks=()))
    assert (change.kind, change.operation) == (Kind.REMOVED, "webhook POST {$request.body#/url}")
