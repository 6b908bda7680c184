"""`handfast gen` on three big real documents: time, memory, class names, and what importing the result costs.

Each step runs in a process of its own, so that memory and imports are those of that step alone.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from handfast.emit.names import pascal

ROOT = Path(__file__).resolve().parent.parent
SPECS = Path(os.environ.get("HANDFAST_SHARED") or ROOT.parent / "shared") / "corpus" / "specs"
DOCUMENTS = {"GitHub": "gh_api.github.com", "Stripe": "ag_stripe.com", "Kubernetes": "ag_kubernetes.io"}

_GENERATE = """
import resource, sys, time
from pathlib import Path
started = time.process_time()
from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate, stubs, write
contract = resolve(load(Path(sys.argv[1]))).contract
write(generate(contract, "spec/openapi.json").files, Path("generated"))
spent = time.process_time() - started
write(stubs(contract), Path("app"))
children = resource.getrusage(resource.RUSAGE_CHILDREN)
own = resource.getrusage(resource.RUSAGE_SELF)
print(round(spent + children.ru_utime + children.ru_stime, 1), own.ru_maxrss // 1024)
"""
_IMPORT = """
import resource, sys, time
sys.path.insert(0, ".")
import fastapi, handfast.runtime, handfast.export
started = time.process_time()
import generated.models
models = time.process_time() - started
from app.main import create_app
imported = time.process_time() - started
print(round(models, 2), round(imported, 2), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def run() -> dict[str, object]:
    """Figures by document. Times are CPU seconds, memory is peak resident MB."""
    return {"documents": {name: _measure(SPECS / f"{slug}.json") for name, slug in DOCUMENTS.items()}}


def _measure(spec: Path) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        generate_seconds, generate_mb = _python(folder, _GENERATE, str(spec))
        models_seconds, app_seconds, app_mb = _python(folder, _IMPORT)
        classes = class_names((folder / "generated" / "models.py").read_text())
        numbered = numbered_by_us(classes, json.loads(spec.read_text()))
        return {
            "gen_cpu_seconds": generate_seconds,
            "gen_peak_mb": generate_mb,
            "classes": len(classes),
            "numbered_by_us": len(numbered),
            "numbered_names": numbered[:20],
            "import_models_cpu_seconds": models_seconds,
            "import_app_cpu_seconds": app_seconds,
            "app_peak_mb": app_mb,
        }


def _python(folder: Path, script: str, *arguments: str) -> list[float]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    return [float(figure) for figure in done.stdout.split()]


def class_names(text: str) -> list[str]:
    """Classes and aliases of a `models.py`."""
    names: list[str] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names.append(node.targets[0].id)
    return names


def numbered_by_us(names: list[str], document: object) -> list[str]:
    """The names that end in a number which no word of the document ends in."""
    own = {word for word in map(pascal, _words(document)) if re.search(r"\d$", word)}
    return [name for name in names if re.search(r"\d$", name) and not any(name.endswith(word) for word in own)]


def _words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, str) and len(value) < 80:  # noqa: PLR2004 - longer ones are prose, not names
        yield value
