"""A project made of a real document, every operation mocked, under Schemathesis: all phases, all checks, bounded.

`python tests/corpus/sweeping.py SLUG...` prints what is found, for documents by name.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handfast.contract import Contract, Operation, SecurityScheme, resolve
from handfast.document import load
from handfast.emit import generate, stubs, write
from handfast.fuzz.events import Failure, Scenario, Trouble, read_events
from handfast.fuzz.server import serving
from handfast.lint import lint

ROOT = Path(__file__).resolve().parents[2]
SECRET = "mock-credential"
EXAMPLES = 5
SECONDS = 240

NAMING = {"SPEC053": frozenset({400, 404, 405, 406, 413, 415, 401}), "SPEC062": frozenset({401})}
"""Undeclared refusals that pass on an operation that lint has named, by the code under which it is named."""


@dataclass(frozen=True)
class Swept:
    """What a run found: failures of checks that no rule lets pass, and what kept it from being whole."""

    failures: tuple[Failure, ...]
    troubles: tuple[str, ...]
    requests: int

    def __str__(self) -> str:
        lines = [f"{one.operation}: {one.check}, {one.exchange.status}: {_line(one)}" for one in self.failures]
        return "\n".join([*lines, *self.troubles])


def _line(failure: Failure) -> str:
    exchange = failure.exchange
    return f"{' '.join(failure.message.split())[:200]} | {exchange.method} {exchange.url[:300]} {exchange.body[:200]!r}"


def sweep(spec: Path) -> Swept:
    """What Schemathesis finds in the mock of a document."""
    document = load(spec)
    contract = resolve(document).contract
    assert contract is not None
    with tempfile.TemporaryDirectory(prefix="sweep-") as folder:
        project, scratch = Path(folder) / "project", Path(folder) / "scratch"
        scratch.mkdir()
        write(generate(contract, f"spec/{spec.name}").files, project / "generated")
        write(stubs(contract), project / "app")
        environment = {"HANDFAST_MOCK_CREDENTIAL": SECRET} if contract.security_schemes else {}
        with serving(project, "app.main:app", environment, scratch) as server:
            log = run(contract, server.url, scratch)
        return judged(contract, list(lint(document, contract)), log)


def run(contract: Contract, url: str, scratch: Path) -> Path:
    """The event log of a run."""
    folder = scratch / "run"
    folder.mkdir()
    (folder / "openapi.json").write_text(json.dumps(contract.source))
    (folder / "schemathesis.toml").write_text(configuration(contract))
    log = folder / "events.ndjson"
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", "openapi.json", "--url", url, "--no-color"),
        *("--phases", "examples,coverage,fuzzing,stateful", "--checks", "all", "--continue-on-failure"),
        *("--max-examples", str(EXAMPLES), "--seed", "1", "--workers", "1", "--request-timeout", "10"),
        *("--generation-database", "none", "--warnings", "off"),
        *("--report", "ndjson", "--report-ndjson-path", str(log)),
        *(part for header in headers(contract) for part in ("--header", header)),
    ]
    with (folder / "output").open("wb") as output:
        subprocess.run(command, cwd=folder, stdout=output, stderr=output, timeout=SECONDS, check=False)
    return log


def configuration(contract: Contract) -> str:
    """What is configured: keys that travel in the query, and no NUL, which parameters refuse on purpose."""
    lines = ["[generation]", "allow-x00 = false"]
    for scheme in contract.security_schemes:
        if scheme.kind == "apiKey" and scheme.location == "query":
            lines += [f"[auth.openapi.{json.dumps(scheme.name)}]", f'api_key = "{SECRET}"']
    return "\n".join([*lines, ""])


def headers(contract: Contract) -> list[str]:
    """The headers that let a caller in: one Authorization, and every key that travels in a header or a cookie."""
    found: dict[str, str] = {}
    for scheme in contract.security_schemes:
        if scheme.kind == "apiKey" and scheme.location == "header":
            found[scheme.parameter_name] = SECRET
        elif scheme.kind == "apiKey" and scheme.location == "cookie":
            found["Cookie"] = "; ".join([*found.get("Cookie", "").split("; "), f"{scheme.parameter_name}={SECRET}"])
        elif scheme.kind in ("http", "oauth2", "openIdConnect"):
            found.setdefault("Authorization", authorization(scheme))
    return [f"{name}: {value.removeprefix('; ')}" for name, value in found.items()]


def authorization(scheme: SecurityScheme) -> str:
    if scheme.http_scheme == "basic":
        return "Basic " + base64.b64encode(f"mock:{SECRET}".encode()).decode()
    return f"{(scheme.http_scheme or 'bearer').capitalize()} {SECRET}"


def judged(contract: Contract, findings: list[Any], log: Path) -> Swept:
    """What counts of a log: one failure for each operation, check and status."""
    operations = {f"{one.method} {one.path}": one for one in contract.operations}
    failures: dict[tuple[object, ...], Failure] = {}
    troubles: list[str] = []
    tested: set[str] = set()
    requests = 0
    for event in read_events(log):
        match event:
            case Scenario():
                requests += len(event.requests)
                tested |= {one.operation for one in event.requests}
                for failure in (one for sent in event.requests for one in sent.failures):
                    if not is_allowed(operations.get(failure.operation), failure, findings):
                        failures.setdefault((failure.operation, failure.check, failure.exchange.status), failure)
            case Trouble(message):
                troubles.append(message)
            case _:
                continue
    untested = [name for name in operations if name not in tested]
    troubles += [f"not tested: {', '.join(untested)}"] if untested else []
    return Swept(tuple(failures.values()), tuple(dict.fromkeys(troubles)), requests)


def is_allowed(operation: Operation | None, failure: Failure, findings: list[Any]) -> bool:
    """The documented rule: an undeclared refusal where lint has named the operation; a 501 where none is."""
    if operation is None or failure.check not in ("status_code_conformance", "not_a_server_error"):
        return False
    named = [one for one in findings if one.message.startswith(f"{failure.operation} ")]
    if not operation.replies and failure.exchange.status == 501:  # nothing is declared that could be sent
        return any(one.code == "SPEC063" for one in named)
    if failure.check == "not_a_server_error":
        return False
    return any(one.code in NAMING and failure.exchange.status in NAMING[one.code] for one in named)


def main(slugs: list[str]) -> Iterator[str]:
    shared = Path(os.environ.get("HANDFAST_SHARED") or ROOT.parent / "shared")
    for slug in slugs:
        swept = sweep(shared / "corpus" / "specs" / f"{slug}.json")
        yield f"{slug}: {swept.requests} requests, {len(swept.failures)} failures, {len(swept.troubles)} troubles"
        yield from (f"  {line}" for line in str(swept).splitlines())


if __name__ == "__main__":
    for line in main(sys.argv[1:]):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
