"""`handfast export` of three big real documents: CPU seconds after the app is imported, and the answers over HTTP.

Each document is generated and measured in a process of its own. `is_equal` tells whether the export is the spec.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.generation import DOCUMENTS, ROOT, SPECS

_GENERATE = """
import sys
from pathlib import Path
from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate, stubs, write
contract = resolve(load(Path(sys.argv[1]))).contract
write(generate(contract, "spec/openapi.json").files, Path("generated"))
write(stubs(contract), Path("app"))
"""
_MEASURE = """
import asyncio, json, sys, time
from pathlib import Path
sys.path.insert(0, ".")
import httpx
from app.main import create_app
from handfast.export import export
from handfast.export.ledger import ledger
from handfast.export.written import json_text, yaml_text

found = {}

def timed(name, work, *arguments):
    started = time.process_time()
    result = work(*arguments)
    found[name] = round(time.process_time() - started, 2)
    return result

async def asked(path):
    transport = httpx.ASGITransport(served)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        for name in ("first", "second"):
            started = time.process_time()
            (await client.get(path)).raise_for_status()
            found[f"{name} {path}"] = round(time.process_time() - started, 3)

app, served = create_app(), create_app()
document = timed("export", export, app)
timed("as_json", json_text, document)
timed("as_yaml", yaml_text, document)
rows = timed("ledger", ledger, app)
for path in ("/openapi.json", "/openapi.yaml"):
    asyncio.run(asked(path))
found["operations"] = sum(row.construct == "operation" for row in rows)
found["constructs"] = len(rows)
found["is_equal"] = json.dumps(document) == json.dumps(json.loads(Path(sys.argv[1]).read_text()))
print(json.dumps(found))
"""


def run() -> dict[str, object]:
    """Figures by document, in CPU seconds."""
    return {"documents": {name: _measure(SPECS / f"{slug}.json") for name, slug in DOCUMENTS.items()}}


def _measure(spec: Path) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as scratch:
        _python(Path(scratch), _GENERATE, spec)
        found: dict[str, object] = json.loads(_python(Path(scratch), _MEASURE, spec))
        return found


def _python(folder: Path, script: str, spec: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    command = [sys.executable, "-c", script, str(spec)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    return done.stdout
