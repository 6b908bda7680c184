"""`handfast drift` on a big real document: CPU seconds of the command and of the process that looks at the app.

The project is made once, with a stub for every operation, and nothing of it is kept from one run to the next.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.generation import SPECS
from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate, stubs, write

DOCUMENTS = {"Stripe": "ag_stripe.com"}
ROUNDS = 2


def run() -> dict[str, object]:
    """Figures by document: the best round, children included."""
    return {"documents": {name: _measure(SPECS / f"{slug}.json") for name, slug in DOCUMENTS.items()}}


def _measure(spec: Path) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        _make(spec, root)
        drift, gen = (min(_spent(root, verb) for _ in range(ROUNDS)) for verb in (["drift"], ["gen", "--check"]))
        return {"drift_cpu_seconds": round(drift, 1), "of_which_gen_cpu_seconds": round(gen, 1)}


def _make(spec: Path, root: Path) -> None:
    path = root / "spec" / "openapi.json"
    path.parent.mkdir()
    path.write_bytes(spec.read_bytes())
    (root / "pyproject.toml").write_text('[tool.handfast]\nspec = "spec/openapi.json"\n')
    contract = resolve(load(path)).contract
    if contract is None:
        raise AssertionError(f"{spec.name} must resolve")
    write(generate(contract, "spec/openapi.json").files, root / "generated")
    write(stubs(contract), root / "app")


def _spent(root: Path, verb: list[str]) -> float:
    """CPU seconds of a verb and its children; it must find nothing."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent / "tools")}
    command = [sys.executable, "-c", "from handfast.cli import main; main()", *verb]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True)  # noqa: S603 - our own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
