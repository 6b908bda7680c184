"""The generated package that an app works with, and the one that the spec gives, imported beside it."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from handfast.export.fragments import JSON
from handfast.export.types import types_of
from handfast.runtime import Judge
from handfast.runtime.declare import Operation

_WITH_TYPES: Final = ("models", "security", "api")


@dataclass(frozen=True, slots=True)
class Packages:
    """The names of both, importable."""

    live: str
    generated: str

    @property
    def names(self) -> tuple[str, str]:
        """The live one first."""
        return self.live, self.generated

    def generated_types(self) -> dict[str, Any]:
        """Every type that was generated, by its name below the package: `models.Pet`."""
        return {
            f"{module.__name__.removeprefix(self.generated + '.')}.{name}": one
            for module in _modules(self.generated, _WITH_TYPES)
            for name, one in types_of(module).items()
        }

    def live_types(self, names: Iterable[str]) -> dict[str, Any]:
        """What the app has under these names."""
        found = {}
        for name in names:
            module, _, kind = name.rpartition(".")
            try:
                found[name] = getattr(importlib.import_module(f"{self.live}.{module}"), kind)
            except (ImportError, AttributeError):
                continue
        return found

    def operations(self) -> dict[str, Operation]:
        """Every operation as it was generated, by its pointer into the spec."""
        values = (one for module in _modules(self.generated, ("routers",)) for one in vars(module).values())
        return {one.pointer: one for one in values if isinstance(one, Operation)}

    def judge(self) -> Judge:
        """The judge of the generated package."""
        judge: Judge = importlib.import_module(f"{self.generated}.contract").JUDGE
        return judge

    def document(self) -> Mapping[str, JSON]:
        """The contract's own document."""
        path: Path = importlib.import_module(f"{self.generated}.contract").DOCUMENT
        document: Mapping[str, JSON] = json.loads(path.read_bytes())
        return document


def _modules(package: str, names: tuple[str, ...]) -> Iterator[ModuleType]:
    """The modules of these names in a package, and those below them."""
    parent = importlib.import_module(package)
    for found in pkgutil.walk_packages(parent.__path__, f"{package}."):
        if found.name.removeprefix(f"{package}.").partition(".")[0] in names:
            yield importlib.import_module(found.name)
