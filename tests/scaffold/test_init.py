from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from handfast.cli.program import program

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

SERVED = """\
import json, sys
from fastapi.testclient import TestClient
from app.main import app
client = TestClient(app)
document = client.get("/openapi.json").json()
print(json.dumps([f"{method} {path}" for path, item in document["paths"].items() for method in item]))
"""

CORPUS = (
    "ag_adyen.com__FundService.json",
    "ag_adobe.com__aem.json",
    "ag_wolframalpha.com.json",
    "git_Redocly__tests__e2e__generate-client__fixtures__sse.json",
)


def init(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(program, ["init", *map(str, arguments)])
    return result.exit_code, result.output


def in_project(folder: Path, *command: str) -> str:
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", CORPUS)
def test_a_real_spec_becomes_a_project_that_serves_every_operation(corpus: Path, tmp_path: Path, name: str) -> None:
    spec = corpus / name
    code, output = init(tmp_path / "shop", "--from", spec)
    assert code == 0, output
    paths = json.loads(spec.read_bytes())["paths"]
    declared = {f"{method} {path}" for path, item in paths.items() for method in METHODS & item.keys()}
    assert set(json.loads(in_project(tmp_path / "shop", "-c", SERVED))) == declared


def test_the_spec_is_kept_as_it_was_written(corpus: Path, tmp_path: Path) -> None:
    spec = corpus / CORPUS[0]
    init(tmp_path / "shop", "--from", spec)
    assert (tmp_path / "shop" / "spec" / "openapi.json").read_bytes() == spec.read_bytes()


def test_the_example_becomes_a_project_whose_tests_pass(tmp_path: Path) -> None:
    code, output = init(tmp_path / "notes")
    assert code == 0, output
    in_project(tmp_path / "notes", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly")


def test_an_operation_that_is_not_implemented_is_mocked(tmp_path: Path) -> None:
    init(tmp_path / "notes")
    ask = (
        "from fastapi.testclient import TestClient\nfrom app.main import app\n"
        "reply = TestClient(app).get('/notes')\n"
        "print(reply.status_code, reply.headers['content-type'])"
    )
    assert in_project(tmp_path / "notes", "-c", ask).split() == ["200", "application/json"]


def test_a_new_project_answers_with_problems_where_no_operation_does(tmp_path: Path) -> None:
    init(tmp_path / "notes")
    ask = (
        "from fastapi.testclient import TestClient\nfrom app.main import app\n"
        "replies = [TestClient(app).get('/nowhere'), TestClient(app).patch('/openapi.json')]\n"
        "print(*(f\"{one.status_code} {one.headers['content-type']}\" for one in replies), sep='\\n')"
    )
    answers = in_project(tmp_path / "notes", "-c", ask).splitlines()
    assert answers == ["404 application/problem+json", "405 application/problem+json"]


@pytest.mark.parametrize("is_secured", [True, False])
def test_the_readme_speaks_of_security_where_there_is_some(tmp_path: Path, *, is_secured: bool) -> None:
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"get": {"responses": {"204": {"description": "none"}}}}},
    }
    if is_secured:
        document["components"] = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}
        document["security"] = [{"token": []}]
    (tmp_path / "spec.json").write_text(json.dumps(document))
    code, output = init(tmp_path / "shop", "--from", tmp_path / "spec.json")
    assert code == 0, output
    assert (tmp_path / "shop" / "app" / "security.py").is_file() == is_secured
    assert ("app/security.py" in (tmp_path / "shop" / "README.md").read_text()) == is_secured
    ask = (
        "from fastapi.testclient import TestClient\nfrom app.main import app\n"
        "client = TestClient(app)\n"
        "print(client.get('/pets').status_code, "
        "client.get('/pets', headers={'Authorization': 'Bearer whatever'}).status_code)"
    )
    assert in_project(tmp_path / "shop", "-c", ask).split() == ["401" if is_secured else "204", "204"]


def test_what_comes_next_is_said_in_words(tmp_path: Path) -> None:
    output = init(tmp_path / "notes")[1]
    assert "make contract-check" in output
    assert "&&" not in output


def test_several_files_are_kept_beside_each_other(tmp_path: Path) -> None:
    spec = tmp_path / "api" / "root.yaml"
    (spec.parent / "schemas").mkdir(parents=True)
    spec.write_text(
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      responses:\n"
        "        '200':\n          description: one\n          content:\n            application/json:\n"
        "              schema: {$ref: 'schemas/pet.yaml#/Pet'}\n"
    )
    (spec.parent / "schemas" / "pet.yaml").write_text("Pet: {type: object}\n")
    (spec.parent / "secret.txt").write_text("not part of the spec")
    code, output = init(tmp_path / "shop", "--from", spec)
    assert code == 0, output
    kept = sorted(
        path.relative_to(tmp_path / "shop" / "spec").as_posix() for path in (tmp_path / "shop" / "spec").rglob("*.*")
    )
    assert kept == ["root.yaml", "schemas/pet.yaml"]
    assert json.loads(in_project(tmp_path / "shop", "-c", SERVED)) == ["get /pets"]


HOSTILE = "A \"quoted\" $title\n# heading\n'''${app}\\"


def test_a_hostile_title_and_folder_stay_text(tmp_path: Path) -> None:
    spec = tmp_path / "spec.json"
    info = {"title": HOSTILE, "version": '1"\n'}
    reply = {"description": "ok"}
    spec.write_text(
        json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/x": {"get": {"responses": {"204": reply}}}}})
    )
    folder = tmp_path / 'odd "name" [x]'
    code, output = init(folder, "--from", spec)
    assert code == 0, output
    assert json.loads(in_project(folder, "-c", SERVED)) == ["get /x"]
    first = (folder / "README.md").read_text().splitlines()[0]
    assert first == "# A \"quoted\" $title # heading '''${app}\\"
    assert 'name = "odd-name-x"' in (folder / "pyproject.toml").read_text()


def test_a_folder_with_files_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    code, output = init(tmp_path)
    assert code == 2
    assert "GEN091" in output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_broken_spec_leaves_nothing_behind(tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text("openapi: 3.1.0\n")
    assert init(tmp_path / "new", "--from", spec)[0] == 1
    spec.write_text("{")
    assert init(tmp_path / "new", "--from", spec)[0] == 2
    assert init(tmp_path / "new", "--from", tmp_path / "nowhere.yaml")[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["spec.yaml"]


MULTI = (
    "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      responses:\n"
    "        '200':\n          description: one\n          content:\n            application/json:\n"
    "              schema: {$ref: '%s'}\n"
    "components: {schemas: {Pet: {type: object, properties: {name: {type: string}}}}}\n"
)


@pytest.mark.parametrize("reference", ["#/components/schemas/Pet", "schemas/pet.yaml#/Pet"])
def test_a_new_project_is_what_gen_would_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "pet.yaml").write_text("Pet: {type: object, properties: {name: {type: string}}}\n")
    (tmp_path / "my.yaml").write_text(MULTI % reference)
    code, output = init(tmp_path / "shop", "--from", tmp_path / "my.yaml")
    assert code == 0, output
    monkeypatch.chdir(tmp_path / "shop")
    result = CliRunner().invoke(program, ["gen", "--check"])
    assert result.exit_code == 0, result.output
