"""The Python client under mypy: clean in itself, and it catches what a caller gets wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

CALLER = """\
from uuid import UUID

from handfast_hub_client import AsyncHandfastHubClient, HandfastHubClient
from handfast_hub_client.models import Contract, NewContract
from handfast_hub_client.operations.contracts import GetContractNotFound


def right(hub: HandfastHubClient, key: UUID) -> Contract | None:
    try:
        return hub.contracts.get_contract(contract_id=key)
    except GetContractNotFound as error:
        title: str = error.body.title
        print(title, error.status)
        return None


async def waiting(hub: AsyncHandfastHubClient) -> str:
    return (await hub.contracts.create_contract_reply(body=NewContract(name="pets"))).location


def wrong(hub: HandfastHubClient, key: UUID) -> None:
    hub.contracts.get_contract()  # call-arg
    hub.contracts.get_contract(contract_id=1)  # arg-type
    hub.contracts.list_contracts(limt=1)  # call-arg
    hub.contracts.list_contracts(visibility="secret")  # arg-type
    hub.contracts.create_contract(body={"name": "pets"})  # arg-type
    hub.contracts.get_contract(contract_id=key).nmae  # attr-defined
    hub.versions.push_version(contract_id=key, body=b"", content_type="text/plain")  # arg-type
    hub.versions.get_document_reply(contract_id=key, version_id=key).location  # attr-defined
    HandfastHubClient("http://hub", acount="x")  # call-arg
"""


def checked(folder: Path, *targets: str) -> str:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-error-summary",
        f"--cache-dir={ROOT / '.mypy_cache' / 'clients'}",
        "--hide-error-context",
    ]
    done = subprocess.run([*command, *targets], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_package_is_clean(installed: Path) -> None:
    assert checked(installed, "handfast_hub_client") == ""


def test_wrong_calls_are_seen_and_right_ones_pass(installed: Path, tmp_path: Path) -> None:
    for path in installed.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "caller.py").write_text(CALLER)
    said = {
        int(line.split(":")[1]): line.rpartition("[")[2].rstrip("]")
        for line in checked(tmp_path, "caller.py").splitlines()
        if ": error:" in line
    }
    wanted = {number: line.partition("  # ")[2] for number, line in enumerate(CALLER.splitlines(), 1) if "  # " in line}
    assert said == wanted
