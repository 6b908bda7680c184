"""Clients as they are published: generated, built and installed once for the session."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from handfast.contract import Contract, resolve
from handfast.document import load
from handfast.emit.client_python import client_python, wheel
from handfast.emit.client_typescript import Toolchain, client_typescript, toolchain
from tests.hub.test_server import served

SPEC = "spec/openapi.yaml"


@pytest.fixture(scope="session")
def hub_contract(root: Path) -> Contract:
    """The Hub's contract."""
    contract = resolve(load(root / SPEC)).contract
    assert contract is not None
    return contract


@pytest.fixture(scope="session")
def python_wheel(hub_contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the Hub's Python client."""
    name, content = wheel(hub_contract, client_python(hub_contract, SPEC))
    path = tmp_path_factory.mktemp("wheel") / name
    path.write_bytes(content)
    return path


@pytest.fixture(scope="session")
def installed(python_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the Hub's Python client, unpacked as installers do it (PEP 427)."""
    folder = tmp_path_factory.mktemp("site")
    shutil.unpack_archive(python_wheel, folder, "zip")
    return folder


@pytest.fixture(scope="session")
def hub_client(installed: Path) -> Iterator[ModuleType]:
    """The Hub's Python client, imported."""
    sys.path.insert(0, str(installed))
    yield importlib.import_module("handfast_hub_client")
    sys.path.remove(str(installed))


@pytest.fixture
def hub_url(root: Path, tmp_path: Path) -> Iterator[str]:
    """Where a Hub with an empty database is served."""
    with served(root, tmp_path / "database" / "hub.sqlite") as (client, _):
        yield str(client.base_url)


@pytest.fixture(scope="session")
def npm(root: Path) -> Toolchain:
    """The npm tool chain, in the project's own cache."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("the TypeScript client is made with Node, which is not here")
    return toolchain(root / ".handfast")


@pytest.fixture(scope="session")
def typescript(npm: Toolchain, hub_contract: Contract) -> tuple[dict[str, str], str, bytes]:
    """The Hub's TypeScript client: its files, and the name and bytes of its npm package."""
    types = npm.types(hub_contract.source)
    return npm.built(client_typescript(hub_contract, SPEC, types, npm.transport))
