"""Which replies are judged where not all are: an even share, and always the first ones."""

from __future__ import annotations

FIRST_REPLIES = 10
"""As many replies of each declared response are judged whatever the share: a new mistake shows at once."""


class Sample:
    """Takes a share of what it is asked about, evenly: of 100 at a share of 0.01, one. 0 takes none, 1 takes all."""

    __slots__ = ("_due", "_first", "_share")

    def __init__(self, share: float) -> None:
        self._share = share
        self._first = FIRST_REPLIES if share else 0
        self._due = 0.0

    def insist(self) -> None:
        """Take the next one, whatever the share: it is the one before, looked at again."""
        self._first += 1

    def takes(self) -> bool:
        """Whether the next one is taken."""
        if self._share >= 1:
            return True
        if self._first:
            self._first -= 1
            return True
        self._due += self._share
        if self._due < 1:
            return False
        self._due -= 1
        return True
