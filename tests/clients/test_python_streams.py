"""The Python client on a service whose replies need not end: read item by item, left early, sent from iterators."""

from __future__ import annotations

import asyncio
import gc
import importlib
import io
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from handfast.contract import resolve
from handfast.document import load
from handfast.emit import write
from handfast.emit.client_python import client_python
from tests.differential.clients import served
from tests.writing_code import write_code

HERE = Path(__file__).parent
PI = Decimal("3.14159265358979323846264338327950288419716939937510")
TENTH_MORE = Decimal("3.24159265358979323846264338327950288419716939937510")
SEQUENCES = ("application/x-ndjson", "application/json-seq", "text/event-stream")


@pytest.fixture(scope="module")
def arriving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The client of `arriving.yaml`. The service's code lies beside it."""
    folder = tmp_path_factory.mktemp("arriving")
    contract = resolve(load(HERE / "arriving.yaml")).contract
    assert contract is not None
    write_code(HERE / "arriving.yaml", folder / "arriving_generated")
    write(client_python(contract, "arriving.yaml"), folder / "client")
    sys.path[:0] = [str(HERE), str(folder), str(folder / "client")]
    yield importlib.import_module("arriving_client")
    for _ in range(3):
        sys.path.pop(0)


@pytest.fixture(scope="module")
def app(arriving: ModuleType) -> ModuleType:
    """The module of the service."""
    return importlib.import_module("arriving_app")


