"""The live app under Schemathesis, held to the spec's contract.

`fuzz(contract, root, options)` starts the app of the project in `root`, or goes to one that runs, runs every check in
every phase, and judges every answer with our own judge too. What keeps the app from being tested is part of the result,
so a run that tested nothing is never clean.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from handfast.contract.model import Contract
from handfast.fuzz.crashes import Crash, read_crashes
from handfast.fuzz.credentials import WayIn, headers
from handfast.fuzz.events import Exchange, Milestone, Scenario, Sent, read_events
from handfast.fuzz.evidence import Tally
from handfast.fuzz.guards import Guards
from handfast.fuzz.judgement import ENDS, Cause, Docket, place
from handfast.fuzz.result import Fault, Request, Result, Trouble, digest
from handfast.fuzz.ruling import Ruling
from handfast.fuzz.run import PHASES, Bounds, Run, Target, run
from handfast.fuzz.server import Server, reached, serving
from handfast.fuzz.shards import shard

_REPLY: Final = "ContractError"
"""What the run-time raises instead of sending a reply that breaks the contract."""


@dataclass(frozen=True, slots=True)
class Options:
    """How an app is put under test.

    `app` is `MODULE:NAME`; `url` is the address of one that runs already, which is used instead. `environment` is added
    to the app's and to that of the command of `way_in`. `part` is `(index, total)` of a run in shards.
    """

    app: str = "app.main:app"
    url: str = ""
    way_in: WayIn = field(default_factory=WayIn)
    bounds: Bounds = field(default_factory=Bounds)
    environment: Mapping[str, str] = field(default_factory=dict)
    part: tuple[int, int] = (1, 1)


def fuzz(contract: Contract, root: Path, options: Options) -> Result:
    """What the live app did that its contract does not say, and what was seen of every operation.

    Raises:
        Refused: the app does not start, there is none at the address, or nobody gets in.
    """
    started = time.monotonic()
    selected = shard(contract, *options.part)
    sent: tuple[str, ...] = ()
    with tempfile.TemporaryDirectory(prefix="handfast-") as folder, server_of(root, options, Path(folder)) as server:
        if selected:
            sent = headers(options.way_in, contract, root, options.environment, server.url)
            target = Target(server.url, sent, selected if options.part != (1, 1) else ())
            ran = run(contract.source, target, _left(options.bounds, started), Path(folder))
        else:
            ran = Run(Path(folder) / "none", is_cut_off=False, output="")
        result = _observed(contract, selected, ran, server, Guards(contract, sent))
    return replace(
        result,
        seed=options.bounds.seed,
        seconds=time.monotonic() - started,
        parts=("/".join(map(str, options.part)),),
    )


def _left(bounds: Bounds, started: float) -> Bounds:
    """The bounds of a run whose app took its time to start: it counts, but leaves at least half of the seconds."""
    spent = time.monotonic() - started
    return replace(bounds, seconds=max(bounds.seconds / 2, bounds.seconds - spent))


@contextmanager
def server_of(root: Path, options: Options, scratch: Path) -> Iterator[Server]:
    """The app under test: one that runs already, or the project's own."""
    if options.url:
        yield reached(options.url, scratch)
        return
    with serving(root, options.app, options.environment, scratch) as server:
        yield server


