"""The official JSON Schema test suite through generated apps.

Each instance is posted; it must be accepted exactly when the suite calls it valid, and come back as it was sent.
Draft 2020-12 stands in OpenAPI 3.1 documents. Draft 4 stands in 3.0.3 documents where the Schema Object of 3.0 has
every keyword of a group (3.0.3 §4.7.24), else in 3.1 documents whose schemas say that they are draft 4 (`$schema`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_specifications
import pytest
from echo import Echo, build
from groups import REMOTE, Group, Suite, groups, is_openapi_3_0, of_draft_4, suites

from handfast.runtime import settings

Draft = Callable[..., list[Suite]]
DRAFT_4 = "http://json-schema.org/draft-04/schema"
DEVIATIONS: dict[str, str] = {
    "hostname-0: hostname with consecutive hyphens (RFC1123)": "draft 4 schemas are lowered to 2020-12, whose hostnames"
    " (RFC 5890 §2.3.1) have `--` in that place only in A-labels",
}
"""Decisions on formats of draft 4 that differ from the suite's. One that no longer does must leave."""


@pytest.fixture(scope="module")
def official(shared: Path) -> Path:
    """The folder of the suite."""
    return shared / "suites" / "json-schema"


@pytest.fixture
def formats_describe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Formats decide nothing: the suite's required part takes them for annotations (2020-12 §7.2.1)."""
    monkeypatch.setenv(settings.ASSERT_FORMATS, "no")


def current(official: Path, folder: str = "") -> list[Suite]:
    """Draft 2020-12. A remote that names itself otherwise is known by both names."""
    known: dict[str, Any] = {}
    for uri, schema in remotes(official, "draft2020-12").items():
        named = schema.get("$id", uri)
        inner = schema if named == uri else {"$ref": named, "$defs": {"itself": schema}}
        known[uri] = {**inner, "$id": uri}
    return suites(groups(official / "tests" / "draft2020-12" / folder), "3.1.0", known)


def draft_4(official: Path, folder: str = "") -> list[Suite]:
    """Draft 4, both ways."""
    found = groups(official / "tests" / "draft4" / folder)
    older = [group for group in found if is_openapi_3_0(group)]
    newer = [of_draft_4(group) for group in found if not is_openapi_3_0(group)]
    known = {uri: {**schema, "id": uri, "$schema": DRAFT_4} for uri, schema in remotes(official, "draft4").items()}
    known[DRAFT_4] = {**jsonschema_specifications.REGISTRY[DRAFT_4].contents, "id": DRAFT_4}
    return [*suites(older, "3.0.3", {}), *suites(newer, "3.1.0", known)]


def remotes(official: Path, draft: str) -> dict[str, Any]:
    """The remote documents of a draft, by the URI that the suite gives them."""
    found: dict[str, Any] = {}
    for path in sorted((official / "remotes").rglob("*.json")):
        relative = path.relative_to(official / "remotes").as_posix()
        if relative.startswith(f"{draft}/") or not relative.startswith("draft"):
            found[REMOTE + relative] = json.loads(path.read_text())
    return found


def wrong(made: list[Suite], folder: Path, package: str) -> tuple[int, set[str]]:
    """How many decisions there are, and those that are not the suite's or change what was sent."""
    decisions = [
        (f"{group.name}: {test['description']}", is_right(app, group, test))
        for index, suite in enumerate(made)
        for app in (build(folder, f"{package}_{index}", suite.document, suite.files),)
        for group in suite.groups
        for test in group.tests
    ]
    return len(decisions), {name for name, is_same in decisions if not is_same}


def is_right(app: Echo, group: Group, test: Mapping[str, Any]) -> bool:
    reply = app.send(group.path, json.dumps(test["data"]).encode())
    if test["valid"]:
        return reply.status == 200 and same(reply.json, test["data"])
    return reply.status == 400 and reply.json["errors"]


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal (JSON Schema 2020-12 §4.2.2): 1 is 1.0 and is not true."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def formatted(found: list[Suite], *, is_format: bool) -> Iterator[Suite]:
    """The groups of `format.json`, or all others."""
    for suite in found:
        kept = tuple(group for group in suite.groups if group.name.startswith("format-") is is_format)
        if kept:
            yield Suite(suite.document, suite.files, kept)


@pytest.mark.parametrize(("draft", "decisions"), [(current, 1166), (draft_4, 582)])
def test_what_is_required(draft: Draft, decisions: int, official: Path, tmp_path: Path) -> None:
    found = [*formatted(draft(official), is_format=False)]
    assert wrong(found, tmp_path, f"required_{draft.__name__}") == (decisions, set())


@pytest.mark.usefixtures("formats_describe")
@pytest.mark.parametrize(("draft", "decisions"), [(current, 133), (draft_4, 36)])
def test_formats_can_be_annotations(draft: Draft, decisions: int, official: Path, tmp_path: Path) -> None:
    found = [*formatted(draft(official), is_format=True)]
    assert wrong(found, tmp_path, f"annotated_{draft.__name__}") == (decisions, set())


@pytest.mark.parametrize(("draft", "decisions", "deviations"), [(current, 764, {}), (draft_4, 219, DEVIATIONS)])
def test_formats(draft: Draft, decisions: int, deviations: Mapping[str, str], official: Path, tmp_path: Path) -> None:
    found = draft(official, "optional/format")
    assert wrong(found, tmp_path, f"formats_{draft.__name__}") == (decisions, set(deviations))
