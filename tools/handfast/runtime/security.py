"""Who may call an operation: credentials read from the request, decided by the app's own class. It fails closed."""

from __future__ import annotations

import base64
import binascii
import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from handfast.runtime.problems import Forbidden, Unauthorized
from handfast.runtime.wire import Malformed, Wire, as_sent, unescape, unescape_plus

if TYPE_CHECKING:
    from handfast.runtime.declare import Operation, Scheme, Use
    from handfast.runtime.problems import Problem

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


@dataclass(slots=True)
class _Refusals:
    """Why nobody was let in, so far: schemes that refused a credential, and a known caller who lacks something."""

    unauthorized: dict[Scheme, Unauthorized | None] = field(default_factory=dict)
    forbidden: Forbidden | None = None


class Gate:
    """The security of one operation: a choice of requirements, each of which lets in when all its schemes pass."""

    __slots__ = ("_choices", "_is_open", "_schemes")

    def __init__(self, operation: Operation) -> None:
        self._is_open = any(not requirement for requirement in operation.security)
        self._choices = [
            tuple(_Step(use, frozenset(use.scopes), _credential(use.scheme)) for use in requirement)
            for requirement in operation.security
            if requirement
        ]
        self._schemes = tuple(dict.fromkeys(step.use.scheme for choice in self._choices for step in choice))

    @property
    def asks(self) -> bool:
        """Whether there is anything to ask the guard."""
        return bool(self._choices)

    async def admit(self, wire: Wire, guard: object) -> Any:
        """The caller, named by the first scheme of the first requirement that passed; None for anybody.

        Every scheme of a requirement is asked when all its credentials are there, whatever the others say.

        Raises:
            Unauthorized: no requirement passes.
            Forbidden: a known caller lacks a scope, and no other requirement passes.
        """
        refusals = _Refusals()
        for choice in self._choices:
            credentials = [step.credential(wire) for step in choice]
            if any(credential is None for credential in credentials):
                continue
            principals = await _ask(choice, credentials, guard, refusals)
            if principals:
                return principals[0]
        if self._is_open or not self._choices:
            return None
        if refusals.forbidden is not None:
            raise refusals.forbidden
        raise self._unauthorized(guard, refusals.unauthorized)

    def _unauthorized(self, guard: object, refused: Mapping[Scheme, Unauthorized | None]) -> Unauthorized:
        """What to send instead, for every scheme; a guard's own words go first."""
        said = {scheme: error for scheme, error in refused.items() if error is not None}
        headers = {name: value for error in said.values() for name, value in error.headers.items()}
        own = {scheme: _said_challenge(error) for scheme, error in said.items()}
        challenges = [
            own.get(scheme) or challenge(scheme, guard, was_refused=scheme in refused) for scheme in self._schemes
        ]
        headers = {name: value for name, value in headers.items() if name.lower() != "www-authenticate"}
        headers["WWW-Authenticate"] = ", ".join(dict.fromkeys(challenges))
        detail = next((error.detail for error in said.values() if error.detail), "")
        standard = "the credentials are not valid" if refused else "credentials are required"
        return Unauthorized(detail or standard, headers=headers)


async def _ask(
    choice: tuple[_Step, ...], credentials: list[Any], guard: object, refusals: _Refusals
) -> list[Any] | None:
    """Who the caller is by each scheme of a requirement; None when one of them does not pass."""
    principals: list[Any] = []
    forbidden: Forbidden | None = None
    is_refused = False
    for step, credential in zip(choice, credentials, strict=True):
        error: Unauthorized | None = None
        try:
            principal = await step.decide(guard, credential)
        except Forbidden as lacking:
            forbidden = forbidden or _insufficient(lacking, step)
            continue
        except Unauthorized as refusal:
            principal, error = None, refusal
        if principal is None or principal is False:
            is_refused = True
            refusals.unauthorized.setdefault(step.use.scheme, error)
        principals.append(principal)
    if not is_refused and forbidden is not None:
        refusals.forbidden = refusals.forbidden or forbidden
    return None if is_refused or forbidden is not None else principals


