"""Changes between what two contracts ask of a caller."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from handfast.compare.change import Aspect, Change, Subject
from handfast.contract.model import JSON, Contract, Operation, SecurityScheme


class Schemes:
    """What the security schemes of two contracts mean to one another.

    A name that both sides have means the same scheme, whose own changes are reported once. A scheme that only one
    side has goes by what it is, so a renamed scheme is no change.
    """

    def __init__(self, old: Contract, new: Contract) -> None:
        self._old = {scheme.name: scheme for scheme in old.security_schemes}
        self._new = {scheme.name: scheme for scheme in new.security_schemes}

    def compare(self) -> Iterator[Change]:
        """The changes of the schemes that both sides name."""
        for name, before in self._old.items():
            after = self._new.get(name)
            if after is None:
                continue
            subject = Subject(Aspect.SECURITY, f"security scheme `{name}`", "", before.pointer, after.pointer)
            for facet, value in _meaning(before).items():
                yield from subject.differs(facet, value, _meaning(after)[facet])

    def compare_requirements(self, frame: Subject, old: Operation, new: Operation) -> Iterator[Change]:
        """The change of an operation's security: a set of choices, each a set of schemes with sets of scopes."""
        if _choices(old, self._identities(self._old)) != _choices(new, self._identities(self._new)):
            subject = Subject(Aspect.SECURITY, "security", frame.operation, old.pointer, new.pointer)
            yield subject.changed("", _spelled(old), _spelled(new))

    def _identities(self, schemes: Mapping[str, SecurityScheme]) -> dict[str, Hashable]:
        shared = self._old.keys() & self._new.keys()
        return {name: name if name in shared else tuple(_meaning(scheme).values()) for name, scheme in schemes.items()}


def _meaning(scheme: SecurityScheme) -> dict[str, JSON]:
    """What a scheme is on the wire; header names ignore case (RFC 9110 §5.1)."""
    name = scheme.parameter_name
    return {
        "type": scheme.kind,
        "scheme": scheme.http_scheme,
        "in": scheme.location,
        "name": name.lower() if scheme.location == "header" else name,
    }


def _choices(operation: Operation, identities: Mapping[str, Hashable]) -> frozenset[Hashable]:
    return frozenset(
        frozenset((identities.get(use.scheme, use.scheme), frozenset(use.scopes)) for use in requirement.uses)
        for requirement in operation.security
    )


def _spelled(operation: Operation) -> JSON:
    """The requirements as a document spells them, in one order for both sides."""
    choices = [{use.scheme: sorted(use.scopes) for use in requirement.uses} for requirement in operation.security]
    return sorted(choices, key=repr)
