"""The Hub as it is gives no error; with five bugs in its handlers it gives those of the bugs and no others."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from handfast.contract import resolve
from handfast.diagnostics import Diagnostic, Pointer, Severity
from handfast.document import load
from handfast.fuzz import Bounds, Options, WayIn, fuzz, verdict

FORGOTTEN = """\
        if grant is None:
            async with self._hub.sessions.reading() as session:
                return (await session.execute(select(Account).limit(1))).scalar_one_or_none()
"""
EDITS = {
    "app/handlers/health.py": [
        ('        return Health(status="ok")\n\n', '        raise HTTPException(418, "a teapot")\n\n'),
        ("from app.database", "from fastapi import HTTPException\n\nfrom app.database"),
    ],
    "app/handlers/accounts.py": [
        ("        return _shown(principal)\n", "        return Account.model_construct(id=1)\n")
    ],
    "app/handlers/contracts.py": [
        ('location=f"/contracts/{contract.id}")', "location=None)"),
        ("        wanted = contracts", "        _ = 1 / (100 - limit)\n        wanted = contracts"),
    ],
    "app/security.py": [
        ("        if grant is None:\n            return None\n", FORGOTTEN),
        ("from app import accounts\n", "from sqlalchemy import select\n\nfrom app import accounts\n"),
    ],
}
OWN = {
    "an undeclared status": {
        ("FUZZ010", "GET /healthz", "status_code_conformance"),
        ("FUZZ010", "GET /healthz", "positive_data_acceptance"),
    },
    "a wrong body": {("FUZZ012", "GET /accounts/me", "not sent")},
    "a missing header": {("FUZZ012", "POST /contracts", "not sent")},
    "a crash on an edge value": {("FUZZ010", "GET /contracts", "not_a_server_error")},
    "security forgotten": {
        ("FUZZ010", "GET /contracts", "ignored_auth"),
        ("FUZZ010", "GET /contracts/{contract_id}", "ignored_auth"),
        ("FUZZ010", "PATCH /contracts/{contract_id}", "ignored_auth"),
        ("FUZZ010", "GET /contracts/{contract_id}/versions", "ignored_auth"),
        ("FUZZ010", "GET /contracts/{contract_id}/versions/{version_id}", "ignored_auth"),
        ("FUZZ010", "GET /contracts/{contract_id}/versions/{version_id}/document", "ignored_auth"),
    },
}
"""The code, operation and check of each finding of each bug.

Where security is forgotten, these are the secured operations whose success could be had again as a stranger.
"""


pytestmark = pytest.mark.xdist_group("planted bugs")  # what they share is made once, in one process


def copy_of_the_hub(root: Path, folder: Path) -> None:
    for name in ("app", "generated", "spec"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def errors_of(root: Path, folder: Path) -> tuple[Diagnostic, ...]:
    """What a run finds in the copy of the Hub in `folder`."""
    contract = resolve(load(folder / "spec" / "openapi.yaml")).contract
    assert contract is not None
    options = Options(
        way_in=WayIn(f"{sys.executable} {root / 'tests' / 'hub' / 'credentials.py'}"),
        bounds=Bounds(4, 300, 1),
        environment={"HUB_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/hub.sqlite"},
    )
    findings = verdict(contract, fuzz(contract, folder, options), (), date(2026, 11, 24)).findings
    return tuple(one for one in findings if one.severity is Severity.ERROR)


@pytest.fixture(scope="module")
def found(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Diagnostic, ...]:
    """The errors of the Hub with all five."""
    folder = tmp_path_factory.mktemp("hub")
    copy_of_the_hub(root, folder)
    for name, edits in EDITS.items():
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, f"{name} has no {old!r} to edit"
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8")
    return errors_of(root, folder)


@pytest.mark.corpus
def test_the_hub_as_it_is_gives_no_error(root: Path, tmp_path: Path) -> None:
    copy_of_the_hub(root, tmp_path)
    assert errors_of(root, tmp_path) == ()


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("code", "operation", "label", "place", "words"),
    [
        ("FUZZ010", "GET /healthz", "status_code_conformance", "/paths/~1healthz/get/responses", "418 is not declared"),
        ("FUZZ012", "GET /accounts/me", "not sent", "/paths/~1accounts~1me/get", "username"),
        ("FUZZ012", "POST /contracts", "not sent", "/paths/~1contracts/post", "without its required header Location"),
        ("FUZZ010", "GET /contracts", "ZeroDivisionError", "/paths/~1contracts/get", "status 500"),
        (
            "FUZZ010",
            "GET /contracts",
            "ignored_auth",
            "/paths/~1contracts/get",
            "a request with wrong credentials succeeds",
        ),
    ],
    ids=list(OWN),
)
def test_a_planted_bug_is_found(
    found: tuple[Diagnostic, ...], code: str, operation: str, label: str, place: str, words: str
) -> None:
    named = [one for one in found if one.code == code and one.message.startswith(f"{operation}: ")]
    (one,) = [each for each in named if label in each.label]
    assert words in one.message
    assert isinstance(one.at, Pointer)
    assert one.at.fragment() == f"#{place}"
    assert one.help.startswith("curl ")


@pytest.mark.corpus
def test_each_planted_bug_gives_its_own_findings_and_nothing_else_is_found(found: tuple[Diagnostic, ...]) -> None:
    named = ((one.code, one.message.partition(": ")[0], one.label.partition(": ")[0]) for one in found)
    assert Counter(named) == Counter(each for bug in OWN.values() for each in bug)
