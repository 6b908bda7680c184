"""A small project with a spec, generated code and handlers, made once and copied for every test that edits it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from handfast.compare import Level
from handfast.contract import Contract, resolve
from handfast.diagnostics import Diagnostic
from handfast.document import load
from handfast.drift import drift
from handfast.emit import Output, generate, write
from handfast.export.visit import Project, Seen, visit

FIXTURE = Path(__file__).parent / "project"
SPEC = "spec/openapi.yaml"


@dataclass(frozen=True)
class Pets:
    """The project in `root`."""

    root: Path

    @cached_property
    def contract(self) -> Contract:
        found = resolve(load(self.root / SPEC)).contract
        assert found is not None
        return found

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r} to edit"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        with (self.root / name).open("a", encoding="utf-8") as file:
            file.write(text)

    def regenerate(self) -> None:
        """As `gen` does, after the spec was edited."""
        write(generate(self.contract, SPEC).files, self.root / "generated")

    def line(self, name: str, text: str) -> int:
        lines = (self.root / name).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def drift(self, app: str = "app.main:app", level: Level = Level.WIRE) -> tuple[Diagnostic, ...]:
        output = _generated((self.root / SPEC).read_text(encoding="utf-8"), self.contract)
        return drift(self.contract, Project(self.root, app), self.root / "generated", SPEC, level, output=output)

    def visit(self, app: str = "app.main:app") -> Seen:
        return visit(Project(self.root, app))


_OUTPUTS: dict[str, Output] = {}


def _generated(text: str, contract: Contract) -> Output:
    """What the spec gives. Printing it takes longer than comparing, and most tests share one spec."""
    if text not in _OUTPUTS:
        _OUTPUTS[text] = generate(contract, SPEC)
    return _OUTPUTS[text]


def make(root: Path) -> Pets:
    """A project as it is after `gen`, with every operation implemented."""
    shutil.copytree(FIXTURE, root, dirs_exist_ok=True)
    (root / "spec").mkdir()
    shutil.move(root / "openapi.yaml", root / SPEC)
    pets = Pets(root)
    write(generate(pets.contract, SPEC).files, root / "generated")
    return pets
