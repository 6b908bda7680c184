"""`handfast drift` on a big real document: CPU seconds of the command, the process that looks at the app included.

The project is made once, with a stub for every operation. `cold` is the first run, and every run under `CI`; `warm`
finds what was generated in the user's cache.
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
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory() as cache:
        root = Path(scratch)
        _make(spec, root)
        gen, cold, *warm = (_spent(root, cache, verb) for verb in (["gen", "--check"], *[["drift"]] * (ROUNDS + 1)))
        return {
            "drift_warm_cpu_seconds": round(min(warm), 1),
            "drift_cold_cpu_seconds": round(cold, 1),
            "gen_check_cpu_seconds": round(gen, 1),
        }


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


def _spent(root: Path, cache: str, verb: list[str]) -> float:
    """CPU seconds of a verb and its children; it must find nothing."""
    tools = str(Path(__file__).resolve().parent.parent / "tools")
    environment = {**os.environ, "PYTHONPATH": tools, "XDG_CACHE_HOME": cache}
    environment.pop("CI", None)
    command = [sys.executable, "-c", "from handfast.cli import main; main()", *verb]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise AssertionError(f"{' '.join(verb)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
