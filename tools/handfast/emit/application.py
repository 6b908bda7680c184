"""`application.py`: the one call that puts a whole contract on an app. `contract.py`: the contract's own files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from handfast.emit.imports import import_lines
from handfast.emit.plan import Interface, Plan
from handfast.emit.routers import SECURITY_TYPE, implementation_type
from handfast.emit.text import INDENT, docstring, module_text


def application(plan: Plan, spec: str) -> str:
    """The text of the application module."""
    interfaces = plan.interfaces
    is_secured = any(interface.is_secured for interface in interfaces)
    given = {argument(interface): implementation_type(interface) for interface in interfaces}
    if is_secured:
        given["security"] = SECURITY_TYPE
    imports = {
        "fastapi": {"FastAPI"},
        "handfast.export": {"serve_document"},
        "handfast.runtime": {"install_dispatch", "install_failure_answers"},
        ".contract": {"DOCUMENT", *({"JUDGE"} if given else ())},
        **{f".api.{interface.module}": {interface.name} for interface in interfaces},
        **{f".routers.{interface.module}": {interface.router} for interface in interfaces},
        ".security": {"Principal", "Security"} if is_secured else set(),
        "typing": {"Literal", "overload"} if given else set(),
        "handfast.mock": {"Implementations"} if given else set(),
    }
    return module_text(
        f"{plan.contract.title} {plan.contract.version} on a FastAPI app.",
        spec,
        import_lines(imports),
        *(_overloads(given) if given else ()),
        _function(interfaces, given),
    )


_ABOUT = "Adds every operation of the contract to `app`, and serves the live document at `/openapi.json`."
_ABOUT_MOCKS = """With `unimplemented="mock"` operations that raise `Unimplemented`, or that nothing is given for, are
mocked; in production that stops the start."""
_SWITCH = 'unimplemented: Literal["mock"]'


def _overloads(given: Mapping[str, str]) -> Iterator[str]:
    """What a call must give: everything, unless the rest is mocked."""
    whole = [f"{name}: {kind}" for name, kind in given.items()]
    some = [f"{name}: {kind} | None = None" for name, kind in given.items()]
    for keywords in (whole, [*some, _SWITCH]):
        yield f"@overload\ndef include_contract({', '.join(['app: FastAPI', '*', *keywords])}) -> None: ..."


def _function(interfaces: Sequence[Interface], given: Mapping[str, str]) -> str:
    keywords = [*(f"{name}: {kind} | None = None" for name, kind in given.items()), f"{_SWITCH} | None = None"]
    arguments = ", ".join(["app: FastAPI", *(["*", *keywords] if given else [])])
    is_secured = "security" in given
    return "\n".join(
        [
            f"def include_contract({arguments}) -> None:",
            docstring(_ABOUT, _ABOUT_MOCKS if given else "", indent=1),
            *([f"{INDENT}serving = Implementations(JUDGE, DOCUMENT, unimplemented)"] if given else []),
            *([f"{INDENT}guard = serving.security(Security, security)"] if is_secured else []),
            *(_include(interface) for interface in interfaces),
            f"{INDENT}install_dispatch(app)",
            f"{INDENT}install_failure_answers(app)",
            f"{INDENT}serve_document(app, DOCUMENT)",
        ]
    )


_TAKEN = frozenset({"app", "security", "unimplemented", "serving", "guard"})


def argument(interface: Interface) -> str:
    """The keyword that takes an interface's implementation."""
    return f"{interface.module}_api" if interface.module in _TAKEN else interface.module


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
    served = f"serving.handlers({interface.name}, {argument(interface)})"
    security = ", security=guard" if interface.is_secured else ""
    return f"{INDENT}app.include_router({interface.router}({served}{security}))"
