"""From a pointer to a line, column and width."""

from pathlib import Path

import pytest

from handfast.diagnostics import Pointer
from handfast.document import load, locate, source_lines

YAML = """\
openapi: 3.1.0
"paths":
  /a/b:
    get:
      parameters:
      - name: q
        in: query
      - {name: é, in: query}
      - plain
      tags: [x, yy]
shared: &shared
  one: 1
uses: *shared
merged:
  <<: *shared
  two: 2
list:
- *shared
after: 🙂
? long
: value
"""
JSON = """\
{
  "openapi": "3.1.0",
  "paths": {"/a/b": {"get": {
    "parameters": [{"name": "q"},
      {"name": "\\"},]"}, 7, [8, {"deep": 1}]]
  }}},
  "tab":\t{"\\u0061": 1}
}
"""


@pytest.mark.parametrize(
    ("parts", "line", "column", "width"),
    [
        ((), 1, 1, 1),
        (("openapi",), 1, 1, 7),
        (("paths",), 2, 1, 7),
        (("paths", "/a/b"), 3, 3, 4),
        (("paths", "/a/b", "get", "parameters"), 5, 7, 10),
        (("paths", "/a/b", "get", "parameters", "0"), 6, 9, 4),
        (("paths", "/a/b", "get", "parameters", "0", "in"), 7, 9, 2),
        (("paths", "/a/b", "get", "parameters", "1"), 8, 9, 1),
        (("paths", "/a/b", "get", "parameters", "1", "in"), 8, 19, 2),
        (("paths", "/a/b", "get", "parameters", "2"), 9, 9, 5),
        (("paths", "/a/b", "get", "tags", "1"), 10, 17, 2),
        (("uses", "one"), 12, 3, 3),
        (("uses",), 13, 1, 4),
        (("merged", "one"), 12, 3, 3),
        (("merged", "two"), 16, 3, 3),
        (("list", "0"), 18, 3, 7),
        (("list", "0", "one"), 12, 3, 3),
        (("after",), 19, 1, 5),
        (("long",), 20, 3, 4),
        (("paths", "/a/b", "get", "responses", "200"), 4, 5, 3),
        (("gone",), 1, 1, 1),
    ],
)
def test_yaml(parts: tuple[str, ...], line: int, column: int, width: int, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(YAML)
    found = locate(tmp_path, Pointer("a.yaml", parts))
    assert (found.path, found.line, found.column, found.width) == (f"{tmp_path}/a.yaml", line, column, width)


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
@pytest.mark.parametrize(
    ("parts", "line", "column", "width"),
    [
        ((), 1, 1, 1),
        (("openapi",), 2, 3, 9),
        (("paths", "/a/b", "get"), 3, 22, 5),
        (("paths", "/a/b", "get", "parameters", "0"), 4, 20, 1),
        (("paths", "/a/b", "get", "parameters", "1", "name"), 5, 8, 6),
        (("paths", "/a/b", "get", "parameters", "2"), 5, 26, 1),
        (("paths", "/a/b", "get", "parameters", "3", "1", "deep"), 5, 34, 6),
        (("paths", "/a/b", "get", "gone", "x"), 3, 22, 5),
        (("tab", "a"), 7, 11, 8),
        (("openapi", "x"), 2, 3, 9),
        (("gone",), 1, 1, 1),
    ],
)
def test_json(name: str, parts: tuple[str, ...], line: int, column: int, width: int, tmp_path: Path) -> None:
    (tmp_path / name).write_text(JSON)
    found = locate(tmp_path, Pointer(name, parts))
    assert (found.line, found.column, found.width) == (line, column, width)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_the_file_ends_them(ending: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(YAML.replace("\n", ending).encode())
    found = locate(tmp_path, Pointer("a.yaml", ("merged", "two")))
    assert (found.line, found.column) == (16, 3)
    assert source_lines(found.path)[found.line - 1] == "  two: 2"


def test_other_line_breaks_of_unicode_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text('a: "x\u2028y\x85z"\nb: 1\n')
    assert locate(tmp_path, Pointer("a.yaml", ("b",))).line == 2


def test_an_edited_file_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n")
    assert locate(tmp_path, Pointer("a.yaml", ("a",))).line == 1
    (tmp_path / "a.yaml").write_text("# more\na: 1\n")
    assert locate(tmp_path, Pointer("a.yaml", ("a",))).line == 2


def test_a_file_that_is_gone_has_no_lines(tmp_path: Path) -> None:
    found = locate(tmp_path, Pointer("gone.yaml", ("a",)))
    assert (found.line, found.column) == (1, 1)
    assert source_lines(found.path) == ()


def test_every_place_of_a_real_document_is_its_own(corpus: Path) -> None:
    """The key at the position is the last part of the pointer, for a few hundred places of a real spec."""
    document = load(corpus / "ag_adobe.com__aem.json")
    waiting = [document.root_pointer()]
    seen = 0
    while waiting and seen < 500:
        at = waiting.pop()
        value = document.value(at)
        if isinstance(value, dict):
            for key in value:
                found = locate(document.folder, at / key)
                line = source_lines(found.path)[found.line - 1]
                assert line[found.column : found.column + found.width - 2] == key
                waiting.append(at / key)
                seen += 1
        elif isinstance(value, list):
            waiting.extend(at / index for index in range(len(value)))
    assert seen >= 500
