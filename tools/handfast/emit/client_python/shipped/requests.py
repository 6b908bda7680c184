"""From an operation and its arguments to what goes on the wire. Nothing here sends anything."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handfast.emit.client_python.shipped import styles
from handfast.emit.client_python.shipped.bodies import Encoded, encode
from handfast.emit.client_python.shipped.declare import Operation, Parameter, Scheme

Credentials = Mapping[Scheme, "str | tuple[str, str] | None"]

_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, fully encoded. `target` is the path and the query."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: Encoded | None = None


def request_of(
    operation: Operation[Any],
    values: Sequence[object] = (),
    body: object = None,
    content_type: str | None = None,
    credentials: Credentials | None = None,
) -> Request:
    """The request of a call: `values` are those of the declared parameters, None for one that is not given.

    Raises:
        ValueError: an argument can't be sent: it leaves a path segment empty or `..`, holds a control character in a
            header, or a number that is not finite.
        TypeError: the body is not what its media type carries.
    """
    given = [(one, value) for one, value in zip(operation.parameters, values, strict=True) if value is not None]
    paths = {one.name: styles.in_path(one, value) for one, value in given if one.location == "path"}
    query = [pair for one, value in given if one.location == "query" for pair in styles.in_query(one, value)]
    cookies = [pair for one, value in given if one.location == "cookie" for pair in styles.in_cookie(one, value)]
    headers = [(one.name, styles.in_header(one, value)) for one, value in given if one.location == "header"]
    for scheme, credential in _presented(operation, credentials or {}):
        _present(scheme, credential, headers, query, cookies)
    encoded = None if body is None else encode(operation, body, content_type)
    if encoded is not None:
        headers.append(("Content-Type", encoded.content_type))
    if cookies:
        headers.append(("Cookie", "; ".join(f"{name}={value}" for name, value in cookies)))
    headers.append(("Accept", accepted(operation)))
    for name, value in headers:
        if _UNSENDABLE.search(value):
            raise ValueError(f"the header {name} can't hold a control character")
    strings = [f"{name}={value}" for name, value in query]
    strings += [styles.whole_query(one, value) for one, value in given if one.location == "querystring"]
    target = _path(operation.path, paths) + (f"?{'&'.join(strings)}" if strings else "")
    return Request(operation.method, target, tuple(headers), encoded)


def accepted(operation: Operation[Any]) -> str:
    """The media types that the operation may answer, as an `Accept` header."""
    named = dict.fromkeys(content.media_type for reply in operation.replies for content in reply.content)
    return ", ".join(named) or "*/*"


def _path(template: str, values: Mapping[str, str]) -> str:
    """The path with its parameters filled in. A segment that would vanish on the way is refused (RFC 3986 §5.2.4)."""
    segments = []
    for segment in template.split("/"):
        filled = _TEMPLATE.sub(lambda match: values.get(match[1], match[0]), segment)
        if filled != segment and filled in ("", ".", ".."):
            raise ValueError(f"{segment} in {template} can't be {filled!r}")
        segments.append(_TEMPLATE.sub(lambda match: styles.in_path(_LITERAL, match[0]), filled))
    return "/".join(segments).replace("?", "%3F").replace("#", "%23")


_LITERAL = Parameter(name="", location="path", style="simple")


def _presented(operation: Operation[Any], credentials: Credentials) -> list[tuple[Scheme, str | tuple[str, str]]]:
    """The credentials of the first requirement that all are known for; none where there is no such requirement."""
    for requirement in operation.security:
        known = [(scheme, credentials.get(scheme)) for scheme in requirement if scheme.kind != "mutualTLS"]
        if known and all(credential is not None for _, credential in known):
            return [(scheme, credential) for scheme, credential in known if credential is not None]
    return []


def _present(
    scheme: Scheme,
    credential: str | tuple[str, str],
    headers: list[tuple[str, str]],
    query: list[tuple[str, str]],
    cookies: list[tuple[str, str]],
) -> None:
    if isinstance(credential, tuple):
        text = base64.b64encode(":".join(credential).encode()).decode()
        headers.append(("Authorization", f"Basic {text}"))
    elif scheme.kind == "bearer":
        headers.append(("Authorization", f"Bearer {credential}"))
    elif scheme.kind == "http":
        headers.append(("Authorization", f"{scheme.http_scheme} {credential}"))
    elif scheme.location == "header":
        headers.append((scheme.parameter, credential))
    else:
        carrier = Parameter(name=scheme.parameter, location=scheme.location)
        target, spell = (query, styles.in_query) if scheme.location == "query" else (cookies, styles.in_cookie)
        target.extend(spell(carrier, credential))
