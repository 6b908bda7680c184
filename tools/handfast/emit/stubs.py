"""The files a project starts from: handlers that are mocked until they are written. Written once, never overwritten."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.contract import Contract
from handfast.emit.api import returns
from handfast.emit.application import argument
from handfast.emit.imports import import_lines, type_imports
from handfast.emit.layout import formatted
from handfast.emit.names import distinct, pascal
from handfast.emit.plan import Interface, Method, Plan
from handfast.emit.plan_operations import plan
from handfast.emit.text import INDENT, docstring, signature
from handfast.emit.types import Named, Type, UnionOf, literal, parts, render

_PRINCIPAL = "Caller"


def stubs(contract: Contract, app: str = "app", generated: str = "generated") -> dict[str, str]:
    """First versions of the hand-written files by path inside `app/`; `app` and `generated` are package names."""
    return formatted(dict(_files(plan(contract), app, generated)), (app, generated))


def _files(plan: Plan, app: str, generated: str) -> Iterator[tuple[str, str]]:
    yield "__init__.py", docstring(f"{plan.contract.title}, written by hand.") + "\n"
    yield "main.py", _main(plan, app, generated)
    yield "handlers/__init__.py", docstring("The operations, one module for each tag.") + "\n"
    for interface in plan.interfaces:
        yield f"handlers/{interface.module}.py", _handlers(interface, app, generated)
    if plan.schemes:
        yield "security.py", _security(plan, generated)


def _class_name(interface: Interface) -> str:
    """What the handler class of an interface is called: `pets` -> `Pets`."""
    taken = {
        interface.name,
        *(reply.name for method in interface.methods for reply in method.replies),
        *_dtos(interface),
    }
    return distinct((pascal(interface.module), f"{pascal(interface.module)}Handlers"), taken)


def _dtos(interface: Interface) -> set[str]:
    types = [argument.type for method in interface.methods for argument in method.arguments]
    types += [method.bare for method in interface.methods if method.bare is not None]
    return {part.name for one in types for part in parts(one) if isinstance(part, Named)}


def _main(plan: Plan, app: str, generated: str) -> str:
    contract = plan.contract
    classes = {one.module: _class_name(one) for one in plan.interfaces}
    lines = [
        "from fastapi import FastAPI",
        "from handfast.runtime import install_problem_answers",
        f"from {generated}.application import include_contract",
        *(f"from {app}.handlers.{one.module} import {classes[one.module]}" for one in plan.interfaces),
        *([f"from {app}.security import AppSecurity"] if plan.schemes else []),
    ]
    given = [f"{argument(one)}={classes[one.module]}()" for one in plan.interfaces]
    if plan.schemes:
        given.append("security=AppSecurity()")
    if given:
        given.append('unimplemented="mock"')
    body = [
        "def create_app() -> FastAPI:",
        docstring("The app with every operation of the contract.", indent=1),
        f"{INDENT}app = FastAPI(title={literal(contract.title)}, version={literal(contract.version or '0')})",
        f"{INDENT}install_problem_answers(app)  # to what no operation answers: unknown paths, wrong methods",
        f"{INDENT}include_contract({', '.join(['app', *given])})",
        f"{INDENT}return app",
    ]
    head = docstring("The application.")
    return "\n".join([head, "", *lines, "", "", *body, "", "", "app = create_app()", ""])


def _handlers(interface: Interface, app: str, generated: str) -> str:
    name = _class_name(interface)
    replies = {reply.name for method in interface.methods for reply in method.returned}
    types = [argument.type for method in interface.methods for argument in method.arguments]
    bare = [method.bare for method in interface.methods if method.bare is not None]
    imports = {
        "typing": {"final"},
        "handfast.runtime": {"Unimplemented"},
        f"{generated}.api.{interface.module}": {interface.name, *replies},
        **({f"{app}.security": {_PRINCIPAL}} if interface.is_secured else {}),
    }
    for source, found in type_imports([*types, *bare]).items():
        if source != "..security":  # the app names the caller itself
            imports.setdefault(source.replace("..", f"{generated}."), set()).update(found)
    base = f"{interface.name}[{_PRINCIPAL}]" if interface.is_secured else interface.name
    methods = "\n\n".join(_method(method) for method in interface.methods)
    about = f"Operations tagged `{interface.tag}`." if interface.tag else "Operations without a tag."
    return "\n".join(
        [docstring(about), "", *import_lines(imports), "", "", "@final", f"class {name}({base}):", methods, ""]
    )


def _method(method: Method) -> str:
    keywords = [(argument.name, render(_with_caller(argument.type))) for argument in method.arguments]
    return f"{signature(method.name, keywords, returns(method))}\n{INDENT * 2}raise Unimplemented"


def _with_caller(one: Type) -> Type:
    if one == Named("Principal"):
        return Named(_PRINCIPAL)
    return UnionOf(tuple(_with_caller(option) for option in one.options)) if isinstance(one, UnionOf) else one


def _security(plan: Plan, generated: str) -> str:
    credentials = {scheme.credential_type for scheme in plan.schemes} - {"str"}
    lines = [
        docstring("Who may call what."),
        "",
        "from dataclasses import dataclass",
        "from typing import final",
        "",
        f"from {generated}.security import Security",
        f"from handfast.runtime import {', '.join(sorted({'Unimplemented', *credentials}))}",
        "",
        "",
        "@dataclass(frozen=True, slots=True)",
        f"class {_PRINCIPAL}:",
        docstring("Whoever sent the request.", indent=1),
        "",
        f"{INDENT}name: str",
        "",
        "",
        "@final",
        f"class AppSecurity(Security[{_PRINCIPAL}]):",
        docstring("Decides credentials.", indent=1),
    ]
    for scheme in plan.schemes:
        keywords = [(scheme.credential, scheme.credential_type), ("scopes", "frozenset[str]")]
        lines += ["", signature(scheme.method, keywords, f"{_PRINCIPAL} | None"), f"{INDENT * 2}raise Unimplemented"]
    return "\n".join([*lines, ""])
