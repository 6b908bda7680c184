"""The Hub with five bugs in its handlers: each is found, and named for what it is."""

from __future__ import annotations

import shutil
import sys
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


@pytest.fixture(scope="module")
def found(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Diagnostic, ...]:
    """What a run finds in the Hub with all five."""
    folder = tmp_path_factory.mktemp("hub")
    for name in ("app", "generated", "spec"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, edits in EDITS.items():
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, f"{name} has no {old!r} to edit"
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8")
    contract = resolve(load(folder / "spec" / "openapi.yaml")).contract
    assert contract is not None
    options = Options(
        way_in=WayIn(f"{sys.executable} {root / 'tests' / 'hub' / 'credentials.py'}"),
        bounds=Bounds(4, 150, 1),
        environment={"HUB_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/hub.sqlite"},
    )
    findings = verdict(contract, fuzz(contract, folder, options), (), date(2026, 11, 24)).findings
    return tuple(one for one in findings if one.severity is Severity.ERROR)


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
    ids=["an undeclared status", "a wrong body", "a missing header", "a crash on an edge value", "security forgotten"],
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
