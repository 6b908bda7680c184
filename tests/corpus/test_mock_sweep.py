"""Projects made of real documents, every operation mocked, hold their contracts under Schemathesis.

`make sweep` runs a sample; `SWEEP=i/n make sweep` runs a shard of all 115 documents with 1 to 60 operations.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from sweeping import ROOT, sweep

pytestmark = pytest.mark.sweep

CORPUS = Path(os.environ.get("HANDFAST_SHARED") or ROOT.parent / "shared") / "corpus"
SAMPLE = 12
"""Every so many documents, by their number of operations, make the sample."""

NO_SUCCESS = {"POST /pet positive_data_acceptance", "PUT /pet positive_data_acceptance"}
"""Only errors are declared (SPEC063), so a valid request is answered with one of them."""

EXCEPTIONS: dict[str, set[str]] = {
    "git_swagger-api__modules__swagger-parser-v3__src__test__resources__3.1.0__securitySchemes31": NO_SUCCESS,
    # the schema of an event's `data`, which is text (OpenAPI 3.2 §4.14.4), says that it is an object
    "git_Redocly__tests__e2e__join__oas3.2__foo": {"GET /stream response_schema_conformance"},
    # `itemSchema` describes what is in `data`; Schemathesis takes it for that of the whole event
    "git_Redocly__tests__e2e__generate-client__fixtures__sse": {
        "GET /messages response_schema_conformance",
        "GET /abort-messages response_schema_conformance",
    },
    # Schemathesis: a text part `{}` of a multipart form is a valid file, `{type: array, items: {format: binary}}`
    "ag_facecheck.id": {"POST /api/upload_pic negative_data_rejection"},
    # Schemathesis: as above; and a text field that spells a number is a text
    "ag_pdfblocks.com": {
        "POST /v1/merge_documents negative_data_rejection",
        "POST /v1/add_password negative_data_rejection",
    },
    # the schema of a form is a text: no form is one
    "ag_libretranslate.local": {
        "POST /detect positive_data_acceptance",
        "POST /suggest positive_data_acceptance",
        "POST /translate positive_data_acceptance",
        "POST /translate_file positive_data_acceptance",
    },
}
"""What is found and is no fault of ours, by document, as `METHOD /path check`; each with its reason beside it.

One that is not found any more must leave.
"""

TROUBLES: dict[str, str] = {
    # the schemas of a path parameter are no valid ones for Schemathesis
    "ag_notion.com": "InvalidSchema",
    # `items` is an array in a schema of 2020-12, where it was so in draft 4
    "git_Redocly__tests__e2e__lint__draft4-vs-2020-schema-differences__openapi-oas32-2020": "Invalid Schema Object",
}
"""Documents that Schemathesis can't test whole, by a part of its message."""


def documents() -> list[str]:
    """The documents of this run, small ones first."""
    index = CORPUS / "index.csv"
    if not index.is_file():
        return []
    with index.open() as lines:
        rows = [row for row in csv.DictReader(lines) if 1 <= int(row["n_operations"]) <= 60]
    rows.sort(key=lambda row: (int(row["n_operations"]), int(row["bytes"])))
    slugs = [row["slug"] for row in rows]
    part, _, parts = os.environ.get("SWEEP", f"1/{SAMPLE}").partition("/")
    return slugs[int(part) - 1 :: int(parts)]


def test_the_corpus_is_there() -> None:
    if not documents() and not os.environ.get("CI"):
        pytest.skip(f"the corpus is not at {CORPUS}; name the folder of shared data in HANDFAST_SHARED")
    assert documents()


@pytest.mark.parametrize("slug", documents())
def test_nothing_is_found(slug: str) -> None:
    swept = sweep(CORPUS / "specs" / f"{slug}.json")
    found = {f"{one.operation} {one.check}" for one in swept.failures}
    assert found == EXCEPTIONS.get(slug, set()), str(swept)
    wanted = TROUBLES.get(slug)
    assert bool(swept.troubles) == (wanted is not None), str(swept)
    assert wanted is None or any(wanted in trouble for trouble in swept.troubles), str(swept)
