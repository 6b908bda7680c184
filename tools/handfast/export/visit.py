"""Asks an app what it is, without importing it here."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from handfast.diagnostics import Diagnostic, Position, Refused, Severity
from handfast.export.enforcement import Row
from handfast.export.facet import Facet
from handfast.export.fragments import JSON

PATIENCE: Final = 120.0
"""Seconds that an app may take to be imported and described."""
PRISTINE: Final = "pristine_contract"
"""The name under which freshly generated code is imported."""
_TAIL: Final = 4000


@dataclass(frozen=True, slots=True)
class Project:
    """Where an app is found: `app` is `MODULE:NAME`, importable from `root`; `generated` is its generated package."""

    root: Path
    app: str
    generated: str = "generated"


@dataclass(frozen=True, slots=True)
class Generated:
    """What the spec gives, for comparison: the files, and the component that each DTO class stands for."""

    files: Mapping[str, str]
    components: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What an app is.

    `routes` maps `(path, method)` to where it stands, one for each route in the order in which they are tried; `types`
    are the classes that are not the generated ones; `facets` is what no document shows.
    """

    document: JSON
    routes: Mapping[tuple[str, str], tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    types: Mapping[str, Position | None] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    ledger: tuple[Row, ...] = ()


def visit(
    project: Project, generated: Generated | None = None, patience: float = PATIENCE, *, with_ledger: bool = False
) -> Seen:
    """What the app of a project is, held against freshly generated code where that is given.

    The ledger of what enforces its contract is there when it is asked for, without generated code. The app is imported
    by a process of its own, in the project's folder.

    Raises:
        Refused: the app can't be imported, is no app, or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="handfast-") as scratch:
        folder = Path(scratch)
        asked = {**request(project, folder, generated), "with_ledger": with_ledger}
        return seen(_answer(asked, folder, project, patience))


def request(project: Project, folder: Path, generated: Generated | None) -> JSON:
    """What the process that looks is asked. The generated code is written below `folder`."""
    for name, text in (generated.files if generated else {}).items():
        path = folder / PRISTINE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return {
        "root": str(project.root),
        "app": project.app,
        "generated": project.generated,
        "pristine": str(folder) if generated else None,
        "pristine_package": PRISTINE,
        "components": dict(generated.components) if generated else {},
    }


def _answer(request: JSON, folder: Path, project: Project, patience: float) -> JSON:
    asked, answer, said = folder / "request.json", folder / "answer.json", folder / "said.txt"
    asked.write_text(json.dumps(request), encoding="utf-8")
    command = [sys.executable, "-m", "handfast.export.probe", str(asked), str(answer)]
    # What the app writes goes to a file: a process that it leaves behind would keep a pipe open.
    with said.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            cwd=project.root,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            code = process.wait(patience)
        except subprocess.TimeoutExpired as expired:
            message = f"`{project.app}` took more than {patience:.0f} s to be imported"
            raise Refused(_trouble(message, "nothing that waits belongs at the top of a module", None)) from expired
        finally:
            _end(process)
    if not answer.is_file():
        last = said.read_bytes()[-_TAIL:].decode(errors="replace").strip().splitlines()[-1:]
        message = f"the process that imported `{project.app}` ended with {code}" + "".join(f": {one}" for one in last)
        raise Refused(_trouble(message, f"`python -c 'import {_module(project)}'` shows what ends it", None))
    try:
        found: JSON = json.loads(answer.read_bytes())
    except ValueError as error:
        message = f"the process that imported `{project.app}` was ended while it told what it saw"
        raise Refused(_trouble(message, "run it again, with more memory or time", None)) from error
    return found


def _module(project: Project) -> str:
    return project.app.partition(":")[0]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process, and every process that the app has left behind in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment() -> dict[str, str]:
    """The environment of the process that looks: it finds this very package, wherever it was imported from."""
    ours = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([ours, *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def seen(answer: JSON) -> Seen:
    """What the process that looked has found.

    Raises:
        Refused: it could not look.
    """
    if "trouble" in answer:
        trouble = answer["trouble"]
        raise Refused(_trouble(trouble["message"], trouble["help"], position(trouble["at"])))
    routes: dict[tuple[str, str], tuple[JSON, ...]] = {}
    for row in answer["routes"]:
        key = row["path"], row["method"]
        routes[key] = (*routes.get(key, ()), row)
    return Seen(
        document=answer["document"],
        routes=routes,
        types={row["name"]: position(row["at"]) for row in answer["types"]},
        facets=tuple(Facet(**one) for one in answer["facets"]),
        ledger=tuple(Row.read(one) for one in answer.get("ledger", ())),
    )


def position(at: Sequence[Any] | None) -> Position | None:
    """A place in a file, as the process that looked wrote it down."""
    return Position(str(at[0]), int(at[1])) if at else None


def _trouble(message: str, help_: str, at: Position | None) -> Diagnostic:
    return Diagnostic("DRIFT002", Severity.ERROR, message, at, help=help_)
