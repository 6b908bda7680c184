"""Which breaks of OpenAPI's structure are found, where, and how much they matter."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from handfast.contract.structure import check
from handfast.diagnostics import Diagnostic, Pointer, Severity
from handfast.document import Document, load

Written = Callable[..., Document]

REPLY = "responses: {'200': {description: d}}"


def shown(findings: tuple[Diagnostic, ...]) -> list[str]:
    """`E SPEC031 /paths` for each finding, in order of place."""
    return sorted(
        f"{one.severity.name[0]} {one.code} {one.at.fragment()[1:]}" for one in findings if isinstance(one.at, Pointer)
    )


def operation(text: str) -> str:
    return f"paths: {{/a: {{get: {{{text}}}}}}}"


def schema(text: str) -> str:
    return f"paths: {{}}\ncomponents: {{schemas: {{A: {text}}}}}"


ALIKE: dict[str, tuple[str, list[str]]] = {
    "paths is a list": ("paths: []", ["E SPEC032 /paths"]),
    "a path without a slash": (f"paths: {{a: {{get: {{{REPLY}}}}}}}", ["E SPEC037 /paths/a"]),
    "a path item that is null": ("paths: {/a: null}", ["E SPEC032 /paths/~1a"]),
    "a method that is not one": ("paths: {/a: {fetch: {}}}", ["W SPEC034 /paths/~1a/fetch"]),
    "an operation that is a list": ("paths: {/a: {get: []}}", ["E SPEC032 /paths/~1a/get"]),
    "a parameter without in": (
        operation(f"parameters: [{{name: q, schema: {{type: string}}}}], {REPLY}"),
        ["E SPEC031 /paths/~1a/get/parameters/0"],
    ),
    "a parameter without name": (
        operation(f"parameters: [{{in: query, schema: {{type: string}}}}], {REPLY}"),
        ["E SPEC031 /paths/~1a/get/parameters/0"],
    ),
    "a parameter in no known place": (
        operation(f"parameters: [{{name: q, in: paths, schema: {{type: string}}}}], {REPLY}"),
        ["E SPEC033 /paths/~1a/get/parameters/0/in"],
    ),
    "a style that no query can have": (
        operation(f"parameters: [{{name: q, in: query, style: matrix, schema: {{type: string}}}}], {REPLY}"),
        ["E SPEC033 /paths/~1a/get/parameters/0/style"],
    ),
    "a path parameter that does not say required": (
        operation(f"parameters: [{{name: q, in: path, schema: {{type: string}}}}], {REPLY}"),
        ["W SPEC031 /paths/~1a/get/parameters/0"],
    ),
    "a parameter without schema": (
        operation(f"parameters: [{{name: q, in: query}}], {REPLY}"),
        ["W SPEC036 /paths/~1a/get/parameters/0"],
    ),
    "parameters that are an object": (operation(f"parameters: {{}}, {REPLY}"), ["E SPEC032 /paths/~1a/get/parameters"]),
    "no responses in the object": (operation("responses: {}"), ["W SPEC035 /paths/~1a/get/responses"]),
    "a response that is a string": (
        operation("responses: {'200': fine}"),
        ["E SPEC032 /paths/~1a/get/responses/200"],
    ),
    "a status that is none": (
        operation("responses: {'200': {description: d}, ok: {description: d}}"),
        ["E SPEC033 /paths/~1a/get/responses/ok"],
    ),
    "a range in lower case": (
        operation("responses: {'200': {description: d}, 4xx: {description: d}}"),
        ["W SPEC034 /paths/~1a/get/responses/4xx"],
    ),
    "an unknown field of an operation": (operation(f"title: x, {REPLY}"), ["W SPEC034 /paths/~1a/get/title"]),
    "a security scheme without type": (
        "paths: {}\ncomponents: {securitySchemes: {s: {scheme: basic}}}",
        ["E SPEC031 /components/securitySchemes/s"],
    ),
    "a security scheme of no known type": (
        "paths: {}\ncomponents: {securitySchemes: {s: {type: magic}}}",
        ["E SPEC033 /components/securitySchemes/s/type"],
    ),
    "a key without a name": (
        "paths: {}\ncomponents: {securitySchemes: {s: {type: apiKey, in: header}}}",
        ["E SPEC031 /components/securitySchemes/s"],
    ),
    "a type that is none": (schema("{type: text}"), ["E SPEC033 /components/schemas/A/type"]),
    "a type deep down": (
        schema("{properties: {a: {items: {allOf: [{type: text}]}}}}"),
        ["E SPEC033 /components/schemas/A/properties/a/items/allOf/0/type"],
    ),
    "required that is a string": (schema("{required: a}"), ["E SPEC032 /components/schemas/A/required"]),
    "required that is a boolean": (schema("{required: true}"), ["W SPEC032 /components/schemas/A/required"]),
    "properties that are a list": (schema("{properties: [a]}"), ["E SPEC032 /components/schemas/A/properties"]),
    "a schema that is null": (schema("null"), ["E SPEC032 /components/schemas/A"]),
    "a reference that is no string": (schema("{$ref: 1}"), ["E SPEC032 /components/schemas/A/$ref"]),
    "required with a repetition": (
        schema("{required: [a, a]}"),
        ["W SPEC035 /components/schemas/A/required"],
    ),
    "a description that is a number": (schema("{description: 1}"), ["W SPEC032 /components/schemas/A/description"]),
    "a length that is text": (schema("{maxLength: '3'}"), ["E SPEC032 /components/schemas/A/maxLength"]),
    "a server with variables": ("paths: {}\nservers: [{url: '{x}/a b', variables: {x: {default: y}}}]", []),
    "a link that is a number": (
        "paths: {}\ntags: [{name: t, externalDocs: {url: 1}}]",
        ["W SPEC032 /tags/0/externalDocs/url"],
    ),
    "example and examples": (
        operation(f"parameters: [{{name: q, in: query, schema: {{}}, example: 1, examples: {{}}}}], {REPLY}"),
        ["W SPEC036 /paths/~1a/get/parameters/0"],
    ),
    "an extension may hold anything": (operation(f"x-a: [{{in: 1}}], {REPLY}"), []),
}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("case", ALIKE)
def test_a_break_is_found_in_every_version(case: str, version: str, written: Written) -> None:
    text, expected = ALIKE[case]
    document = written(f"openapi: {version}\ninfo: {{title: T, version: '1'}}\n{text}", head=False)
    findings = check(document)
    assert shown(findings) == expected
    assert all(finding.message and finding.label for finding in findings)


@pytest.mark.parametrize(
    ("version", "text", "expected"),
    [
        ("3.0.3", "{type: [string, integer]}", ["W SPEC032 /components/schemas/A/type"]),
        ("3.0.3", "{exclusiveMinimum: 1}", ["W SPEC032 /components/schemas/A/exclusiveMinimum"]),
        ("3.1.0", "{exclusiveMinimum: true}", ["W SPEC032 /components/schemas/A/exclusiveMinimum"]),
        ("3.1.0", "{items: [{type: string}]}", ["W SPEC032 /components/schemas/A/items"]),
        ("3.1.0", "{properties: {items: []}}", ["E SPEC032 /components/schemas/A/properties/items"]),
        ("3.0.3", "{const: 1}", ["W SPEC034 /components/schemas/A/const"]),
        ("3.1.0", "{oneOf: []}", ["W SPEC035 /components/schemas/A/oneOf"]),
    ],
)
def test_the_spelling_of_another_version_is_a_warning(
    version: str, text: str, expected: list[str], written: Written
) -> None:
    document = written(f"openapi: {version}\ninfo: {{title: T, version: '1'}}\n{schema(text)}", head=False)
    assert shown(check(document)) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("info: {}", "#"),
        ("swagger: '2.0'", "#/swagger"),
        ("openapi: 3.1", "#/openapi"),
        ("openapi: 3.3.0", "#/openapi"),
        ("openapi: 4.0.0", "#/openapi"),
        ("openapi: 3.10.0", "#/openapi"),
        ("openapi: '3.1.0\n\nx'", "#/openapi"),
        ("openapi: null", "#/openapi"),
    ],
)
def test_another_version_is_the_only_finding(text: str, place: str, written: Written) -> None:
    (finding,) = check(written(text, head=False))
    assert (finding.code, finding.severity) == ("SPEC030", Severity.ERROR)
    assert isinstance(finding.at, Pointer)
    assert finding.at.fragment() == place


@pytest.mark.parametrize(("version", "expected"), [("3.0.3", 1), ("3.1.0", 1), ("3.2.0", 0)])
def test_a_response_needs_a_description_until_3_2(version: str, expected: int, written: Written) -> None:
    text = operation("responses: {'200': {}}")
    document = written(f"openapi: {version}\ninfo: {{title: T, version: '1'}}\n{text}", head=False)
    assert shown(check(document)) == ["W SPEC031 /paths/~1a/get/responses/200"] * expected


@pytest.mark.parametrize("version", ["3.0", "3.1.1", "3.2.0-rc1"])
def test_a_supported_version_is_no_error(version: str, written: Written) -> None:
    document = written(f"openapi: '{version}'\ninfo: {{title: T, version: '1'}}\npaths: {{}}", head=False)
    assert [one for one in check(document) if one.severity is Severity.ERROR] == []


def test_other_files_are_checked_where_references_lead(written: Written) -> None:
    document = written(
        "paths: {/a: {$ref: 'items.yaml#/a'}}",
        items="a: {get: {parameters: [{$ref: '#/p'}], responses: {'200': {description: d}}}}\n"
        "p: {name: q, in: nowhere}\nunused: {in: 1}\n",
    )
    findings = check(document)
    assert {str(finding.at) for finding in findings if finding.severity is Severity.ERROR} == {"items.yaml#/p/in"}


def test_one_cause_is_one_finding(written: Written) -> None:
    """Alternatives and left-over fields that fail because of a single slip are not reported beside it."""
    text = operation(
        "parameters: [{name: q, in: query, required: maybe, schema: {type: string}, example: 1}], "
        "responses: {'200': {description: d, content: {a/b: {schema: {anyOf: [{type: string}, {type: text}]}}}}}"
    )
    for version in ("3.0.3", "3.1.0", "3.2.0"):
        document = written(f"openapi: {version}\ninfo: {{title: T, version: '1'}}\n{text}", head=False)
        assert shown(check(document)) == [
            "E SPEC032 /paths/~1a/get/parameters/0/required",
            "E SPEC033 /paths/~1a/get/responses/200/content/a~1b/schema/anyOf/1/type",
        ]


def test_no_real_document_has_an_error(corpus: Path) -> None:
    paths = sorted(corpus.glob("*.json"))
    assert len(paths) == 150
    errors = {
        path.name: shown(tuple(one for one in check(load(path)) if one.severity is Severity.ERROR)) for path in paths
    }
    assert {name: found for name, found in errors.items() if found} == {}


def test_documents_that_break_the_structure_have_a_finding(corpus: Path) -> None:
    """The index says what the official validator minds; what is structure there is a finding here."""
    with (corpus.parent / "index.csv").open(newline="") as file:
        minds = {row["slug"]: row["valid"] for row in csv.DictReader(file) if row["valid"] != "valid"}
    about_values = ("is not of type 'string'", "is not a '", "does not match", "was not resolved")
    structural = [slug for slug, words in minds.items() if not any(one in words for one in about_values)]
    assert len(structural) == 11
    assert [slug for slug in structural if not check(load(corpus / f"{slug}.json"))] == []


def fixtures(shared: Path, kind: str) -> list[Path]:
    return sorted((shared / "suites" / "openapi-fixtures").glob(f"*/{kind}__*.yaml"))


def test_official_documents_that_pass_have_no_finding(shared: Path) -> None:
    paths = fixtures(shared, "pass")
    assert len(paths) == 65
    assert {path.name: shown(check(load(path))) for path in paths if check(load(path))} == {}


def test_official_documents_that_fail_have_a_finding(shared: Path) -> None:
    paths = fixtures(shared, "fail")
    assert len(paths) == 40
    assert [str(path) for path in paths if not check(load(path))] == []
