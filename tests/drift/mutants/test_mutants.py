"""Planted edits on real documents: at least 97 of 100 are found, by a finding about the edit (`make corpus`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.corpus, pytest.mark.xdist_group("mutants")]  # what they share is made once, in one process

DOCUMENTS = (
    "ag_chain49.com",
    "ag_circl.lu__hashlookup",
    "ag_deeparteffects.com",
    "ag_facecheck.id",
    "ag_libretranslate.local",
    "ag_mercure.local",
    "ag_nrel.gov__transportation-incentives-laws",
    "ag_ote-godaddy.com__countries",
    "ag_zapier.com__nla",
    "git_Adyen__yaml__PaymentsAppService-v1",
    "git_Redocly__resources__cafe",
    "git_openapi-ts__packages__openapi-typescript__examples__simple-example",
    "git_opticdev__projects__optic__src____tests____integration__workspaces__history__petstore__petstore-base",
    "git_readmeio__3.1__json__security",
    "git_readmeio__3.1__yaml__train-travel",
)
"""Small documents of different origin: OpenAPI 3.0, 3.1 and 3.2, with every kind of security, forms, files, headers."""

MISSES: dict[tuple[str, str, str], str] = {}
"""What is not found, by document, kind and way of planting, and why. One that is found must leave."""

KINDS, MUTANTS, FILE_MUTANTS = 96, 1682, 563
"""What is planted in all documents. Every kind that there is has a document that it can be planted in."""
LEAST_SHARE = 0.97


def outcome(corpus: Path, slug: str, folder: Path, only: str = "") -> dict[str, Any]:
    """What drift found in each mutant of a document."""
    (folder / "spec").mkdir(parents=True)
    (folder / "spec" / "openapi.json").write_bytes((corpus / f"{slug}.json").read_bytes())
    script = Path(__file__).with_name("garden.py")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3] / "tools")}
    command = [sys.executable, str(script), str(folder), only]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=400)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def outcomes(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    def grown(slug: str) -> dict[str, Any]:
        return outcome(corpus, slug, tmp_path_factory.mktemp("garden") / "project")

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(DOCUMENTS, pool.map(grown, DOCUMENTS), strict=True))


@pytest.fixture(scope="module")
def mutants(outcomes: dict[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(slug, mutant) for slug, found in outcomes.items() for mutant in found["mutants"]]


def test_untouched_apps_have_no_error(outcomes: dict[str, dict[str, Any]]) -> None:
    assert [slug for slug, found in outcomes.items() if found["untouched"]["errors"]] == []


def test_all_is_planted(mutants: list[tuple[str, dict[str, Any]]]) -> None:
    assert len({mutant["kind"] for _, mutant in mutants}) == KINDS
    assert len(mutants) == MUTANTS
    assert [mutant for _, mutant in mutants if "broken" in mutant] == []


def test_planted_edits_are_found_by_what_they_are_about(mutants: list[tuple[str, dict[str, Any]]]) -> None:
    missed = {(slug, one["kind"], one["where"]): one["errors"] for slug, one in mutants if not one["found"]}
    assert {key: errors for key, errors in missed.items() if key not in MISSES} == {}
    assert [key for key in MISSES if key not in missed] == [], "these are found now: take them out of MISSES"
    assert len(missed) <= (1 - LEAST_SHARE) * len(mutants)


def test_the_bytes_give_edited_files_away_too(mutants: list[tuple[str, dict[str, Any]]]) -> None:
    files = [(slug, one) for slug, one in mutants if one["where"] == "file"]
    assert len(files) == FILE_MUTANTS
    assert [(slug, one["kind"]) for slug, one in files if not one["stale"]] == []


def test_the_command_says_the_same(corpus: Path, tmp_path: Path, root: Path) -> None:
    """A mutant of each way of planting, written to disk and looked at by `handfast drift` in its own process."""
    slug = "ag_facecheck.id"
    found = outcome(corpus, slug, tmp_path / "project")["mutants"]
    (tmp_path / "project" / "pyproject.toml").write_text('[tool.handfast]\nspec = "spec/openapi.json"\n')
    chosen = {one["where"]: one for one in found if one["kind"] in ("parameter removed", "custom openapi()")}
    assert set(chosen) == {"app", "live", "file"}
    for mutant in chosen.values():
        assert commanded(tmp_path / "project", mutant, root) == sorted(mutant["all"])


def commanded(project: Path, mutant: dict[str, Any], root: Path) -> list[str]:
    """What the command says of a mutant, without what the bytes of files say."""
    old = {name: (project / name).read_text() for name in mutant["files"]}
    for name, text in mutant["files"].items():
        (project / name).write_text(text)
    command = [sys.executable, "-c", "from handfast.cli import main; main()", "drift", "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(root / "tools")}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    for name, text in old.items():
        (project / name).write_text(text)
    findings = json.loads(done.stdout)["findings"]
    said = (f"{one['severity']} {one['code']} {one['message']}" for one in findings)
    return sorted(one for one in said if not one.split()[1].startswith(("DRIFT001", "SPEC")))
