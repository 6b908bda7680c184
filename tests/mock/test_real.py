"""Collections of real documents remember: created, listed, fetched, removed, gone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from mocking import LETTING_IN, MockedApp, mocked

ITEMS = {
    "git_readmeio__3.1__json__train-travel": "/bookings/{bookingId}",
    "git_Redocly__resources__cafe": "/orders/{orderId}",
    "ag_up.com.au": "/webhooks/{id}",
    "ag_sakari.io": "/v1/accounts/7/contacts/{contactId}",
}


def body_of(app: MockedApp, collection: str) -> Any:
    """A request body that the contract allows, made of its schema."""
    for context in iter_route_contexts(app.app.routes):
        route: Any = context.original_route
        operation = getattr(route, "operation", None)
        is_wanted = operation is not None and re.sub(r"\{\w+\}", "7", operation.path) == collection
        if is_wanted and operation.method == "POST":
            mock = route.implementation.mocked_by
            content = mock.of(operation).contract.body.content[0]
            return mock.replies.values.part([content.schema.node], "1", "")
    raise AssertionError(collection)


@pytest.mark.parametrize("slug", ITEMS)
def test_a_real_collection_remembers(slug: str, corpus: Path, tmp_path: Path) -> None:
    app = mocked(corpus / f"{slug}.json", tmp_path)
    path = ITEMS[slug]
    collection = path.rpartition("/")[0]
    headers = {**LETTING_IN, "Accept": "application/json, application/*"}
    before = app.get(collection, headers=headers)
    assert before.status_code == 200, before.text
    made = app.ask("POST", collection, json=body_of(app, collection), headers=headers)
    assert made.status_code in (200, 201), made.text
    after = app.get(collection, headers=headers)
    new = keys(after.json()) - keys(before.json())
    assert len(new) == 1
    url = f"{collection}/{new.pop()}"
    fetched = app.get(url, headers=headers)
    assert fetched.status_code == 200, fetched.text
    assert keys(fetched.json()) <= keys(after.json())
    assert app.ask("DELETE", url, headers=headers).is_success
    assert app.get(url, headers=headers).status_code == 404
    assert keys(app.get(collection, headers=headers).json()) == keys(before.json())


def keys(value: Any) -> set[str]:
    """The identifiers of the things in a list or an envelope around one, or of one thing."""
    if isinstance(value, list):
        return set().union(*map(keys, value)) if value else set()
    if isinstance(value, dict) and "id" in value:
        return {str(value["id"])}
    inner = [one for one in value.values() if isinstance(one, list | dict)] if isinstance(value, dict) else []
    return set().union(*map(keys, inner)) if inner else set()
