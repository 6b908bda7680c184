"""Looks at an app from inside a process of its own: `python -m handfast.export.probe REQUEST ANSWER`.

An app is imported apart from the tool that looks at it, so nothing that it does to the interpreter lasts. Both files
are JSON; `visit` writes the one and reads the other.
"""

from __future__ import annotations

import functools
import gc
import importlib
import inspect
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from fastapi import FastAPI

from handfast.export.app_facets import app_facets
from handfast.export.around import middleware_facets
from handfast.export.assemble import assemble
from handfast.export.blame import Blamed, Trouble
from handfast.export.fragments import JSON
from handfast.export.judged import judge_facets
from handfast.export.ledger import ledger, unenforced
from handfast.export.packages import Packages
from handfast.export.places import place_of, site_of, watch_sites
from handfast.export.pristine import Pristine
from handfast.export.reading import reading_facets, readings
from handfast.export.serve import LiveDocument, export
from handfast.export.types import changed_types, described, differing
from handfast.export.walk import LiveRoute, apps, live_routes
from handfast.runtime import ContractRoute
from handfast.runtime.declare import Operation

Blame: TypeAlias = Callable[[str, str], Blamed]


def main(request: Path, answer: Path) -> None:
    """Write what the app named in `request` is to `answer`."""
    gc.disable()  # everything lives as long as this process: looking for garbage would cost a tenth of it
    asked = json.loads(request.read_text(encoding="utf-8"))
    try:
        found = look(asked)
    except Trouble as trouble:
        found = {"trouble": {"message": trouble.message, "help": trouble.help, "at": trouble.at}}
    whole = answer.with_suffix(f".{os.getpid()}")
    whole.write_text(json.dumps(found), encoding="utf-8")
    whole.replace(answer)


def look(asked: Mapping[str, Any]) -> JSON:
    """What the app named in a request is, as plain data.

    Raises:
        Trouble: it can't be looked at.
    """
    root = Path(asked["root"]).resolve()
    generated = root.joinpath(*asked["generated"].split("."))
    watch_sites(root, generated)
    app = _app(asked["app"], partial(Blamed, root=root, generated=generated))
    routes = list(live_routes(app))
    is_compared = asked["pristine"] is not None
    if (is_compared or asked["with_ledger"]) and not any(route.operation for route in routes):
        raise Trouble(f"`{asked['app']}` serves no operation of the contract", "call `include_contract(app, ...)`")
    if not is_compared:
        rows = [asdict(row) for row in ledger(app)] if asked["with_ledger"] else []
        return {"document": export(app), "routes": [], "types": [], "facets": [], "ledger": rows}
    sys.path.insert(0, asked["pristine"])
    return _held(app, routes, Packages(asked["generated"], asked["pristine_package"]), asked["components"])


def _held(app: FastAPI, routes: list[LiveRoute], packages: Packages, components: Mapping[str, str]) -> JSON:
    """What an app is, held against the code as it was generated."""
    generated = packages.generated_types()
    live = packages.live_types(generated)
    changed = changed_types(live, generated, packages.names)
    operations = packages.operations()
    served = next((one.openapi for one in apps(app) if isinstance(one.openapi, LiveDocument)), None)
    words = served.source if served else packages.document()
    document = assemble(app, words, Pristine(operations, dict(_components(changed, live, components))))
    compiled = [route.route.compiled for route in routes if isinstance(route.route, ContractRoute)]
    judges = {id(one.judge): one.judge for one in compiled}.values()
    facets = [
        *app_facets(app, routes, packages.document()),
        *(one for inner in apps(app) for one in middleware_facets(inner, routes)),
        *judge_facets(judges, packages.judge()),
        *reading_facets(routes),
        *unenforced(ledger(app)),
    ]
    return {
        "document": document,
        "routes": [row for route in routes for row in _rows(route, operations, packages.names)],
        "types": [{"name": name.rpartition(".")[2], "at": place_of(live.get(name))} for name in changed],
        "facets": [asdict(facet) for facet in facets],
    }


def _components(
    changed: Iterable[str], live: Mapping[str, Any], components: Mapping[str, str]
) -> Iterator[tuple[str, JSON]]:
    """The components whose class is another one, with what Pydantic says of it."""
    for name in changed:
        module, _, kind = name.rpartition(".")
        if module == "models" and kind in components:
            yield components[kind], described(live.get(name, Any), components[kind])


def _app(name: str, blame: Blame) -> FastAPI:
    """The app that `MODULE:NAME` names, or what the factory of that name returns."""
    module_name, _, attribute = name.partition(":")
    if not module_name or not all(part.isidentifier() for part in attribute.split(".")):
        raise Trouble(f"`{name}` names no app", "write MODULE:NAME, without parentheses: `app.main:create_app`")
    with blame(f"`{module_name}` can't be imported", f"import {module_name}"):
        module = importlib.import_module(module_name)
    top = (module.__file__, 1) if module.__file__ else None
    try:
        found = functools.reduce(getattr, attribute.split("."), module)
    except AttributeError as error:
        raise Trouble(f"`{module_name}` has no `{attribute}`", _near(module), top) from error
    if isinstance(found, FastAPI):
        return found
    made = _made(found, name, blame) if callable(found) else found
    if not isinstance(made, FastAPI):
        kind = type(made).__name__
        message = f"`{name}` is no FastAPI app but a {kind}"
        help_ = "name a FastAPI app, or a factory of one"
        raise Trouble(message, help_, place_of(found) if callable(found) else top)
    return made


def _made(factory: Callable[[], Any], name: str, blame: Blame) -> Any:
    """What a factory returns."""
    wanted = _wanted(factory)
    if wanted:
        message = f"the factory `{name}` wants arguments: {', '.join(wanted)}"
        raise Trouble(message, "name a factory that is called without any", place_of(factory))
    with blame(f"the factory `{name}` failed", f"import {name.partition(':')[0]}; {name.replace(':', '.')}()"):
        made = factory()
    if inspect.iscoroutine(made):
        made.close()
        message = f"the factory `{name}` is asynchronous"
        raise Trouble(message, "make the app in a plain function; what must be awaited belongs in the lifespan")
    return made


def _wanted(factory: Callable[..., Any]) -> list[str]:
    """The names of the arguments that a factory can't do without."""
    try:
        parameters = inspect.signature(factory).parameters.values()
    except (TypeError, ValueError):
        return []
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [one.name for one in parameters if one.default is one.empty and one.kind not in variadic]


def _near(module: ModuleType) -> str:
    """What to do about a name that a module does not have: the apps that it has."""
    named = [name for name, one in vars(module).items() if isinstance(one, FastAPI)]
    found = ", ".join(f"`{module.__name__}:{name}`" for name in named)
    return f"name {found}" if found else "name the app as MODULE:NAME"


def _rows(route: LiveRoute, operations: Mapping[str, Operation], packages: tuple[str, str]) -> Iterator[JSON]:
    """Where the parts of a route stand in the app, by method."""
    generated = operations.get(route.operation.pointer) if route.operation else None
    row = {
        "path": route.path,
        "at": place_of(route.handler) if route.handler else None,
        "site": site_of(route.route),
        "reads": dict(readings(route)),
        "declared": route.operation is not None,
        "differs": differing(route.operation, generated, packages) if route.operation and generated else "",
    }
    yield from ({**row, "method": method} for method in route.methods)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
