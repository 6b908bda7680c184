"""How much of a contract a run has exercised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handfast.contract.model import Contract, Operation
from handfast.fuzz.evidence import Evidence, is_secured, label


@dataclass(frozen=True, slots=True)
class Measure:
    """One aspect of a contract: how much it declares, and what of that was not exercised, each `GET /pets: 200`."""

    name: str
    declared: int
    missed: tuple[str, ...]

    @property
    def exercised(self) -> int:
        """How many of the declared things were exercised."""
        return self.declared - len(self.missed)


def coverage(contract: Contract, evidence: Mapping[str, Evidence]) -> tuple[Measure, ...]:
    """The aspects of a contract and how much of each was seen, in the order in which people ask for them."""
    aspects = {
        "operations": _operations,
        "statuses": _statuses,
        "parameters": _parameters,
        "request media types": _bodies,
        "reply media types": _reply_media,
        "security paths": _security,
    }
    nothing = Evidence()
    measures: list[Measure] = []
    for name, aspect in aspects.items():
        missed: list[str] = []
        declared = 0
        for operation in contract.operations:
            where = label(operation)
            for what, is_seen in aspect(operation, evidence.get(where, nothing)):
                declared += 1
                if not is_seen:
                    missed.append(f"{where}: {what}" if what else where)
        measures.append(Measure(name, declared, tuple(missed)))
    return tuple(measures)


def _operations(_: Operation, seen: Evidence) -> Iterator[tuple[str, bool]]:
    yield "", seen.requests > 0


def _statuses(operation: Operation, seen: Evidence) -> Iterator[tuple[str, bool]]:
    yield from ((reply.status, reply.status in seen.replies) for reply in operation.replies)


def _parameters(operation: Operation, seen: Evidence) -> Iterator[tuple[str, bool]]:
    names = (f"{one.location.value} {one.name}" for one in operation.parameters)
    yield from ((name, name in seen.parameters) for name in names)


def _bodies(operation: Operation, seen: Evidence) -> Iterator[tuple[str, bool]]:
    content = operation.body.content if operation.body else ()
    yield from ((media.name, media.name in seen.bodies) for media in content)


def _reply_media(operation: Operation, seen: Evidence) -> Iterator[tuple[str, bool]]:
    names = (f"{reply.status} {media.name}" for reply in operation.replies for media in reply.content)
    yield from ((name, name in seen.reply_media) for name in names)


def _security(operation: Operation, seen: Evidence) -> Iterator[tuple[str, bool]]:
    """Each requirement that lets a caller in, and that others are kept out."""
    for position, requirement in enumerate(operation.security):
        names = " and ".join(use.scheme for use in requirement.uses) or "anybody"
        yield f"in with {names}", position in seen.ways_in
    if is_secured(operation):
        yield "nobody else gets in", seen.is_guarded
