"""What YAML and JSON texts mean."""

from pathlib import Path

import pytest

from handfast.diagnostics import Pointer
from handfast.document import JSON, load

YAML: dict[str, JSON] = {
    "no": "no",
    "yes": "yes",
    "on": "on",
    "true": True,
    "FALSE": False,
    "~": None,
    "null": None,
    "": None,
    "2024-01-01": "2024-01-01",
    "12:30:45": "12:30:45",
    "1_000": "1_000",
    "0o17": 15,
    "0x1F": 31,
    "012": 12,
    "+1": 1,
    "-0": 0,
    "18446744073709551616": 18446744073709551616,
    "1.0": 1.0,
    "1e3": 1000.0,
    ".5": 0.5,
    "1.2.3": "1.2.3",
    "-": ["-"],
    "'1'": "1",
    '"1"': "1",
    "!!str 1": "1",
    '!!int "3"': 3,
    "!!float 1": 1.0,
    "!!map {}": {},
    "! 1": "1",
    "|-\n  a\n  b": "a\nb",
    ">-\n  a\n  b": "a b",
}


@pytest.mark.parametrize("text", YAML)
def test_a_yaml_scalar_means_what_yaml_1_2_says(text: str, tmp_path: Path) -> None:
    written = '["-"]' if text == "-" else text
    (tmp_path / "a.yaml").write_text(f"value: {written}\n")
    value = load(tmp_path / "a.yaml").files["a.yaml"]["value"]
    assert value == YAML[text]
    assert type(value) is type(YAML[text])


def test_yaml_keys_are_the_strings_they_look_like(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("200: 1\ntrue: 2\n1.50: 3\nnull: 4\n0x10: 5\n'': 6\n")
    assert load(tmp_path / "a.yaml").files["a.yaml"] == {
        "200": 1,
        "true": 2,
        "1.50": 3,
        "null": 4,
        "0x10": 5,
        "": 6,
    }


def test_merge_keys_add_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "a: &a {p: 1, q: 2}\nb: &b {q: 3, r: 4}\nc: {<<: *a, q: 9}\nd: {<<: [*a, *b]}\ne: {'<<': 1}\n"
    )
    value = load(tmp_path / "a.yaml").files["a.yaml"]
    assert value["c"] == {"q": 9, "p": 1}
    assert value["d"] == {"p": 1, "q": 2, "r": 4}
    assert value["e"] == {"<<": 1}


def test_json_keeps_integers_and_text(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '{"a": 123456789012345678901234567890, "b": "\\ud83d\\ude00", "c": [1.5, true, null]}'
    )
    value = load(tmp_path / "a.json").files["a.json"]
    assert value == {"a": 123456789012345678901234567890, "b": "\N{GRINNING FACE}", "c": [1.5, True, None]}


def test_json_in_a_yaml_file_is_json(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text('{\n\t"a": "\\ud83d\\ude00",\n\t"b": 1}')
    assert load(tmp_path / "a.yaml").files["a.yaml"] == {"a": "\N{GRINNING FACE}", "b": 1}


def test_flow_yaml_that_is_no_json_is_yaml(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("{a: 1, b: [x]}")
    assert load(tmp_path / "a.yaml").files["a.yaml"] == {"a": 1, "b": ["x"]}


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1")
    (tmp_path / "a.json").write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert load(tmp_path / "a.yaml").files["a.yaml"] == load(tmp_path / "a.json").files["a.json"] == {"a": 1}


def test_value_follows_a_pointer(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a/b: [{c: 1}, 2]\n")
    document = load(tmp_path / "a.yaml")
    root = Pointer("a.yaml")
    assert document.value(root / "a/b" / 0 / "c") == 1
    for wrong in (root / "x", root / "a/b" / 2, root / "a/b" / "-1", root / "a/b" / "00", root / "a/b" / 1 / "x"):
        with pytest.raises(KeyError):
            document.value(wrong)
