"""Passwords: argon2id hashes, computed off the event loop."""

from __future__ import annotations

import secrets
from functools import partial

from anyio import CapacityLimiter, to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.settings import Settings


class Passwords:
    """Hashes and verifies passwords, a bounded number at a time: each takes memory on purpose."""

    def __init__(self, settings: Settings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.password_time_cost, memory_cost=settings.password_memory_kibibytes, parallelism=1
        )
        self._threads = settings.password_threads
        self._limiter: CapacityLimiter | None = None
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """The password's hash, with its salt and costs."""
        return await to_thread.run_sync(self._hasher.hash, password, limiter=self._bound())

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password has this hash. Without a hash it takes the same time and is False."""
        check = partial(self._matches, password_hash or self._nobody, password)
        matches = await to_thread.run_sync(check, limiter=self._bound())
        return matches and password_hash is not None

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def _bound(self) -> CapacityLimiter:
        # A limiter belongs to the event loop it is made in.
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._threads)
        return self._limiter
