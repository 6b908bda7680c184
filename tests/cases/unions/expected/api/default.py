"""Operations without a tag: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from handfast.runtime import Reply

from ..models import MakeThingBody, Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeThingOk(Reply):
    """200: ok"""

    status: ClassVar[int] = 200
    body: Tree


class DefaultApi(ABC):
    """Implement every operation in a `@final` class and pass it to `default_router`."""

    @abstractmethod
    async def make_thing(self, *, body: MakeThingBody | None) -> Tree:
        """POST /things -> 200 (openapi.yaml#/paths/~1things/post)"""
