"""What an operator may set, from the environment, without touching code."""

from __future__ import annotations

import os

BODY_LIMIT = 10_000_000
"""The largest body that is read, in bytes, when nothing else is said."""

CHECK_REPLIES = "HANDFAST_CHECK_REPLIES"
"""`0`, `false`, `no` or `never` turns the check of reply bodies and headers off."""

BODY_LIMIT_VARIABLE = "HANDFAST_BODY_LIMIT"
"""The largest body that is read, in bytes."""


def check_replies(chosen: bool | None) -> bool:  # noqa: FBT001 - a setting on its way
    """Whether replies are judged before they are sent: as chosen in code, else as the environment says, else yes."""
    if chosen is not None:
        return chosen
    return os.environ.get(CHECK_REPLIES, "").strip().lower() not in ("0", "false", "no", "never")


def body_limit(chosen: int | None) -> int:
    """The largest body in bytes: as chosen in code, else as the environment says, else 10 MB.

    Raises:
        ValueError: the environment does not say a number.
    """
    if chosen is not None:
        return chosen
    text = os.environ.get(BODY_LIMIT_VARIABLE, "").strip()
    if not text:
        return BODY_LIMIT
    if not text.isdecimal():
        raise ValueError(f"{BODY_LIMIT_VARIABLE} must be a number of bytes, not {text!r}")
    return int(text)
