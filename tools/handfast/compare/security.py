"""Changes between what two contracts ask of a caller."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from operator import attrgetter

from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.inherited import Inherited
from handfast.compare.normal import literal
from handfast.contract.model import JSON, Contract, Flow, Operation, SecurityScheme


class Schemes:
    """What the security schemes of two contracts mean to one another.

    A name that both sides have means the same scheme, whose own changes are reported once. A scheme that only one
    side has goes by what it is, so a renamed scheme is no change.
    """

    def __init__(self, old: Contract, new: Contract, inherited: Inherited) -> None:
        self._inherited = inherited
        self._old = {scheme.name: scheme for scheme in old.security_schemes}
        self._new = {scheme.name: scheme for scheme in new.security_schemes}

    def compare(self) -> Iterator[Change]:
        """The changes of the schemes that both sides name."""
        for name, before in self._old.items():
            after = self._new.get(name)
            if after is None:
                continue
            subject = Subject(Aspect.SECURITY, f"security scheme `{name}`", "", before.pointer, after.pointer)
            meaning = _meaning(after)
            for facet, value in _meaning(before).items():
                yield from subject.differs(facet, value, meaning[facet])

    def compare_requirements(self, frame: Subject, old: Operation, new: Operation) -> Iterator[Change]:
        """The change of an operation's security: a set of choices, each a set of schemes with sets of scopes."""
        before, after = _choices(old, self._identities(self._old)), _choices(new, self._identities(self._new))
        if before == after and (old.security_at is None) == (new.security_at is None):
            return
        subject = self._inherited.subject(Aspect.SECURITY, frame, (old.security_at, new.security_at), (old, new))
        if subject:
            yield subject.changed("", _spelled(old), _spelled(new))

    def _identities(self, schemes: Mapping[str, SecurityScheme]) -> dict[str, Hashable]:
        shared = self._old.keys() & self._new.keys()
        return {name: name if name in shared else literal(_meaning(scheme)) for name, scheme in schemes.items()}


def _meaning(scheme: SecurityScheme) -> dict[str, JSON]:
    """What a scheme is on the wire; header names ignore case (RFC 9110 §5.1)."""
    name = scheme.parameter_name
    return {
        "type": scheme.kind,
        "scheme": scheme.http_scheme,
        "in": scheme.location,
        "name": name.lower() if scheme.location == "header" else name,
        "bearerFormat": scheme.bearer_format,
        "openIdConnectUrl": scheme.open_id_connect_url,
        "oauth2MetadataUrl": scheme.metadata_url,
        "deprecated": scheme.deprecated,
        "flows": {flow.kind: _flow(flow) for flow in sorted(scheme.flows, key=attrgetter("kind"))},
    }


def _flow(flow: Flow) -> JSON:
    urls = {
        "authorizationUrl": flow.authorization_url,
        "deviceAuthorizationUrl": flow.device_authorization_url,
        "tokenUrl": flow.token_url,
        "refreshUrl": flow.refresh_url,
    }
    return {**{name: url for name, url in urls.items() if url}, "scopes": sorted(flow.scopes)}


def _choices(operation: Operation, identities: Mapping[str, Hashable]) -> frozenset[Hashable]:
    return frozenset(
        frozenset((identities.get(use.scheme, use.scheme), frozenset(use.scopes)) for use in requirement.uses)
        for requirement in operation.security
    )


def _spelled(operation: Operation) -> JSON:
    """The requirements as a document spells them, in one order for both sides; None where none are written."""
    if operation.security_at is None:
        return None
    choices = [{use.scheme: sorted(use.scopes) for use in requirement.uses} for requirement in operation.security]
    return sorted(choices, key=repr)
