"""Plants every mutant in one generated project, and says what was found: `python garden.py FOLDER`.

The project and the pristine code are imported once; each mutant is a child of that process with an edited copy of the
project, so it costs what its edit costs. A test holds this to what the command says.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import kinds_app
import kinds_operations
import kinds_types
from planting import Declared, Planting, Subject

from handfast.compare import Level
from handfast.contract import Contract, resolve
from handfast.diagnostics import Diagnostic, Refused, Severity
from handfast.document import load
from handfast.drift import live_findings, stale_files
from handfast.emit import Output, generate, stubs, write
from handfast.export.blame import Trouble
from handfast.export.probe import look
from handfast.export.visit import PRISTINE, Generated, Project, request, seen
from handfast.runtime.declare import Operation

APP = "app.main:app"
SPEC = "spec/openapi.json"
KINDS = (*kinds_operations.KINDS, *kinds_types.KINDS, *kinds_app.KINDS)


class Garden:
    """One generated project, ready to be edited."""

    def __init__(self, root: Path) -> None:
        self.root = root
        contract = resolve(load(root / SPEC)).contract
        assert contract is not None
        self.contract: Contract = contract
        self.output: Output = generate(contract, SPEC)
        self.scratch = Path(tempfile.mkdtemp(dir=root, prefix=".scratch-"))
        self.generated = Generated(self.output.files, dict(self.output.components))

    def make(self) -> None:
        write(self.output.files, self.root / "generated")
        files = {name: _implemented(text) for name, text in stubs(self.contract).items()}
        write(files, self.root / "app")

    def warm(self) -> None:
        """Import what no edit of the app changes."""
        request(Project(self.root, APP), self.scratch, self.generated)
        sys.path[:0] = [str(self.scratch), str(self.root)]
        for package in (PRISTINE, "generated"):
            importlib.import_module(f"{package}.models")
            importlib.import_module(f"{package}.application")

    def subject(self) -> Subject:
        found = []
        for name in self.output.files:
            if name.startswith("routers/") and name != "routers/__init__.py":
                module = importlib.import_module(f"{PRISTINE}.routers.{Path(name).stem}")
                values = vars(module).items()
                found += [Declared(Path(name).stem, key, one) for key, one in values if isinstance(one, Operation)]
        schemas = json.loads(self.output.files["schemas.json"])
        return Subject(self.root, self.contract, tuple(found), schemas)

    def findings(self, planting: Planting) -> tuple[list[Diagnostic], list[str]]:
        """What drift finds in the live app, bytes apart; and the generated files that the bytes give away."""
        root = Path(tempfile.mkdtemp(dir=self.scratch))
        is_file = planting.where == "file"
        for part in ("app", *(("generated",) if is_file else ())):
            shutil.copytree(self.root / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        for name, text in planting.files.items():
            (root / name).write_text(text, encoding="utf-8")
        sys.path[1] = str(root)
        if not is_file:
            sys.path.insert(2, str(self.root))
        for name in [
            name for name in sys.modules if name.partition(".")[0] in ("app", *(("generated",) if is_file else ()))
        ]:
            del sys.modules[name]
        importlib.invalidate_caches()
        stale = [one.message for one in stale_files(self.output.files, root / "generated")] if is_file else []
        asked = {**request(Project(root, APP), self.scratch, None), "pristine": str(self.scratch)}
        asked["components"] = dict(self.generated.components)
        try:
            answer = look(asked)
        except Trouble as trouble:
            return [Diagnostic("DRIFT002", Severity.ERROR, trouble.message)], stale
        try:
            level = Level(planting.level)
            return list(
                live_findings(self.contract, seen(json.loads(json.dumps(answer))), root / "generated", level)
            ), stale
        except Refused as refused:
            return list(refused.findings), stale


def _implemented(text: str) -> str:
    """A hand-written file as it is when nothing is answered by a mock any more."""
    return text.replace(', unimplemented="mock"', "").replace('        unimplemented="mock",\n', "")


def in_a_child(garden: Garden, planting: Planting) -> dict[str, Any]:
    """The outcome of one mutant, from a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as out, redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            json.dump(_outcome(garden, planting), out)
            out.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return dict(json.loads(text))


def _outcome(garden: Garden, planting: Planting) -> dict[str, Any]:
    try:
        findings, stale = garden.findings(planting)
    except Exception:  # noqa: BLE001 - reported as what it is
        return {"broken": traceback.format_exc()}
    errors = [f"{one.code} {one.message}" for one in findings if one.severity is Severity.ERROR]
    return {"errors": errors, "stale": stale, "all": [f"{one.severity} {one.code} {one.message}" for one in findings]}


def plantings(subject: Subject) -> Iterator[Planting]:
    for kind in KINDS:
        yield from kind(subject)


def main(folder: str, only: str = "") -> None:
    garden = Garden(Path(folder))
    garden.make()
    garden.warm()
    rows = []
    untouched = in_a_child(garden, Planting("untouched", "app", {}, ()))
    for planting in plantings(garden.subject()):
        if only in planting.kind:
            outcome = in_a_child(garden, planting)
            found = any(about in error for about in planting.about for error in outcome.get("errors", ()))
            said = {
                "kind": planting.kind,
                "where": planting.where,
                "about": planting.about,
                "files": dict(planting.files),
            }
            rows.append({**said, "found": found, **outcome})
    json.dump({"untouched": untouched, "mutants": rows}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
