"""The rows of the ledger: one construct of the contract, and what enforces it in an app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

Direction = Literal["request", "reply", ""]


class Enforcer(StrEnum):
    """What refuses an exchange that breaks a construct."""

    ROUTER = "router"
    PARAMETERS = "parameters"
    BODY = "body"
    JUDGE = "judge"
    REPLIES = "replies"
    SECURITY = "security"


class Standing(StrEnum):
    """How a construct stands: worse is later.

    `elsewhere`: it says nothing that a request to this app or a reply of it could break. `never`: nothing enforces
    it, in any app. `replaced`: the app has something else there, and its own document says so. `lost`: nothing
    enforces it in this app, since its code or its settings say so.
    """

    ENFORCED = "enforced"
    ELSEWHERE = "elsewhere"
    NEVER = "never"
    REPLACED = "replaced"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Row:
    """One construct. `at` is its pointer in the spec, empty for what the spec does not have.

    `by` says what enforces it, `why` that nothing does. Shared schemas have one row for each direction.
    """

    at: str
    construct: str
    standing: Standing
    by: Enforcer | None = None
    why: str = ""
    direction: Direction = ""

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Row:
        """A row from its plain values, as `dataclasses.asdict` gives them."""
        by = Enforcer(plain["by"]) if plain["by"] else None
        return cls(**{**plain, "standing": Standing(plain["standing"]), "by": by})


def enforced(at: str, construct: str, by: Enforcer, direction: Direction = "") -> Row:
    """A row of a construct that something enforces."""
    return Row(at, construct, Standing.ENFORCED, by, "", direction)


def unless(why: str, at: str, construct: str, by: Enforcer, direction: Direction = "") -> Row:
    """A row of a construct that `by` enforces unless there is a reason why the app has lost that."""
    return Row(at, construct, Standing.LOST, None, why, direction) if why else enforced(at, construct, by, direction)


def replaced(why: str, at: str, construct: str) -> Row:
    """A row of a construct in whose place the app has something else."""
    return Row(at, construct, Standing.REPLACED, None, why)


def elsewhere(at: str, construct: str, why: str, direction: Direction = "") -> Row:
    """A row of a construct that no request to this app and no reply of it can break."""
    return Row(at, construct, Standing.ELSEWHERE, None, why, direction)


def never(at: str, construct: str, why: str, direction: Direction = "") -> Row:
    """A row of a construct that nothing enforces in any app."""
    return Row(at, construct, Standing.NEVER, None, why, direction)


def merged(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Each construct once: what several operations share stands as it does in the worst of them."""
    order = list(Standing)
    found: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        key = (row.at, row.construct, row.direction)
        known = found.get(key)
        if known is None or order.index(row.standing) > order.index(known.standing):
            found[key] = row
    return tuple(found.values())
