"""Apps of generated packages, with handlers that are never called."""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from fastapi import FastAPI

from handfast.contract import Contract, resolve
from handfast.document import load
from handfast.emit import generate, write


def contract_of(document: Path) -> Contract:
    found = resolve(load(document)).contract
    assert found is not None
    return found


def app_of(contract: Contract, folder: Path, package: str) -> FastAPI:
    """An app that serves a contract. `package` names its code, once for each test run."""
    write(generate(contract, contract.file).files, folder / package)
    sys.path.insert(0, str(folder))
    try:
        include = importlib.import_module(f"{package}.application").include_contract
    finally:
        sys.path.remove(str(folder))
    app = FastAPI()
    found = {name: _interface(hint) for name, hint in get_type_hints(include).items()}
    include(app, **{name: _implemented(interface) for name, interface in found.items() if interface is not None})
    return app


def _interface(hint: Any) -> Any:
    """The abstract class in `type[Interface] | Interface`; None where there is none."""
    kinds = (get_origin(one) or one for one in get_args(hint))
    return next((one for one in kinds if getattr(one, "__abstractmethods__", None)), None)


def _implemented(interface: Any) -> Any:
    methods = {name: _method(getattr(interface, name)) for name in interface.__abstractmethods__}
    return type(interface.__name__.removesuffix("Api"), (interface,), methods)()


def _method(declared: Any) -> Any:
    async def method(_: object, **given: Any) -> Any:
        raise AssertionError(given)

    method.__signature__ = inspect.signature(declared)  # type: ignore[attr-defined]
    method.__annotations__ = get_type_hints(declared)
    return method
