"""Operations tagged `accounts`: what a handler takes and what it may answer.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal

from handfast.runtime import Reply

from ..models import Account, Login, NewAccount, Problem, Token
from ..security import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAccountCreated(Reply):
    """201: The account exists now."""

    status: ClassVar[int] = 201
    body: Account
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAccountBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAccountConflict(Reply):
    """409: The name is taken."""

    status: ClassVar[int] = 409
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAccountContentTooLarge(Reply):
    """413: The body is larger than the server takes."""

    status: ClassVar[int] = 413
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAccountUnsupportedMediaType(Reply):
    """415: The body is of a media type that the operation does not take."""

    status: ClassVar[int] = 415
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAccountServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOwnAccountOk(Reply):
    """200: Your account."""

    status: ClassVar[int] = 200
    body: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOwnAccountUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOwnAccountForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOwnAccountServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginOk(Reply):
    """200: A token for the `Authorization` header."""

    status: ClassVar[int] = 200
    body: Token
    cache_control: Literal["no-store"] = "no-store"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginContentTooLarge(Reply):
    """413: The body is larger than the server takes."""

    status: ClassVar[int] = 413
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginUnsupportedMediaType(Reply):
    """415: The body is of a media type that the operation does not take."""

    status: ClassVar[int] = 415
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


class AccountsApi(ABC, Generic[Principal]):
    """Implement every operation in a `@final` class and pass it to `accounts_router`.

    Who may use the Hub, and how they log in.
    """

    @abstractmethod
    async def create_account(
        self, *, body: NewAccount
    ) -> (
        CreateAccountCreated
        | CreateAccountBadRequest
        | CreateAccountConflict
        | CreateAccountContentTooLarge
        | CreateAccountUnsupportedMediaType
        | CreateAccountServiceUnavailable
    ):
        """Register an account.

        POST /accounts -> 201 | 400 | 409 | 413 | 415 | 503 (openapi.yaml#/paths/~1accounts/post)
        """

    @abstractmethod
    async def get_own_account(
        self, *, principal: Principal
    ) -> Account | GetOwnAccountUnauthorized | GetOwnAccountForbidden | GetOwnAccountServiceUnavailable:
        """The account you are logged in with.

        GET /accounts/me -> 200 | 401 | 403 | 503 (openapi.yaml#/paths/~1accounts~1me/get)
        """

    @abstractmethod
    async def login(
        self, *, body: Login
    ) -> (
        LoginOk
        | LoginBadRequest
        | LoginUnauthorized
        | LoginContentTooLarge
        | LoginUnsupportedMediaType
        | LoginServiceUnavailable
    ):
        """Exchange a user name and a password for a token.

        POST /login -> 200 | 400 | 401 | 413 | 415 | 503 (openapi.yaml#/paths/~1login/post)
        """
