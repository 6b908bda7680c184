"""What a run showed about each operation: counted while its log is read, joined when it ran in parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from handfast.contract.model import Contract, Operation, Reply, SecurityScheme
from handfast.fuzz.events import Exchange, Sent
from handfast.runtime.declare import MOCKED
from handfast.runtime.media import best_match, parse

_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_SUCCESSES: Final = range(200, 400)
AUTH_CHECK: Final = "ignored_auth"
"""The check that asks whether strangers get in."""
_SETS: Final = ("phases", "parameters", "bodies", "replies", "reply_media")
"""What is collected of an operation by name: fields of `Evidence`."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one operation was seen to do.

    `answers` counts by status; `replies` are declared statuses, `reply_media` declared media types as `200
    application/json`, `bodies` media types of request bodies, `parameters` are written `query limit`. `ways_in` are the
    requirements, by their position, under which a caller got past security; `is_guarded` tells that somebody was
    refused. `slowest` is in seconds. `is_mocked` tells that answers came from the mock.
    """

    requests: int = 0
    answers: Mapping[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    replies: frozenset[str] = frozenset()
    reply_media: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    ways_in: frozenset[int] = frozenset()
    is_guarded: bool = False
    is_mocked: bool = False
    phases: frozenset[str] = frozenset()

    @property
    def has_succeeded(self) -> bool:
        """Whether any answer was a success or a redirection."""
        return any(status.isdecimal() and int(status) in _SUCCESSES for status in self.answers)

    def __or__(self, other: Evidence) -> Evidence:
        """What two runs showed together."""
        return Evidence(
            requests=self.requests + other.requests,
            answers=dict(sorted((Counter(self.answers) + Counter(other.answers)).items())),
            slowest=max(self.slowest, other.slowest),
            replies=self.replies | other.replies,
            reply_media=self.reply_media | other.reply_media,
            bodies=self.bodies | other.bodies,
            parameters=self.parameters | other.parameters,
            ways_in=self.ways_in | other.ways_in,
            is_guarded=self.is_guarded or other.is_guarded,
            is_mocked=self.is_mocked or other.is_mocked,
            phases=self.phases | other.phases,
        )

    def to_json(self) -> dict[str, Any]:
        """The evidence as a JSON value that `from_json` reads."""
        return {
            "requests": self.requests,
            "answers": dict(self.answers),
            "slowest": round(self.slowest, 6),
            "replies": sorted(self.replies),
            "reply_media": sorted(self.reply_media),
            "bodies": sorted(self.bodies),
            "parameters": sorted(self.parameters),
            "ways_in": sorted(self.ways_in),
            "is_guarded": self.is_guarded,
            "is_mocked": self.is_mocked,
            "phases": sorted(self.phases),
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Evidence:
        """The inverse of `to_json`.

        Raises:
            KeyError, TypeError, ValueError: the value is not one that `to_json` made.
        """
        sets = {name: frozenset(map(str, value[name])) for name in _SETS}
        return Evidence(
            requests=int(value["requests"]),
            answers={str(status): int(count) for status, count in value["answers"].items()},
            slowest=float(value["slowest"]),
            ways_in=frozenset(map(int, value["ways_in"])),
            is_guarded=bool(value["is_guarded"]),
            is_mocked=bool(value["is_mocked"]),
            **sets,
        )


class Tally:
    """Counts what is seen of each operation of a contract."""

    def __init__(self, contract: Contract) -> None:
        self.operations = {label(operation): operation for operation in contract.operations}
        self._schemes = {scheme.name: scheme for scheme in contract.security_schemes}
        self._seen: dict[str, _Count] = {}

    def add(self, sent: Sent) -> None:
        """Count one request."""
        operation = self.operations.get(sent.operation)
        if operation is not None:
            count = self._seen.get(sent.operation)
            if count is None:
                count = self._seen[sent.operation] = _Count(operation, self._schemes)
            count.add(sent)

    def is_guarded(self, operation: str) -> None:
        """Count that strangers were kept out of an operation."""
        self._seen[operation].is_guarded = True

    def evidence(self) -> dict[str, Evidence]:
        """What was seen, by operation, in the order of the contract; nothing for one that was never asked."""
        return {name: self._seen[name].evidence() for name in self.operations if name in self._seen}


class _Count:
    def __init__(self, operation: Operation, schemes: Mapping[str, SecurityScheme]) -> None:
        self._operation = operation
        self._schemes = schemes
        self._statuses: Counter[str] = Counter()
        self._sets: dict[str, set[str]] = {name: set() for name in _SETS}
        self._ways_in: set[int] = set()
        self.is_guarded = False
        self._is_mocked = False
        self._slowest = 0.0
        self._carried = carried_by(operation)

    def add(self, sent: Sent) -> None:
        exchange = sent.exchange
        self._statuses[str(exchange.status or "none")] += 1
        self._slowest = max(self._slowest, sent.seconds)
        self._is_mocked = self._is_mocked or bool(header(exchange.answer_headers, MOCKED))
        self._sets["phases"].add(sent.phase)
        self._sets["parameters"].update(
            name for name, carried in self._carried.items() if not carried.isdisjoint(sent.parameters)
        )
        self._add_body(exchange)
        self._add_reply(exchange)
        self._add_security(sent)

    def _add_body(self, exchange: Exchange) -> None:
        content = self._operation.body.content if self._operation.body else ()
        matched = matching([media.name for media in content], header(exchange.headers, "content-type"))
        if matched is not None and exchange.body:
            self._sets["bodies"].add(content[matched].name)

    def _add_reply(self, exchange: Exchange) -> None:
        reply = declared_reply(self._operation, exchange.status)
        if reply is None:
            return
        self._sets["replies"].add(reply.status)
        matched = matching([media.name for media in reply.content], header(exchange.answer_headers, "content-type"))
        if matched is not None:
            self._sets["reply_media"].add(f"{reply.status} {reply.content[matched].name}")

    def _add_security(self, sent: Sent) -> None:
        """Who got in, and whether anybody was kept out: a success makes Schemathesis try again without credentials."""
        status = sent.exchange.status
        if status is None:
            return
        if status in {_UNAUTHORIZED, _FORBIDDEN}:
            self.is_guarded = True
            return
        for position, requirement in enumerate(self._operation.security):
            schemes = [self._schemes.get(use.scheme) for use in requirement.uses]
            if all(scheme is not None and _is_sent(scheme, sent) for scheme in schemes):
                self._ways_in.add(position)
                has_failed = any(failure.check == AUTH_CHECK for failure in sent.failures)
                is_tried = AUTH_CHECK in sent.checks and status in _SUCCESSES and bool(schemes)
                self.is_guarded = self.is_guarded or (is_tried and not has_failed)

    def evidence(self) -> Evidence:
        sets = {name: frozenset(found) for name, found in self._sets.items()}
        return Evidence(
            requests=self._statuses.total(),
            answers=dict(sorted(self._statuses.items())),
            slowest=self._slowest,
            ways_in=frozenset(self._ways_in),
            is_guarded=self.is_guarded,
            is_mocked=self._is_mocked,
            **sets,
        )


def label(operation: Operation) -> str:
    """`GET /pets`: how findings, logs and reports name an operation."""
    return f"{operation.method} {operation.path}"


def is_secured(operation: Operation) -> bool:
    """Whether nobody gets in without credentials."""
    return bool(operation.security) and all(requirement.uses for requirement in operation.security)


def carried_by(operation: Operation) -> dict[str, frozenset[tuple[str, str]]]:
    """The names under which a request carries each declared parameter: exploded objects travel by their properties."""
    found: dict[str, frozenset[tuple[str, str]]] = {}
    for parameter in operation.parameters:
        location = parameter.location.value
        names = [parameter.name.lower() if location == "header" else parameter.name]
        node = parameter.schema.node if parameter.schema else None
        if parameter.explode and isinstance(node, Mapping) and isinstance(node.get("properties"), Mapping):
            names += [*node["properties"], *(f"{parameter.name}[{name}]" for name in node["properties"])]
        found[f"{location} {parameter.name}"] = frozenset((location, str(name)) for name in names)
    return found


def declared_reply(operation: Operation, status: int | None) -> Reply | None:
    """The reply that an operation declares for a status: the exact one, its range, or the default."""
    if status is None:
        return None
    declared = {reply.status: reply for reply in operation.replies}
    return declared.get(str(status)) or declared.get(f"{status // 100}XX") or declared.get("default")


def matching(declared: Iterable[str], sent: str) -> int | None:
    """The index of the declared media type that was sent; None for one that is not declared."""
    read, names = parse(sent), list(declared)
    if read is None:
        return None
    known = [(index, one) for index, name in enumerate(names) if (one := parse(name)) is not None]
    best = best_match([one for _, one in known], read)
    return None if best is None else known[best][0]


def header(headers: Mapping[str, str], name: str) -> str:
    """The value of a header whatever the case of its name; empty when there is none."""
    return next((value for key, value in headers.items() if key.lower() == name), "")


def _is_sent(scheme: SecurityScheme, sent: Sent) -> bool:
    """Whether a request carries a credential of this scheme."""
    exchange, name = sent.exchange, scheme.parameter_name
    if scheme.kind == "mutualTLS":
        return False
    if scheme.kind != "apiKey" or scheme.location is None:
        return bool(header(exchange.headers, "authorization"))
    match scheme.location.value:
        case "header":
            return bool(header(exchange.headers, name.lower()))
        case "cookie":
            return ("cookie", name) in sent.parameters or f"{name}=" in header(exchange.headers, "cookie")
        case _:
            return ("query", name) in sent.parameters or f"{name}=" in exchange.url
