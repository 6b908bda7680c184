"""What happens to handlers and their streams when something ends early, on a real server."""

from __future__ import annotations

import time

import pytest
from exchanges import exchange, request
from served import STREAM_LIMIT, Served

SECONDS = 20.0


def log_of(served: Served) -> list[str]:
    with exchange(served.connect(), request("GET", "/log")) as answer:
        found: list[str] = answer.json
        return found


def until(served: Served, line: str) -> None:
    """Ask again and again until the app has noted this line."""
    end = time.monotonic() + SECONDS
    while line not in log_of(served):
        assert time.monotonic() < end, f"the app never noted {line!r}"


@pytest.mark.parametrize("after", [0, 3])
def test_a_stream_is_closed_when_the_client_goes_away(served: Served, after: int) -> None:
    with exchange(served.connect(), request("GET", f"/wait?after={after}")) as answer:
        assert answer.status == 200
        until(served, "waits")
        assert "closed" not in log_of(served)
    until(served, "closed")


def test_the_producer_does_not_run_ahead_of_the_client(served: Served) -> None:
    with exchange(served.connect(), request("GET", "/bytes?size=200000000")) as answer:
        assert answer.status == 200
        until(served, "chunk 0")
        before, made, most = 0, 1, 200_000_000 // 65_536 // 4
        while before != made < most:  # buffers on the way are filled first
            before, made = made, len(log_of(served))
        assert made == len(log_of(served)) < most  # the rest waits for the client to read


def test_a_stream_that_fails_has_no_end(served: Served) -> None:
    with exchange(served.connect(), request("GET", "/broken")) as answer:
        chunks = answer.chunks()
        assert next(chunks) == b'{"number":1,"text":"a"}\n'
        with pytest.raises(EOFError):
            next(chunks)
    written = served.log.read_text()
    assert "RuntimeError: the source of items has gone" in written


def test_413_before_anything_is_read(served: Served) -> None:
    head = request("POST", "/bytes", content_type="application/octet-stream", content_length=STREAM_LIMIT + 1)
    with exchange(served.connect(), head) as answer:
        assert (answer.status, answer.headers["content-type"]) == (413, "application/problem+json")


def test_413_for_fields_that_would_be_held(served: Served) -> None:
    body = b'--b\r\ncontent-disposition: form-data; name="title"\r\n\r\n' + b"x" * 11_000_000
    head = request("POST", "/files", content_type="multipart/form-data; boundary=b", content_length=len(body))
    with exchange(served.connect(), head, [body]) as answer:
        assert answer.status == 413


def test_a_client_that_goes_away_within_its_body(served: Served) -> None:
    connection = served.connect()
    with connection:
        connection.sendall(request("POST", "/bytes", content_type="application/octet-stream", content_length=100))
        connection.sendall(b"half")
    assert log_of(served) == []  # the server goes on
    assert served.log.read_text() == ""


@pytest.mark.parametrize(
    ("content_type", "kind", "body"),
    [
        ("application/jsonl", "Item", b'{"number":1,"text":"a"}\n\n{"number":2,"text":"b"}'),
        ("application/json-seq", "Item", b'\x1e{"number":1,"text":"a"}\n\x1e{"number":2,\n"text":"b"}\n'),
        ("text/event-stream", "Event", b": hello\nid: 1\ndata: a\n\ndata: b\ndata:c\nretry: 5\n\n"),
    ],
)
def test_items_are_of_the_class_of_their_media_type(served: Served, content_type: str, kind: str, body: bytes) -> None:
    head = request("POST", "/items", content_type=content_type, content_length=len(body))
    with exchange(served.connect(), head, [body]) as answer:
        assert (answer.status, answer.json) == (200, {"size": 1, "sha256": f"{content_type} {kind}"})
