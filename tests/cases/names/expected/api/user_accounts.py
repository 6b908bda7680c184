"""Operations tagged `user accounts`: what a handler takes and what it may answer.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from handfast.runtime import Reply

from ..models import FooBar


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUserOk(Reply):
    """200: ok"""

    status: ClassVar[int] = 200
    body: FooBar


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteUsersByUserIdNoContent(Reply):
    """204: gone"""

    status: ClassVar[int] = 204


class UserAccountsApi(ABC):
    """Implement every operation in a `@final` class and pass it to `user_accounts_router`.

    Who is who.
    """

    @abstractmethod
    async def get_user(
        self,
        *,
        user_id_path: str,
        user_id: str | None,
        user_id_header: str | None,
        self_query: int | None,
        body_query: int | None,
        class_: int | None,
        filter_a: list[str] | None,
        plus_1: int | None,
        minus_1: int | None,
    ) -> FooBar:
        """GET /users/{user-id} -> 200 (openapi.yaml#/paths/~1users~1{user-id}/get)"""

    @abstractmethod
    async def delete_users_by_user_id(self, *, user_id: str) -> None:
        """DELETE /users/{user-id} -> 204 (openapi.yaml#/paths/~1users~1{user-id}/delete)"""
