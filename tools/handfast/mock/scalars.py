"""Texts and numbers that satisfy a demand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Final

from handfast.contract import JSON
from handfast.mock import words
from handfast.mock.demand import Demand, Impossible
from handfast.mock.patterns import matching
from handfast.mock.schemas import is_of_format, matches

_LONGEST: Final = 100_000
_TRIES: Final = 12


def text(demand: Demand, name: str, random: Random) -> str:
    """A text that fits what it is called, its formats, its patterns and its length.

    Raises:
        Impossible: none was found.
    """
    low, high = demand.highest("minLength"), demand.lowest("maxLength", _LONGEST)
    patterns = demand.said("pattern")
    formats = [one for one in demand.said("format") if isinstance(one, str)]
    for candidate in _texts(demand, name, random, low, high):
        if not low <= len(candidate) <= high:
            continue
        if all(matches(one, candidate) for one in patterns) and all(is_of_format(one, candidate) for one in formats):
            return candidate
    raise Impossible


def _texts(demand: Demand, name: str, random: Random, low: int, high: int) -> Iterator[str]:
    """Texts that may do, the most telling first."""
    formats = [one for one in demand.said("format") if isinstance(one, str)]
    if "base64" in demand.said("contentEncoding"):
        formats.append("byte")
    for one in formats:
        yield from words.of_format(one, random)
    named = list(words.of_name(name, random))
    yield from (_fitted(one, low, high) for one in named)
    for pattern in demand.said("pattern"):
        lengths = [0, 0, low, min(high, low + 1), min(high, low + 8), 0, (low + min(high, low + 64)) // 2]
        for index in range(_TRIES):
            made = matching(pattern, random, length=lengths[index % len(lengths)])
            if made is not None:
                yield made
                yield _fitted(made, low, high)
    yield _fitted(words.word(random), low, high)
    yield _fitted(words.identifier(random).replace("-", ""), low, high)
    yield ""


def _fitted(one: str, low: int, high: int) -> str:
    """The text, cut or drawn out to the length that is asked for."""
    if len(one) > high:
        return one[:high].rstrip() if len(one[:high].rstrip()) >= low else one[:high].replace(" ", "x")
    if len(one) < low:
        filling = one or "x"
        return (one + "-" + filling * (low // len(filling) + 1))[:low].replace(" ", "-")
    return one


def number(demand: Demand, name: str, random: Random, *, is_whole: bool) -> int | float:
    """A number within its bounds, and a multiple of what it must be a multiple of.

    Raises:
        Impossible: there is none.
    """
    steps = [Fraction(str(one)) for one in demand.said("multipleOf")] + ([Fraction(1)] if is_whole else [])
    step = _common(steps) if steps else None
    low, high = _bounds(demand, step)
    if low is not None and high is not None and low > high:
        raise Impossible
    wanted = Fraction(str(words.number_of_name(name, random)))
    if not _is_between(low, wanted, high):
        wanted = _within(low, high, random)
    if step is None:
        return _plain(wanted)
    chosen = math.floor(wanted / step) * step
    if low is not None and chosen < low:
        chosen += step
    if not _is_between(low, chosen, high):
        raise Impossible
    return _plain(chosen)


def _bounds(demand: Demand, step: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest number that may be, exclusive bounds moved inside."""
    lows = [Fraction(str(one)) for one in demand.said("minimum")]
    highs = [Fraction(str(one)) for one in demand.said("maximum")]
    above = [Fraction(str(one)) for one in demand.said("exclusiveMinimum")]
    below = [Fraction(str(one)) for one in demand.said("exclusiveMaximum")]
    edges = [*lows, *highs, *above, *below]
    room = max(edges) - min(edges) if len(edges) > 1 else Fraction(1)
    inside = step if step is not None else (room / 1000 or Fraction(1, 1000))
    if step is not None:
        lows += [(math.floor(one / step) + 1) * step for one in above]
        highs += [(math.ceil(one / step) - 1) * step for one in below]
    else:
        lows += [one + inside for one in above]
        highs += [one - inside for one in below]
    return max(lows, default=None), min(highs, default=None)


def _is_between(low: Fraction | None, value: Fraction, high: Fraction | None) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)


def _within(low: Fraction | None, high: Fraction | None, random: Random) -> Fraction:
    """Some number between two bounds, near the lower one."""
    if low is None:
        return (high or Fraction(0)) - random.randint(0, 50)
    room = Fraction(100) if high is None else min(high - low, Fraction(100))
    return low + room * random.randint(0, 100) / 100


def _common(steps: list[Fraction]) -> Fraction:
    """The least number that is a multiple of all of these."""
    denominator = math.lcm(*(one.denominator for one in steps))
    return Fraction(math.lcm(*(int(one * denominator) for one in steps)), denominator)


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def fixed(demand: Demand, random: Random) -> JSON:
    """One of the fixed values that have a type that may be.

    Raises:
        Impossible: there is none.
    """
    fitting = [one for one in demand.values() or () if kind_of(one) in demand.kinds]
    if not fitting:
        raise Impossible
    telling = [one for one in fitting if one is not None]
    return random.choice(telling or fitting)


def kind_of(value: JSON) -> str:
    """The JSON type of a value; a whole number is an integer (JSON Schema 2020-12 §6.1.1)."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
