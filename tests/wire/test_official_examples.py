"""The parameters of OpenAPI's own fixture documents, in a generated app, with the examples that those give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from recorded import Recorded, record

DONE = {"get": {"responses": {"204": {"description": ""}}}}


def app(fixtures: Path, version: str, folder: Path) -> Recorded:
    """The app of the parameter examples: their path items have no operations, so each gets one."""
    document = yaml.safe_load((fixtures / version / "pass__parameter-object-examples.yaml").read_text())
    document["paths"] = {path.replace("{username}", "{usernames}"): {**item, **DONE} for path, item in
                         document["paths"].items()}  # fmt: skip
    (folder / "openapi.json").write_text(json.dumps(document))
    return record(folder / "openapi.json", f"official_{version.replace('.', '_')}")


@pytest.fixture(scope="module")
def fixtures(shared: Path) -> Path:
    return shared / "suites" / "openapi-fixtures"


@pytest.fixture(scope="module", params=["3.1", "3.2"])
def official(request: pytest.FixtureRequest, fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return app(fixtures, request.param, tmp_path_factory.mktemp("official"))


TOKEN = {"token": "12345678,90099"}


def test_every_parameter_of_the_examples(official: Recorded) -> None:
    point = {"lat": 51.5, "long": -0.12}
    query = f"id=a&id=b%2Cc&one=1&two=2&coordinates={quote(json.dumps(point))}"
    headers = [*TOKEN.items(), ("cookie", "my_cookie1=a%20b")]
    given = official.given("GET", f"/user/mary,j%C3%BCrgen?{query}", headers=headers)
    assert given.pop("my_cookie2", None) is None
    assert given == {
        "token": [12345678, 90099],
        "usernames": ["mary", "jürgen"],
        "id": ["a", "b,c"],
        "free_form": {"one": 1, "two": 2},
        "coordinates": point,
        "my_cookie1": "a b",
    }


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {}),
        ("", {"token": "9223372036854775808"}),
        ("one=x", TOKEN),
        ("coordinates=", TOKEN),
        (f"coordinates={quote('{}')}", TOKEN),
        (f"coordinates={quote('{')}", TOKEN),
    ],
)
def test_what_the_examples_do_not_allow(official: Recorded, query: str, headers: dict[str, str]) -> None:
    assert official.ask("GET", f"/user/mary?{query}", headers=headers).status == 400


def test_the_whole_query_string(fixtures: Path, tmp_path: Path) -> None:
    document = yaml.safe_load((fixtures / "3.2" / "pass__parameter-object-examples.yaml").read_text())
    document["paths"] = {"/user": {**document["paths"]["/user"], **DONE}}
    content = document["paths"]["/user"]["parameters"][0]["content"]
    example = content["application/json"]["example"]
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    whole = record(tmp_path / "openapi.json", "official_whole")
    sent = quote(json.dumps(example, separators=(",", ":")), safe="")
    assert whole.given("GET", f"/user?{sent}") == {"json": example}
    assert whole.ask("GET", "/user?%7B").status == 400
    assert whole.ask("GET", "/user?%ZZ").status == 400


@pytest.mark.parametrize("version", ["3.1", "3.2"])
def test_reserved_characters_stand_for_themselves(fixtures: Path, version: str, tmp_path: Path) -> None:
    document = yaml.safe_load((fixtures / version / "pass__parameter-object-query-allowReserved.yaml").read_text())
    parameters = [{"$ref": f"#/components/parameters/{name}"} for name in document["components"]["parameters"]]
    document["paths"] = {"/x": {"parameters": parameters, **DONE}}
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    reserved = record(tmp_path / "openapi.json", f"official_reserved_{version.replace('.', '_')}")
    assert reserved.given("GET", "/x?my_query=:/?@!$'()*+,;=%20%26%23") == {"my_query": ":/?@!$'()*+,;= &#"}


def test_the_serialized_form(fixtures: Path, tmp_path: Path) -> None:
    """`dataValue` and `serializedValue` of one example are one value in two words."""
    document = yaml.safe_load((fixtures / "3.2" / "pass__example-object-examples.yaml").read_text())
    form = document["components"]["responses"]["200"]["content"]["application/x-www-form-urlencoded"]
    example = form["examples"]["jsonFormValue"]
    body: dict[str, Any] = {"content": {"application/x-www-form-urlencoded": form}, "required": True}
    document["paths"] = {"/x": {"post": {"requestBody": body, **DONE["get"]}}}
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    app = record(tmp_path / "openapi.json", "official_form")
    headers = {"content-type": "application/x-www-form-urlencoded"}
    given = app.given("POST", "/x", headers=headers, body=example["serializedValue"].encode())
    assert given == {"body": {"jsonValue": example["dataValue"]}}
