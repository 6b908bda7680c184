"""What is planted: an edit of a project's files, and what a finding about it must mention."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from handfast.contract import Contract
from handfast.runtime.declare import Operation

MAIN = "app/main.py"
START = "\n\ndef create_app() -> FastAPI:\n"
INCLUDE = "    include_contract("


@dataclass(frozen=True)
class Planting:
    """One mutant. `files` maps a file of the project to its new text; a finding must mention one of `about`.

    `where` says how it is planted: in the app's own code (`app`), live objects (`live`), or a generated file (`file`).
    """

    kind: str
    where: str
    files: Mapping[str, str]
    about: tuple[str, ...]
    level: str = "wire"


@dataclass(frozen=True)
class Declared:
    """One generated operation: the constant of its router module, and how findings call it."""

    module: str
    constant: str
    operation: Operation

    @property
    def title(self) -> str:
        return f"{self.operation.method} {self.operation.path}"


@dataclass(frozen=True)
class Subject:
    """A generated project: what there is to edit."""

    root: Path
    contract: Contract
    operations: tuple[Declared, ...]
    schemas: Mapping[str, Any]

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def first(self, wanted: Callable[[Operation], Any]) -> Declared | None:
        return next((one for one in self.operations if wanted(one.operation)), None)

    # Where people write: before the app is made, where it is made, and after.

    def before(self, code: str) -> dict[str, str]:
        text = self.text(MAIN)
        assert START in text
        return {MAIN: text.replace(START, f"\n{code}\n{START}", 1)}

    def inside(self, code: str) -> dict[str, str]:
        text = self.text(MAIN)
        lines = "".join(f"    {line}\n" if line else "\n" for line in code.splitlines())
        return {MAIN: text.replace(INCLUDE, lines + INCLUDE, 1)}

    def after(self, code: str) -> dict[str, str]:
        return {MAIN: f"{self.text(MAIN)}\n{code}\n"}

    def appended(self, name: str, code: str) -> dict[str, str]:
        return {name: f"{self.text(name)}\n{code}\n"}

    def replaced(self, name: str, old: str, new: str) -> dict[str, str]:
        text = self.text(name)
        assert old in text, (name, old)
        return {name: text.replace(old, new, 1)}


Kind: TypeAlias = Callable[[Subject], Iterator[Planting]]
"""A kind of edit: its plantings in a project, none where the project has nothing of the sort."""
