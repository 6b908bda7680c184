"""Asks an app what it is, without importing it here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from handfast.diagnostics import Diagnostic, Position, Refused, Severity
from handfast.export.fragments import JSON

PATIENCE: Final = 120.0
"""Seconds that an app may take to be imported and described."""


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

    `routes` maps `(path, method)` to where it stands; `types` are the DTO classes that are not the generated ones.
    """

    document: JSON
    routes: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    types: Mapping[str, Position | None] = field(default_factory=dict)


def visit(project: Project, generated: Generated | None = None, patience: float = PATIENCE) -> Seen:
    """What the app of a project is, held against freshly generated code where that is given.

    The app is imported by a process of its own, in the project's folder.

    Raises:
        Refused: the app can't be imported, is no app, or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="handfast-") as scratch:
        folder = Path(scratch)
        package = "pristine_contract"
        for name, text in (generated.files if generated else {}).items():
            path = folder / package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        request = {
            "root": str(project.root),
            "app": project.app,
            "generated": project.generated,
            "pristine": scratch if generated else None,
            "pristine_package": package,
            "components": dict(generated.components) if generated else {},
        }
        return _seen(_answer(request, folder, project, patience))


def _answer(request: JSON, folder: Path, project: Project, patience: float) -> JSON:
    asked, answer = folder / "request.json", folder / "answer.json"
    asked.write_text(json.dumps(request), encoding="utf-8")
    command = [sys.executable, "-m", "handfast.export.probe", str(asked), str(answer)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own module
            command,
            cwd=project.root,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        message = f"`{project.app}` took more than {patience:.0f} s to be imported"
        raise Refused(_trouble(message, "nothing that waits belongs at the top of a module", None)) from expired
    if not answer.is_file():
        last = ended.stderr.decode(errors="replace").strip().splitlines()[-1:]
        message = f"the process that imported `{project.app}` ended with {ended.returncode}: {''.join(last)}"
        raise Refused(_trouble(message, "import the app by hand to see the whole error", None))
    return json.loads(answer.read_bytes())


def _environment() -> dict[str, str]:
    """The environment of the process that looks: it finds this very package, wherever it was imported from."""
    ours = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([ours, *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def _seen(answer: JSON) -> Seen:
    if "trouble" in answer:
        trouble = answer["trouble"]
        raise Refused(_trouble(trouble["message"], trouble["help"], position(trouble["at"])))
    return Seen(
        document=answer["document"],
        routes={(row["path"], row["method"]): row for row in answer["routes"]},
        types={row["name"]: position(row["at"]) for row in answer["types"]},
    )


def position(at: list[Any] | None) -> Position | None:
    """A place in a file, as the process that looked wrote it down."""
    return Position(str(at[0]), int(at[1])) if at else None


def _trouble(message: str, help_: str, at: Position | None) -> Diagnostic:
    return Diagnostic("DRIFT002", Severity.ERROR, message, at, help=help_)
