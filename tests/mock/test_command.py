"""`handfast mock` without a project, and projects whose operations are mocked from the start."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest
from mocking import document

from handfast.cli import mock as command
from handfast.contract import resolve
from handfast.diagnostics import Diagnostic, Refused, Severity
from handfast.document import load

HERE = Path(__file__).parent
PROGRAM = [sys.executable, "-c", "from handfast.cli import main; main()"]


def environment(root: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(root / "tools"), "PYTHONUNBUFFERED": "1"}


def run(arguments: list[str], folder: Path, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=folder, env=environment(root), capture_output=True, text=True, check=False
    )


def test_a_bare_spec_is_served(root: Path, tmp_path: Path) -> None:
    arguments = [*PROGRAM, "mock", str(HERE / "things.yaml"), "--port", "0"]
    process = subprocess.Popen(arguments, cwd=tmp_path, env=environment(root), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "Things 1: 9 operations mocked on http://127.0.0.1:" in line
        address = line.split(" on ")[1].split()[0]
        assert httpx.get(f"{address}/things", timeout=60).json()["total"] == 3
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert not list(tmp_path.iterdir())


def test_a_port_that_is_taken(root: Path, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = run(["mock", str(HERE / "things.yaml"), "--port", port], tmp_path, root)
    assert done.returncode == 2
    assert "error[APP001]" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_spec_that_is_none(root: Path, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text("openapi: 3.1.0\ninfo: 5\npaths: []\n")
    done = run(["mock", "spec.yaml", "--port", "0"], tmp_path, root)
    assert done.returncode == 2
    assert "error[SPEC" in done.stdout
    with pytest.raises(Refused), command.taken("192.0.2.1", 0):
        pass


def test_what_can_not_be_mocked_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_MOCK", "yes")  # the command sets both for its own process
    monkeypatch.setenv("HANDFAST_MOCK_SEED", "1")
    replies: dict[str, Any] = {"200": {"description": "", "content": {"application/json": {"schema": False}}}}
    spec = document({"/never": {"get": {"responses": replies}}, "/fine": {"get": {"responses": {"204": {}}}}})
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    contract = resolve(load(tmp_path / "spec.json")).contract
    assert contract is not None
    app = command.mocked_app(contract, tmp_path, 1)
    found: list[Diagnostic] = list(command.unmockable(contract, app))
    assert [(one.code, one.severity) for one in found] == [("APP002", Severity.WARNING)]
    assert found[0].message.startswith("GET /never can't be mocked")


def test_a_new_project_is_mocked(root: Path, tmp_path: Path) -> None:
    done = run(["init", "project", "--from", str(HERE / "things.yaml")], tmp_path, root)
    assert done.returncode == 0, done.stdout + done.stderr
    asking = (
        "from fastapi.testclient import TestClient\nfrom app.main import app\n"
        "print(TestClient(app).get('/things').json()['total'])\n"
    )
    asked = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", asking],
        cwd=tmp_path / "project",
        env=environment(root),
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.stdout == "3\n", asked.stderr
    drifted = run(["drift"], tmp_path / "project", root)
    assert drifted.returncode == 0, drifted.stdout


def test_a_new_project_knows_how_its_fuzz_run_gets_in(root: Path, tmp_path: Path) -> None:
    done = run(["init", "hub", "--from", str(root / "spec" / "openapi.yaml")], tmp_path, root)
    assert done.returncode == 0, done.stdout + done.stderr
    settings = tomllib.loads((tmp_path / "hub" / "pyproject.toml").read_text())["tool"]["handfast"]["fuzz"]
    assert settings["environment"] == {"HANDFAST_MOCK_CREDENTIAL": "mocked"}
    program = [sys.executable, *settings["auth"].split()[1:]]
    printed = subprocess.run(program, cwd=tmp_path / "hub", capture_output=True, text=True, check=True).stdout
    assert printed == "Authorization: Bearer mocked\n"
