"""An app that fits its contract. The wrong ones are this file with one edit each."""

from typing import final
from uuid import UUID, uuid4

from fastapi import FastAPI

from generated.api.users import (
    CreateUserConflict,
    CreateUserCreated,
    GetUserNotFound,
    UsersApi,
)
from generated.application import include_contract
from generated.models import Problem, User, UserCreate, UserPage
from generated.security import Security


@final
class AppSecurity(Security[str]):
    async def bearer_auth(self, *, token: str, scopes: frozenset[str]) -> str | None:
        return "admin" if token == "secret" else None


@final
class Users(UsersApi[str]):
    def __init__(self) -> None:
        self.users: dict[UUID, User] = {}

    async def list_users(self, *, limit: int, after: UUID | None) -> UserPage:
        return UserPage(items=list(self.users.values())[:limit])

    async def create_user(self, *, body: UserCreate, principal: str) -> CreateUserCreated | CreateUserConflict:
        user = User(id=uuid4(), email=body.email)
        self.users[user.id] = user
        return CreateUserCreated(body=user, location=f"/users/{user.id}")

    async def get_user(self, *, id: UUID) -> User | GetUserNotFound:
        return self.users.get(id) or GetUserNotFound(body=Problem(title="no such user"))

    async def delete_user(self, *, id: UUID, principal: str) -> None:
        self.users.pop(id, None)


app = FastAPI()
include_contract(app, users=Users, security=AppSecurity)
