"""Real documents generate, compile, import, route every operation, and come back from the app (`make corpus`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from handfast.compare import Level, compare
from handfast.contract import Contract, resolve
from handfast.contract.structure import check
from handfast.diagnostics import Severity
from handfast.document import load
from handfast.emit import generate, stubs, write

pytestmark = pytest.mark.corpus

ROOT = Path(__file__).resolve().parents[2]
SPECS = Path(os.environ.get("HANDFAST_SHARED") or ROOT.parent / "shared") / "corpus" / "specs"
SLUGS = sorted(path.stem for path in SPECS.glob("*.json"))

SKIPS: dict[str, str] = {}
"""Documents that do not generate, by slug, with the code of the finding that says why. One that does must leave."""


IDENTICAL: dict[str, list[str]] = {"ag_trello.com": ["GET /boards/{idBoard}/cards/{idCard}"]}
"""Operations behind another path that is the same but for the names of its parameters: no request can tell them apart.

OpenAPI forbids such paths (3.1 §4.8.8); `handfast lint` names them, and the first of the two is served.
"""


REWORDED: dict[str, str] = {}
"""Documents whose export is not the text of the spec, key for key in its order, and why. One that is must leave."""


def test_the_corpus_is_there() -> None:
    if not SLUGS and not os.environ.get("CI"):
        pytest.skip(f"the corpus is not at {SPECS}; name the folder of shared data in HANDFAST_SHARED")
    assert len(SLUGS) == 150


@pytest.mark.parametrize("slug", SLUGS)
def test_every_operation_is_served(slug: str, tmp_path: Path) -> None:
    document = load(SPECS / f"{slug}.json")
    resolution = resolve(document)
    errors = [one for one in (*check(document), *resolution.findings) if one.severity is Severity.ERROR]
    if slug in SKIPS:
        assert SKIPS[slug] in {one.code for one in errors}, f"{slug} generates now: take it out of SKIPS"
        pytest.skip(f"{slug}: {SKIPS[slug]}")
    assert not errors
    contract = resolution.contract
    assert contract is not None
    output = generate(contract, f"spec/{slug}.json")
    assert output.findings == ()
    write(output.files, tmp_path / "generated")
    write(stubs(contract), tmp_path / "app")
    report = presence(tmp_path, SPECS / f"{slug}.json")
    assert report["operations"] == len({(one.method, one.path) for one in contract.operations})
    assert (report["missing"], report["extra"], report["misrouted"]) == ([], [], [])
    assert report["unknown_schemas"] == []
    assert report["identical"] == IDENTICAL.get(slug, [])
    assert (report["is_yaml"], report["lost"]) == (True, [])
    assert report["is_exported"] == (slug not in REWORDED), exported_changes(contract, tmp_path)
    assert report["is_exported"] or exported_changes(contract, tmp_path) == []


def exported_changes(contract: Contract, folder: Path) -> list[str]:
    """How the app's own document differs from the spec in meaning."""
    live = resolve(load(folder / "export.json")).contract
    assert live is not None
    return [str(one) for one in compare(contract, live, level=Level.FULL)]


def presence(folder: Path, spec: Path) -> dict[str, object]:
    script = Path(__file__).with_name("presence.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools"), "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, str(script), str(folder), str(spec)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    report: dict[str, object] = json.loads(done.stdout)
    return report
