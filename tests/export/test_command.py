"""`handfast export`, as a person or a script uses it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from projects import SPEC, Pets, make
from typer.testing import CliRunner, Result

from handfast.cli.program import program
from handfast.document import load


@pytest.fixture(scope="module")
def pets(tmp_path_factory: pytest.TempPathFactory) -> Pets:
    return make(tmp_path_factory.mktemp("command"))


@pytest.fixture
def here(pets: Pets, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(pets.root)
    return pets.root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["export", *arguments])


def spec(root: Path) -> Any:
    return load(root / SPEC).files["openapi.yaml"]


def test_the_document_as_json(here: Path) -> None:
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.dumps(json.loads(result.stdout)) == json.dumps(spec(here))


def test_the_document_as_yaml(here: Path) -> None:
    assert json.dumps(yaml.safe_load(run("--yaml").stdout)) == json.dumps(spec(here))


def test_the_document_in_a_file(here: Path, tmp_path: Path) -> None:
    result = run("--output", str(tmp_path / "out"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((tmp_path / "out").read_text()) == spec(here)


@pytest.mark.usefixtures("here")
def test_a_file_that_can_not_be_written(tmp_path: Path) -> None:
    result = run("--output", str(tmp_path / "none" / "out"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "can't be written" in result.stderr


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("arguments", [["--yaml"], ["--format", "sarif"]])
def test_a_ledger_is_no_document_and_no_finding(arguments: list[str]) -> None:
    result = run("--ledger", *arguments)
    assert result.exit_code == 2
    assert "ledger" in result.stderr


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("arguments", [[], ["--yaml"], ["--ledger"], ["--ledger", "--format", "json"]])
def test_an_app_that_is_not_there(arguments: list[str]) -> None:
    result = run("--app", "app.none:app", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "DRIFT002" in result.stderr
    assert "`app.none` can't be imported" in result.stderr


def test_an_app_without_a_contract_has_no_ledger(here: Path) -> None:
    (here / "bare.py").write_text("from fastapi import FastAPI\napp = FastAPI()\n")
    result = run("--app", "bare:app", "--ledger")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "serves no operation of the contract" in result.stderr


@pytest.mark.usefixtures("here")
def test_the_ledger_for_people() -> None:
    result = run("--ledger")
    assert result.exit_code == 0
    constructs, enforced = map(int, re.findall(r"\d+", result.stdout.splitlines()[0]))
    held = [int(count) for count in re.findall(r"^ +(\d+)  by \w+: ", result.stdout, re.MULTILINE)]
    assert sum(held) == enforced < constructs
    assert "any more" not in result.stdout
    assert re.search(r"^    spec/openapi\.yaml:\d+:\d+  #/paths/", result.stdout, re.MULTILINE)


def test_the_ledger_for_machines(here: Path) -> None:
    found = json.loads(run("--ledger", "--format", "json").stdout)
    rows = found["rows"]
    assert sum(found["counts"]["standing"].values()) == len(rows)
    assert sum(found["counts"]["by"].values()) == found["counts"]["standing"]["enforced"]
    row = next(one for one in rows if one["pointer"] == "#/paths/~1pets/get")
    assert (row["construct"], row["by"], row["file"]) == ("operation", "router", "spec/openapi.yaml")
    lines = (here / SPEC).read_text().splitlines()
    assert lines[row["line"] - 1].strip().startswith("get:")


def test_what_an_app_has_lost(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_CHECK_REPLIES", "never")
    assert "this app's code or settings say so" in run("--ledger").stdout
    result = CliRunner().invoke(program, ["drift"])
    errors = re.findall(r"^error\[(\w+)\]: (.*)$", result.stdout, re.MULTILINE)
    assert result.exit_code == 1
    assert [code for code, _ in errors] == ["DRIFT020"]
    assert "HANDFAST_CHECK_REPLIES" in errors[0][1]
    assert here.name
