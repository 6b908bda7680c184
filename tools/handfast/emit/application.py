"""`application.py`: the one call that puts a whole contract on an app. `contract.py`: the contract's own files."""

from __future__ import annotations

from handfast.emit.imports import import_lines
from handfast.emit.plan import Interface, Plan
from handfast.emit.routers import SECURITY_TYPE, implementation_type
from handfast.emit.text import INDENT, docstring, module_text


def application(plan: Plan, spec: str) -> str:
    """The text of the application module."""
    interfaces = plan.interfaces
    is_secured = any(interface.is_secured for interface in interfaces)
    imports = {
        "fastapi": {"FastAPI"},
        "handfast.export": {"serve_document"},
        "handfast.runtime": {"install_dispatch", "install_failure_answers"},
        ".contract": {"DOCUMENT"},
        **{f".api.{interface.module}": {interface.name} for interface in interfaces},
        **{f".routers.{interface.module}": {interface.router} for interface in interfaces},
        ".security": {"Principal", "Security"} if is_secured else set(),
    }
    keywords = [f"{argument(interface)}: {implementation_type(interface)}" for interface in interfaces]
    if is_secured:
        keywords.append(f"security: {SECURITY_TYPE}")
    arguments = ", ".join(["app: FastAPI", *(["*", *keywords] if keywords else [])])
    about = "Adds every operation of the contract to `app`, and serves the live document at `/openapi.json`."
    return module_text(
        f"{plan.contract.title} {plan.contract.version} on a FastAPI app.",
        spec,
        import_lines(imports),
        "\n".join(
            [
                f"def include_contract({arguments}) -> None:",
                docstring(about, indent=1),
                *(_include(interface) for interface in interfaces),
                f"{INDENT}install_dispatch(app)",
                f"{INDENT}install_failure_answers(app)",
                f"{INDENT}serve_document(app, DOCUMENT)",
            ]
        ),
    )


def argument(interface: Interface) -> str:
    """The keyword that takes an interface's implementation."""
    return f"{interface.module}_api" if interface.module in ("app", "security") else interface.module


def contract_files(plan: Plan, spec: str) -> str:
    """The text of the module that opens the contract's own files."""
    imports = {"pathlib": {"Path"}, "handfast.runtime": {"Judge"}}
    return module_text(
        f"The files of {plan.contract.title} {plan.contract.version} that decide at run time.",
        spec,
        import_lines(imports),
        'DOCUMENT = Path(__file__).with_name("openapi.json")\nJUDGE = Judge(Path(__file__).with_name("schemas.json"))',
    )


def _include(interface: Interface) -> str:
    security = ", security=security" if interface.is_secured else ""
    return f"{INDENT}app.include_router({interface.router}({argument(interface)}{security}))"
