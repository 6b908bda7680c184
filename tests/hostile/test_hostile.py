"""Hostile requests to a generated app behind a real server: no 500, no hang, the declared answer, and it lives on."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from attacks import ATTACKS, HELLO, NOTHING, Attack
from project import HERE, Service, make, serving

PATIENCE = 20.0
"""Seconds that a client waits for an answer: a hang ends here, and fails."""

SERVER_WORDS = frozenset({b"Invalid HTTP request received.", b"Unsupported protocol version", b""})
"""What the server says where the app is not asked."""


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    body: bytes
    closes: bool


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Service]]:
    """The service behind each HTTP parser, started when first asked for. None of them may log an error."""
    folder = make(tmp_path_factory.mktemp("hostile"))
    running: dict[str, Service] = {}
    with ExitStack() as stack:

        def service(parser: str) -> Service:
            if parser not in running:
                running[parser] = stack.enter_context(serving(folder, parser))
            return running[parser]

        yield service
        assert [line for one in running.values() for line in one.complaints()] == []


@pytest.fixture(scope="module")
def is_declared() -> Callable[[Any], bool]:
    """Whether a value is an error as the contract declares it."""
    document = yaml.safe_load((HERE / "openapi.yaml").read_text())
    return jsonschema_rs.Draft202012Validator(document["components"]["schemas"]["Error"]).is_valid


class _Kept(HTTPResponse):
    """An answer whose connection may be used again: the bytes that follow it stay readable."""

    def _close_conn(self) -> None: ...


def answers(connection: socket.socket, attack: Attack) -> Iterator[Answer]:
    """What comes back, until all answers are there or the server hangs up."""
    stream = connection.makefile("rb")
    for _ in range(attack.answers):
        try:
            response = _Kept(connection, method=attack.method)
            response.fp.close()
            response.fp = stream
            response.begin()
            body = response.read() if attack.method != "HEAD" else b""
        except (HTTPException, ConnectionError):
            yield Answer(NOTHING, "", b"", closes=True)
            return
        closes = bool(response.will_close)
        yield Answer(response.status, response.headers.get_content_type(), body, closes)
        if closes:
            return


def send(connection: socket.socket, attack: Attack) -> None:
    try:
        connection.sendall(attack.sent)
        if attack.is_last:
            connection.shutdown(socket.SHUT_WR)
    except ConnectionError:
        return  # the server has heard enough


def lives(service: Service) -> bool:
    """Whether the process runs and answers somebody else."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE) as connection:
        connection.sendall(HELLO)
        (answer,) = answers(connection, Attack("", HELLO, frozenset()))
    return service.process.poll() is None and answer.status == 204


@pytest.mark.parametrize("parser", ["h11", "httptools"])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack(
    attack: Attack, parser: str, services: Callable[[str], Service], is_declared: Callable[[Any], bool]
) -> None:
    service = services(parser)
    earlier = service.complaints()
    with socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE) as connection:
        send(connection, attack)
        found = list(answers(connection, attack))
        assert found
        for answer in found:
            assert answer.status in attack.expected, (answer.status, answer.body[:300])
            check_words(answer, attack, is_declared)
        if not found[-1].closes and not attack.is_last:
            assert goes_on(connection)
    assert lives(service)
    assert service.complaints() == earlier


def check_words(answer: Answer, attack: Attack, is_declared: Callable[[Any], bool]) -> None:
    """An error is one that the contract declares, a problem outside operations, or the server's own."""
    assert "�".encode() not in answer.body
    assert b"\\ufffd" not in answer.body
    if answer.status < 400:
        if attack.says:
            assert json.loads(answer.body)["word"] == attack.says
        return
    if attack.method == "HEAD" or (answer.body in SERVER_WORDS and answer.kind == "text/plain"):
        return
    if answer.kind == "application/problem+json":
        assert json.loads(answer.body)["status"] == answer.status
        assert answer.status in (404, 405)
        return
    assert answer.kind == "application/json", answer
    assert is_declared(json.loads(answer.body)), answer.body


def goes_on(connection: socket.socket) -> bool:
    """Whether the connection still works, or was closed in order."""
    try:
        connection.sendall(HELLO)
    except ConnectionError:
        return True
    (answer,) = answers(connection, Attack("", HELLO, frozenset()))
    return answer.status in (204, NOTHING)


def test_there_are_enough_attacks() -> None:
    assert len(ATTACKS) >= 80
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
    assert all(500 not in attack.expected for attack in ATTACKS)


def test_an_error_would_be_seen(tmp_path: Path) -> None:
    """The checks above can fail: a service that logs an error has complaints."""
    log = tmp_path / "log"
    log.write_text("WARNING a b\nERROR uvicorn.error Exception in ASGI application\n")
    service = Service(0, None, log)  # type: ignore[arg-type]
    assert service.complaints() == ["ERROR uvicorn.error Exception in ASGI application"]
