from __future__ import annotations

from pathlib import Path

import pytest

from handfast.diagnostics import Refused
from handfast.scaffold import write_missing, write_project


def test_a_new_folder_gets_every_file(tmp_path: Path) -> None:
    written = write_project({"a.txt": "a", "b/c.bin": b"\x00"}, tmp_path / "new")
    assert written == ("a.txt", "b/c.bin")
    assert (tmp_path / "new" / "b" / "c.bin").read_bytes() == b"\x00"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a//b", "a/./b", "..", "", ".", "a\\b", "a\0b", "a/"])
def test_a_name_that_leads_out_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as refused:
        write_project({"fine.txt": "", name: ""}, tmp_path / "new")
    assert refused.value.findings[0].code == "GEN092"
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


def test_a_symbolic_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "link").symlink_to(outside)
    with pytest.raises(Refused):
        write_missing({"link/x": ""}, inside)
    (inside / "file").symlink_to(outside / "x")
    assert write_missing({"file": "text"}, inside) == ()
    assert list(outside.iterdir()) == []


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(Refused) as refused:
        write_project({"a": ""}, tmp_path)
    assert refused.value.findings[0].code == "GEN091"
    with pytest.raises(Refused):
        write_project({"a": ""}, tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "x"


def test_what_exists_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    assert write_missing({"a": "theirs", "b": "new"}, tmp_path) == ("b",)
    assert (tmp_path / "a").read_text() == "mine"
