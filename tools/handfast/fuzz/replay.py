"""One failure again: its requests, sent to the app as it is now."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx

from handfast.contract.model import Contract
from handfast.diagnostics import Diagnostic, Refused, Severity
from handfast.fuzz.again import OWN, encoded
from handfast.fuzz.credentials import headers
from handfast.fuzz.curl import FILTERED, curl
from handfast.fuzz.events import Exchange
from handfast.fuzz.evidence import label
from handfast.fuzz.fuzz import Options, server_of
from handfast.fuzz.result import Fault, Request
from handfast.fuzz.ruling import Ruling

_PATIENCE: Final = 30.0
_SHORTEST: Final = 3


def replay(
    contract: Contract, root: Path, options: Options, fault: Fault
) -> tuple[tuple[Diagnostic, ...], tuple[str, ...]]:
    """What the app answers now to the requests of a failure: a finding where it does what it did, and a line for each.

    Values that the app chose and later requests repeat, such as ids, are replaced by what it chooses now.

    Raises:
        Refused: the app does not start, nobody gets in, or the app does not answer.
    """
    with tempfile.TemporaryDirectory(prefix="handfast-") as folder, server_of(root, options, Path(folder)) as server:
        sent = headers(options.way_in, contract, root, options.environment, server.url)
        credentials = dict(_pair(one) for one in sent)
        with httpx.Client(base_url=server.url, timeout=_PATIENCE, trust_env=False) as client:
            answers = list(_answers(fault.requests, client, credentials))
    lines = [f"{request.method} {request.target} -> {answer.status_code}" for request, answer in answers]
    request, answer = answers[-1]
    if _is_the_same(contract, fault, _exchange(request, answer)):
        message = f"{fault.operation}: {fault.message}"
        help_ = f"{curl(fault.request)}  # {fault.fingerprint}"
        return (Diagnostic(fault.code, Severity.ERROR, message, fault.at, fault.label, help_),), tuple(lines)
    lines.append(f"the answer is another one now: it was {fault.request.status}, and it is {answer.status_code}")
    return (), tuple(lines)


def _pair(header: str) -> tuple[str, str]:
    name, _, value = header.partition(":")
    return name.strip().lower(), value.strip()


def _answers(
    requests: Sequence[Request], client: httpx.Client, credentials: Mapping[str, str]
) -> Iterator[tuple[Request, httpx.Response]]:
    chosen: dict[str, str] = {}
    for request in requests:
        current = _with_values(request, chosen)
        named = {name: _filled(name, value, credentials) for name, value in current.headers.items()}
        kept = {name: value for name, value in named.items() if name.lower() not in OWN}
        try:
            answer = client.request(current.method, current.target, content=current.body or None, headers=encoded(kept))
        except httpx.HTTPError as error:
            what = f"{current.method} {current.target} is not answered: {type(error).__name__}: {error}"
            raise Refused(Diagnostic("FUZZ003", Severity.ERROR, what, help="see what the app says")) from error
        chosen |= _values(request.answer, answer.content)
        yield current, answer


def _filled(name: str, value: str, credentials: Mapping[str, str]) -> str:
    return credentials.get(name.lower(), value) if FILTERED in value else value


def _with_values(request: Request, chosen: Mapping[str, str]) -> Request:
    """The request with what the app chose before replaced by what it has chosen now."""
    target, body = request.target, request.body
    for old, new in sorted(chosen.items(), key=lambda pair: -len(pair[0])):
        target = target.replace(old, new)
        body = body.replace(old.encode(), new.encode())
    return Request(request.method, target, request.headers, body, request.status, request.answer)


def _values(before: bytes, now: bytes) -> dict[str, str]:
    """The texts and numbers of an answer that are others now, by what they were."""
    try:
        pairs = _pairs(json.loads(before), json.loads(now))
    except ValueError:
        return {}
    return {old: new for old, new in pairs if old != new and len(old) >= _SHORTEST}


def _pairs(before: Any, now: Any) -> Iterator[tuple[str, str]]:
    match before, now:
        case dict(), dict():
            for name in before.keys() & now.keys():
                yield from _pairs(before[name], now[name])
        case list(), list():
            for one, other in zip(before, now, strict=False):
                yield from _pairs(one, other)
        case str(), str():
            yield before, now
        case int(), int():
            yield str(before), str(now)


def _exchange(request: Request, answer: httpx.Response) -> Exchange:
    return Exchange(
        request.method,
        request.target,
        request.headers,
        request.body,
        answer.status_code,
        dict(answer.headers),
        answer.content,
    )


def _is_the_same(contract: Contract, fault: Fault, now: Exchange) -> bool:
    """Whether the answer still has the status that it had, and what our judge objected to then it objects to now."""
    if now.status != fault.request.status:
        return False
    operation = next((one for one in contract.operations if label(one) == fault.operation), None)
    if operation is None or not fault.is_complaint:
        return True
    return fault.at in {one.at for one in Ruling(contract).complaints(operation, now)}
