"""Looks at an app from inside a process of its own: `python -m handfast.export.probe REQUEST ANSWER`.

An app is imported apart from the tool that looks at it, so nothing that it does to the interpreter lasts. Both files
are JSON; `visit` writes the one and reads the other.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import FastAPI

from handfast.export.fragments import JSON
from handfast.export.native import describe_reading, nothing
from handfast.export.pristine import Pristine
from handfast.export.serve import export
from handfast.export.types import changed_types, described
from handfast.export.walk import LiveRoute, live_routes
from handfast.runtime.declare import Operation
from handfast.runtime.paths import identifiers


class Trouble(Exception):  # noqa: N818 - it reads as what stands in the way
    """Why an app can't be looked at, in words for its author, and the line that is to blame."""

    def __init__(self, message: str, help_: str, at: tuple[str, int] | None = None) -> None:
        super().__init__(message)
        self.message, self.help, self.at = message, help_, at


def main(request: Path, answer: Path) -> None:
    """Write what the app named in `request` is to `answer`."""
    asked = json.loads(request.read_text(encoding="utf-8"))
    try:
        found = _look(asked)
    except Trouble as trouble:
        found = {"trouble": {"message": trouble.message, "help": trouble.help, "at": trouble.at}}
    answer.write_text(json.dumps(found), encoding="utf-8")


def _look(asked: Mapping[str, Any]) -> JSON:
    root = Path(asked["root"])
    app = _app(asked["app"], root)
    routes = list(live_routes(app))
    if asked["pristine"] is None:
        return {"document": export(app), "routes": [], "types": []}
    if not any(route.operation for route in routes):
        raise Trouble(f"`{asked['app']}` serves no operation of the contract", "call `include_contract(app, ...)`")
    sys.path.insert(0, asked["pristine"])
    package = asked["pristine_package"]
    operations = {one.pointer: one for module in _modules(f"{package}.routers") for one in _operations(module)}
    generated = _classes(importlib.import_module(f"{package}.models"))
    models = vars(importlib.import_module(f"{asked['generated']}.models"))
    live = {name: models[name] for name in generated if name in models}
    changed = changed_types(live, generated)
    named = {name: asked["components"][name] for name in changed if name in asked["components"]}
    components = {component: described(live.get(name, Any), component) for name, component in named.items()}
    return {
        "document": export(app, Pristine(operations, components)),
        "routes": [row for route in routes for row in _rows(route)],
        "types": [{"name": name, "at": _place(live.get(name))} for name in changed],
    }


def _app(name: str, root: Path) -> FastAPI:
    """The app that `MODULE:NAME` names, or what the factory of that name returns."""
    module_name, _, attribute = name.partition(":")
    with _Blamed(f"`{module_name}` can't be imported", root):
        module = importlib.import_module(module_name)
    top = (module.__file__, 1) if module.__file__ else None
    if not hasattr(module, attribute):
        raise Trouble(f"`{module_name}` has no `{attribute}`", "name the app as MODULE:NAME", top)
    found = getattr(module, attribute)
    if isinstance(found, FastAPI):
        return found
    made = found
    if callable(found):
        with _Blamed(f"the factory `{name}` failed", root):
            made = found()
    if not isinstance(made, FastAPI):
        message = f"`{name}` is no FastAPI app but a {type(made).__name__}"
        raise Trouble(message, "name a FastAPI app, or a factory of one", _place(found) if callable(found) else top)
    return made


@dataclass(frozen=True, slots=True)
class _Blamed:
    """Turns whatever the app's own code raises into trouble at the innermost line of the project."""

    message: str
    root: Path

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, Exception | SystemExit):
            return
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if Path(frame.filename).is_relative_to(self.root) and frame.lineno]
        at = (own[-1].filename, own[-1].lineno or 1) if own else None
        if isinstance(error, SyntaxError) and error.filename:
            at = error.filename, error.lineno or 1
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise Trouble(
            f"{self.message}: {reason}", "run it from the project's folder to see the whole error", at
        ) from error


def _modules(package: str) -> Iterator[ModuleType]:
    parent = importlib.import_module(package)
    for module in pkgutil.iter_modules(parent.__path__, f"{package}."):
        yield importlib.import_module(module.name)


def _operations(module: ModuleType) -> Iterator[Operation]:
    yield from (one for one in vars(module).values() if isinstance(one, Operation))


def _classes(module: ModuleType) -> dict[str, type]:
    """The DTO classes that a generated module defines. An alias is a type made of them."""
    named = vars(module).items()
    return {name: one for name, one in named if isinstance(one, type) and one.__module__ == module.__name__}


def _rows(route: LiveRoute) -> Iterator[JSON]:
    """Where the parts of a route stand in the app, by method."""
    reads = {}
    for dependency in route.dependencies:
        for parameter in describe_reading(identifiers(route.path), nothing, [dependency]).node.get("parameters", ()):
            reads[f"{parameter['in']} {parameter['name'].lower()}"] = _place(dependency.dependency)
    for method in route.methods:
        at = _place(route.handler)
        yield {"method": method, "path": route.path, "at": at, "reads": reads, "declared": route.operation is not None}


def _place(one: Any) -> tuple[str, int] | None:
    """File and line of a function or class, of the class of an object."""
    wanted: Callable[..., Any] | None = one
    for candidate in (wanted, type(one)):
        try:
            found = inspect.unwrap(candidate) if callable(candidate) else candidate
            path = inspect.getsourcefile(found)  # type: ignore[arg-type]
            line = inspect.getsourcelines(found)[1]  # type: ignore[arg-type]
        except (TypeError, OSError, ValueError):
            continue
        return (path, max(line, 1)) if path else None
    return None


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
