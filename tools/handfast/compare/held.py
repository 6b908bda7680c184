"""The schemas that operations hold directly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from handfast.contract.model import Contract, Schema


def held_schemas(contract: Contract) -> Iterator[Schema]:
    """Every schema that an operation, a webhook or a callback holds directly, wherever in it that is."""
    waiting: list[object] = [contract.operations, contract.webhooks]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Schema):
            yield one
        elif isinstance(one, tuple):
            waiting.extend(one)
        elif is_dataclass(one):
            waiting.extend(getattr(one, field.name) for field in fields(one))
