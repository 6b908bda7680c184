"""What an operator may set, from the environment, without touching code."""

from __future__ import annotations

import os
import re

BODY_LIMIT = 10_000_000
"""The largest body that is read, in bytes, when nothing else is said."""

CHECK_REPLIES = "HANDFAST_CHECK_REPLIES"
"""Which replies are judged before they are sent: `always`, `never`, or a share of them such as `0.01`."""

STREAM_LIMIT = "HANDFAST_STREAM_LIMIT"
"""How large a body may be that is not held in memory: a stream, or a form with files."""

BODY_LIMIT_VARIABLE = "HANDFAST_BODY_LIMIT"
"""The largest body that is read, in bytes."""

UNDECLARED_QUERY = "HANDFAST_UNDECLARED_QUERY"
"""Whether query parameters that the contract does not declare are ignored or refused: `ignore` or `refuse`."""

ASSERT_FORMATS = "HANDFAST_ASSERT_FORMATS"
"""Whether `format` decides or only describes: `yes` or `no`."""

_ALWAYS = frozenset({"", "always", "true", "yes", "on"})
_NEVER = frozenset({"never", "false", "no", "off"})
_SHARE = re.compile(r"[01]|0?\.[0-9]+|1\.0+")


def check_replies(chosen: float | None) -> float:
    """The share of replies that are judged before they are sent, from 0 to 1.

    As chosen in code, where True is all of them; else as the environment says; else all.

    Raises:
        ValueError: it is no such share.
    """
    if chosen is not None:
        if not 0 <= chosen <= 1:
            raise ValueError(f"check_replies must be True, False or a share from 0 to 1, not {chosen!r}")
        return float(chosen)
    text = os.environ.get(CHECK_REPLIES, "").strip().lower()
    if text in _ALWAYS:
        return 1.0
    if text in _NEVER:
        return 0.0
    if not _SHARE.fullmatch(text):
        raise ValueError(f"{CHECK_REPLIES} must be `always`, `never` or a share such as 0.01, not {text!r}")
    return float(text)


def body_limit(chosen: int | None) -> int:
    """The largest body in bytes: as chosen in code, else as the environment says, else 10 MB.

    Raises:
        ValueError: the environment does not say a number.
    """
    return _bytes(BODY_LIMIT_VARIABLE, BODY_LIMIT) if chosen is None else chosen


def stream_limit(held: int) -> int:
    """The largest body that is not held in memory, in bytes: as the environment says, else what may be held.

    Raises:
        ValueError: the environment does not say a number.
    """
    return _bytes(STREAM_LIMIT, held)


def check_environment() -> None:
    """Read what is only needed later, so that a wrong setting stops the start.

    Raises:
        ValueError: a variable says what it must not.
    """
    assert_formats()
    stream_limit(BODY_LIMIT)


def _bytes(variable: str, default: int) -> int:
    text = os.environ.get(variable, "").strip()
    if text and not text.isdecimal():
        raise ValueError(f"{variable} must be a number of bytes, not {text!r}")
    return int(text) if text else default


def refuse_undeclared(chosen: bool | None) -> bool:  # noqa: FBT001 - a setting on its way
    """Whether undeclared query parameters are refused: as chosen in code, else as the environment says, else not.

    Raises:
        ValueError: the environment says neither `ignore` nor `refuse`.
    """
    if chosen is not None:
        return chosen
    text = os.environ.get(UNDECLARED_QUERY, "").strip().lower()
    if text not in ("", "ignore", "refuse"):
        raise ValueError(f"{UNDECLARED_QUERY} must be `ignore` or `refuse`, not {text!r}")
    return text == "refuse"


def assert_formats() -> bool:
    """Whether a string must be of its declared format (JSON Schema 2020-12 §7.2): unless the environment says no.

    Raises:
        ValueError: the environment says something else than yes or no.
    """
    text = os.environ.get(ASSERT_FORMATS, "").strip().lower()
    if text not in ("", "yes", "no"):
        raise ValueError(f"{ASSERT_FORMATS} must be `yes` or `no`, not {text!r}")
    return text != "no"
