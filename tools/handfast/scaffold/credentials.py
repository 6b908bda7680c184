"""How the fuzz run of a new project gets in, as long as its security is mocked."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Final

from handfast.contract import Contract, Location, SecurityScheme

CREDENTIAL: Final = "mocked"
_SECTION: Final = f"""
[tool.handfast.fuzz]
auth = "python tests/credentials.py"

[tool.handfast.fuzz.environment]
HANDFAST_MOCK_CREDENTIAL = "{CREDENTIAL}"
"""
_SCRIPT: Final = '''\
"""Prints the headers that let the fuzz run in while security is mocked; app/security.py needs real ones."""

import sys

HEADERS = (%s)
sys.stdout.write("".join(f"{header}\\n" for header in HEADERS))
'''


def settings(contract: Contract) -> str:
    """What `pyproject.toml` says about getting in; empty where nobody is asked, or no header can answer."""
    return _SECTION if list(headers(contract)) else ""


def script(contract: Contract) -> str:
    """A program that prints the headers which let in; empty where there are none."""
    lines = "".join(f"\n    {json.dumps(one)}," for one in headers(contract))
    return _SCRIPT % f"{lines}\n" if lines else ""


def headers(contract: Contract) -> Iterator[str]:
    """What lets a caller in: one Authorization, one Cookie, and every key that travels in a header of its own."""
    used = {use.scheme for one in contract.operations for way in one.security for use in way.uses}
    schemes = [one for one in contract.security_schemes if one.name in used]
    authorizations = [_authorization(one) for one in schemes if one.kind in ("http", "oauth2", "openIdConnect")]
    if authorizations:
        yield f"Authorization: {authorizations[0]}"
    keys = [one for one in schemes if one.kind == "apiKey" and one.parameter_name.isascii()]
    yield from (f"{one.parameter_name}: {CREDENTIAL}" for one in keys if one.location is Location.HEADER)
    cookies = [f"{one.parameter_name}={CREDENTIAL}" for one in keys if one.location is Location.COOKIE]
    if cookies:
        yield f"Cookie: {'; '.join(cookies)}"


def _authorization(scheme: SecurityScheme) -> str:
    if scheme.http_scheme == "basic":
        return "Basic " + base64.b64encode(f"{CREDENTIAL}:{CREDENTIAL}".encode()).decode()
    return f"{(scheme.http_scheme or 'bearer').capitalize()} {CREDENTIAL}"
