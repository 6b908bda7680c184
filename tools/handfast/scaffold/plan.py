"""What a new project consists of: the spec as its author wrote it, generated code, stubs, and the files around them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from string import Template

from handfast import emit
from handfast.contract import Contract
from handfast.diagnostics import Diagnostic
from handfast.scaffold import credentials

APP = "app.main:app"
PACKAGE = "app"
GENERATED = "generated"
_SECURITY = """
`app/security.py` decides credentials: as long as its methods raise, whatever is well-formed lets in.
"""


@dataclass(frozen=True, slots=True)
class Start:
    """What a project starts from: `sources` are the spec's files by the names they are stored under in `spec/`.

    `root` names the one that is read. The contract is that of the stored files, so that its pointers name them.
    """

    name: str
    root: str
    sources: Mapping[str, bytes]
    contract: Contract


@dataclass(frozen=True, slots=True)
class Project:
    """The files of a project by name, and what could not be generated as the spec says it."""

    files: Mapping[str, str | bytes]
    findings: tuple[Diagnostic, ...]


def example() -> AbstractContextManager[Path]:
    """The file of a small contract to start from, while the context lasts."""
    return as_file(files("handfast.scaffold") / "example" / "openapi.yaml")


def stored_name(root: str, sources: Mapping[str, bytes]) -> str:
    """`openapi` with the root's own kind of suffix; its own name where other files, or it itself, may refer to it."""
    is_alone = len(sources) == 1 and root.encode() not in sources[root]
    return ("openapi.json" if root.endswith(".json") else "openapi.yaml") if is_alone else root


def plan_project(start: Start) -> Project:
    """Every file of the new project."""
    spec = f"spec/{start.root}"
    output = emit.generate(start.contract, spec)
    written = emit.stubs(start.contract, PACKAGE, GENERATED)
    words = {
        "app": APP,
        "name": _distribution(start.name),
        "spec": spec,
        "spec_toml": json.dumps(spec, ensure_ascii=True),
        "fuzz": credentials.settings(start.contract),
        "security": _SECURITY if "security.py" in written else "",
        "title": " ".join(start.contract.title.split()) or start.name,
    }
    planned: dict[str, str | bytes] = {
        **{f"spec/{name}": content for name, content in start.sources.items()},
        **{f"{GENERATED}/{name}": text for name, text in output.files.items()},
        **{f"{PACKAGE}/{name}": text for name, text in written.items()},
        "tests/test_app.py": _template("test_app.py", words),
        "pyproject.toml": _template("pyproject.toml", words),
        "Makefile": _template("Makefile", words),
        "README.md": _template("README.md", words),
        ".gitignore": _template("gitignore", words),
        ".github/workflows/contract.yml": _template("contract.yml", words),
        ".pre-commit-config.yaml": _template("pre-commit-config.yaml", words),
    }
    way_in = credentials.script(start.contract)
    if way_in:
        planned["tests/credentials.py"] = way_in
    return Project(planned, output.findings)


def _distribution(folder: str) -> str:
    """A distribution name made of a folder's: letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", folder.lower()).strip("-") or "service"


def _template(name: str, words: Mapping[str, str]) -> str:
    """A file of `files/` with its words filled in."""
    text = (files("handfast.scaffold") / "files" / f"{name}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(words)
