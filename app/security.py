"""Who is calling."""

from __future__ import annotations

from typing import final

from app import accounts
from app.hub import CurrentHub
from app.tables import Account
from generated.security import Security
from handfast.runtime import Forbidden


@final
class AppSecurity(Security[Account]):
    """Decides bearer tokens: ours, still valid, of an account that still exists, with the scopes asked for."""

    def __init__(self, hub: CurrentHub) -> None:
        self._hub = hub

    async def account(self, *, token: str, scopes: frozenset[str]) -> Account | None:
        """The account that the token was issued to.

        Raises:
            Forbidden: the token lacks a scope.
        """
        grant = self._hub.tokens.read(token)
        if grant is None:
            return None
        async with self._hub.sessions.reading() as session:
            account = await accounts.by_id(session, grant.account_id)
        missing = scopes - grant.scopes
        if account is not None and missing:
            raise Forbidden(f"The token lacks the scope {', '.join(sorted(missing))}.")
        return account
