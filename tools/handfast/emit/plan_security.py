"""Security schemes -> constants and the methods that decide a credential."""

from __future__ import annotations

from handfast.contract import Contract, SecurityScheme
from handfast.emit.names import constant, distinct, snake
from handfast.emit.plan import SchemePlan


def plan_schemes(contract: Contract) -> tuple[SchemePlan, ...]:
    """The schemes that some operation asks for; others decide nothing. One that no component declares fails closed."""
    declared = {scheme.name: scheme for scheme in contract.security_schemes}
    used = dict.fromkeys(
        use.scheme for operation in contract.operations for one in operation.security for use in one.uses
    )
    methods: set[str] = {"challenge"}
    constants: set[str] = {"PRINCIPAL"}
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
