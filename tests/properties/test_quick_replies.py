"""A reply that is written the short way is what the long way writes."""

from __future__ import annotations

import enum
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from test_one_pass import SCHEMAS, likely

from handfast.runtime import Content, media
from handfast.runtime.contents import Chosen
from handfast.runtime.payloads import Payloads
from handfast.runtime.problems import ContractError, Unheld
from handfast.runtime.quick import QuickReply
from handfast.runtime.readers import Verdict
from handfast.runtime.sampling import Sample

Make = Callable[..., Any]


class Word(enum.Enum):
    X = "x"
    ONE = 1
    TENTH = Decimal("0.1")


class Text(str):
    __slots__ = ()


ODD = [
    Decimal("1.5"),
    Decimal("NaN"),
    float("nan"),
    float("inf"),
    1e300,
    2**80,
    Word.X,
    Word.ONE,
    Word.TENTH,
    Text("x"),
]
ODD += [b"x", "\ud800", {1, 2}, (1, 2), datetime(2020, 1, 1, tzinfo=UTC), UUID(int=1), object(), None, True, 1, "x"]
ODD += [{1: 2}, {"a": Decimal(1)}, [float("nan")], {"a": {"b": (1,)}}]
KINDS = ["Leaf", "Closed", "Tree", "Absent", "Fixed", "Bounds", "Formats", "Names", "Maps", "Wild", "Leaves", "Holder"]


def long_way(payloads: Payloads, chosen: Chosen, body: Any) -> Any:
    try:
        return bytes(payloads.response(200, body, chosen, is_checked=True).body)
    except ContractError:
        return None


def spoilt(source: random.Random, body: Any) -> Any:
    """A body of which a handler has set something that its type does not know."""
    at = body[0] if isinstance(body, list) and body else body
    if hasattr(at, "model_fields_set") and source.random() < 0.7:
        setattr(at, source.choice([*type(at).model_fields]), source.choice(ODD))
    return body


@pytest.mark.parametrize("name", KINDS)
def test_what_is_sent_is_what_the_long_way_sends(name: str, types_of: Make) -> None:
    made = types_of(SCHEMAS)
    key, hint, source = f"#/components/schemas/{name}", getattr(made.models, name), random.Random(name)  # noqa: S311
    payloads, verdict = Payloads(made.judge, hint), Verdict(made.judge, key, hint)
    content = Content(media_type="application/json", schema=key)
    chosen = Chosen.of(content, media.JSON, "application/json")
    quick = payloads.quick(200, "application/json", key, Sample(1))
    assert isinstance(quick, QuickReply)
    sent = refused = 0
    for _ in range(500):
        value = likely(source, SCHEMAS[name])
        if made.judge.is_valid(key, value):
            try:
                body = spoilt(source, verdict.built(value))
            except Unheld:
                continue
            text, expected = quick.text(body), long_way(payloads, chosen, body)
            if text is not None:
                assert text == expected
                json.loads(text, parse_constant=pytest.fail)
            sent += text is not None
            refused += text is None
    assert sent > 3 < refused, (sent, refused)
