"""Security schemes of Replies 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from handfast.runtime import Scheme

Principal = TypeVar("Principal")

DIGEST = Scheme(name="digest", method="digest", kind="http", http_scheme="digest")
KEY = Scheme(name="key", method="key", kind="apiKey", location="query", parameter="key")
DEVICE = Scheme(name="device", method="device", kind="bearer")


class Security(ABC, Generic[Principal]):
    """Turns a credential into the caller's identity.

    Return None for a credential that is not valid (401). Raise `handfast.runtime.Forbidden` for a caller who lacks
    one of `scopes` (403). Any other exception is a 500, never a pass.
    """

    @abstractmethod
    async def digest(self, *, credentials: str, scopes: frozenset[str]) -> Principal | None:
        """`digest`: Credentials of the HTTP scheme `digest`."""

    @abstractmethod
    async def key(self, *, key: str, scopes: frozenset[str]) -> Principal | None:
        """`key`: API key in the query `key`."""

    @abstractmethod
    async def device(self, *, token: str, scopes: frozenset[str]) -> Principal | None:
        """`device`: Bearer token (RFC 6750)."""

    def challenge(self, *, scheme: Scheme) -> str | None:
        """What `WWW-Authenticate` says for an HTTP scheme that needs more than its name, such as a nonce."""
        return None
