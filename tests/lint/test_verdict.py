"""The official validator's verdict: where it points, and that a bad cache does no harm."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from handfast.contract import resolve
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document
from handfast.lint import official_verdict, verdict

Written = Callable[..., Document]

TEXT = """\
paths:
  /a/{p}:
    get:
      operationId: x
      parameters:
      - {name: q, in: query, schema: {type: integer, default: ten}}
      responses: {'200': {description: d, content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}}
  /b:
    get: {operationId: x, responses: {'200': {description: d}}}
components:
  schemas:
    A: {properties: {list: {type: array, items: {type: string}, default: [a, 1]}}}
"""
EXPECTED = [
    "#/components/schemas/A/properties/list/default/1",
    "#/paths/~1a~1{p}/get",
    "#/paths/~1a~1{p}/get/parameters/0/schema/default",
    "#/paths/~1b/get",
]


def places(findings: tuple[Diagnostic, ...]) -> list[str]:
    return sorted(str(finding.at).removeprefix("spec.yaml") for finding in findings)


def test_objections_are_warnings_at_their_place(written: Written, tmp_path: Path) -> None:
    findings = official_verdict(written(TEXT), tmp_path / "cache")
    assert places(findings) == EXPECTED
    assert {(one.code, one.severity) for one in findings} == {("SPEC090", Severity.WARNING)}


def test_a_valid_document_has_none(written: Written, tmp_path: Path) -> None:
    assert official_verdict(written("paths: {}"), tmp_path) == ()


def test_what_the_structure_check_says_is_not_said_twice(written: Written, tmp_path: Path) -> None:
    assert official_verdict(written("paths: {}\nservers: {}\n"), tmp_path) == ()


def test_what_is_said_of_broken_references_is_not_said_twice(written: Written, tmp_path: Path) -> None:
    text = "paths: {}\ncomponents: {schemas: {A: {properties: {a: {$ref: '#/components/schemas/B'}}}}}"
    document = written(text)
    assert len(official_verdict(document, tmp_path)) == 1
    broken = resolve(document).findings
    assert [one.code for one in broken] == ["SPEC020"]
    assert official_verdict(document, tmp_path, broken) == ()


def test_an_unknown_version_has_none(written: Written, tmp_path: Path) -> None:
    assert official_verdict(written("swagger: '2.0'", head=False), tmp_path) == ()


def test_a_document_that_the_validator_trips_over_gets_a_warning(written: Written, tmp_path: Path) -> None:
    (finding,) = official_verdict(written("paths: {/a: {$ref: 'https://example.com/x.json'}}"), tmp_path)
    assert (finding.severity, finding.at and str(finding.at)) == (Severity.WARNING, "spec.yaml#")


def test_other_files_come_from_the_document(written: Written, tmp_path: Path) -> None:
    document = written("paths: {/a: {$ref: 'b.yaml#/a'}}", b="a: {get: {operationId: 1, responses: {}}}\n")
    (tmp_path / "b.yaml").unlink()
    findings = official_verdict(document, tmp_path / "cache")
    assert all("can't judge" not in finding.message for finding in findings)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time the validator really ran."""
    seen: list[int] = []
    objections = verdict.objections

    def counted(document: Document) -> object:
        seen.append(1)
        return objections(document)

    monkeypatch.setattr(verdict, "objections", counted)
    return seen


def test_a_verdict_is_kept_by_content(written: Written, tmp_path: Path, runs: list[int]) -> None:
    cache = tmp_path / "deep" / "cache"
    first = official_verdict(written(TEXT), cache)
    assert official_verdict(written(TEXT), cache) == first
    assert len(runs) == 1
    official_verdict(written(TEXT.replace("ten", "nine")), cache)
    official_verdict(written(TEXT, other="x: 1"), cache)
    assert len(runs) == 2


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"seal": "", "findings": []}',
        b'{"findings": []}',
        b"[" * 100_000,
        None,
    ],
)
def test_a_damaged_cache_counts_as_none(
    damage: bytes | None, written: Written, tmp_path: Path, runs: list[int]
) -> None:
    cache = tmp_path / "cache"
    first = official_verdict(written(TEXT), cache)
    (entry,) = cache.iterdir()
    if damage is None:
        kept = json.loads(entry.read_text())
        entry.write_text(json.dumps(kept | {"findings": kept["findings"][:1]}))
    else:
        entry.write_bytes(damage)
    assert official_verdict(written(TEXT), cache) == first
    assert official_verdict(written(TEXT), cache) == first
    assert len(runs) == 2


def test_a_cache_that_cannot_be_written_does_no_harm(written: Written, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert places(official_verdict(written(TEXT), tmp_path / "file" / "cache")) == EXPECTED
