"""Pages of a list: keyset pagination over time-ordered identifiers, with cursors that can't be made up."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

Item = TypeVar("Item")

_ID_BYTES = 16
_SEAL_BYTES = 16


class ForeignCursorError(Exception):
    """A cursor that this list did not give out."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items of a list, and the cursor of the next page when there is one."""

    items: Sequence[Item]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Cursors:
    """Makes and reads the cursors of lists. `key` is secret."""

    key: bytes

    def encode(self, listing: str, position: UUID) -> str:
        """The cursor that continues `listing` after the item with this identifier.

        `listing` says which list it is, with everything that selects its items.
        """
        return urlsafe_b64encode(position.bytes + self._seal(listing, position.bytes)).rstrip(b"=").decode()

    def decode(self, listing: str, cursor: str) -> UUID:
        """The identifier of the item that the page starts after.

        Raises:
            ForeignCursorError: the cursor was changed, or belongs to another list.
        """
        try:
            sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError as error:
            raise ForeignCursorError from error
        position = sealed[:_ID_BYTES]
        if len(sealed) != _ID_BYTES + _SEAL_BYTES or not hmac.compare_digest(
            sealed, position + self._seal(listing, position)
        ):
            raise ForeignCursorError
        found = UUID(bytes=position)
        if self.encode(listing, found) != cursor:  # base64 has several spellings of the last byte
            raise ForeignCursorError
        return found

    def page(self, listing: str, found: Sequence[Item], limit: int, position: Callable[[Item], UUID]) -> Page[Item]:
        """The page of at most `limit` items. `found` holds one more when there is a page after it."""
        items = found[:limit]
        return Page(items, self.encode(listing, position(items[-1])) if len(found) > limit else None)

    def _seal(self, listing: str, position: bytes) -> bytes:
        return hmac.digest(self.key, position + listing.encode(), hashlib.sha256)[:_SEAL_BYTES]
