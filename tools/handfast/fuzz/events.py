"""What a Schemathesis run wrote down, read from its event log (one JSON object on each line) request by request.

A log of a large contract has gigabytes; nothing here holds more than one scenario of it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

STATEFUL: Final = "stateful"
_CONTAINERS: Final = {"path": "path_parameters", "query": "query", "header": "headers", "cookie": "cookies"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. A header that was filtered out of the log is left to be filled in."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    status: int | None
    answer_headers: Mapping[str, str]
    answer: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """One check that an answer did not pass. `operation` is `GET /pets`, `check` the name of the check.

    `case` is the name that Schemathesis gave the request.
    """

    operation: str
    check: str
    title: str
    message: str
    exchange: Exchange
    case: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """One request of a run. `parameters` are those that it carries, by location and name as the document has them.

    `checks` are the names of the checks that looked at the answer; `before` are the requests of the same scenario that
    led to this one, first to last.
    """

    case: str
    operation: str
    phase: str
    exchange: Exchange
    seconds: float = 0.0
    parameters: frozenset[tuple[str, str]] = frozenset()
    checks: frozenset[str] = frozenset()
    failures: tuple[Failure, ...] = ()
    before: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """Requests that belong together: those of one operation in a phase, or a chain along links."""

    phase: str
    label: str
    requests: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with the run itself, on one line."""

    message: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A phase that came to its end, or the end of the run: `stopped` says why it ended."""

    phase: str = ""
    stopped: str = ""


Event: TypeAlias = Scenario | Trouble | Milestone


def read_events(path: Path) -> Iterator[Event]:
    """The events of a run, as far as it got. A log that is not there has none."""
    for name, body in _lines(path):
        match name:
            case "ScenarioFinished":
                yield _scenario(body)
            case "NonFatalError" | "FatalError":
                yield Trouble(_error(body))
            case "PhaseFinished":
                yield Milestone(phase=body["phase"]["name"])
            case "EngineFinished":
                yield Milestone(stopped=str(body["stop_reason"]))
            case _:
                continue


def _lines(path: Path) -> Iterator[tuple[str, Any]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue  # a run that was cut off leaves half a line
            yield from event.items()


@dataclass(slots=True)
class _Recorder:
    """What one scenario recorded, as it stands in the log; parts that it did not need are missing there."""

    phase: str
    cases: Mapping[str, Any] = field(default_factory=dict)
    interactions: Mapping[str, Any] = field(default_factory=dict)
    checks: Mapping[str, Any] = field(default_factory=dict)

    def sent(self) -> Iterator[Sent]:
        failures: dict[str, list[Failure]] = {}
        for name, failure in self._failures():
            failures.setdefault(name, []).append(failure)
        for name, interaction in self.interactions.items():
            case = self.cases.get(name, {}).get("value", {})
            if case:
                yield Sent(
                    case=name,
                    operation=f"{case['method']} {case['path']}",
                    phase=self.phase,
                    exchange=_exchange(interaction),
                    seconds=float((interaction.get("response") or {}).get("elapsed") or 0.0),
                    parameters=_parameters(case),
                    checks=frozenset(check["name"] for check in self.checks.get(name, ())),
                    failures=tuple(failures.get(name, ())),
                    before=self._before(name) if name in failures else (),
                )

    def _failures(self) -> Iterator[tuple[str, Failure]]:
        for name, checks in self.checks.items():
            for check in checks:
                if check["status"] != "failure":
                    continue
                failure = check["failure_info"]["failure"]
                case = failure.get("case_id") or name
                case = case if case in self.interactions else name
                interaction = self.interactions.get(case)
                if interaction is not None:
                    words = failure["title"], failure["message"]
                    found = Failure(failure["operation"], check["name"], *words, _exchange(interaction), case)
                    yield case, found

    def _before(self, name: str) -> tuple[Exchange, ...]:
        """The chain of requests that a request of a stateful scenario follows from."""
        if self.phase != STATEFUL:
            return ()
        found: list[Exchange] = []
        for earlier, interaction in self.interactions.items():
            if earlier == name:
                break
            found.append(_exchange(interaction))
        return tuple(found)


def _scenario(body: Mapping[str, Any]) -> Scenario:
    phase, recorder = str(body["phase"]), body["recorder"]
    parts = {part: recorder.get(part) or {} for part in ("cases", "interactions", "checks")}
    return Scenario(phase, str(recorder.get("label", "")), tuple(_Recorder(phase, **parts).sent()))


def _parameters(case: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """The parameters of a case. Names of headers are in lower case."""
    found: set[tuple[str, str]] = set()
    for location, container in _CONTAINERS.items():
        values = case.get(container)
        names = values if isinstance(values, Mapping) else ()
        found.update((location, str(name).lower() if location == "header" else str(name)) for name in names)
    return frozenset(found)


def _exchange(interaction: Mapping[str, Any]) -> Exchange:
    request, response = interaction["request"], interaction.get("response") or {}
    return Exchange(
        method=request["method"],
        url=request["uri"],
        headers=_joined(request.get("headers") or {}),
        body=_content(request.get("body")),
        status=response.get("status_code"),
        answer_headers=_joined(response.get("headers") or {}),
        answer=_content(response.get("content")),
    )


def _joined(headers: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {name: ", ".join(values) for name, values in headers.items()}


def _content(body: Any) -> bytes:
    if isinstance(body, dict) and isinstance(text := body.get("$base64"), str):
        try:
            return base64.b64decode(text)
        except binascii.Error:
            return b""
    return body.encode() if isinstance(body, str) else b""


def _error(event: Mapping[str, Any]) -> str:
    error = event.get("value") or event.get("exception") or {}
    where = event.get("label") or "the run"
    return " ".join(f"{where}: {error.get('type', 'error')}: {error.get('message', '')}".split())
