"""`security.py`: one constant and one abstract method for each security scheme that an operation asks for."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.emit.imports import import_lines
from handfast.emit.plan import Plan, SchemePlan
from handfast.emit.text import INDENT, call, docstring, module_text, signature
from handfast.emit.types import literal

_ABOUT = """Turns a credential into the caller's identity.

Return None for a credential that is not valid (401). Raise `handfast.runtime.Forbidden` for a caller who lacks
one of `scopes` (403). Any other exception is a 500, never a pass."""


def security(plan: Plan, spec: str) -> str | None:
    """The text of the security module; None when no operation asks for a credential."""
    if not plan.schemes:
        return None
    credentials = {scheme.credential_type for scheme in plan.schemes} - {"str"}
    imports = {
        "abc": {"ABC", "abstractmethod"},
        "typing": {"Generic", "TypeVar"},
        "handfast.runtime": {"Scheme", *credentials},
    }
    body = "\n".join(f"{INDENT}{line}" if line else "" for line in _ABOUT.split("\n"))
    head = f'class Security(ABC, Generic[Principal]):\n{INDENT}"""{body.strip()}\n{INDENT}"""'
    return module_text(
        f"Security schemes of {plan.contract.title} {plan.contract.version}.",
        spec,
        import_lines(imports),
        'Principal = TypeVar("Principal")\n\n' + "\n".join(_constant(scheme) for scheme in plan.schemes),
        "\n\n".join([head, *(_method(scheme) for scheme in plan.schemes), *_challenge(plan)]),
    )


_CHALLENGE = "What `WWW-Authenticate` says for an HTTP scheme that needs more than its name, such as a nonce."


def _challenge(plan: Plan) -> Iterator[str]:
    """The method that words a challenge, where there is a scheme whose challenge can't be known."""
    if any(scheme.kind == "http" for scheme in plan.schemes):
        head = f"{INDENT}def challenge(self, *, scheme: Scheme) -> str | None:"
        yield "\n".join([head, docstring(_CHALLENGE, indent=2), f"{INDENT * 2}return None"])


def _constant(plan: SchemePlan) -> str:
    scheme = plan.scheme
    arguments = {"name": literal(scheme.name), "method": literal(plan.method), "kind": literal(plan.kind)}
    if plan.kind == "apiKey":
        location = scheme.location.value if scheme.location else "header"
        arguments |= {"location": literal(location), "parameter": literal(scheme.parameter_name)}
    if plan.kind == "http":
        arguments["http_scheme"] = literal(scheme.http_scheme or scheme.kind.lower())
    return f"{plan.constant} = {call('Scheme', **arguments)}"


def _method(plan: SchemePlan) -> str:
    scheme = plan.scheme
    about = {
        "bearer": "Bearer token (RFC 6750).",
        "basic": "User name and password (RFC 7617).",
        "apiKey": f"API key in the {scheme.location.value if scheme.location else 'header'} `{scheme.parameter_name}`.",
        "mutualTLS": "The client's certificate, PEM (RFC 8705).",
    }.get(plan.kind, f"Credentials of the HTTP scheme `{scheme.http_scheme or scheme.kind}`.")
    keywords = [(plan.credential, plan.credential_type), ("scopes", "frozenset[str]")]
    return "\n".join(
        [
            f"{INDENT}@abstractmethod",
            signature(plan.method, keywords, "Principal | None"),
            docstring(f"`{scheme.name}`: {about}", scheme.description, indent=2),
        ]
    )
