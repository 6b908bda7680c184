"""Security schemes of Older 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from handfast.runtime import Scheme

Principal = TypeVar("Principal")

KEY = Scheme(name="key", method="key", kind="apiKey", location="query", parameter="api_key")
LOGIN = Scheme(name="login", method="login", kind="bearer")


class Security(ABC, Generic[Principal]):
    """Turns a credential into the caller's identity.

    Return None for a credential that is not valid (401). Raise `handfast.runtime.Forbidden` for a caller who lacks
    one of `scopes` (403). Any other exception is a 500, never a pass.
    """

    @abstractmethod
    async def key(self, *, key: str, scopes: frozenset[str]) -> Principal | None:
        """`key`: API key in the query `api_key`."""

    @abstractmethod
    async def login(self, *, token: str, scopes: frozenset[str]) -> Principal | None:
        """`login`: Bearer token (RFC 6750)."""
