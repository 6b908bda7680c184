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


def at(check: str, *operations: str) -> set[str]:
    """What stands in the table for operations that fail one check."""
    return {f"{one} {check}" for one in operations}


VALID, INVALID, REPLY = "positive_data_acceptance", "negative_data_rejection", "response_schema_conformance"
STATUS = "status_code_conformance"

EXCEPTIONS: dict[str, set[str]] = {
    # only errors are declared (SPEC063), so a valid request is answered with one of them
    "git_swagger-api__modules__swagger-parser-v3__src__test__resources__3.1.0__securitySchemes31": at(
        VALID, "POST /pet", "PUT /pet"
    ),
    # the schema of an event's `data`, which is text (OpenAPI 3.2 §4.14.4), says that it is an object
    "git_Redocly__tests__e2e__join__oas3.2__foo": at(REPLY, "GET /stream"),
    # `itemSchema` describes what is in `data`; Schemathesis takes it for that of the whole event
    "git_Redocly__tests__e2e__generate-client__fixtures__sse": at(REPLY, "GET /messages", "GET /abort-messages"),
    # Schemathesis: a text part `{}` of a multipart form is a valid file, `{type: array, items: {format: binary}}`
    "ag_facecheck.id": at(INVALID, "POST /api/upload_pic"),
    # Schemathesis: as above; and a text field that spells a number is a text
    "ag_pdfblocks.com": at(INVALID, "POST /v1/merge_documents", "POST /v1/add_password"),
    # the schema of a form is a text: no form is one
    "ag_libretranslate.local": at(VALID, "POST /detect", "POST /suggest", "POST /translate", "POST /translate_file"),
    # `nullable` has no `type` beside it, so it says nothing (OpenAPI 3.0.3 §4.7.24.1); Schemathesis sends null
    "ag_up.com.au": at(VALID, "PATCH /transactions/{transactionId}/relationships/category"),
    # Schemathesis writes objects in no declared style (`object=`, a key of `deepObject` twice), and bare `%` in cookies
    "git_readmeio__3.1__yaml__parameters-style": at(
        VALID,
        *("GET /cookies#formNonExploded", "GET /cookies#formExploded"),
        *("GET /anything/headers", "GET /anything/headers/simple", "POST /anything/headers/simple"),
        *("GET /anything/query/form", "GET /anything/query/spaceDelimited", "GET /anything/query/pipeDelimited"),
        *("GET /anything/query/deepObject", "POST /anything/form-data/form"),
        *("POST /anything/form-data/spaceDelimited", "POST /anything/form-data/pipeDelimited"),
    ),
    # Schemathesis lets `discriminator` choose a branch of `oneOf`; what is valid stays as it is (OpenAPI 3.1 §4.8.25)
    "git_cohere-ai__cohere-openapi": at(VALID, "POST /v1/chat", "POST /v2/chat") | at(INVALID, "POST /v2/embed"),
    # a 400 is declared and, of what asks for credentials, no 401 (SPEC062): a stranger's answer is not in the contract
    "ag_deeparteffects.com": at(STATUS, "GET /noauth/result", "POST /noauth/upload"),
    "ag_sheerseo.com": at(STATUS, "POST /rank-collect", "POST /rank-submit", "POST /serp-collect", "POST /serp-submit"),
    "ag_aiception.com": at(
        STATUS, "POST /adult_content", "POST /artistic_image", "POST /detect_object", "POST /face", "POST /face_age"
    ),
    "ag_trashnothing.com": at(
        STATUS,
        *("GET /groups", "GET /groups/multiple", "GET /posts", "GET /posts/all", "GET /posts/all/changes"),
        *("GET /posts/search", "GET /users/{user_id}/posts", "GET /users/{user_id}/posts/search"),
    ),
}
"""What is found and is no fault of ours, by document, as `METHOD /path check`; each with its reason beside it.

One that is not found any more must leave.
"""

UNDECLARED: dict[str, int] = {
    "git_readmeio__3.1__yaml__readme-extensions": 10,
    "git_readmeio__3.1__yaml__parameters-style": 25,
    "git_openapi-ts__packages__openapi-typescript__examples__simple-example": 1,
}
"""How many operations of a document declare no reply at all: there is nothing to mock, and they answer 501."""

TROUBLES: dict[str, str] = {
    # the schemas of a path parameter are no valid ones for Schemathesis
    "ag_notion.com": "InvalidSchema",
    # Schemathesis fills a header with text beyond Latin-1, and then can't send it
    "git_cohere-ai__cohere-openapi": "UnicodeEncodeError",
    # `items` is an array in a schema of 2020-12, where it was so in draft 4
    "git_openapi-ts__packages__openapi-typescript__examples__simple-example": "Invalid Schema Object",
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
    assert len(swept.unimplemented) == UNDECLARED.get(slug, 0), str(swept)
    wanted = TROUBLES.get(slug)
    assert bool(swept.troubles) == (wanted is not None), str(swept)
    assert wanted is None or any(wanted in trouble for trouble in swept.troubles), str(swept)
