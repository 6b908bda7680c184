from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from handfast.cli import gen
from tests.cli.conftest import SPEC, Handfast

VERBS = ("init", "gen", "lint", "export", "drift", "fuzz", "check", "explain")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(handfast: Handfast, verb: str) -> None:
    result = handfast(verb, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.stdout


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "explain"])
def test_every_verb_takes_a_format(handfast: Handfast, verb: str) -> None:
    assert "--format" in handfast(verb, "--help").stdout


@pytest.mark.parametrize(
    "arguments",
    [(), ("nonsense",), ("gen", "--nonsense"), ("gen", "--format", "xml"), ("init",), ("explain",), ("explain", "X1")],
)
def test_wrong_usage_is_2_and_said_on_stderr(handfast: Handfast, arguments: tuple[str, ...]) -> None:
    result = handfast(*arguments)
    assert result.exit_code == 2
    assert result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [("gen", "--format", "xml"), ("client", "cobol")])
def test_a_wrong_choice_names_the_right_ones(handfast: Handfast, arguments: tuple[str, ...]) -> None:
    said = handfast(*arguments).stderr
    assert f"'{arguments[-1]}' is not one of " in said
    assert "Value error" not in said


def test_wrong_settings_are_2_and_said_in_the_format(handfast: Handfast, project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.handfast]\nspek = "x"\n')
    result = handfast("gen", "--format", "json")
    assert result.exit_code == 2
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["code"], finding["path"], finding["line"]) == ("CONF002", "pyproject.toml", 2)


def test_explain_prints_the_page_of_a_code(handfast: Handfast) -> None:
    result = handfast("explain", "[gen091]")
    assert result.exit_code == 0
    assert result.stdout.startswith("# GEN091: ")


def test_explain_names_what_is_close(handfast: Handfast) -> None:
    assert "GEN09" in handfast("explain", "GEN9").stderr.partition("close to it: ")[2]


def test_a_bug_of_ours_is_3_in_one_sentence(handfast: Handfast, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("deep\ninside")

    monkeypatch.setattr(gen, "generate", broken)
    result = handfast("gen")
    assert result.exit_code == 3
    assert "ZeroDivisionError: deep inside" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (project / "generated").exists()
    monkeypatch.setenv("HANDFAST_TRACEBACK", "1")
    assert "Traceback" in handfast("gen").stderr


@pytest.mark.usefixtures("project")
def test_machine_formats_put_one_document_on_stdout(handfast: Handfast) -> None:
    found = json.loads(handfast("gen", "--check", "--format", "json").stdout)
    assert found["counts"]["error"] == len(found["findings"]) > 0
    log = json.loads(handfast("gen", "--check", "--format", "sarif").stdout)
    assert len(log["runs"][0]["results"]) == len(found["findings"])
    suites = ET.fromstring(handfast("gen", "--check", "--format", "junit").stdout)
    assert suites.get("failures") == str(len(found["findings"]))
    lines = handfast("gen", "--check", "--format", "github").stdout.splitlines()
    assert len(lines) == len(found["findings"])
    assert all(line.startswith("::error ") for line in lines)


@pytest.mark.usefixtures("project")
def test_a_clean_verb_in_a_machine_format_is_an_empty_document(handfast: Handfast) -> None:
    result = handfast("gen", "--format", "json")
    assert json.loads(result.stdout)["findings"] == []
    assert "+ generated/models.py" in result.stderr


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("verb", ["export", "drift", "fuzz", "check"])
def test_an_app_that_cant_be_imported_is_unreadable_input(handfast: Handfast, verb: str) -> None:
    handfast("gen")
    result = handfast(verb, "--app", "nowhere.main:app")
    assert result.exit_code == 2
    assert "nowhere" in (result.stderr if verb == "export" else result.stdout)


def handfast_process(*arguments: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from handfast.cli import main; main()", *arguments]
    return subprocess.run(
        command, cwd=folder, env=os.environ | env, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_process_ends_with_the_code_and_without_colours(project: Path) -> None:
    assert handfast_process("explain", "GEN091", folder=project).returncode == 0
    (project / "spec" / "openapi.yaml").write_text(SPEC.replace("/pets:", "pets:"))
    done = handfast_process("gen", folder=project)
    assert done.returncode == 1
    assert "\x1b[" not in done.stdout + done.stderr


def test_starting_up_imports_nothing_heavy(project: Path) -> None:
    code = (
        "import sys\n"
        "from handfast.cli import program\n"
        "heavy = {'fastapi', 'jsonschema_rs', 'datamodel_code_generator', 'schemathesis', 'yaml', 'libcst'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_a_reader_that_goes_away_is_no_bug(project: Path) -> None:
    command = [sys.executable, "-c", "from handfast.cli import main; main()", "explain", "GEN091"]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write) as stdout:
        done = subprocess.run(
            command, cwd=project, env=env, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert done.stderr == ""
    assert done.returncode == 2
