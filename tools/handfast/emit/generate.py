"""Contract -> the files of `generated/`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from handfast.contract import Contract
from handfast.diagnostics import Diagnostic
from handfast.emit.api import api
from handfast.emit.application import application, contract_files
from handfast.emit.judge import judge_document, refused
from handfast.emit.layout import formatted
from handfast.emit.models import models
from handfast.emit.plan import Plan
from handfast.emit.plan_operations import plan
from handfast.emit.routers import router
from handfast.emit.security import security
from handfast.emit.text import module_text


@dataclass(frozen=True, slots=True)
class Output:
    """Generated files by path inside `generated/`, and what could not be generated as the document says it.

    `components` holds the component that each class of `models.py` stands for, by the name of the class.
    """

    files: Mapping[str, str]
    findings: tuple[Diagnostic, ...] = ()
    components: Mapping[str, str] = field(default_factory=dict)


def generate(contract: Contract, spec: str) -> Output:
    """The files generated from a contract. Same input, same bytes. `spec` is the document's name for docstrings."""
    planned = plan(contract)
    schemas = judge_document(contract, planned.choices)
    refusal = refused(contract, schemas)
    if refusal:
        return Output({}, (refusal,))
    return Output(formatted(dict(_files(planned, spec, schemas, models(planned, spec)))), components=planned.components)


def sketch(contract: Contract, spec: str) -> Output:
    """Generated code that serves the same, made in seconds: its DTO classes are `Any`, its lines are as they come."""
    planned = plan(contract)
    schemas = judge_document(contract)
    refusal = refused(contract, schemas)
    if refusal:
        return Output({}, (refusal,))
    return Output(dict(_files(planned, spec, schemas, _OPEN_MODELS)))


_OPEN_MODELS = '''"""Every class of the contract, as `Any`."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Whatever is imported from here."""
    if name.startswith("__"):
        raise AttributeError(name)
    return Any
'''


def _files(plan: Plan, spec: str, schemas: str, classes: str) -> Iterator[tuple[str, str]]:
    contract = plan.contract
    yield "__init__.py", module_text(f"{contract.title} {contract.version}: types, interfaces and routes.", spec, [])
    yield "py.typed", ""
    yield "openapi.json", json.dumps(contract.source, ensure_ascii=False, separators=(",", ":")) + "\n"
    yield "schemas.json", schemas
    yield "contract.py", contract_files(plan, spec)
    yield "models.py", classes
    yield "api/__init__.py", module_text("Handler interfaces, one module for each tag.", spec, [])
    yield "routers/__init__.py", module_text("FastAPI routers, one module for each tag.", spec, [])
    for interface in plan.interfaces:
        yield f"api/{interface.module}.py", api(interface, spec)
        yield f"routers/{interface.module}.py", router(interface, plan, spec)
    guard = security(plan, spec)
    if guard is not None:
        yield "security.py", guard
    yield "application.py", application(plan, spec)
