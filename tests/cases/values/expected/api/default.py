"""Operations without a tag: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from handfast.runtime import DecimalNumber, Reply

from ..models import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOrderOk(Reply):
    """200: The total."""

    status: ClassVar[int] = 200
    body: DecimalNumber


class DefaultApi(ABC):
    """Implement every operation in a `@final` class and pass it to `default_router`."""

    @abstractmethod
    async def create_order(self, *, body: Order) -> DecimalNumber:
        """POST /orders -> 200 (openapi.yaml#/paths/~1orders/post)"""
