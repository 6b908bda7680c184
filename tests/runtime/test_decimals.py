"""Decimal fractions of any length, both ways: read digit by digit, judged so, and written so."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from single import DONE, Single, judge, serve

from handfast.runtime import Body, Content, DecimalNumber, Header, Model, Operation, Parameter, Reply, Response

LONG = "12345678901234567.89"
TOO_LONG = "12345678901234567.891"
CENTS = {"type": "number", "multipleOf": 0.01}


class Price(Model):
    amount: DecimalNumber
    rate: float | None = None
    count: int | None = None
    note: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ok(Reply):
    status: ClassVar[int] = 200
    body: Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices(Reply):
    status: ClassVar[int] = 200
    body: AsyncIterator[Price]


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced(Reply):
    status: ClassVar[int] = 204
    x_price: DecimalNumber


PRICE = {
    "type": "object",
    "required": ["amount"],
    "properties": {"amount": CENTS, "rate": {"type": "number"}, "count": {"type": "integer"}, "note": {}},
}
SCHEMAS = {"#/s": PRICE, "#/n": CENTS}


def taking(folder: Path, media_type: str = "application/json", hint: Any = Price, **more: Any) -> Single:
    content = Content(media_type=media_type, **({"schema": "#/s"} | more))
    body = Body(content=(content,), required=True)
    operation = Operation(pointer="#/o", id="o", method="POST", path="/x", handler="o", body=body, responses=(DONE,))
    return serve(judge(folder, SCHEMAS), operation, {"body": hint})


def sent(single: Single, text: str, media_type: str = "application/json") -> Any:
    return single.ask("POST", "/x", headers={"content-type": media_type}, body=text.encode())


@pytest.mark.parametrize("amount", [LONG, "-0.01", "1234567890123456.78", "1e-2", "1.00000000000000000000", "12e1"])
def test_every_digit_of_a_request_is_kept(tmp_path: Path, amount: str) -> None:
    single = taking(tmp_path)
    answer = sent(single, f'{{"amount": {amount}, "rate": 0.1}}')
    assert (answer.status, answer.failure) == (204, None), answer.body
    body = single.calls[0]["body"]
    assert body.amount == Decimal(amount)
    assert body.rate == 0.1


def test_numbers_that_are_no_decimals_stay_doubles_and_integers(tmp_path: Path) -> None:
    single = taking(tmp_path)
    text = f'{{"amount": {LONG}, "rate": {LONG}, "count": 3.00000000000000000000, "note": [{LONG}], "x": {LONG}}}'
    assert sent(single, text).status == 204
    body = single.calls[0]["body"]
    assert [type(one) for one in (body.rate, body.count, body.note[0], body.x)] == [float, int, float, float]
    assert body.rate == body.x == body.note[0] == float(LONG)


@pytest.mark.parametrize("amount", [TOO_LONG, "0.1000000000000000001", "0.010000000000000000000000001", "1e-400"])
def test_a_digit_too_many_is_refused_as_the_schema_says(tmp_path: Path, amount: str) -> None:
    single = taking(tmp_path)
    answer = sent(single, f'{{"amount": {amount}}}')
    assert (answer.status, single.calls) == (400, [])
    assert answer.json["errors"][0]["rule"] == "#/s/properties/amount/multipleOf"


@pytest.mark.parametrize("amount", ["1e-999999999", "0." + "0" * 5_000 + "1"])
def test_numbers_without_end_cost_nothing(tmp_path: Path, amount: str) -> None:
    single = taking(tmp_path)
    assert sent(single, f'{{"amount": {amount}}}').status in (204, 400)


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("application/x-ndjson", f'{{"amount": {LONG}}}\n'),
        ("application/json-seq", f'\x1e{{"amount": {LONG}}}\n'),
        ("text/event-stream", f'data: {{"amount": {LONG}}}\n\n'),
    ],
)
def test_items_keep_every_digit(tmp_path: Path, media_type: str, text: str) -> None:
    single = taking(tmp_path, media_type, AsyncIterator[Price], item_schema="#/s", schema=None)
    assert sent(single, text, media_type).status == 204
    assert [one.amount for one in single.calls[0]["body"]] == [Decimal(LONG)]
    assert sent(single, text.replace(LONG, TOO_LONG), media_type).status == 400


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "application/xml"])
def test_other_bodies_keep_every_digit(tmp_path: Path, media_type: str) -> None:
    single = taking(tmp_path, media_type)
    text = f"amount={LONG}" if media_type.endswith("urlencoded") else f"<root><amount>{LONG}</amount></root>"
    assert sent(single, text, media_type).status == 204
    assert single.calls[0]["body"].amount == Decimal(LONG)
    assert sent(single, text.replace(LONG, TOO_LONG), media_type).status == 400


def test_parameters_keep_every_digit(tmp_path: Path) -> None:
    operation = Operation(
        pointer="#/o",
        id="o",
        method="GET",
        path="/x",
        handler="o",
        parameters=(Parameter(name="amount", into="amount", location="query", schema="#/n", style="form"),),
        responses=(DONE,),
    )
    single = serve(judge(tmp_path, SCHEMAS), operation, {"amount": DecimalNumber | None})
    assert single.given("GET", f"/x?amount={LONG}")["amount"] == Decimal(LONG)
    assert single.ask("GET", f"/x?amount={TOO_LONG}").status == 400


def giving(folder: Path, result: Any, media_type: str = "application/json", kind: type[Reply] = Ok) -> Single:
    content = Content(media_type=media_type, schema="#/s")
    response = Response(status="200", reply=kind, content=(content,))
    operation = Operation(
        pointer="#/o", id="o", method="GET", path="/x", handler="o", responses=(response,), success=kind
    )
    return serve(judge(folder, SCHEMAS), operation, {}, result=result)


def test_every_digit_of_a_reply_is_kept(tmp_path: Path) -> None:
    price = Price(amount=Decimal(LONG), note=[Price(amount=Decimal("0.10"))], x="-a-")
    answer = giving(tmp_path, price).ask("GET", "/x")
    assert (answer.status, answer.failure) == (200, None)
    assert json.loads(answer.body, parse_float=Decimal) == {
        "amount": Decimal(LONG),
        "note": [{"amount": Decimal("0.1")}],
        "x": "-a-",
    }


def test_a_reply_is_judged_by_every_digit(tmp_path: Path) -> None:
    answer = giving(tmp_path, Price(amount=Decimal(TOO_LONG))).ask("GET", "/x")
    assert answer.status == 500
    assert "multiple" in str(answer.failure)


def test_items_of_replies_keep_every_digit(tmp_path: Path) -> None:
    async def items() -> AsyncIterator[Price]:
        yield Price(amount=Decimal(LONG))

    for media_type, text in [
        ("application/jsonl", f'{{"amount":{LONG}}}\n'),
        ("text/event-stream", f'data: {{"amount":{LONG}}}\n\n'),
    ]:
        shown = giving(tmp_path, items, media_type, Prices)
        assert shown.ask("GET", "/x").body.decode() == text


def test_headers_are_decimals_too(tmp_path: Path) -> None:
    header = Header(name="X-Price", field="x_price", schema="#/n", required=True)
    response = Response(status="204", reply=Priced, headers=(header,))
    operation = Operation(pointer="#/o", id="o", method="GET", path="/x", handler="o", responses=(response,))
    for value, status in ((LONG, 204), ("0.01", 204), (TOO_LONG, 500)):
        single = serve(judge(tmp_path, SCHEMAS), operation, {}, result=Priced(x_price=Decimal(value)))
        answer = single.ask("GET", "/x")
        assert answer.status == status, (value, answer.failure)
        if status == 204:
            assert answer.headers["x-price"] == value
