"""Types of GitHub and Stripe take whatever the judge takes, and give it back: 10,000 values, each mutated in one place.

A type may be wider than its schema, never tighter: what it takes and the judge refuses is counted and printed.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import re
import sys
import typing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Literal
from uuid import UUID

import pytest
from instances import Maker, examples, mutated
from pydantic import ValidationError
from test_json_schema import same

from handfast.contract import Contract, resolve
from handfast.contract.directions import reached
from handfast.document import load
from handfast.emit.judge import judge_document
from handfast.emit.models import models
from handfast.emit.plan_operations import plan
from handfast.emit.plan_types import Hint, TypePlanner
from handfast.emit.types import render
from handfast.runtime import Judge
from handfast.runtime.building import Builder, adapter_of, builder_of

pytestmark = pytest.mark.corpus
TYPES = 125
MUTATIONS = 40
"""For each type. With two documents these make 10,000 values."""


@dataclass(slots=True)
class Found:
    """What the judge and a type say of the same values."""

    accepted: int = 0
    rejected_by_both: int = 0
    wider: int = 0
    tighter: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def add(self, one: Component, value: Any) -> None:
        is_valid = one.judge.is_valid(one.key, value, one.direction)
        try:
            built = one.builder.build(value)
        except ValidationError as error:
            self.rejected_by_both += not is_valid
            if is_valid:
                self.tighter.append(f"{one.key}: {json.dumps(value)[:500]}: {str(error)[:300]}")
            return
        self.accepted += is_valid
        self.wider += not is_valid
        if is_valid:
            text = adapter_of(one.kind).dump_json(built, by_alias=True, exclude_unset=True, warnings=False)
            if not same(normal(json.loads(text)), normal(value)):
                self.changed.append(f"{one.key}: {json.dumps(value)[:500]} became {text.decode()[:500]}")


@dataclass(frozen=True, slots=True)
class Component:
    """One component schema: its type, and how it is judged."""

    judge: Judge
    key: str
    kind: Any
    direction: Literal["request", "response"]

    @property
    def builder(self) -> Builder:
        return builder_of(self.kind, self.judge)


def normal(value: Any) -> Any:
    """A value in which equal times and numbers are spelled the same: 1e300 is the integer that it says."""
    if isinstance(value, dict):
        return {name: normal(one) for name, one in value.items()}
    if isinstance(value, list):
        return [normal(one) for one in value]
    if isinstance(value, float):
        return Decimal(repr(value))
    is_time = isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt].*", value)
    return dt.datetime.fromisoformat(value.upper()).isoformat() if is_time else value


def components(contract: Contract, package: str, folder: Path) -> list[Component]:
    """The component schemas of a contract with their generated types."""
    planned = plan(contract)
    (folder / package).mkdir()
    (folder / package / "__init__.py").write_text("")
    (folder / package / "models.py").write_text(models(planned, "openapi.json"))
    (folder / package / "schemas.json").write_text(judge_document(contract, planned.choices))
    sys.path.insert(0, str(folder))
    try:
        module = importlib.import_module(f"{package}.models")
    finally:
        sys.path.remove(str(folder))
    judge = Judge(folder / package / "schemas.json")
    request, response = reached(contract)
    planner = TypePlanner(contract, request, response)
    names = {**vars(typing), **vars(dt), "UUID": UUID, **vars(module)}
    return [
        Component(
            judge,
            schema.key,
            eval(render(planner.type_of({"$ref": reference}, Hint("Used"))), names),  # noqa: S307 - as an API module has it
            "request" if reference in request else "response",
        )
        for reference, schema in contract.schemas.items()
        if reference.startswith("#/components/schemas/")
    ]


def instances(one: Component, source: Random) -> list[Any]:
    """Valid values of a component: its examples and made ones."""
    node = one.judge.schema(one.key)
    made = [Maker(one.judge, source).value(node) for _ in range(12)]
    return [value for value in made if one.judge.is_valid(one.key, value, one.direction)]


@pytest.mark.parametrize("slug", ["gh_api.github.com", "ag_stripe.com"])
def test_a_type_takes_what_the_judge_takes(slug: str, corpus: Path, tmp_path: Path) -> None:
    contract = resolve(load(corpus / f"{slug}.json")).contract
    assert contract is not None
    known = components(contract, f"mutated_{slug.split('_', maxsplit=1)[0]}", tmp_path)
    source = Random(slug)  # noqa: S311 - the same values at every run
    source.shuffle(known)
    found, types = Found(), 0
    for one in known:
        valid = [*given(contract, one), *instances(one, source)]
        if not valid or types == TYPES:
            continue
        types += 1
        for value in valid:
            found.add(one, value)
        for _ in range(MUTATIONS):
            found.add(one, mutated(source.choice(valid), source))
    sys.stdout.write(
        f"\n{slug}: {types} types; accepted by both {found.accepted}, by neither {found.rejected_by_both}, "
        f"only by the type {found.wider}, only by the judge {len(found.tighter)}\n"
    )
    assert types == TYPES
    assert found.accepted > 1_000
    assert (found.tighter, found.changed) == ([], [])


def given(contract: Contract, one: Component) -> list[Any]:
    """The examples that a component gives of itself, where they are valid."""
    reference = next(ref for ref, schema in contract.schemas.items() if schema.key == one.key)
    shown = examples(contract.schemas[reference].node)
    return [value for value in shown if one.judge.is_valid(one.key, value, one.direction)]
