"""Documents of several files: places are in the author's own files, and no file is out of sight."""

from __future__ import annotations

from typing import Any

import pytest
from documents import contract_of, pets

from handfast.compare import Change, Level, compare


def spread(common: dict[str, Any]) -> Any:
    reply = {"description": "", "content": {"application/json": {"schema": {"$ref": "common.yaml#/Pet"}}}}
    paths = {"/pets": {"get": {"responses": {"200": reply}}}}
    return contract_of(pets(paths=paths), common=common)


PET = {"type": "string", "maxLength": 1, "description": "d"}


@pytest.mark.parametrize(
    ("new", "level", "place"),
    [
        ({"Pet": {**PET, "maxLength": 2}}, Level.WIRE, "common.yaml#/Pet/maxLength"),
        ({"Pet": {**PET, "maxLength": 2}}, Level.FULL, "common.yaml#/Pet/maxLength"),
        ({"Pet": {**PET, "description": "e"}}, Level.FULL, "common.yaml#/Pet/description"),
        ({"Pet": PET, "unused": [2]}, Level.FULL, "common.yaml#/unused/0"),
    ],
)
def test_a_change_in_another_file_is_one_at_its_place(new: dict[str, Any], level: Level, place: str) -> None:
    found: tuple[Change, ...] = compare(spread({"Pet": PET, "unused": [1]}), spread({"unused": [1], **new}), level)
    assert [str(change.old) for change in found] == [place.replace("unused/0", "unused")]


def test_a_component_that_has_moved_to_another_file_means_the_same() -> None:
    reply = {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
    paths = {"/pets": {"get": {"responses": {"200": reply}}}}
    whole = contract_of(pets(paths=paths, components={"schemas": {"Pet": PET}}))
    assert compare(whole, spread({"Pet": PET})) == ()
    assert {change.what for change in compare(whole, spread({"Pet": PET}), Level.FULL)} == {"components", "x-files"}
