"""Who gets in: every kind of credential, every way to combine schemes, and that nothing gets past a failure."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import Answer, ask
from fastapi import FastAPI, HTTPException
from single import DONE, Done, judge, make_interface, shaped

from handfast.runtime import (
    BasicCredentials,
    Body,
    Content,
    ContractError,
    Forbidden,
    Operation,
    Parameter,
    Scheme,
    Unauthorized,
    Use,
    contract_router,
)

BEARER = Scheme(name="b", method="bearer", kind="bearer")
BASIC = Scheme(name="p", method="basic", kind="basic")
HEADER = Scheme(name="h", method="header", kind="apiKey", location="header", parameter="X-Key")
QUERY = Scheme(name="q", method="query", kind="apiKey", location="query", parameter="key")
COOKIE = Scheme(name="c", method="cookie", kind="apiKey", location="cookie", parameter="sid")
DIGEST = Scheme(name="d", method="digest", kind="http", http_scheme="hoba")
TLS = Scheme(name="t", method="tls", kind="mutualTLS")
KEYWORDS = {
    "bearer": ("token", str),
    "basic": ("credentials", BasicCredentials),
    "header": ("key", str),
    "query": ("key", str),
    "cookie": ("key", str),
    "digest": ("credentials", str),
    "tls": ("certificate", str),
}

BEARER_CHALLENGE = 'Bearer realm="api"'


class Gate:
    """An app with one secured operation. A credential that holds `good` is somebody, `weak` lacks a scope."""

    def __init__(self, folder: Path, *security: tuple[Use, ...], decide: Callable[[Any], Any] | None = None) -> None:
        self.asked: list[tuple[str, Any, frozenset[str]]] = []
        self.principals: list[Any] = []
        self.decide = decide
        self.say: Callable[[Scheme], str | None] = lambda _: None
        operation = Operation(
            pointer="#/o",
            id="o",
            method="POST",
            path="/x",
            handler="o",
            parameters=(Parameter(name="n", into="n", location="query", schema="#/n", required=True),),
            body=Body(required=True, content=(Content(media_type="application/json", schema="#/n"),)),
            responses=(DONE,),
            success=Done,
            security=security,
        )
        hints = {"n": int, "body": int, "principal": Any}
        api = make_interface("Api", {"o": (hints, None)})

        async def handler(_: object, *, principal: Any, **__: Any) -> None:
            self.principals.append(principal)

        guards = {name: ({keyword: kind, "scopes": frozenset[str]}, Any) for name, (keyword, kind) in KEYWORDS.items()}
        guard = make_interface("Security", guards)
        members = {name: shaped(self.method(name), hints, Any) for name, (hints, _) in guards.items()}
        members["challenge"] = lambda _, *, scheme: self.say(scheme)
        router = contract_router(
            judge(folder, {"#/n": {"type": "integer"}}),
            api,
            type("Impl", (api,), {"o": shaped(handler, hints, None)}),
            guard=guard,
            security=type("Guard", (guard,), members)(),
            operations=(operation,),
        )
        self.app = FastAPI()
        self.app.include_router(router)

    def method(self, name: str) -> Any:
        async def decide(_: object, *, scopes: frozenset[str], **credential: Any) -> Any:
            (value,) = credential.values()
            self.asked.append((name, value, scopes))
            if self.decide is not None:
                return self.decide(value)
            text = value.password if isinstance(value, BasicCredentials) else value
            if "weak" in text:
                raise Forbidden("not you")
            return f"{name}!" if "good" in text else None

        return decide

    def ask(self, headers: Any = (), query: str = "", **more: Any) -> Answer:
        lines = [*(headers.items() if isinstance(headers, dict) else headers), ("content-type", "application/json")]
        return ask(self.app, "POST", f"/x?n=1{query}", headers=lines, body=b"1", **more)


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("scheme", "request_", "credential"),
    [
        (BEARER, {"headers": {"Authorization": "Bearer good"}}, "good"),
        (BEARER, {"headers": {"authorization": "bEARER   good "}}, "good"),
        (BASIC, {"headers": {"Authorization": basic("me:good:é")}}, BasicCredentials("me", "good:é")),
        (HEADER, {"headers": {"x-key": "good"}}, "good"),
        (QUERY, {"query": "&key=good%20key"}, "good key"),
        (COOKIE, {"headers": {"Cookie": "a=b; sid=good"}}, "good"),
        (DIGEST, {"headers": {"Authorization": "HOBA result=good"}}, "result=good"),
        (TLS, {"scope": {"extensions": {"tls": {"client_cert_chain": ["good PEM", "CA"]}}}}, "good PEM"),
    ],
)
def test_credentials(tmp_path: Path, scheme: Scheme, request_: dict[str, Any], credential: Any) -> None:
    gate = Gate(tmp_path, (Use(scheme, ("read", "write")),))
    assert gate.ask(**request_).status == 204
    assert gate.asked == [(scheme.method, credential, frozenset({"read", "write"}))]
    assert gate.principals == [f"{scheme.method}!"]


def test_a_plus_in_a_cookie_is_a_plus(tmp_path: Path) -> None:
    gate = Gate(tmp_path, (Use(COOKIE),))
    assert gate.ask(headers={"cookie": "sid=good+1%2B2"}).status == 204
    assert gate.asked == [("cookie", "good+1+2", frozenset())]
    query = Gate(tmp_path / "q", (Use(QUERY),))
    assert query.ask(query="&key=good+1%2B2").status == 204
    assert query.asked == [("query", "good 1+2", frozenset())]


@pytest.mark.parametrize(
    ("scheme", "request_", "challenge"),
    [
        (BEARER, {}, BEARER_CHALLENGE),
        (BEARER, {"headers": {"Authorization": "Bearer"}}, BEARER_CHALLENGE),
        (BEARER, {"headers": {"Authorization": "Bearer "}}, BEARER_CHALLENGE),
        (BEARER, {"headers": {"Authorization": "good"}}, BEARER_CHALLENGE),
        (BEARER, {"headers": {"Authorization": basic("me:good")}}, BEARER_CHALLENGE),
        (BEARER, {"headers": [("Authorization", "Bearer good"), ("Authorization", "Bearer good")]}, BEARER_CHALLENGE),
        (BEARER, {"headers": {"Authorization": "Bearer bad"}}, f'{BEARER_CHALLENGE}, error="invalid_token"'),
        (BASIC, {"headers": {"Authorization": "Basic !good"}}, 'Basic realm="api", charset="UTF-8"'),
        (BASIC, {"headers": {"Authorization": basic("good")}}, 'Basic realm="api", charset="UTF-8"'),
        (HEADER, {"headers": {"x-key": ""}}, 'ApiKey in="header", name="X-Key"'),
        (HEADER, {"headers": [("x-key", "good"), ("x-key", "good")]}, 'ApiKey in="header", name="X-Key"'),
        (QUERY, {"query": "&key=good&key=good"}, 'ApiKey in="query", name="key"'),
        (QUERY, {"query": "&key=%FFgood"}, 'ApiKey in="query", name="key"'),
        (COOKIE, {"headers": {"x-key": "good"}}, 'ApiKey in="cookie", name="sid"'),
        (DIGEST, {"headers": {"Authorization": "Bearer good"}}, "HOBA"),
        (TLS, {"headers": {"x-client-cert": "good"}}, "MutualTLS"),
    ],
)
def test_401(tmp_path: Path, scheme: Scheme, request_: dict[str, Any], challenge: str) -> None:
    gate = Gate(tmp_path, (Use(scheme),))
    answer = gate.ask(**request_)
    assert (answer.status, answer.headers["www-authenticate"]) == (401, challenge)
    assert gate.principals == []


B, H = Use(BEARER), Use(HEADER)
GOOD_B, GOOD_H = ("Authorization", "Bearer good"), ("X-Key", "good")
BAD_B, BAD_H, WEAK_B = ("Authorization", "Bearer bad"), ("X-Key", "bad"), ("Authorization", "Bearer weak")


@pytest.mark.parametrize(
    ("security", "headers", "status", "principal"),
    [
        ((), [], 204, None),
        (((),), [], 204, None),
        (((), (B,)), [GOOD_B], 204, "bearer!"),
        (((), (B,)), [BAD_B], 204, None),
        (((), (B,)), [], 204, None),
        (((B,), (H,)), [GOOD_B], 204, "bearer!"),
        (((B,), (H,)), [GOOD_H], 204, "header!"),
        (((B,), (H,)), [BAD_B, GOOD_H], 204, "header!"),
        (((B,), (H,)), [WEAK_B, GOOD_H], 204, "header!"),
        (((B,), (H,)), [WEAK_B, BAD_H], 403, None),
        (((B,), (H,)), [WEAK_B], 403, None),
        (((B,), (H,)), [BAD_B, BAD_H], 401, None),
        (((B,), (H,)), [], 401, None),
        (((B, H),), [GOOD_B, GOOD_H], 204, "bearer!"),
        (((H, B),), [GOOD_B, GOOD_H], 204, "header!"),
        (((B, H),), [GOOD_B], 401, None),
        (((B, H),), [GOOD_H], 401, None),
        (((B, H),), [GOOD_B, BAD_H], 401, None),
        (((B, H),), [BAD_B, GOOD_H], 401, None),
        (((B, H),), [WEAK_B, GOOD_H], 403, None),
    ],
)
def test_combinations(tmp_path: Path, security: Any, headers: Any, status: int, principal: Any) -> None:
    gate = Gate(tmp_path, *security)
    assert gate.ask(headers).status == status
    assert gate.principals == ([principal] if status == 204 else [])


# --- every combination, against a model ------------------------------------------------------------------------------

SENT = {
    "bearer": lambda state: {"headers": [("Authorization", f"Bearer {state}")]},
    "header": lambda state: {"headers": [("X-Key", state)]},
    "query": lambda state: {"query": f"&key={state}"},
}
STATES = ("absent", "wrong", "weak", "good")
STRUCTURES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("bearer",),),
    (("bearer",), ()),
    ((), ("bearer",)),
    (("bearer",), ("header",)),
    (("header",), ("bearer",), ()),
    (("bearer", "header"),),
    (("header", "bearer"), ()),
    (("bearer", "header"), ("query",)),
    (("query",), ("header", "bearer")),
    (("bearer", "header", "query"),),
    (("bearer", "header"), ("header", "query"), ("query", "bearer")),
    (("query",), ("bearer",), ("header",)),
)


def verdict(structure: tuple[tuple[str, ...], ...], states: dict[str, str]) -> tuple[int, str | None]:
    """Status and principal, as OpenAPI 3.1 §4.8.30 says: any requirement is enough, all its schemes must pass."""
    worst = [
        next((bad for bad in ("absent", "wrong", "weak") if bad in {states[name] for name in required}), "good")
        for required in structure
    ]
    for required, state in zip(structure, worst, strict=True):
        if required and state == "good":
            return 204, f"{required[0]}!"
    if () in structure:
        return 204, None
    return (403 if "weak" in worst else 401), None


@pytest.mark.parametrize("structure", STRUCTURES, ids=str)
def test_every_combination(tmp_path: Path, structure: tuple[tuple[str, ...], ...]) -> None:
    schemes = {"bearer": BEARER, "header": HEADER, "query": QUERY}
    gate = Gate(tmp_path, *(tuple(Use(schemes[name]) for name in required) for required in structure))
    seen = set()
    for chosen in itertools.product(STATES, repeat=3):
        states = dict(zip(SENT, chosen, strict=True))
        sent = [SENT[name](state) for name, state in states.items() if state != "absent"]
        headers = [line for one in sent for line in one.get("headers", [])]
        gate.principals.clear()
        gate.asked.clear()
        answer = gate.ask(headers, "".join(one.get("query", "") for one in sent))
        status, principal = verdict(structure, states)
        assert (answer.status, gate.principals) == (status, [principal] if status == 204 else []), states
        assert ("www-authenticate" in answer.headers) is (status == 401), states
        assert {name for name, _, _ in gate.asked} <= {name for name, state in states.items() if state != "absent"}
        seen.add(status)
    assert {204, 401, 403} - seen <= ({401, 403} if () in structure else set())


def test_every_scheme_of_a_requirement_is_asked(tmp_path: Path) -> None:
    gate = Gate(tmp_path, (B, H))
    for first, second in itertools.product(("bad", "weak", "good"), repeat=2):
        gate.asked.clear()
        gate.ask([("Authorization", f"Bearer {first}"), ("X-Key", second)])
        assert [name for name, _, _ in gate.asked] == ["bearer", "header"]


# --- what a refusal says ----------------------------------------------------------------------------------------------


def test_every_scheme_that_could_help_is_named(tmp_path: Path) -> None:
    gate = Gate(tmp_path, (Use(BEARER), Use(HEADER)), (Use(BASIC),), (Use(QUERY),), (Use(BEARER, ("x",)),))
    assert gate.ask([BAD_B, GOOD_H]).headers["www-authenticate"] == (
        'Bearer realm="api", error="invalid_token", ApiKey in="header", name="X-Key", '
        'Basic realm="api", charset="UTF-8", ApiKey in="query", name="key"'
    )


def test_a_missing_scope_is_named(tmp_path: Path) -> None:
    gate = Gate(tmp_path / "a", (Use(BEARER, ("read", 'we"ird', "write")),))
    answer = gate.ask([WEAK_B])
    assert answer.status == 403
    assert answer.headers["www-authenticate"] == ('Bearer realm="api", error="insufficient_scope", scope="read write"')
    for index, use in enumerate((Use(BEARER), Use(HEADER, ("read",)))):
        headers = [WEAK_B, ("X-Key", "weak")]
        assert "www-authenticate" not in Gate(tmp_path / str(index), (use,)).ask(headers).headers


def test_a_guard_may_say_more(tmp_path: Path) -> None:
    def refuse(_: Any) -> Any:
        headers = {"www-authenticate": 'Bearer realm="shop", error="expired"', "Retry-After": "3"}
        raise Unauthorized("the token has expired", headers=headers)

    answer = Gate(tmp_path, (B,), (H,), decide=refuse).ask([GOOD_B])
    assert (answer.status, answer.json["detail"], answer.headers["retry-after"]) == (401, "the token has expired", "3")
    assert answer.headers["www-authenticate"] == (
        'Bearer realm="shop", error="expired", ApiKey in="header", name="X-Key"'
    )


@pytest.mark.parametrize(
    ("http_scheme", "challenge"),
    [("digest", "Digest"), ("DPOP", "DPoP"), ("negotiate", "Negotiate"), ("custom", "Custom"), ('x",\r\ny: é', "Xy")],
)
def test_a_guard_says_the_challenge_of_a_scheme_that_needs_one(
    tmp_path: Path, http_scheme: str, challenge: str
) -> None:
    scheme = Scheme(name="d", method="digest", kind="http", http_scheme=http_scheme)
    gate = Gate(tmp_path, (Use(scheme),), (B,))
    assert gate.ask().headers["www-authenticate"] == f"{challenge}, {BEARER_CHALLENGE}"
    gate.say = lambda scheme: f'{challenge} nonce="{scheme.name}"'
    assert gate.ask().headers["www-authenticate"] == f'{challenge} nonce="d", {BEARER_CHALLENGE}'


@pytest.mark.parametrize("given", [None, False])
def test_a_verifier_that_says_no_lets_nobody_in(tmp_path: Path, given: Any) -> None:
    assert Gate(tmp_path, (B,), decide=lambda _: given).ask([GOOD_B]).status == 401


@pytest.mark.parametrize("given", [0, "", [], ()])
def test_other_values_are_callers(tmp_path: Path, given: Any) -> None:
    gate = Gate(tmp_path, (B,), decide=lambda _: given)
    assert gate.ask([GOOD_B]).status == 204
    assert gate.principals == [given]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("down"), 500),
        (KeyError("x"), 500),
        (HTTPException(503), 503),
        (Unauthorized(), 401),
        (Forbidden(), 403),
    ],
)
@pytest.mark.parametrize("security", [((B,),), ((B,), (H,)), ((), (B,))])
def test_a_failure_never_lets_in(tmp_path: Path, error: Exception, status: int, security: Any) -> None:
    def fail(_: Any) -> Any:
        raise error

    gate = Gate(tmp_path, *security, decide=fail)
    answer = gate.ask([GOOD_B])
    is_open = () in security and status in (401, 403)
    assert answer.status == (204 if is_open else status)
    assert gate.principals == ([None] if is_open else [])


def test_security_comes_before_everything_else(tmp_path: Path) -> None:
    gate = Gate(tmp_path, (B,))

    for headers, status in (
        ([("content-type", "text/plain")], 401),
        ([GOOD_B, ("content-type", "text/plain")], 415),
        ([GOOD_B, ("content-type", "application/json")], 400),
    ):
        assert ask(gate.app, "POST", "/x?n=x", headers=headers, body=b"1").status == status


def test_no_security_class_is_an_error_at_start(tmp_path: Path) -> None:
    operation = Operation(
        pointer="#/o", id="o", method="GET", path="/x", handler="o", responses=(DONE,), security=((B,),)
    )
    api = make_interface("Api", {"o": ({}, None)})

    async def handler(_: object) -> None: ...

    with pytest.raises(ContractError, match="asks for credentials"):
        contract_router(
            judge(tmp_path, {}), api, type("Impl", (api,), {"o": shaped(handler, {}, None)}), operations=(operation,)
        )


def test_a_password_is_not_shown() -> None:
    assert "s3cret" not in repr(BasicCredentials("me", "s3cret"))


@pytest.mark.parametrize(
    ("scheme", "request_"),
    [
        (QUERY, {"query": "&key="}),
        (COOKIE, {"headers": {"Cookie": "sid="}}),
        (HEADER, {"headers": {"x-key": ""}}),
        (BEARER, {"headers": {"Authorization": "Bearer   "}}),
        (BASIC, {"headers": {"Authorization": basic("me:good").replace("Z", "!Z", 1)}}),
        (BASIC, {"headers": {"Authorization": basic(":")}}),
        (BASIC, {"headers": {"Authorization": basic("me:go\0od")}}),
        (BASIC, {"headers": {"Authorization": basic("me")}}),
        (BASIC, {"headers": {"Authorization": "Basic " + base64.b64encode(b"me:\xff").decode()}}),
        (BASIC, {"headers": {"Authorization": "Basic\tbWU6Z29vZA=="}}),
        (BEARER, {"headers": {"Authorization": "Bearer good, Bearer good"}}),
        (BEARER, {"headers": {"Authorization": "Bearer gööd"}}),
        (BEARER, {"headers": {"Authorization": "Bearer,good"}}),
        (BEARER, {"headers": {"Authorization": ""}}),
        (DIGEST, {"headers": {"Authorization": "hoba"}}),
        (QUERY, {"query": "&key=go%00od"}),
        (QUERY, {"query": "&key=go%0Aod"}),
        (QUERY, {"query": "&key=good&ke%79=bad"}),
        (COOKIE, {"headers": {"Cookie": "sid=a; sid=b"}}),
        (COOKIE, {"headers": [("Cookie", "sid=a"), ("Cookie", "sid=a")]}),
        (TLS, {"scope": {"extensions": {"tls": {"client_cert_chain": []}}}}),
        (TLS, {"scope": {"extensions": {"tls": {"client_cert_chain": None}}}}),
    ],
)
def test_what_is_no_credential_is_never_shown_to_the_app(
    tmp_path: Path, scheme: Scheme, request_: dict[str, Any]
) -> None:
    gate = Gate(tmp_path, (Use(scheme),), decide=lambda _: "anybody")
    assert gate.ask(**request_).status == 401
    assert gate.asked == []
