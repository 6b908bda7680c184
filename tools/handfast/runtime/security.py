"""Who may call an operation: credentials read from the request, decided by the app's own class. It fails closed."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from handfast.runtime.problems import Forbidden, Unauthorized
from handfast.runtime.wire import Malformed, Wire, as_sent, unescape, unescape_plus

if TYPE_CHECKING:
    from handfast.runtime.declare import Operation, Scheme, Use

_KEYWORDS = {
    "bearer": "token",
    "basic": "credentials",
    "http": "credentials",
    "apiKey": "key",
    "mutualTLS": "certificate",
}


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """A name and password, sent with HTTP Basic (RFC 7617)."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Step:
    """One scheme that must pass, ready to be asked."""

    use: Use
    scopes: frozenset[str]
    credential: Callable[[Wire], Any]

    async def decide(self, guard: object, credential: Any) -> Any:
        method = getattr(guard, self.use.scheme.method)
        return await method(**{_KEYWORDS[self.use.scheme.kind]: credential}, scopes=self.scopes)


class Gate:
    """The security of one operation: a choice of requirements, each of which lets in when all its schemes pass."""

    __slots__ = ("_challenges", "_choices", "_is_open")

    def __init__(self, operation: Operation) -> None:
        self._is_open = any(not requirement for requirement in operation.security)
        self._choices = [
            tuple(_Step(use, frozenset(use.scopes), _credential(use.scheme)) for use in requirement)
            for requirement in operation.security
            if requirement
        ]
        schemes = dict.fromkeys(step.use.scheme for choice in self._choices for step in choice)
        self._challenges = {scheme: _challenge(scheme) for scheme in schemes}

    @property
    def asks(self) -> bool:
        """Whether there is anything to ask the guard."""
        return bool(self._choices)

    async def admit(self, wire: Wire, guard: object) -> Any:
        """The caller, named by the first scheme of the requirement that passed; None for anybody.

        Raises:
            Unauthorized: no requirement passes.
            Forbidden: a known caller lacks a scope, and no other requirement passes.
        """
        refused: Forbidden | None = None
        was_given = False
        for choice in self._choices:
            credentials = [step.credential(wire) for step in choice]
            if None in credentials:
                continue
            was_given = True
            try:
                principals = [
                    await step.decide(guard, credential) for step, credential in zip(choice, credentials, strict=True)
                ]
            except Forbidden as error:
                refused = refused or error
                continue
            except Unauthorized:
                continue
            if all(principal is not None for principal in principals):
                return principals[0]
        if self._is_open or not self._choices:
            return None
        if refused is not None:
            raise refused
        detail = "the credentials are not valid" if was_given else "credentials are required"
        raise Unauthorized(detail, headers={"WWW-Authenticate": ", ".join(self._challenges.values())})


def _credential(scheme: Scheme) -> Callable[[Wire], Any]:
    """Reads the credential of a scheme: None when there is none, or more than one."""
    match scheme.kind:
        case "bearer":
            return lambda wire: _authorization(wire, "bearer")
        case "basic":
            return _basic
        case "http":
            return lambda wire: _authorization(wire, scheme.http_scheme.lower())
        case "apiKey":
            return _api_key(scheme)
        case "mutualTLS":
            return _certificate


def _authorization(wire: Wire, scheme: str) -> str | None:
    lines = wire.header(b"authorization")
    if len(lines) != 1:
        return None
    sent, _, rest = lines[0].strip().partition(" ")
    return rest.strip() or None if sent.lower() == scheme else None


def _basic(wire: Wire) -> BasicCredentials | None:
    encoded = _authorization(wire, "basic")
    if encoded is None:
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    username, colon, password = text.partition(":")
    return BasicCredentials(username, password) if colon else None


def _api_key(scheme: Scheme) -> Callable[[Wire], str | None]:
    name = scheme.parameter

    def read(wire: Wire) -> str | None:
        try:
            if scheme.location == "header":
                values = [as_sent(text) for text in wire.header(name.lower().encode("latin-1", "replace"))]
            elif scheme.location == "query":
                values = [unescape_plus(text) for text in wire.query.get(name, ())]
            else:
                values = [unescape(text) for text in wire.cookies.get(name, ())]
        except Malformed:
            return None
        return values[0] or None if len(values) == 1 else None

    return read


def _certificate(wire: Wire) -> str | None:
    """The client's certificate as the ASGI `tls` extension gives it: the PEM text of the first in the chain."""
    extensions: Mapping[str, Any] = wire.scope.get("extensions") or {}
    chain = (extensions.get("tls") or {}).get("client_cert_chain") or ()
    return next((str(one) for one in chain if one), None)


def _challenge(scheme: Scheme) -> str:
    """What to send instead (RFC 9110 §11.6.1)."""
    match scheme.kind:
        case "bearer":
            return "Bearer"
        case "basic":
            return 'Basic realm="api", charset="UTF-8"'
        case "http":
            return scheme.http_scheme.title() or "Unknown"
        case "apiKey":
            return f'ApiKey in="{scheme.location}", name="{_quoted(scheme.parameter)}"'
        case "mutualTLS":
            return "MutualTLS"


def _quoted(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isprintable()).replace('"', "")