@pytest.fixture(scope="module")
def url(app: ModuleType) -> Iterator[str]:
    """Where the service is served, by a thread of its own."""
    found: list[str] = []
    is_up, is_over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with served(app.create_app()) as where:
            found.append(where)
            is_up.set()
            await asyncio.to_thread(is_over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert is_up.wait(20)
    yield found[0]
    is_over.set()
    thread.join()


@pytest.fixture
def client(arriving: ModuleType, url: str) -> Iterator[Any]:
    """A client that has one connection: a call waits for ever when the one before has not given it back."""
    limits = httpx.Limits(max_connections=1)
    with httpx.Client(limits=limits, timeout=10) as http, arriving.ArrivingClient(url, http=http) as found:
        yield found


@pytest.fixture
def models(arriving: ModuleType) -> ModuleType:
    """The data types of the client."""
    return importlib.import_module("arriving_client.models")


def test_a_stream_without_end_is_read_item_by_item_and_left(client: Any, app: ModuleType) -> None:
    with client.feed.list_ticks() as ticks:
        first = next(ticks)
        assert (first.data, first.event, first.id) == ("tick\n0", "tick", "0")
        assert next(ticks).id == "1"
    assert app.CLOSED.acquire(timeout=5)
    assert list(ticks) == []
    assert [tick.id for tick in client.feed.list_ticks(count=3)] == ["0", "1", "2"]


def test_a_loop_that_is_left_closes_the_stream(client: Any, app: ModuleType) -> None:
    for tick in client.feed.list_ticks():
        assert tick.id == "0"
        break
    gc.collect()
    assert app.CLOSED.acquire(timeout=5)
    assert client.feed.list_ticks(count=1).read()[0].id == "0"


def test_a_stream_that_nobody_reads_is_closed_with_its_last_reference(client: Any, app: ModuleType) -> None:
    assert client.feed.list_ticks_reply().x_feed == "main"
    gc.collect()
    assert app.CLOSED.acquire(timeout=5)
    assert client.feed.list_ticks(count=1).read()[0].id == "0"


def test_bytes_without_end(client: Any, app: ModuleType) -> None:
    with client.feed.get_bytes() as pieces:
        read = b""
        for piece in pieces:
            read += piece
            if len(read) > 100_000:
                break
    assert read[1023:2048] == b"0" + b"1".rjust(1024)
    assert app.CLOSED.acquire(timeout=5)


def test_an_error_in_place_of_a_stream_is_read_whole(client: Any, arriving: ModuleType) -> None:
    feed = importlib.import_module("arriving_client.operations.feed")
    with pytest.raises(feed.ListTicksNotFound) as raised:
        client.feed.list_ticks(count=0)
    assert raised.value.body.sum == PI
    assert client.feed.list_ticks(count=1).read()[0].id == "0"


@pytest.mark.parametrize("form", SEQUENCES)
def test_items_of_every_kind_of_sequence(client: Any, arriving: ModuleType, form: str) -> None:
    prices = client.feed.list_prices(form=form)
    assert isinstance(prices, arriving.ItemStream)
    assert [price.amount for price in prices] == [PI, 2]


@pytest.mark.parametrize("form", SEQUENCES)
def test_items_are_sent_from_iterators(client: Any, models: ModuleType, form: str) -> None:
    made = (models.Price(amount=amount) for amount in (PI, Decimal("0.1")))
    assert client.feed.add_prices(body=made, content_type=form).sum == TENTH_MORE
    events = [models.Tick(data="a\nb", event="made", id="7")]
    assert client.feed.add_events(body=events) == ["made 7 a\nb"]


def test_bytes_are_sent_from_memory_iterators_and_files(client: Any, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\n" * 100_000)
    with path.open("rb") as file:
        for body in (b"x" * 100_000, (b"x" * 1000 for _ in range(100)), file):
            assert client.feed.add_bytes(body=body, content_type="image/png").sum == 100_000


def test_decimals_keep_every_digit(client: Any, models: ModuleType) -> None:
    sent = models.Price(amount=PI, rough=0.1, note={"deep": [PI]})
    back = client.feed.echo_price(body=sent, least=PI)
    assert (back.amount, back.rough, type(back.rough)) == (PI, 0.1, float)
    deep = back.model_extra["note"]["deep"][0]
    assert isinstance(deep, float)
    assert deep == float(PI)
    with pytest.raises(ValueError, match="is no JSON number"):
        client.feed.echo_price(body=models.Price(amount=1, note=Decimal("NaN")))


def test_text_and_xml(client: Any) -> None:
    assert client.feed.echo_note(body="été") == "été"
    xml = client.feed.echo_note(body="<note><text>été</text></note>", content_type="application/xml")
    assert isinstance(xml, bytes)
    assert "<text>été</text>".encode() in xml


def test_files_have_the_types_and_headers_that_are_declared(
    client: Any, arriving: ModuleType, models: ModuleType
) -> None:
    picture = arriving.Upload(b"PNG", filename="a.png", headers={"x-sizes": [16, 32]})
    others = [arriving.Upload(io.BytesIO(b"12"), content_type="image/gif"), arriving.Upload(b"3")]
    form = models.AddFileForm(picture=picture, others=others, price=models.Price(amount=Decimal("0.1")))
    assert client.feed.add_file(body=form) == [
        "a.png image/png {'X-Sizes': [16, 32]} PNG",
        "image/gif 2",
        "application/octet-stream 1",
        "0.1",
    ]
    for value in ("a\r\nb", "a\nb"):
        broken = models.AddFileForm(picture=arriving.Upload(b"PNG", headers={"X-Sizes": value}))
        with pytest.raises(ValueError, match="can't hold a line break"):
            client.feed.add_file(body=broken)


def test_the_asynchronous_client_does_the_same(
    arriving: ModuleType, models: ModuleType, app: ModuleType, url: str
) -> None:
    async def use() -> None:
        limits = httpx.Limits(max_connections=1)
        async with httpx.AsyncClient(limits=limits, timeout=10) as http:
            feed = arriving.AsyncArrivingClient(url, http=http).feed
            async with await feed.list_ticks() as ticks:
                assert [(await anext(ticks)).id, (await anext(ticks)).id] == ["0", "1"]
            assert await asyncio.to_thread(app.CLOSED.acquire, timeout=5)
            assert [tick async for tick in ticks] == []
            assert [tick.id async for tick in await feed.list_ticks(count=2)] == ["0", "1"]
            async with await feed.get_bytes() as pieces:
                assert len(await anext(pieces)) > 0
            assert await asyncio.to_thread(app.CLOSED.acquire, timeout=5)
            async for _ in await feed.list_ticks():
                break
            gc.collect()
            assert await asyncio.to_thread(app.CLOSED.acquire, timeout=5)
            assert [one.amount for one in await (await feed.list_prices(form=SEQUENCES[0])).read()] == [PI, 2]
            for made in (amounts(models), [models.Price(amount=PI)]):
                assert (await feed.add_prices(body=made)).sum == PI
            for body in (pieces_of(b"x" * 10), [b"x" * 10], io.BytesIO(b"\n" * 10), b"x" * 10):
                assert (await feed.add_bytes(body=body, content_type="image/png")).sum == 10

    asyncio.run(use())


async def amounts(models: ModuleType) -> AsyncIterator[Any]:
    yield models.Price(amount=PI)


async def pieces_of(text: bytes) -> AsyncIterator[bytes]:
    for byte in text:
        yield bytes([byte])


Answering = Callable[..., Any]


@pytest.fixture
def answering(arriving: ModuleType) -> Answering:
    """A client of a service that answers with these pieces."""

    def make(pieces: list[bytes], media_type: str, **headers: str) -> Any:
        def respond(_: httpx.Request) -> httpx.Response:
            return httpx.Response(200, content=iter(pieces), headers={"Content-Type": media_type, **headers})

        return arriving.ArrivingClient("http://feed", http=httpx.Client(transport=httpx.MockTransport(respond)))

    return make


def test_the_same_items_as_one_json_value_are_a_list(answering: Answering) -> None:
    text = f'[{{"amount": {PI}}}, {{"amount": 2}}]'.encode()
    assert [price.amount for price in answering([text], "application/json").feed.list_prices(form="")] == [PI, 2]


def test_a_broken_item_is_raised_after_those_before_it(answering: Answering, arriving: ModuleType) -> None:
    pieces = [b'{"amount": 1}\n{"amou', b'nt": "x"}\n{"amount": 3}\n']
    prices = answering(pieces, "application/x-ndjson").feed.list_prices(form="")
    assert next(prices).amount == 1
    with pytest.raises(arriving.ArrivingError) as raised:
        next(prices)
    assert str(raised.value).startswith("GET /prices: 200, of which item 1 is not what the contract declares: amount: ")
    assert raised.value.body == {"amount": "x"}
    assert next(prices, None) is None


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("application/x-ndjson", b'{"amount": 1}\r\n\n{"amount": 2}'),
        ("application/json-seq", b'\x1e{"amount":\n 1}\n\x1e{"amount": 2}\n'),
        (
            "text/event-stream",
            b'\xef\xbb\xbf: hello\r\ndata: {"amount":\r\ndata: 1}\r\n\r\rdata:{"amount": 2}\n\ndata: 3',
        ),
    ],
)
def test_items_are_the_same_wherever_the_pieces_end(answering: Answering, media_type: str, text: bytes) -> None:
    for size in range(1, len(text) + 1):
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        prices = answering(pieces, media_type).feed.list_prices(form="")
        assert [price.amount for price in prices] == [1, 2]


def test_a_stream_of_something_else_is_no_success(answering: Answering, arriving: ModuleType) -> None:
    for media_type, headers, reason in (
        ("text/html", {"X-Feed": "a"}, "its media type is text/html"),
        ("text/event-stream", {}, "the header X-Feed is missing"),
    ):
        with pytest.raises(arriving.ArrivingError, match=reason):
            answering([b"data: 1\n\n"], media_type, **headers).feed.list_ticks()


def test_what_no_body_can_be_made_of_is_said(client: Any, models: ModuleType) -> None:
    price = models.Price(amount=1)
    for call, body in (
        (client.feed.add_prices, price),
        (client.feed.add_prices, "text"),
        (client.feed.echo_note, price),
    ):
        with pytest.raises(TypeError, match=r"given as .*(Price|str)"):
            call(body=body)
    with pytest.raises(TypeError, match="can't be given as str"):
        client.feed.add_bytes(body="text", content_type="image/png")
    with pytest.raises(ValueError, match="can't hold a line break"):
        client.feed.add_events(body=[models.Tick(data="", id="a\nb")])
