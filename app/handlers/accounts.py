"""Operations tagged `accounts`."""

from __future__ import annotations

from typing import final

from app import accounts, tables
from app.hub import CurrentHub
from app.problems import problem
from app.tokens import SCOPES, Grant
from generated.api.accounts import AccountsApi, CreateAccountConflict, CreateAccountCreated, LoginOk, LoginUnauthorized
from generated.models import Account, Login, NewAccount, Token


@final
class Accounts(AccountsApi[tables.Account]):
    """Registers accounts and logs them in."""

    def __init__(self, hub: CurrentHub) -> None:
        self._hub = hub

    async def create_account(self, *, body: NewAccount) -> CreateAccountCreated | CreateAccountConflict:
        """The new account, unless somebody has its name."""
        account = tables.Account(
            username=body.username,
            password_hash=await self._hub.passwords.hash(body.password),
            display_name=body.display_name,
        )
        try:
            async with self._hub.sessions.writing() as session:
                await accounts.register(session, account)
        except accounts.UsernameTakenError:
            return CreateAccountConflict(body=problem(409, "Somebody has this user name already."))
        return CreateAccountCreated(body=_shown(account), location="/accounts/me")

    async def get_own_account(self, *, principal: tables.Account) -> Account:
        """The caller."""
        return _shown(principal)

    async def login(self, *, body: Login) -> LoginOk | LoginUnauthorized:
        """A token. An unknown name takes as long to refuse as a wrong password, and is answered alike."""
        async with self._hub.sessions.reading() as session:
            account = await accounts.by_username(session, body.username)
        is_right = await self._hub.passwords.verify(account.password_hash if account else None, body.password)
        if account is None or not is_right:
            refusal = problem(401, "The user name or the password is wrong.")
            return LoginUnauthorized(body=refusal, www_authenticate="Bearer")
        grant = Grant(account.id, frozenset((body.scope or "").split()) or frozenset(SCOPES))
        token = Token(
            access_token=self._hub.tokens.issue(grant),
            token_type="bearer",  # noqa: S106 - the name of the scheme
            expires_in=int(self._hub.tokens.lifetime.total_seconds()),
            scope=" ".join(sorted(grant.scopes)),
        )
        return LoginOk(body=token, cache_control="no-store")


def _shown(account: tables.Account) -> Account:
    return Account(
        id=account.id,
        username=account.username,
        display_name=account.display_name,
        created_at=account.created_at,
    )
