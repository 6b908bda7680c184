"""Security schemes of Handfast Hub 0.1.0.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from handfast.runtime import Scheme

Principal = TypeVar("Principal")

ACCOUNT = Scheme(name="account", method="account", kind="bearer")


class Security(ABC, Generic[Principal]):
    """Turns a credential into the caller's identity.

    Return None for a credential that is not valid (401). Raise `handfast.runtime.Forbidden` for a caller who lacks
    one of `scopes` (403). Any other exception is a 500, never a pass.
    """

    @abstractmethod
    async def account(self, *, token: str, scopes: frozenset[str]) -> Principal | None:
        """`account`: Bearer token (RFC 6750).

        A bearer token from `POST /login`.
        """
