"""Whether secured operations keep strangers out: what succeeded is asked again without credentials and with wrong ones.

Schemathesis asks this too (`ignored_auth`), but not where the scheme is OAuth 2 or OpenID Connect.
"""

from __future__ import annotations

import base64
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx

from handfast.contract.model import Contract, Location, SecurityScheme
from handfast.fuzz.again import OWN, encoded
from handfast.fuzz.events import Exchange, Failure, Sent
from handfast.fuzz.evidence import AUTH_CHECK, is_secured, label

_KEPT: Final = 3
"""How many successes of an operation are kept to be tried again: what they ask for may be gone by then."""
_PATIENCE: Final = 10.0
_WRONG: Final = "handfast-wrong-credential"
_REFUSALS: Final = frozenset({401, 403})
_SUCCESSES: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of trying one operation: `failure` where a stranger got in, else everybody was refused."""

    operation: str
    failure: Failure | None = None


class Guards:
    """Remembers successes of operations that let nobody in without credentials, to try them as a stranger."""

    def __init__(self, contract: Contract, credentials: Sequence[str]) -> None:
        self._schemes = {scheme.name: scheme for scheme in contract.security_schemes}
        self._secured = {label(one): one for one in contract.operations if is_secured(one)}
        self._credentials = frozenset(one.partition(":")[0].strip().lower() for one in credentials)
        self._successes: dict[str, deque[Exchange]] = {}

    def add(self, sent: Sent) -> None:
        """Remember a request if it succeeded."""
        if sent.operation in self._secured and sent.exchange.status in _SUCCESSES:
            self._successes.setdefault(sent.operation, deque(maxlen=_KEPT)).append(sent.exchange)

    def probes(self) -> Iterator[Probe]:
        """What comes of trying each operation; nothing for one where no answer tells. Sends requests."""
        with httpx.Client(timeout=_PATIENCE, trust_env=False) as client:
            for name, exchanges in self._successes.items():
                uses = (use for requirement in self._secured[name].security for use in requirement.uses)
                schemes = [self._schemes[use.scheme] for use in uses if use.scheme in self._schemes]
                probes = (self._probe(name, one, schemes, client) for one in reversed(exchanges))
                found = next(filter(None, probes), None)
                if found:
                    yield found

    def _probe(
        self, name: str, exchange: Exchange, schemes: Sequence[SecurityScheme], client: httpx.Client
    ) -> Probe | None:
        bare = self._without(exchange, schemes)
        statuses = []
        for stranger, who in (
            (bare, "without credentials"),
            *((_with(bare, one), "with wrong credentials") for one in schemes),
        ):
            answered = _sent(stranger, client)
            if answered is None:
                return None
            statuses.append(answered.status)
            if answered.status in _SUCCESSES:
                message = f"a request {who} succeeds"
                return Probe(name, Failure(name, AUTH_CHECK, "Security is not enforced", message, answered))
        return Probe(name) if all(status in _REFUSALS for status in statuses) else None

    def _without(self, exchange: Exchange, schemes: Sequence[SecurityScheme]) -> Exchange:
        """The request without any credential."""
        names = {one.parameter_name.lower() for one in schemes if one.location is Location.HEADER}
        left_out = OWN | self._credentials | names | {"authorization"}
        cookies = any(one.location is Location.COOKIE for one in schemes)
        kept = {
            name: value
            for name, value in exchange.headers.items()
            if name.lower() not in left_out and not (cookies and name.lower() == "cookie")
        }
        queries = {one.parameter_name for one in schemes if one.location is Location.QUERY}
        return replace(exchange, headers=kept, url=_without_query(exchange.url, queries) if queries else exchange.url)


def _without_query(url: str, names: set[str]) -> str:
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in names]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _with(exchange: Exchange, scheme: SecurityScheme) -> Exchange:
    """The request with a credential of this scheme that nobody has."""
    name = scheme.parameter_name
    match scheme.kind, scheme.location:
        case "apiKey", Location.HEADER:
            return replace(exchange, headers={**exchange.headers, name: _WRONG})
        case "apiKey", Location.COOKIE:
            return replace(exchange, headers={**exchange.headers, "Cookie": f"{name}={_WRONG}"})
        case "apiKey", _:
            sign = "&" if urlsplit(exchange.url).query else "?"
            return replace(exchange, url=f"{exchange.url}{sign}{urlencode({name: _WRONG})}")
        case "http", _ if scheme.http_scheme == "basic":
            pair = base64.b64encode(f"{_WRONG}:{_WRONG}".encode()).decode("ascii")
            return replace(exchange, headers={**exchange.headers, "Authorization": f"Basic {pair}"})
        case _:
            return replace(exchange, headers={**exchange.headers, "Authorization": f"Bearer {_WRONG}"})


def _sent(exchange: Exchange, client: httpx.Client) -> Exchange | None:
    """The request with the answer that it gets now; None when there is none, or it does not end."""
    headers = encoded(exchange.headers)
    try:
        with client.stream(exchange.method, exchange.url, headers=headers, content=exchange.body or None) as answer:
            return replace(exchange, status=answer.status_code, answer_headers=dict(answer.headers), answer=b"")
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
