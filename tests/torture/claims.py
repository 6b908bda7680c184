"""What tests of the torture document say of an answer, and what its requests carry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from asking import Answer

from handfast.runtime import ContractError

ID = "01234567-89ab-cdef-0123-456789abcdef"
TOKEN = ("Authorization", "Bearer good")
TRACE = ("X-Trace", "deadbeef")
PROBLEM = "application/problem+json"


def refused(answer: Answer, *places: str, status: int = 400) -> None:
    """A request is refused: as a problem, naming what is wrong."""
    assert (answer.status, answer.headers["content-type"], answer.failure) == (status, PROBLEM, None), answer.body
    assert answer.json["status"] == status
    found = [f"{one['in']} {one['name']}{one['pointer']}" for one in answer.json.get("errors", ())]
    assert found == list(places), found


def failed(answer: Answer, message: str) -> None:
    """A reply is not sent, and the exception that a server logs says why."""
    assert answer.status == 500
    assert isinstance(answer.failure, ContractError)
    assert message in str(answer.failure)


async def chunks(*items: Any) -> AsyncIterator[Any]:
    for item in items:
        yield item
