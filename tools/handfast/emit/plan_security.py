"""Security schemes -> constants and the methods that decide a credential."""

from __future__ import annotations

from collections.abc import Iterable

from handfast.contract import Contract, SecurityScheme
from handfast.emit.names import RESERVED_CONSTANTS, constant, distinct, snake
from handfast.emit.plan import SchemePlan

_RESERVED_METHODS = {"abstractmethod", "challenge", "frozenset", "str"}
"""Names that the class of the schemes uses or defines."""


def plan_schemes(contract: Contract, classes: Iterable[str] = ()) -> tuple[SchemePlan, ...]:
    """The schemes that some operation asks for; others decide nothing. One that no component declares fails closed.

    `classes` are names that generated modules import beside the schemes' constants.
    """
    declared = {scheme.name: scheme for scheme in contract.security_schemes}
    used = dict.fromkeys(
        use.scheme for operation in contract.operations for one in operation.security for use in one.uses
    )
    methods = set(_RESERVED_METHODS)
    constants = {"PRINCIPAL", *RESERVED_CONSTANTS, *classes}
    plans = []
    for name in used:
        scheme = declared.get(name) or SecurityScheme(
            contract.operations[0].pointer, name, "http", http_scheme=name.lower()
        )
        base = snake(name) or "scheme"
        kind, credential, credential_type = _credential(scheme)
        plans.append(
            SchemePlan(
                scheme=scheme,
                constant=distinct((constant(base), f"{constant(base)}_SCHEME"), constants),
                method=distinct((base, f"{base}_scheme"), methods),
                kind=kind,
                credential=credential,
                credential_type=credential_type,
            )
        )
    return tuple(plans)


def _credential(scheme: SecurityScheme) -> tuple[str, str, str]:
    """The run-time's kind, the keyword its method gets, and that keyword's type."""
    match scheme.kind, scheme.http_scheme:
        case ("oauth2" | "openIdConnect", _) | ("http", "bearer"):
            return "bearer", "token", "str"
        case "http", "basic":
            return "basic", "credentials", "BasicCredentials"
        case "apiKey", _:
            return "apiKey", "key", "str"
        case "mutualTLS", _:
            return "mutualTLS", "certificate", "str"
        case _:
            return "http", "credentials", "str"
