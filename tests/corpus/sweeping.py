"""A project made of a real document, every operation mocked, under Schemathesis: all phases, all checks, bounded.

`python tests/corpus/sweeping.py SLUG...` prints what is found, for documents by name.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handfast.contract import Contract, resolve
from handfast.document import load
from handfast.emit import generate, stubs, write
from handfast.fuzz.events import Failure, Scenario, Trouble, read_events
from handfast.fuzz.evidence import label
from handfast.fuzz.judgement import UNDECLARED_REFUSAL, Docket
from handfast.fuzz.server import serving
from handfast.scaffold.credentials import CREDENTIAL, headers

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = 5
SECONDS = 240


@dataclass(frozen=True)
class Swept:
    """What a run found: what `handfast fuzz` counts too, what it says apart, and what kept the run from being whole."""

    failures: tuple[Failure, ...]
    unimplemented: tuple[str, ...]
    troubles: tuple[str, ...]
    requests: int

    def __str__(self) -> str:
        lines = [f"{one.operation}: {one.check}, {one.exchange.status}: {_line(one)}" for one in self.failures]
        return "\n".join([*lines, *(f"{one}: answers 501" for one in self.unimplemented), *self.troubles])


def _line(failure: Failure) -> str:
    exchange = failure.exchange
    asked = f"{exchange.method} {exchange.url[:300]} {exchange.body[:200]!r}"
    return f"{' '.join(failure.message.split())[:200]} | {asked} | {exchange.answer[:300]!r}"


def sweep(spec: Path) -> Swept:
    """What Schemathesis finds in the mock of a document."""
    contract = resolve(load(spec)).contract
    assert contract is not None
    with tempfile.TemporaryDirectory(prefix="sweep-") as folder:
        project, scratch = Path(folder) / "project", Path(folder) / "scratch"
        scratch.mkdir()
        write(generate(contract, f"spec/{spec.name}").files, project / "generated")
        write(stubs(contract), project / "app")
        environment = {"HANDFAST_MOCK_CREDENTIAL": CREDENTIAL} if contract.security_schemes else {}
        with serving(project, "app.main:app", environment, scratch) as server:
            log = run(contract, server.url, scratch)
        return judged(contract, log)


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
            lines += [f"[auth.openapi.{json.dumps(scheme.name)}]", f'api_key = "{CREDENTIAL}"']
    return "\n".join([*lines, ""])


def judged(contract: Contract, log: Path) -> Swept:
    """What counts of a log. A mock refuses no valid request for its meaning: that rule is not for it."""
    docket = Docket(contract, {})
    troubles: list[str] = []
    tested: set[str] = set()
    requests = 0
    for event in read_events(log):
        match event:
            case Scenario():
                requests += len(event.requests)
                for sent in event.requests:
                    tested.add(sent.operation)
                    docket.add(sent)
            case Trouble(message):
                troubles.append(message)
            case _:
                continue
    judgement = docket.judgement()
    untested = [name for name in map(label, contract.operations) if name not in tested]
    troubles += [f"not tested: {', '.join(untested)}"] if untested else []
    troubles += [f"let pass: {rule}" for rule in judgement.allowed if rule != UNDECLARED_REFUSAL]
    failures = tuple(cause.example for cause in judgement.causes)
    return Swept(failures, judgement.unimplemented, tuple(dict.fromkeys(troubles)), requests)


def main(slugs: list[str]) -> Iterator[str]:
    shared = Path(os.environ.get("HANDFAST_SHARED") or ROOT.parent / "shared")
    for slug in slugs:
        swept = sweep(shared / "corpus" / "specs" / f"{slug}.json")
        counts = f"{len(swept.failures)} failures, {len(swept.unimplemented)} at 501, {len(swept.troubles)} troubles"
        yield f"{slug}: {swept.requests} requests, {counts}"
        yield from (f"  {line}" for line in str(swept).splitlines())


if __name__ == "__main__":
    for line in main(sys.argv[1:]):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
