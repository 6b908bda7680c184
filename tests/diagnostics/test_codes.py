"""The table of codes is whole: what is used is explained, what is explained is used."""

import re
from collections import Counter
from pathlib import Path

import pytest

from handfast.diagnostics import CODES, FAMILIES, explain
from handfast.diagnostics.codes import ENTRIES

USED = re.compile(rf"""["'](({"|".join(FAMILIES)})\d{{3}})["']""")


@pytest.fixture(scope="module")
def used(root: Path) -> dict[str, str]:
    """Each code that the tools mention outside the table, with a file that does."""
    package = root / "tools" / "handfast"
    table = package / "diagnostics" / "families"
    files = (path for path in package.rglob("*.py") if table not in path.parents)
    return {match[1]: str(path) for path in files for match in USED.finditer(path.read_text("utf-8"))}


def test_every_code_in_use_is_in_the_table(used: dict[str, str]) -> None:
    assert len(used) > 20, "the search for codes found next to nothing"
    assert {code: path for code, path in used.items() if code not in CODES} == {}


def test_every_code_in_the_table_is_in_use(used: dict[str, str]) -> None:
    assert sorted(set(CODES) - set(used)) == []


def test_no_code_stands_twice() -> None:
    assert [code for code, count in Counter(entry.id for entry in ENTRIES).items() if count > 1] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_says_what_why_and_how(entry: object) -> None:
    code = str(getattr(entry, "id"))  # noqa: B009 - the entry is an object to pytest
    page = explain(code.lower())
    assert re.fullmatch(rf"({'|'.join(FAMILIES)})\d{{3}}", code)
    assert page.startswith(f"# {code}: ")
    for part in ("title", "does", "why", "example", "fix"):
        assert getattr(entry, part).strip() in page
        assert len(getattr(entry, part)) > 5
    assert not getattr(entry, "title").endswith(".")  # noqa: B009


def test_an_unknown_code_has_no_page() -> None:
    with pytest.raises(KeyError):
        explain("SPEC000")
