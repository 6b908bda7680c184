"""Operations without a tag: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from handfast.runtime import Reply

from ..models import Receipt, User


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUserCreated(Reply):
    """201: ok"""

    status: ClassVar[int] = 201
    body: Receipt


class DefaultApi(ABC):
    """Implement every operation in a `@final` class and pass it to `default_router`."""

    @abstractmethod
    async def create_user(self, *, body: User) -> Receipt:
        """POST /users -> 201 (openapi.yaml#/paths/~1users/post)"""
