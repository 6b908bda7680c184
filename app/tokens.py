"""Bearer tokens: signed JSON Web Tokens that name an account and the scopes it asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt

SCOPES = ("contracts:read", "contracts:write")

_ALGORITHM = "HS256"
_ISSUER = "handfast-hub"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a valid token says."""

    account_id: UUID
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Issues and reads tokens. `key` is secret."""

    key: bytes
    lifetime: timedelta

    def issue(self, grant: Grant) -> str:
        """A token for this grant, valid from now on for the lifetime."""
        issued = datetime.now(UTC)
        claims = {
            "iss": _ISSUER,
            "sub": str(grant.account_id),
            "iat": issued,
            "exp": issued + self.lifetime,
            "scope": " ".join(sorted(grant.scopes)),
        }
        return jwt.encode(claims, self.key, algorithm=_ALGORITHM)

    def read(self, token: str) -> Grant | None:
        """What the token grants, or None when it is not ours, was changed or is no longer valid."""
        try:
            claims = jwt.decode(
                token,
                self.key,
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                options={"require": ["iss", "sub", "iat", "exp", "scope"]},
            )
            return Grant(UUID(claims["sub"]), frozenset(str(claims["scope"]).split()))
        except (jwt.InvalidTokenError, ValueError):
            return None
