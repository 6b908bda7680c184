"""The README's tour, run as it stands.

Its `sh` blocks run one after the other in one shell; a `python` block that starts with a file's name is written to
that file, in the folder where the shell stands. `toml`, `console` and plain blocks are shown, not run: a test holds
each to what it shows.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from handfast.runtime import Judge

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text()


def script(text: str) -> str:
    """The tour as one shell script that stops at the first command that fails."""
    lines = ["set -eu"]
    for language, body in BLOCK.findall(text):
        if language == "sh":
            lines.append(body)
        elif language == "python":
            name = body.partition("\n")[0].removeprefix("# ")
            assert re.fullmatch(r"[\w/]+\.py", name), "a python block starts with the name of its file"
            lines.append(f"cat > {name} <<'END_OF_BLOCK'\n{body}END_OF_BLOCK")
    return "\n".join(lines)


def test_the_tour_runs(readme: str, tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    tour = script(readme)
    assert tour.count("make contract-check") >= 2
    done = subprocess.run(
        ["sh", "-c", tour], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-6000:]
    verdicts = re.findall(r"^clean \(", done.stdout, re.MULTILINE)
    assert len(verdicts) == 2, done.stdout
    before, _, after = done.stdout.partition("clean (")
    assert "mocked: GET /notes" in before
    assert "mocked: " not in after


def test_every_block_is_run_or_known_to_be_shown(readme: str) -> None:
    assert {language for language, _ in BLOCK.findall(readme)} <= {"sh", "python", "toml", "console", ""}


def test_the_settings_shown_are_ours(readme: str, root: Path) -> None:
    (shown,) = [body for language, body in BLOCK.findall(readme) if language == "toml"]
    own = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["handfast"]
    assert tomllib.loads(shown)["tool"]["handfast"].items() <= own.items()


def test_the_folders_shown_exist(readme: str, root: Path) -> None:
    (shown,) = [body for language, body in BLOCK.findall(readme) if language == ""]
    names = [line.split()[0] for line in shown.splitlines()]
    assert names
    assert [name for name in names if not (root / name).exists()] == []


def test_the_verbs_shown_are_all_there_are(readme: str) -> None:
    from handfast.cli.program import program  # noqa: PLC0415 - the other tests here need no command line

    shown = set(re.findall(r"^\| `([a-z]+)\b[^|]*` \|", readme, re.MULTILINE)) - {"make"}
    assert shown == {command.name for command in program.registered_commands}


def test_links_lead_somewhere(readme: str, root: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", readme)
    assert links
    assert [link for link in links if "://" not in link and not (root / link).exists()] == []


def test_the_request_shown_fits_the_hubs_contract(readme: str, root: Path) -> None:
    (command,) = [body for language, body in BLOCK.findall(readme) if language == "console"]
    sent = re.search(r"-d '(.*?)'", command)
    assert sent is not None
    assert "http://127.0.0.1:8000/accounts" in command
    judge = Judge(root / "generated" / "schemas.json")
    assert judge.check("#/components/schemas/NewAccount", json.loads(sent[1])) == ()
