"""200 MB in and out of a generated app on uvicorn, in bounded memory (`VmHWM` of a process of its own)."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator

import pytest
from exchanges import exchange, request
from served import Served

MEGABYTE = 1024 * 1024
SIZE = 200 * MEGABYTE
MOST = 60 * MEGABYTE
PIECE = bytes(range(256)) * 4096

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads peaks from /proc")


def pieces() -> Iterator[bytes]:
    for _ in range(SIZE // len(PIECE)):
        yield PIECE


def digest() -> str:
    found = hashlib.sha256()
    for piece in pieces():
        found.update(piece)
    return found.hexdigest()


def within_bounds(served: Served, exchange_all: Callable[[], None]) -> None:
    """Run it on a server that is warm and idle, and hold its peak to the bound."""
    with exchange(served.connect(), request("GET", "/log")) as answer:  # compiles what is compiled once
        assert answer.json == []
    idle = served.memory()
    served.forget_peak()
    exchange_all()
    assert served.peak() - idle < MOST, f"{(served.peak() - idle) / MEGABYTE:.0f} MB above idle"


def test_raw_upload(served: Served) -> None:
    def upload() -> None:
        head = request("POST", "/bytes", content_type="application/octet-stream", content_length=SIZE)
        with exchange(served.connect(), head, pieces()) as answer:
            assert (answer.status, answer.json) == (200, {"size": SIZE, "sha256": digest()})

    within_bounds(served, upload)


def test_multipart_upload(served: Served) -> None:
    before = (
        b'--b\r\ncontent-disposition: form-data; name="title"\r\n\r\na\r\n'
        b'--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
    )
    after = b"\r\n--b--\r\n"

    def upload() -> None:
        length = len(before) + SIZE + len(after)
        head = request("POST", "/files", content_type="multipart/form-data; boundary=b", content_length=length)
        with exchange(served.connect(), head, [before, *([PIECE] * (SIZE // len(PIECE))), after]) as answer:
            assert (answer.status, answer.json) == (200, {"size": SIZE, "sha256": digest()})

    within_bounds(served, upload)


def test_upload_of_items(served: Served) -> None:
    line = b'{"number":1,"text":"' + b"x" * 100_000 + b'"}\n'

    def upload() -> None:
        count = SIZE // len(line)
        head = request("POST", "/items", content_type="application/jsonl", content_length=count * len(line))
        with exchange(served.connect(), head, (line for _ in range(count))) as answer:
            assert (answer.status, answer.json) == (200, {"size": 1, "sha256": "application/jsonl Item"})

    within_bounds(served, upload)


@pytest.mark.parametrize(
    ("target", "least"),
    [(f"/bytes?size={SIZE}", SIZE), ("/items?count=20000", 20_000_000), ("/events?count=20000", 20_000_000)],
)
def test_download(served: Served, target: str, least: int) -> None:
    def download() -> None:
        with exchange(served.connect(), request("GET", target)) as answer:
            assert answer.status == 200
            assert sum(map(len, answer.chunks())) >= least

    within_bounds(served, download)
