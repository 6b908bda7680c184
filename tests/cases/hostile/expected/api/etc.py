"""Operations tagged `../../etc`: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal

from handfast.runtime import Reply

from ..models import A
from ..security import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class FPassImportOsClassXOk(Reply):
    """200: '''/ raise SystemExit"""

    status: ClassVar[int] = 200
    body: A
    x: str | None = None


class EtcApi(ABC, Generic[Principal]):
    """Implement every operation in a `@final` class and pass it to `etc_router`.

    ''' + __import__('os').system('x')

    /
    """

    @abstractmethod
    async def f_pass_import_os_class_x(
        self, *, a: str, q_import_os: Literal['"', "'", "\\", "\n", "{}", "${x}"] | None, principal: Principal
    ) -> A | FPassImportOsClassXOk:
        """''' import os.

        GET /x"
        {a} -> 200 (openapi.yaml#/paths/~1x"
        {a}/get)
        """
