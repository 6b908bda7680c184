from __future__ import annotations

import json
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from handfast import emit
from handfast.diagnostics import Diagnostic, Refused, Severity
from handfast.fuzz import Bounds, Fuzzed, Options, Result
from tests.cli.conftest import Handfast

NOTHING = Fuzzed((), (), Result("", 1, 0.0, 0, ()))
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
def test_a_new_project_is_clean_and_the_verdict_names_what_is_mocked(handfast: Handfast) -> None:
    result = handfast("check")
    assert result.exit_code == 0, result.output
    assert "Notes 0.1.0, 4 operations" in result.stdout
    assert [line(result.stdout, step)[1] for step in ("lint", "gen", "drift", "fuzz")] == ["ok"] * 4
    (mocked,) = [one for one in result.stdout.splitlines() if "mocked: " in one]
    assert "GET /notes/{noteId}" in mocked
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


def test_steps_run_at_the_same_time_and_nothing_is_generated_twice(
    handfast: Handfast, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generated: list[int] = []
    real = emit.generate

    def counted(*arguments: Any) -> emit.Output:
        generated.append(1)
        return real(*arguments)

    together = threading.Barrier(2, timeout=60)
    monkeypatch.setattr(emit, "generate", counted)
    monkeypatch.setattr(import_module("handfast.drift.drift"), "generate", counted)
    monkeypatch.setattr(import_module("handfast.cli.lint"), "lint_findings", lambda *_: (together.wait(), ())[1])
    monkeypatch.setattr(import_module("handfast.cli.fuzz"), "fuzz_app", lambda *_: (together.wait(), NOTHING)[1])
    assert handfast("check").exit_code == 0
    assert len(generated) == 1


def test_the_page_goes_where_it_is_told_and_says_the_verdict(handfast: Handfast, project: Path) -> None:
    models = project / "generated" / "models.py"
    models.write_text(models.read_text() + "\n# edited\n")
    result = handfast("check", "--report", "out/page.html")
    assert result.exit_code == 1
    page = (project / "out" / "page.html").read_text(encoding="utf-8")
    assert "Notes 0.1.0" in page
    assert ">Not clean<" in page
    assert "generated/models.py:" in page, "paths are relative to the project"
    assert str(project) not in page
    assert "page: out/page.html" in result.stdout


def test_a_page_that_can_not_be_written_is_unusable(handfast: Handfast, project: Path) -> None:
    (project / "file").write_text("")
    assert handfast("check", "--report", "file/page.html").exit_code == 2


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_machine_formats_hold_one_document(handfast: Handfast, project: Path, form: str) -> None:
    (project / "app" / "main.py").write_text("raise RuntimeError('no database')\n")
    result = handfast("check", "--format", form)
    assert result.exit_code == 2
    assert "FUZZ001" in json.dumps(json.loads(result.stdout))


def test_results_of_shards_take_the_place_of_a_run(handfast: Handfast, project: Path) -> None:
    assert handfast("check", "--fuzzed", "shards").exit_code == 2
    for part in ("1/2", "2/2"):
        kept = f"shards/{part[0]}.json"
        assert handfast("fuzz", "--shard", part, "--result", kept).exit_code == 0
    merged = handfast("fuzz", "merge", "shards/1.json", "shards/2.json")
    assert (merged.exit_code, "shard 1/2, 2/2" in merged.stdout) == (0, True)
    assert handfast("fuzz", "merge", "shards/1.json").exit_code == 1
    spec = project / "spec" / "openapi.yaml"
    spec.write_text(spec.read_text().replace("Notes", "Other notes"))
    assert handfast("fuzz", "merge", "shards/1.json", "shards/2.json").exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [("--shard", "3/2"), ("--shard", "0/2"), ("--shard", "x"), ("merge",), ("--replay", "none"), ("a.yaml", "b.yaml")],
)
def test_wrong_words_for_fuzz_are_2(handfast: Handfast, project: Path, arguments: tuple[str, ...]) -> None:
    assert handfast("fuzz", *arguments).exit_code == 2


def test_a_baseline_that_can_not_be_read_stops_before_the_run(handfast: Handfast, project: Path) -> None:
    (project / "fuzz-baseline.toml").write_text("[[known]]\n")
    result = handfast("fuzz")
    assert (result.exit_code, "FUZZ007" in result.stdout) == (2, True)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("login = 1", "CONF003"),
        ('login = [{operation = "a"}]', "CONF003"),
        ('login = [{token = "/a"}]', "CONF003"),
        ('login = [{operation = "a", token = "/a", more = 1}]', "CONF003"),
        ("baseline = 3", "CONF003"),
    ],
)
def test_settings_of_fuzzing_that_have_no_meaning(handfast: Handfast, project: Path, table: str, code: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.handfast.fuzz]\n{table}\n")
    result = handfast("fuzz")
    assert (result.exit_code, code in result.stdout) == (2, True)


@pytest.mark.parametrize(
    ("table", "arguments", "examples"),
    [
        ("", (), 25),
        ("seconds = 9", (), None),
        ("seconds = 9\nexamples = 3", (), 3),
        ("examples = 3", ("--max-time", "5"), None),
        ("", ("--max-time", "5", "--examples", "2"), 2),
    ],
)
def test_time_alone_bounds_a_run_that_is_given_only_time(
    handfast: Handfast,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    arguments: tuple[str, ...],
    examples: int | None,
) -> None:
    (project / "pyproject.toml").write_text(f"[tool.handfast.fuzz]\n{table}\n")
    seen: list[Bounds] = []

    def bounded(_: Any, __: Any, options: Options) -> None:
        seen.append(options.bounds)
        raise Refused(Diagnostic("FUZZ001", Severity.ERROR, "enough"))

    monkeypatch.setattr("handfast.fuzz.fuzz", bounded)
    handfast("fuzz", *arguments)
    assert [one.examples for one in seen] == [examples]