def _insufficient(error: Forbidden, step: _Step) -> Forbidden:
    """The error with the scopes that a bearer token must have (RFC 6750 §3.1)."""
    scopes = " ".join(scope for scope in step.use.scopes if _SCOPE.fullmatch(scope))
    if step.use.scheme.kind != "bearer" or not scopes or _said_challenge(error):
        return error
    challenge = f'Bearer realm="api", error="insufficient_scope", scope="{scopes}"'
    own = copy.copy(error)  # a guard may raise one error again and again
    own.headers = {**error.headers, "WWW-Authenticate": challenge}
    return own.with_traceback(error.__traceback__)


def _said_challenge(error: Problem) -> str:
    """The challenge that a guard has put on its error."""
    return next((value for name, value in error.headers.items() if name.lower() == "www-authenticate"), "")


# --- credentials ------------------------------------------------------------------------------------------------------


def _credential(scheme: Scheme) -> Callable[[Wire], Any]:
    """Reads the credential of a scheme: None when there is none, more than one, or one that can't be any."""
    match scheme.kind:
        case "bearer":
            return _bearer
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
    sent, _, rest = lines[0].strip(" \t").partition(" ")
    return _clean(rest.strip(" \t")) if sent.lower() == scheme else None


def _bearer(wire: Wire) -> str | None:
    token = _authorization(wire, "bearer")
    return token if token is not None and _TOKEN.fullmatch(token) else None


def _basic(wire: Wire) -> BasicCredentials | None:
    encoded = _authorization(wire, "basic")
    if encoded is None:
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    username, colon, password = text.partition(":")
    is_given = bool(username or password)
    return BasicCredentials(username, password) if colon and is_given and _clean(text) else None


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
        return _clean(values[0]) if len(values) == 1 else None

    return read


def _clean(text: str) -> str | None:
    """The text, unless it is empty or has control characters: no credential has (RFC 7617 §2, RFC 9110 §5.5)."""
    return None if not text or _CONTROL.search(text) else text


def _certificate(wire: Wire) -> str | None:
    """The client's certificate as the ASGI `tls` extension gives it: the PEM text of the first in the chain."""
    extensions: Mapping[str, Any] = wire.scope.get("extensions") or {}
    chain = (extensions.get("tls") or {}).get("client_cert_chain") or ()
    return next((str(one) for one in chain if one), None)


# --- challenges -------------------------------------------------------------------------------------------------------


def challenges(operation: Operation) -> str:
    """What a 401 of an operation says to send; nothing when it asks for nothing."""
    schemes = dict.fromkeys(use.scheme for requirement in operation.security for use in requirement)
    return ", ".join(dict.fromkeys(challenge(scheme) for scheme in schemes))


def challenge(scheme: Scheme, guard: object = None, *, was_refused: bool = False) -> str:
    """What to send instead (RFC 9110 §11.6.1). Of schemes that need more than a name, the guard may say it."""
    match scheme.kind:
        case "bearer":
            return 'Bearer realm="api", error="invalid_token"' if was_refused else 'Bearer realm="api"'
        case "basic":
            return 'Basic realm="api", charset="UTF-8"'
        case "http":
            said = getattr(guard, "challenge", None)
            text = said(scheme=scheme) if said is not None else None
            return text or _spelling(scheme.http_scheme)
        case "apiKey":
            return f'ApiKey in="{scheme.location}", name="{_quoted(scheme.parameter)}"'
        case "mutualTLS":
            return "MutualTLS"


def _spelling(name: str) -> str:
    """An HTTP scheme as its specification spells it (IANA HTTP Authentication Scheme Registry)."""
    token = "".join(character for character in name if character.isascii() and _TCHAR.fullmatch(character))
    return _SPELLINGS.get(token.lower()) or token.capitalize() or "Unknown"


def _quoted(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isprintable()).replace('"', "")


_SPELLINGS = {
    name.lower(): name
    for name in (
        *("Basic", "Bearer", "Concealed", "Digest", "DPoP", "GNAP", "HOBA", "Mutual", "Negotiate", "OAuth"),
        *("PrivateToken", "SCRAM-SHA-1", "SCRAM-SHA-256", "vapid"),
    )
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_TCHAR = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]")