def _observed(contract: Contract, selected: Sequence[str], ran: Run, server: Server, guards: Guards) -> Result:
    """The result of a run, from its log. Reads the log once, holding a scenario at a time."""
    crashes = read_crashes(server.crashes)
    tally, docket, ruling = Tally(contract), Docket(contract, crashes), Ruling(contract)
    visited: dict[str, set[str]] = {phase: set() for phase in PHASES}
    finished: set[str] = set()
    troubles: list[str] = []
    stopped, requests = "", 0
    for event in read_events(ran.log):
        match event:
            case Scenario():
                visited.setdefault(event.phase, set()).add(event.label)
                requests += len(event.requests)
                for sent in event.requests:
                    operation = tally.operations.get(sent.operation)
                    tally.add(sent)
                    guards.add(sent)
                    docket.add(sent, ruling.complaints(operation, sent.exchange) if operation else ())
            case Milestone():
                stopped = event.stopped or stopped
                finished.add(event.phase)
            case _:
                troubles.append(event.message)
    for probe in guards.probes() if server.is_alive else ():
        if probe.failure is None:
            tally.is_guarded(probe.operation)
        elif probe.operation not in docket.open_to_strangers:
            docket.add(Sent("", probe.operation, "guards", probe.failure.exchange, failures=(probe.failure,)))
    judged = docket.judgement()
    return Result(
        spec=digest(contract),
        seed=0,
        seconds=0.0,
        requests=requests,
        selected=tuple(selected),
        evidence=tally.evidence(),
        faults=tuple(_fault(cause, server.url) for cause in judged.causes),
        troubles=tuple(_troubles(selected, ran, server, stopped, troubles)),
        unimplemented=judged.unimplemented,
        allowed=judged.allowed,
        uncovered=_uncovered(selected, visited, finished),
        is_cut_off=ran.is_cut_off or (bool(selected) and not stopped),
    )


def _uncovered(
    selected: Sequence[str], visited: Mapping[str, set[str]], finished: set[str]
) -> dict[str, tuple[str, ...]]:
    """The operations that each phase did not come to. A phase that came to its end came to all that it could."""
    missed = {
        phase: tuple(name for name in selected if name not in visited[phase])
        for phase in PHASES
        if phase not in finished
    }
    return {phase: names for phase, names in missed.items() if names}


def _troubles(
    selected: Sequence[str], ran: Run, server: Server, stopped: str, troubles: Sequence[str]
) -> Iterator[Trouble]:
    """What kept the run from being whole."""
    if not server.is_alive:
        yield Trouble("FUZZ003", f"the app ended with {server.code} while it was tested: {server.last_words()}")
    yield from (Trouble("FUZZ005", message) for message in dict.fromkeys(troubles))
    if selected and not stopped and not ran.is_cut_off:
        yield Trouble("FUZZ005", " ".join(ran.output.split())[-300:] or "Schemathesis gave up")


def _fault(cause: Cause, url: str) -> Fault:
    code, message, words = _told(cause)
    return Fault(
        fingerprint=cause.fingerprint,
        code=code,
        operation=cause.example.operation,
        check=cause.example.check,
        message=message,
        label=words,
        at=place(cause),
        is_complaint=cause.complaint is not None,
        count=cause.count,
        requests=tuple(_request(one, url) for one in (*cause.before, cause.example.exchange)),
    )


def _told(cause: Cause) -> tuple[str, str, str]:
    """The code, the message and the label of a cause."""
    failure, crash = cause.example, cause.crash
    status = failure.exchange.status
    said = " ".join(failure.message.split("\n\n")[0].split())
    if crash is not None and crash.kind == _REPLY:
        reason = crash.words.partition(": ")[2]
        return "FUZZ012", f"the handler's reply breaks the contract: {_after_handler(reason)}", _located(crash)
    if failure.check == ENDS:
        return "FUZZ013", f"status {status}: {said}", "the contract declares no stream here"
    if cause.is_ours_alone:
        return "FUZZ011", f"status {status}: {said}", f"{failure.check}: Schemathesis lets this pass"
    if cause.complaint is not None:
        said = cause.complaint.message
    words = f"{failure.check}: {crash}" if crash is not None else failure.check
    if cause.is_theirs_alone:
        words = f"{failure.check}: Handfast's judge accepts this answer"
    return "FUZZ010", f"{failure.title}, status {status}{': ' + said if said else ''}", words


def _after_handler(reason: str) -> str:
    """What the run-time says of a reply, from the handler's name on."""
    return reason[reason.index("handler `") :] if "handler `" in reason else reason


def _located(crash: Crash) -> str:
    return f"not sent: the run-time answered 500 ({crash.file}:{crash.line})" if crash.file else "not sent"


def _request(exchange: Exchange, url: str) -> Request:
    return Request(
        method=exchange.method,
        target=exchange.url.removeprefix(url.rstrip("/")) or "/",
        headers=exchange.headers,
        body=exchange.body,
        status=exchange.status,
        answer=exchange.answer,
    )
