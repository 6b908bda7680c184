"""Failures that are known and accepted for a while: a committed file that somebody answers for.

[[known]]
fingerprint = "3f2a9c01b7de"
owner = "ada@example.com"
until = 2027-01-31
reason = "the export is rewritten in January"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from handfast.diagnostics import Diagnostic, Position, Refused, Severity

_KEYS: Final = ("fingerprint", "owner", "until", "reason")


@dataclass(frozen=True, slots=True)
class Known:
    """One accepted failure. `until` is the last day on which it is accepted; `at` is its line in the file."""

    fingerprint: str
    owner: str
    until: date
    reason: str
    at: Position


def read_baseline(path: Path) -> tuple[Known, ...]:
    """The accepted failures of a file; none when there is no file.

    Raises:
        Refused: the file can't be read, or an entry says too little.
    """
    try:
        text = path.read_text(encoding="utf-8")
        entries = tomllib.loads(text)
    except FileNotFoundError:
        return ()
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        at = Position(str(path), *map(int, found.groups())) if found else Position(str(path), 1)
        raise Refused(_wrong(f"{path.name} is not TOML: {error}", at)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(_wrong(f"{path.name} can't be read: {error}", Position(str(path), 1))) from error
    found_entries = entries.get("known", [])
    if entries.keys() - {"known"} or not isinstance(found_entries, list):
        raise Refused(_wrong(f"{path.name} holds something else than [[known]] tables", Position(str(path), 1)))
    places = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*known\s*\]\]", line)]
    places += [1] * (len(found_entries) - len(places))
    return tuple(_known(entry, Position(str(path), line)) for entry, line in zip(found_entries, places, strict=False))


def _known(entry: Any, at: Position) -> Known:
    wrong = _what_is_wrong(entry)
    if wrong:
        raise Refused(_wrong(f"an accepted failure {wrong}", at))
    until = entry["until"].date() if isinstance(entry["until"], datetime) else entry["until"]
    return Known(entry["fingerprint"], entry["owner"], until, entry["reason"], at)


def _what_is_wrong(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return "must be a [[known]] table"
    if unknown := sorted(entry.keys() - set(_KEYS)):
        return f"has an unknown key `{unknown[0]}`"
    for key in _KEYS:
        if key == "until":
            if not isinstance(entry.get(key), date):
                return "needs `until`, a date such as 2027-01-31 without quotes"
        elif not (isinstance(entry.get(key), str) and entry[key].strip()):
            return f"needs `{key}`, a text that is not empty"
    return ""


def stale(known: Iterable[Known], seen: Iterable[str], today: date, *, is_whole: bool) -> Iterator[Diagnostic]:
    """Entries that accept nothing any more: their time is over, or what they accept did not happen.

    Only a run that `is_whole` can tell that something does not happen.
    """
    seen = frozenset(seen)
    for one in known:
        if one.until < today:
            message = f"{one.fingerprint} was accepted until {one.until}: {one.reason} ({one.owner})"
            help_ = "mend what it accepts, or agree on another date with its owner"
            yield Diagnostic("FUZZ008", Severity.ERROR, message, one.at, help=help_)
        elif is_whole and one.fingerprint not in seen:
            message = f"{one.fingerprint} does not happen any more: {one.reason} ({one.owner})"
            yield Diagnostic("FUZZ009", Severity.ERROR, message, one.at, help="take the entry out of the file")


def _wrong(message: str, at: Position) -> Diagnostic:
    help_ = "each [[known]] has fingerprint, owner, until and reason"
    return Diagnostic("FUZZ007", Severity.ERROR, " ".join(message.split()), at, help=help_)
