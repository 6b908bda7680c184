"""Parameters of every location in a generated app: ambiguous, undeclared, empty, and those that are documents."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from recorded import Recorded, record

from handfast.runtime.parameters import decoders
from handfast.runtime.undeclared import names_beside
from handfast.runtime.wire import Wire

HERE = Path(__file__).parent
PACKAGE = "locations_contract"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    document = tmp_path_factory.mktemp("locations") / "openapi.yaml"
    document.write_text((HERE / "openapi.yaml").read_text())
    return record(document, PACKAGE)


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        ("/plain?n=1&n=1", []),
        ("/plain?class=a&class=b", []),
        ("/plain", [("x-word", "a"), ("x-word", "b")]),
        ("/plain", [("cookie", "session=a; session=b")]),
        ("/plain", [("cookie", "session=a"), ("cookie", "session=a")]),
        ("/plain?point={}&point={}", []),
        ("/plain?where[a]=1&where[a]=2", []),
        ("/plain?low=1&low=2", []),
        ("/plain?low=x", []),
        ("/plain?point={", []),
        ("/plain?%C0%80=1", []),
        ("/plain", [("x-word", "\xff")]),
        ("/plain", [("x-word", "a\0")]),
        ("/plain", [("cookie", "session=%E0%80%AF")]),
        ("/plain", [("cookie", "session=\xc3")]),
        ("/plain", [("cookie", "session=a%0")]),
        ("/documents/1", []),
        ("/documents/[1", []),
        ("/documents/[1]?form=a%3Dx", []),
        ("/documents/[1]?form=%25FF", []),
        ("/whole?a=1&%FF=2", []),
        ("/whole?a=1&a=2", []),
    ],
)
def test_refused(app: Recorded, target: str, headers: list[tuple[str, str]]) -> None:
    assert app.ask("GET", target, headers=headers).status == 400


def test_names_and_escapes(app: Recorded) -> None:
    target = "/plain?a+b%5B%5D=1&class=%2525&low=1&high=2&where%5Bx%5D=y&point=%7B%22a%22:1%7D"
    headers = [("x-word", "\xc3\xa9 %41"), ("cookie", "session=\xc3\xa0; other=%zz")]
    given = app.given("GET", target, headers=headers)
    assert {name: value for name, value in given.items() if value is not None} == {
        "a_b": ["1"],
        "class_": "%25",
        "point": {"a": 1},
        "where": {"x": "y"},
        "area": {"low": 1, "high": 2},
        "x_word": "é %41",
        "session": "à",
    }


def test_segments_and_names_that_are_no_identifiers(app: Recorded) -> None:
    given = app.given("GET", "/a-x%2Fy.z.w/%2E%2E/%25/%23x")
    assert given == {"b": "x/y", "c": "z.w", "pet_id": "..", "class_": "%"}


def test_what_is_somebody_elses_is_no_member(app: Recorded) -> None:
    query = "n=1&where[a]=b&api_key=secret&one=1&two=2"
    found, violations = decoded("remaining", query, cookie="ticket=secret; crumb=x")
    assert violations == []
    assert found == {"n": 1, "where": {"a": "b"}, "rest": {"one": "1", "two": "2"}, "crumbs": {"crumb": "x"}}


def test_an_empty_value_means_unused(app: Recorded) -> None:
    assert app.given("GET", "/empty?n=&s=") == {"n": 7, "s": ""}
    assert app.given("GET", "/empty?n&s") == {"n": 7, "s": ""}
    assert app.given("GET", "/empty?n=1&s=x") == {"n": 1, "s": "x"}
    assert app.ask("GET", "/empty?n=&n=&s=").status == 400
    assert app.ask("GET", "/plain?n=").status == 400


def test_documents_in_every_location(app: Recorded) -> None:
    form = "a%3D1%26b%3Dx%257C%2525%C3%B1"
    headers = [("x-point", "[2]"), ("cookie", "jar=%5B3%5D")]
    given = app.given("GET", f"/documents/%5B1,2%5D?form={form}&text=a+b", headers=headers)
    assert given == {
        "point": [1, 2],
        "x_point": [2],
        "jar": [3],
        "form": {"a": 1, "b": ["x", "%ñ"]},
        "text": "a b",
    }


def test_the_whole_query_is_a_form(app: Recorded) -> None:
    assert app.given("GET", "/whole?a=1&b=x%20y") == {"all": {"a": 1, "b": ["x", "y"]}}
    assert app.given("GET", "/whole") == {"all": None}


# --- undeclared names -------------------------------------------------------------------------------------------------


def decoded(operation_id: str, query: str, cookie: str = "") -> tuple[dict[str, Any], list[Any]]:
    """What an operation that refuses undeclared names reads from a request, and its violations."""
    routers = importlib.import_module(f"{PACKAGE}.routers.default")
    operation = next(one for one in vars(routers).values() if getattr(one, "id", None) == operation_id)
    judge = importlib.import_module(f"{PACKAGE}.contract").JUDGE
    found: dict[str, Any] = {}
    violations: list[Any] = []
    scope = {"query_string": query.encode(), "headers": [(b"cookie", cookie.encode())]}
    wire = Wire(scope, {one.name: "1" for one in operation.parameters})
    for decoder in decoders(judge, operation.parameters, {}, beside=names_beside(operation), refuse_undeclared=True):
        decoder.decode(wire, found, violations)
    return found, violations


def refused(operation_id: str, query: str) -> list[str]:
    """The names that an operation refuses when it is told to refuse those that nobody has declared."""
    _, violations = decoded(operation_id, query)
    assert all(one.location == "query" for one in violations)
    return [one.name or one.message for one in violations]


@pytest.mark.parametrize(
    ("operation_id", "query", "names"),
    [
        ("plain", "n=1&a%20b%5B%5D=x&class=c&point={}&where[a][b]=1&low=1&high=2", []),
        ("plain", "n=1&more=2&other", ["more", "other"]),
        ("plain", "area=1&where=2&lower=3", ["area", "where", "lower"]),
        ("plain", "N=1&a+b=2", ["N", "a b"]),
        ("plain", "x" * 100 + "=1", ["x" * 64]),
        ("plain", "&".join(f"x{one}" for one in range(25)), [f"x{one}" for one in range(20)]
         + ["has 5 more names that are not declared"]),
        ("keyed", "api_key=secret&n=1", []),
        ("keyed", "ticket=1", ["ticket"]),
        ("remaining", "anything=1&n=2&api_key=secret", []),
        ("conditional", "mode=a&free=1", []),
        ("whole", "a=1&undeclared=2", []),
    ],
)  # fmt: skip
def test_undeclared_names(app: Recorded, operation_id: str, query: str, names: list[str]) -> None:
    assert refused(operation_id, query) == names


def test_undeclared_names_are_ignored_by_default(app: Recorded) -> None:
    assert app.given("GET", "/plain?more=%FF&n=1")["n"] == 1


def test_the_environment_refuses_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_UNDECLARED_QUERY", "refuse")
    (tmp_path / "openapi.yaml").write_text((HERE / "openapi.yaml").read_text())
    strict = record(tmp_path / "openapi.yaml", "strict_contract")
    answer = strict.ask("GET", "/plain?n=1&more=2")
    assert answer.status == 400
    assert [(one["in"], one["name"]) for one in answer.json["errors"]] == [("query", "more")]
    assert strict.given("GET", "/plain?n=1")["n"] == 1


def test_the_environment_must_be_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_UNDECLARED_QUERY", "maybe")
    (tmp_path / "openapi.yaml").write_text((HERE / "openapi.yaml").read_text())
    with pytest.raises(ValueError, match="HANDFAST_UNDECLARED_QUERY must be `ignore` or `refuse`"):
        record(tmp_path / "openapi.yaml", "confused_contract")
