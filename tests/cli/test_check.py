from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Handfast

PROJECT = """\
[tool.handfast]
[tool.handfast.fuzz]
examples = 1
seconds = 60
"""


@pytest.fixture
def project(handfast: Handfast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A whole project, made by `init`, with little fuzzing."""
    assert handfast("init", "notes").exit_code == 0
    folder = tmp_path / "notes"
    (folder / "pyproject.toml").write_text(PROJECT)
    monkeypatch.chdir(folder)
    return folder


def line(verdict: str, step: str) -> list[str]:
    (found,) = [one.split() for one in verdict.splitlines() if one.startswith(f"  {step} ")]
    return found


@pytest.mark.usefixtures("project")
def test_a_new_project_is_clean_and_the_verdict_names_what_is_not_implemented(handfast: Handfast) -> None:
    result = handfast("check")
    assert result.exit_code == 0, result.output
    assert "Notes 0.1.0, 4 operations" in result.stdout
    assert [line(result.stdout, step)[1] for step in ("lint", "gen", "drift", "fuzz")] == ["ok"] * 4
    assert "not implemented: " in result.stdout
    assert "GET /notes/{noteId}" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("clean (")


def test_each_step_that_finds_something_is_named(handfast: Handfast, project: Path) -> None:
    models = project / "generated" / "models.py"
    models.write_text(models.read_text() + "\n# edited\n")
    main = project / "app" / "main.py"
    main.write_text(main.read_text() + '\n\n@app.get("/extra")\nasync def extra() -> None: ...\n')
    result = handfast("check", "--format", "json")
    assert result.exit_code == 1
    found = [finding["code"] for finding in json.loads(result.stdout)["findings"]]
    assert found.count("DRIFT001") == 1, "an edited file is told once"
    assert "DRIFT004" in found
    assert line(result.stderr, "drift")[2:4] == ["1", "error"]
    assert line(result.stderr, "gen")[1] == "FAILED"
    assert line(result.stderr, "drift")[1] == "FAILED"
    assert result.stderr.splitlines()[-1].startswith("not clean: gen, drift")


def test_a_spec_with_errors_stops_after_lint(handfast: Handfast, project: Path) -> None:
    spec = project / "spec" / "openapi.yaml"
    spec.write_text(spec.read_text().replace("  /notes:", "  notes:"))
    result = handfast("check")
    assert result.exit_code == 1
    assert line(result.stdout, "lint")[1] == "FAILED"
    assert line(result.stdout, "drift")[1:] == ["not", "run"]
    assert line(result.stdout, "fuzz")[1:] == ["not", "run"]


def test_an_app_that_does_not_start_fails_its_steps_and_is_2(handfast: Handfast, project: Path) -> None:
    (project / "app" / "main.py").write_text("raise RuntimeError('no database')\n")
    result = handfast("check")
    assert result.exit_code == 2
    assert "no database" in result.stdout
    assert [line(result.stdout, step)[1] for step in ("lint", "gen", "drift", "fuzz")] == [
        "ok",
        "ok",
        "FAILED",
        "FAILED",
    ]


def test_the_project_tells_how_to_get_in(handfast: Handfast, project: Path) -> None:
    (project / "pyproject.toml").write_text(PROJECT + "auth = \"python -c 'import sys; sys.exit(3)'\"\n")
    result = handfast("fuzz")
    assert result.exit_code == 2
    assert "FUZZ002" in result.stdout


def test_the_command_line_bounds_a_run(handfast: Handfast, project: Path) -> None:
    (project / "pyproject.toml").write_text(PROJECT + 'environment = {DATABASE = "{scratch}/x"}\n')
    main = project / "app" / "main.py"
    main.write_text(f"import os\nassert os.path.isdir(os.path.dirname(os.environ['DATABASE']))\n{main.read_text()}")
    result = handfast("fuzz", "--seed", "7", "--examples", "2")
    assert result.exit_code == 0, result.output
    assert "seed 7" in result.stdout


def test_export_writes_the_live_document(handfast: Handfast, project: Path) -> None:
    main = project / "app" / "main.py"
    main.write_text(main.read_text() + '\n\n@app.get("/extra")\nasync def extra() -> None: ...\n')
    result = handfast("export")
    assert result.exit_code == 0, result.output
    assert set(json.loads(result.stdout)["paths"]) == {"/notes", "/notes/{noteId}", "/extra"}


@pytest.mark.usefixtures("project")
def test_lint_gen_and_drift_agree_that_a_new_project_is_clean(handfast: Handfast) -> None:
    for verb in ("lint", "drift"):
        result = handfast(verb)
        assert result.exit_code == 0, result.output
        assert result.stdout.endswith(f"{verb}: no findings\n")
