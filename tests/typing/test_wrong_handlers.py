"""A handler that does not fit its operation is caught by mypy, by pyright, and when the app starts, at its line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.writing_code import write_code

ROOT = Path(__file__).resolve().parents[2]
PROJECT = Path(__file__).parent / "project"

WRONG: dict[str, tuple[str, str]] = {
    "missing_operation": (
        "    async def delete_user(self, *, id: UUID, principal: str) -> None:\n        self.users.pop(id, None)\n",
        "",
    ),
    "misspelt_operation": ("async def get_user(", "async def get_usr("),
    "renamed_parameter": ("get_user(self, *, id: UUID)", "get_user(self, *, user_id: UUID)"),
    "missing_parameter": ("limit: int, after: UUID | None)", "limit: int)"),
    "extra_required_parameter": ("get_user(self, *, id: UUID)", "get_user(self, *, id: UUID, verbose: bool)"),
    "wrong_parameter_type": ("get_user(self, *, id: UUID)", "get_user(self, *, id: int)"),
    "narrowed_parameter": ("after: UUID | None)", "after: UUID)"),
    "positional_only_parameter": ("get_user(self, *, id: UUID)", "get_user(self, id: UUID, /)"),
    "wrong_body": ("body: UserCreate,", "body: Problem,"),
    "wrong_return_type": ("-> UserPage:", "-> Problem:"),
    "undeclared_reply": ("-> User | GetUserNotFound:", "-> User | GetUserNotFound | CreateUserConflict:"),
    "body_where_none_is_declared": ("principal: str) -> None:", "principal: str) -> User | None:"),
    "plain_function": ("async def get_user(", "def get_user("),
    "generator": ("        return UserPage(", "        yield UserPage("),
    "missing_security_scheme": ("async def bearer_auth(", "async def basic_auth("),
    "wrong_credential": ("*, token: str,", "*, key: str,"),
    "plain_security_function": ("async def bearer_auth(", "def bearer_auth("),
}
START = """
import importlib, json, sys
found = {}
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception as error:
        found[name] = [type(error).__name__ + ": " + str(error)]
print(json.dumps(found))
"""
UNLIKE_ITS_LINE = {"missing_operation", "misspelt_operation", "missing_security_scheme"}
"""What is missing has no line of its own: the class is named instead."""


pytestmark = pytest.mark.xdist_group("type checkers")  # what they share is made once, in one process


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("typing")
    write_code(PROJECT / "openapi.yaml", folder / "generated", "spec/openapi.yaml")
    right = (PROJECT / "right.py").read_text()
    (folder / "right.py").write_text(right)
    for name, (old, new) in WRONG.items():
        assert right.count(old) == 1, name
        (folder / f"{name}.py").write_text(right.replace(old, new))
    return folder


@pytest.fixture(scope="module")
def mypy(project: Path) -> dict[str, list[str]]:
    done = run(project, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary", ".")
    return by_module((line.split(":")[0], line) for line in done.splitlines() if ": error:" in line)


@pytest.fixture(scope="module")
def pyright(project: Path) -> dict[str, list[str]]:
    settings = {"typeCheckingMode": "standard", "extraPaths": [str(ROOT / "tools")], "include": ["."]}
    (project / "pyrightconfig.json").write_text(json.dumps(settings))
    report = json.loads(run(project, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable))
    errors = [one for one in report["generalDiagnostics"] if one["severity"] == "error"]
    return by_module((one["file"], f"{one['range']['start']['line'] + 1}: {one['message']}") for one in errors)


@pytest.fixture(scope="module")
def start_up(project: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(run(project, "-c", START, "right", *WRONG))
    return found


def run(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools"), "MYPYPATH": str(ROOT / "tools")}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    assert done.stdout or done.returncode == 0, done.stderr
    return done.stdout


def by_module(found: Any) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for file, text in found:
        grouped[Path(file).stem].append(text)
    return grouped


def line_of(name: str) -> int:
    """Where the edit is, in the edited file."""
    old, _ = WRONG[name]
    text = (PROJECT / "right.py").read_text()
    return text[: text.index(old)].count("\n") + 1


def test_there_are_enough_of_them() -> None:
    assert len(WRONG) >= 12


def test_the_right_app_is_right(mypy: dict[str, Any], pyright: dict[str, Any], start_up: dict[str, Any]) -> None:
    assert (mypy.get("right"), pyright.get("right"), start_up.get("right")) == (None, None, None)


def test_generated_code_is_clean(mypy: dict[str, Any], pyright: dict[str, Any]) -> None:
    assert (mypy.keys() | pyright.keys()) <= WRONG.keys()


@pytest.mark.parametrize("name", WRONG)
def test_mypy_says_no(name: str, mypy: dict[str, list[str]]) -> None:
    assert mypy.get(name)


@pytest.mark.parametrize("name", WRONG)
def test_pyright_says_no(name: str, pyright: dict[str, list[str]]) -> None:
    assert pyright.get(name)


@pytest.mark.parametrize("name", WRONG)
def test_the_app_does_not_start(name: str, start_up: dict[str, list[str]]) -> None:
    (message,) = start_up[name]
    assert message.startswith(("ContractError:", "TypeError:"))
    lines = [int(number) for number in re.findall(rf"{name}\.py:(\d+)", message)]
    assert lines, message
    if name not in UNLIKE_ITS_LINE:
        assert min(abs(line - line_of(name)) for line in lines) <= 1, message
