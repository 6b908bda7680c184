"""`handfast drift` on a big real document: CPU seconds of the command, the process that looks at the app included.

The project is made once, with a stub for every operation. `cold` is the first run, and every run under `CI`; `warm`
finds what was generated in the user's cache.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.generation import ROOT, SPECS

DOCUMENTS = {"Stripe": "ag_stripe.com"}
ROUNDS = 2


def run() -> dict[str, object]:
    """Figures by document: the best round, children included."""
    return {"documents": {name: _measure(SPECS / f"{slug}.json") for name, slug in DOCUMENTS.items()}}


def _measure(spec: Path) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory() as cache:
        project = _Project(Path(scratch) / "project", Path(scratch) / "tools", cache)
        shutil.copytree(ROOT / "tools", project.tools, ignore=shutil.ignore_patterns("__pycache__"))
        path = project.root / "spec" / "openapi.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(spec.read_bytes())
        (project.root / "pyproject.toml").write_text('[tool.handfast]\nspec = "spec/openapi.json"\n')
        _spent(project, "gen")
        verbs = (["gen", "--check"], *[["drift"]] * (ROUNDS + 1))
        gen, cold, *warm = (_spent(project, *verb) for verb in verbs)
        return {
            "drift_warm_cpu_seconds": round(min(warm), 1),
            "drift_cold_cpu_seconds": round(cold, 1),
            "gen_check_cpu_seconds": round(gen, 1),
        }


@dataclass(frozen=True)
class _Project:
    """A project, with a copy of Handfast: an edit of that in the middle would make `generated/` stale, or the cache."""

    root: Path
    tools: Path
    cache: str


def _spent(project: _Project, *verb: str) -> float:
    """CPU seconds of a verb and its children; it must find nothing."""
    environment = {**os.environ, "PYTHONPATH": str(project.tools), "XDG_CACHE_HOME": project.cache}
    environment.pop("CI", None)
    command = [sys.executable, "-c", "from handfast.cli import main; main()", *verb]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(  # noqa: S603 - our own
        command, cwd=project.root, env=environment, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise AssertionError(f"{' '.join(verb)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
