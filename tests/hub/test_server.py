"""The Hub as it is run: uvicorn in a process of its own, over the loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ADA = {"username": "ada", "password": "correct horse battery"}
SECRET = "a secret that outlives the process, for the test"


@contextmanager
def served(root: Path, database: Path, **settings: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    """A client of a server with this database, and its process, from its first word to its last."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(root), str(root / "tools")]),
        "HUB_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
        "HUB_ENVIRONMENT": "production",
        "HUB_SECRET_KEY": SECRET,
        **settings,
    }
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", "0", "--no-use-colors"]
    with subprocess.Popen(
        command, env=environment, cwd=database.parent.parent, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said: list[str] = []
        try:
            found = None
            while found is None and (line := process.stderr.readline()):
                said.append(line)
                found = re.search(r"running on (http://\S+)", line)
            assert found, "".join(said)
            with httpx.Client(base_url=found.group(1), timeout=30) as client:
                yield client, process
        finally:
            process.terminate()
            rest = process.stderr.read()
    assert process.returncode in {0, -15}, rest
    assert "Traceback" not in "".join(said) + rest


def test_a_restart_keeps_accounts_tokens_and_documents(root: Path, tmp_path: Path) -> None:
    database = tmp_path / "new folder" / "hub.sqlite"
    with served(root, database) as (client, _):
        assert client.get("/readyz").status_code == 200
        assert client.post("/accounts", json=ADA).status_code == 201
        token = client.post("/login", data=ADA | {"grant_type": "password"}).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        contract = client.post("/contracts", json={"name": "pets"}, headers=headers).headers["location"]
        spec = b"openapi: 3.1.0\ninfo: {title: Pets, version: v1}\n"
        version = client.post(
            f"{contract}/versions", content=spec, headers=headers | {"Content-Type": "application/yaml"}
        ).headers["location"]

    with served(root, database) as (client, _):
        answer = client.get(f"{version}/document", headers=headers)
        assert answer.content == spec
        assert client.post("/login", data=ADA | {"grant_type": "password"}).status_code == 200


def test_a_server_that_is_told_to_end_says_so_before_it_does(root: Path, tmp_path: Path) -> None:
    with served(root, tmp_path / "hub.sqlite", HUB_DRAIN_SECONDS="600") as (client, process):
        assert client.get("/readyz").status_code == 200

        process.terminate()

        while client.get("/readyz").status_code == 200:
            assert process.poll() is None
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
