"""Operations tagged `class`: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from handfast.runtime import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOk(Reply):
    """200: ok"""

    status: ClassVar[int] = 200


class ClassApi(ABC):
    """Implement every operation in a `@final` class and pass it to `class_router`."""

    @abstractmethod
    async def import_(self) -> None:
        """POST /import -> 200 (openapi.yaml#/paths/~1import/post)"""
