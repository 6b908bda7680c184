"""`generated/` is swapped in whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from handfast.emit import Difference, write
from handfast.emit import write as swap


def tree(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_holds_exactly_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "generated"
    assert write({"a.py": "1\n", "b/c.py": "2\n"}, folder) == Difference(added=("a.py", "b/c.py"))
    assert write({"a.py": "9\n", "d.py": "3\n"}, folder) == Difference(("d.py",), ("a.py",), ("b/c.py",))
    assert tree(folder) == {"a.py": "9\n", "d.py": "3\n"}
    assert [path.name for path in tmp_path.iterdir()] == ["generated"]


def test_writing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "generated"
    write({"a.py": "1\n"}, folder)
    before = folder.stat().st_ino
    assert not write({"a.py": "1\n"}, folder)
    assert folder.stat().st_ino == before


@pytest.mark.parametrize("name", ["../x.py", "/x.py", "a/../../x.py", ""])
def test_a_path_that_leads_out_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "generated"
    write({"a.py": "1\n"}, folder)
    with pytest.raises(ValueError, match="no path inside"):
        write({"b.py": "2\n", name: "x"}, folder)
    assert tree(tmp_path) == {"generated/a.py": "1\n"}


def test_a_failure_half_way_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "generated"
    write({"a.py": "1\n"}, folder)
    real = Path.rename

    def fail_on_the_new_one(self: Path, target: Path) -> Path:
        if self.name == "fresh":
            raise OSError("disk says no")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", fail_on_the_new_one)
    with pytest.raises(OSError, match="disk says no"):
        swap({"a.py": "2\n"}, folder)
    assert tree(tmp_path) == {"generated/a.py": "1\n"}
