"""The live app under Schemathesis, held to the spec's contract.

`fuzz(contract, root, options)` starts the app of the project in `root`, runs every check in every phase, and ends
the app again. One rule is waived, see `judgement.REFUSALS`. What keeps the app from being tested is a finding too,
so a run that tested nothing is never clean.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from handfast.contract.model import Contract
from handfast.diagnostics import Diagnostic, Refused, Severity
from handfast.fuzz.crashes import read_crashes
from handfast.fuzz.curl import curl, secrets, variable_of
from handfast.fuzz.judgement import Cause, Judgement, judge
from handfast.fuzz.run import Bounds, Run, run
from handfast.fuzz.server import Server, serving

_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Options:
    """How an app is put under test.

    `app` is `MODULE:NAME`. `auth` is a command, run in the project's folder when the app listens; it finds the app's
    address in `HANDFAST_URL` and prints the headers that let a caller in, one `Name: value` on each line.
    `environment` is added to the app's and to the command's.
    """

    app: str = "app.main:app"
    auth: str = ""
    bounds: Bounds = field(default_factory=Bounds)
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What came of a run: findings, and lines for the verdict."""

    findings: tuple[Diagnostic, ...]
    notes: tuple[str, ...] = ()


def fuzz(contract: Contract, root: Path, options: Options) -> Fuzzed:
    """What the live app does that its contract does not say.

    Raises:
        Refused: the app does not start, or the command that lets a caller in fails.
    """
    with tempfile.TemporaryDirectory(prefix="handfast-") as folder:
        scratch = Path(folder)
        with serving(root, options.app, options.environment, scratch) as server:
            ran = run(contract.source, server.url, _headers(root, options, server.url), options.bounds, scratch)
            judged = judge(contract, ran.record.failures)
            crashes = read_crashes(server.crashes)
            found = (_finding(one, server, options, crashes) for one in judged.causes)
            findings = (*_hindrances(contract, ran, server), *found)
            return Fuzzed(findings, tuple(_notes(contract, ran, judged, options)))


def _headers(root: Path, options: Options, url: str) -> tuple[str, ...]:
    """The headers that let a caller in, from the project's own command."""
    if not options.auth:
        return ()
    environment = {**os.environ, **options.environment, "HANDFAST_URL": url}
    try:
        ended = subprocess.run(  # noqa: S603 - the project's own command, from its own configuration
            shlex.split(options.auth), cwd=root, env=environment, capture_output=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise Refused(_no_way_in(options, str(error))) from error
    headers = tuple(line.strip() for line in ended.stdout.decode(errors="replace").splitlines() if line.strip())
    if ended.returncode or not headers or not all(":" in header for header in headers):
        last = ended.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Refused(_no_way_in(options, "".join(last) or "it must print `Name: value`"))
    return headers


def _no_way_in(options: Options, reason: str) -> Diagnostic:
    return Diagnostic(
        "FUZZ002",
        Severity.ERROR,
        f"`{options.auth}` gives no credentials: {' '.join(reason.split())}",
        help="run the command by hand, with HANDFAST_URL set to the app's address",
    )


def _hindrances(contract: Contract, ran: Run, server: Server) -> Iterator[Diagnostic]:
    """What kept the run from being whole."""
    if not server.is_alive:
        message = f"the app ended with {server.process.returncode} while it was tested: {server.last_words()}"
        yield Diagnostic("FUZZ003", Severity.ERROR, message, help="an app must survive every request")
    names = _names(contract)
    untested = [name for name in names if name not in ran.record.tested]
    reasons = [*dict.fromkeys(ran.record.errors)]
    if ran.is_cut_off:
        reasons.append("time was up")
    elif not ran.record.stopped:
        reasons.append(" ".join(ran.output.split())[-300:] or "Schemathesis gave up")
    if len(untested) == len(names):
        message = f"no operation was tested: {'; '.join(reasons) or 'the contract has none'}"
        yield Diagnostic("FUZZ004", Severity.ERROR, message, help="what is not tested proves nothing")
    elif untested or reasons:
        what = f"{len(untested)} of {len(names)} operations were not tested ({', '.join(untested[:5])})"
        message = "; ".join([*([what] if untested else []), *reasons])
        severity = Severity.ERROR if untested else Severity.WARNING
        yield Diagnostic("FUZZ005", severity, message, help="allow more time, or fewer examples")


def _names(contract: Contract) -> list[str]:
    return [f"{operation.method} {operation.path}" for operation in contract.operations]


def _finding(cause: Cause, server: Server, options: Options, crashes: Mapping[str, str]) -> Diagnostic:
    failure = cause.example
    message = " ".join(failure.message.split("\n\n")[0].split())
    times = f" ({cause.count} times)" if cause.count > 1 else ""
    status = failure.exchange.status
    crash = crashes.get(failure.case, "")
    return Diagnostic(
        "FUZZ010",
        Severity.ERROR,
        f"{failure.operation}: {failure.title}, status {status}{times}{': ' + message if message else ''}",
        cause.operation.pointer if cause.operation else None,
        f"{failure.check}: {crash}" if crash else failure.check,
        f"{curl(failure.exchange, server.url)}  # seed {options.bounds.seed}",
    )


def _notes(contract: Contract, ran: Run, judged: Judgement, options: Options) -> Iterator[str]:
    tested = sum(name in ran.record.tested for name in _names(contract))
    yield f"{ran.record.cases} requests to {tested} operations, seed {options.bounds.seed}"
    if judged.unimplemented:
        yield f"not implemented: {', '.join(judged.unimplemented)}"
    if judged.causes:
        names = sorted({name for cause in judged.causes for name in secrets(cause.example.exchange)})
        values = (f"{variable_of(name)} the value of the header `{name}`" for name in names)
        yield f"to send a request again: {', '.join(['URL is the address of the app', *values])}"
