"""Imports point downwards: the picture in docs/architecture.md, asserted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "tools" / "handfast"

ALLOWED: dict[str, set[str]] = {
    "diagnostics": set(),
    "runtime": set(),
    "document": {"diagnostics"},
    "contract": {"document", "diagnostics"},
    "emit": {"contract"},
    "lint": {"contract", "diagnostics"},
    "compare": {"contract", "diagnostics"},
    "export": {"contract", "runtime", "diagnostics"},
    "drift": {"emit", "export", "compare", "contract", "diagnostics"},
    "mock": {"contract", "runtime"},
    "fuzz": {"emit", "contract", "runtime", "diagnostics"},
    "report": {"fuzz", "contract", "diagnostics"},
    "scaffold": {"emit", "contract"},
}
"""What each part may import directly. Whatever a part may import, it may also import the parts below that."""

RUNTIME_NEEDS = {"fastapi", "starlette", "pydantic", "pydantic_core", "jsonschema_rs", "python_multipart", "anyio"} | {
    "typing_extensions"
}
"""Third-party modules of the run-time; Starlette, pydantic-core, anyio and typing-extensions come with FastAPI."""


def reachable(part: str) -> set[str]:
    below = set(ALLOWED[part])
    for one in ALLOWED[part]:
        below |= reachable(one)
    return below


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Every absolute import of a module, wherever it stands, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((node.lineno, name) for name in (names if node.module == "handfast" else [node.module or ""]))


def wrong_arrows(part: str, source: str) -> list[str]:
    allowed = reachable(part) | {part}
    parts = [(line, name.split(".")[1]) for line, name in imports(source) if name.startswith("handfast.")]
    return [f"line {line}: {part} imports {other}" for line, other in parts if other not in allowed]


def files(part: str) -> list[Path]:
    return sorted((PACKAGE / part).rglob("*.py"))


def test_every_part_has_its_place_in_the_picture() -> None:
    parts = {folder.name for folder in PACKAGE.iterdir() if folder.is_dir() and any(folder.glob("*.py"))}
    assert parts <= {*ALLOWED, "cli"}, "a new part: say in ALLOWED what it may import"


@pytest.mark.parametrize("part", sorted(ALLOWED))
def test_arrows(part: str) -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} {arrow}" for path in files(part) for arrow in wrong_arrows(part, path.read_text())
    ]
    assert wrong == []


def test_nothing_imports_the_command_line() -> None:
    importers = [
        str(path.relative_to(PACKAGE))
        for part in ALLOWED
        for path in files(part)
        if any(name.startswith("handfast.cli") for _, name in imports(path.read_text()))
    ]
    assert importers == []


def test_runtime_needs_only_its_own_dependencies() -> None:
    import sys  # noqa: PLC0415 - the standard library's own list of itself

    foreign = {
        name.split(".")[0]
        for path in files("runtime")
        for _, name in imports(path.read_text())
        if name.split(".")[0] not in {*sys.stdlib_module_names, "handfast", ""}
    }
    assert foreign <= RUNTIME_NEEDS


def test_a_wrong_arrow_is_seen() -> None:
    assert wrong_arrows("runtime", "def f():\n    from handfast.contract import resolve\n") == [
        "line 2: runtime imports contract"
    ]
    assert wrong_arrows("emit", "import handfast.lint.rules\n") == ["line 1: emit imports lint"]
    assert wrong_arrows("emit", "from handfast import fuzz\n") == ["line 1: emit imports fuzz"]
    assert wrong_arrows("lint", "from handfast.document import load\nfrom handfast.lint import x\n") == []


def test_the_table_in_the_docs_is_this_one() -> None:
    text = (PACKAGE.parent.parent / "docs" / "architecture.md").read_text()
    rows = re.findall(r"^\| `(\w+)/` \| .*? \| (.*?) \|$", text, re.MULTILINE)
    shown = {name: set() if "nothing" in may else set(may.split(", ")) for name, may in rows}
    assert {name: may for name, may in shown.items() if name != "cli"} == {
        name: ALLOWED[name] for name in ALLOWED if (PACKAGE / name).is_dir()
    }
