"""What a Schemathesis run wrote down, read from its event log (one JSON object on each line)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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
class Record:
    """Everything that a run wrote down. `stopped` says why it ended, and is empty when it was cut off."""

    failures: tuple[Failure, ...] = ()
    errors: tuple[str, ...] = ()
    tested: frozenset[str] = frozenset()
    selected: int = 0
    cases: int = 0
    stopped: str = ""


def read_record(path: Path) -> Record:
    """The record of a run, as far as it got."""
    events = list(_events(path))
    scenarios = [body for name, body in events if name == "ScenarioFinished"]
    recorders = [scenario["recorder"] for scenario in scenarios]
    return Record(
        failures=tuple(failure for recorder in recorders for failure in _failures(recorder)),
        errors=tuple(_error(body) for name, body in events if name in {"NonFatalError", "FatalError"}),
        tested=frozenset(label for recorder in recorders for label in _tested(recorder)),
        selected=sum(body["statistic"]["operations"]["selected"] for name, body in events if name == "LoadingFinished"),
        cases=sum(len(recorder.get("interactions", {})) for recorder in recorders),
        stopped=next((body["stop_reason"] for name, body in events if name == "EngineFinished"), ""),
    )


def _events(path: Path) -> Iterator[tuple[str, Any]]:
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue  # a run that was cut off leaves half a line
        yield from event.items()


def _tested(recorder: Mapping[str, Any]) -> Iterator[str]:
    """The operations that a scenario really sent requests to."""
    for name in recorder.get("interactions", {}):
        case = recorder.get("cases", {}).get(name, {}).get("value", {})
        if case:
            yield f"{case['method']} {case['path']}"


def _failures(recorder: Mapping[str, Any]) -> Iterator[Failure]:
    for name, checks in recorder.get("checks", {}).items():
        for check in checks:
            if check["status"] != "failure":
                continue
            failure = check["failure_info"]["failure"]
            case = failure.get("case_id") or name
            case = case if case in recorder["interactions"] else name
            interaction = recorder["interactions"].get(case)
            if interaction is not None:
                yield Failure(
                    failure["operation"],
                    check["name"],
                    failure["title"],
                    failure["message"],
                    _exchange(interaction),
                    case,
                )


def _exchange(interaction: Mapping[str, Any]) -> Exchange:
    request, response = interaction["request"], interaction.get("response") or {}
    return Exchange(
        method=request["method"],
        url=request["uri"],
        headers=_joined(request.get("headers", {})),
        body=_content(request.get("body")),
        status=response.get("status_code"),
        answer_headers=_joined(response.get("headers", {})),
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
    """What went wrong with the run itself, on one line."""
    error = event.get("value") or event.get("exception") or {}
    where = event.get("label") or "the run"
    return " ".join(f"{where}: {error.get('type', 'error')}: {error.get('message', '')}".split())
