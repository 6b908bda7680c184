"""Input that must be refused, each with its code and place."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from handfast.diagnostics import Diagnostic, Position, Refused
from handfast.document import Limits, load

Refusing = Callable[..., tuple[Diagnostic, ...]]

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
)

TABLE: dict[str, tuple[str, str | bytes, str, int, int]] = {
    "json syntax": ("a.json", '{"a": 1,\n}', "SPEC002", 2, 1),
    "json cut off": ("a.json", '{"a": [1', "SPEC002", 1, 9),
    "json trailing text": ("a.json", '{"a": 1} x', "SPEC002", 1, 10),
    "json control character": ("a.json", '{"a": "\x1b"}', "SPEC002", 1, 8),
    "json empty": ("a.json", "", "SPEC002", 1, 1),
    "yaml in a json file": ("a.json", "a: 1", "SPEC002", 1, 1),
    "yaml syntax": ("a.yaml", "a: b: c", "SPEC002", 1, 5),
    "yaml tab": ("a.yaml", "a:\n\tb: 1", "SPEC002", 2, 1),
    "yaml control character": ("a.yaml", 'é: 1\na: "\x1b"', "SPEC002", 2, 5),
    "yaml unknown alias": ("a.yaml", "a: *x", "SPEC006", 1, 4),
    "yaml empty": ("a.yaml", " \n", "SPEC002", 1, 1),
    "utf-16": ("a.yaml", "a: 1".encode("utf-16"), "SPEC003", 1, 1),
    "utf-16 without mark": ("a.json", '{"a": 1}'.encode("utf-16-le"), "SPEC003", 1, 1),
    "utf-32": ("a.yaml", "a: 1".encode("utf-32"), "SPEC003", 1, 1),
    "latin-1": ("a.yaml", b'a: 1\nb: "\xe9"\n', "SPEC003", 2, 5),
    "half a surrogate pair": ("a.json", '{"a":\n"\\ud800"}', "SPEC003", 2, 1),
    "half a surrogate pair as key": ("a.json", '{"\\udfff": 1}', "SPEC003", 1, 2),
    "json nesting": ("a.json", "[" * 100_000, "SPEC004", 1, 129),
    "json nesting that closes": ("a.json", "[" * 200 + "]" * 200, "SPEC004", 1, 129),
    "json objects nesting": ("a.json", '{"a":' * 200 + "1" + "}" * 200, "SPEC004", 1, 641),
    "yaml flow nesting": ("a.yaml", "a: " + "[" * 5_000 + "]" * 5_000, "SPEC004", 1, 131),
    "yaml block nesting": ("a.yaml", "- " * 5_000 + "x", "SPEC004", 1, 257),
    "billion laughs": ("a.yaml", LAUGHS, "SPEC004", 7, 10),
    "json digits": ("a.json", '{"a": ' + "1" * 5_000 + "}", "SPEC004", 1, 7),
    "json digits of a fraction": ("a.json", '{"a": 0.' + "1" * 5_000 + "}", "SPEC004", 1, 7),
    "yaml digits": ("a.yaml", "a: " + "1" * 5_000, "SPEC004", 1, 4),
    "yaml hexadecimal digits": ("a.yaml", "a: 0x" + "1" * 5_000, "SPEC004", 1, 4),
    "json repeated key": ("a.json", '{"a": {"b": 1,\n "b": 2}}', "SPEC005", 2, 2),
    "json repeated key, spelt otherwise": ("a.json", '{"b": 1, "\\u0062": 2}', "SPEC005", 1, 10),
    "yaml repeated key": ("a.yaml", "p:\n  a: 1\n  a: 2\n", "SPEC005", 3, 3),
    "yaml repeated key, quoted": ("a.yaml", "200: 1\n'200': 2\n", "SPEC005", 2, 1),
    "yaml repeated key by alias": ("a.yaml", "x: &k a\na: 1\n*k : 2\n", "SPEC005", 3, 1),
    "yaml repeated key in flow": ("a.yaml", "p: {a: 1, a: 2}", "SPEC005", 1, 11),
    "json NaN": ("a.json", '{"a": NaN}', "SPEC006", 1, 7),
    "json infinity": ("a.json", '{"a": -Infinity}', "SPEC006", 1, 7),
    "json overflow": ("a.json", '{"a": 1e999}', "SPEC006", 1, 7),
    "yaml nan": ("a.yaml", "a: .nan", "SPEC006", 1, 4),
    "yaml infinity": ("a.yaml", "a: -.inf", "SPEC006", 1, 4),
    "yaml overflow": ("a.yaml", "version: 123e4567", "SPEC006", 1, 10),
    "yaml own tag": ("a.yaml", "a: !secret x", "SPEC006", 1, 4),
    "yaml python tag": ("a.yaml", "a: !!python/object/apply:os.system [ls]", "SPEC006", 1, 4),
    "yaml binary": ("a.yaml", "a: !!binary aGk=", "SPEC006", 1, 4),
    "yaml wrong int": ("a.yaml", "a: !!int x", "SPEC006", 1, 4),
    "yaml set": ("a.yaml", "a: !!set {b}", "SPEC006", 1, 4),
    "yaml key that is a list": ("a.yaml", "? [a]\n: 1", "SPEC006", 1, 3),
    "yaml key that is a mapping": ("a.yaml", "? {a: 1}\n: 1", "SPEC006", 1, 3),
    "yaml key that is an aliased list": ("a.yaml", "a: &x [1]\n*x : 2", "SPEC006", 2, 1),
    "yaml empty key": ("a.yaml", "a: {? : 1}", "SPEC006", 1, 7),
    "yaml tagged key": ("a.yaml", "!!int 1: 2", "SPEC006", 1, 1),
    "yaml value inside itself": ("a.yaml", "a: &x\n  b: *x\n", "SPEC006", 2, 6),
    "yaml merge of a scalar": ("a.yaml", "a:\n  <<: 1\n", "SPEC006", 2, 8),
    "yaml quote without an end": ("a.yaml", 'a:\n  b: "c\n  d: 1\n\n', "SPEC002", 2, 6),
    "yaml list without an end": ("a.yaml", "a: [\n\n", "SPEC002", 1, 5),
    "json without an end": ("a.json", '{"a": {\n\n', "SPEC002", 1, 8),
    "yaml second document": ("a.yaml", "a: 1\n---\nb: 2\n", "SPEC006", 2, 1),
    "root is a list": ("a.yaml", "- 1", "SPEC007", 1, 1),
    "root is a string": ("a.json", '"a"', "SPEC007", 1, 1),
}


@pytest.mark.parametrize("case", TABLE)
def test_hostile_text_is_refused_at_its_place(case: str, refused: Refusing) -> None:
    name, content, code, line, column = TABLE[case]
    first = refused(name, content)[0]
    assert isinstance(first.at, Position)
    assert (first.code, first.at.line, first.at.column) == (code, line, column)
    assert first.help


def test_every_repeated_key_is_reported_up_to_a_bound(refused: Refusing) -> None:
    assert len(refused("a.json", "{" + ",".join('"a": 1' for _ in range(6)) + "}")) == 5
    assert len(refused("a.yaml", "a: 1\n" * 6)) == 5
    assert len(refused("b.json", "{" + ",".join('"a": 1' for _ in range(500)) + "}")) == 20
    assert len(refused("b.yaml", "a: 1\n" * 500)) == 20


@pytest.mark.parametrize(
    "limits",
    [Limits(file_size=10), Limits(total_size=10), Limits(depth=1), Limits(digits=2), Limits(alias_nodes=1)],
)
def test_each_limit_holds(limits: Limits, refused: Refusing) -> None:
    (finding,) = refused("a.yaml", "a: &x [1, 2]\nb: *x\nc: 1234\n", limits)
    assert finding.code == "SPEC004"


def test_aliases_nest_as_deep_as_what_they_repeat(refused: Refusing) -> None:
    (finding,) = refused("a.yaml", "a: &x [[[1]]]\nb: [[*x]]\n", Limits(depth=5))
    assert finding.code == "SPEC004"


def test_limits_allow_what_they_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: &x [1, 2]\nb: *x\nc: 1234\n")
    size = (tmp_path / "a.yaml").stat().st_size
    limits = Limits(file_size=size, total_size=size, files=1, depth=2, digits=4, alias_nodes=3)
    assert load(tmp_path / "a.yaml", limits).files["a.yaml"]["b"] == [1, 2]


def test_number_of_files_is_bounded(tmp_path: Path) -> None:
    for i in range(5):
        (tmp_path / f"{i}.yaml").write_text(f"$ref: '{i + 1}.yaml'\n")
    (tmp_path / "5.yaml").write_text("{}")
    (tmp_path / "a.yaml").write_text("components: {schemas: {A: {$ref: 0.yaml}}}")
    assert len(load(tmp_path / "a.yaml", Limits(files=7)).files) == 7
    with pytest.raises(Refused) as caught:
        load(tmp_path / "a.yaml", Limits(files=6))
    assert caught.value.findings[0].code == "SPEC004"


@pytest.mark.parametrize("name", ["absent.yaml", ".", "a\0b.yaml", "x" * 300 + ".yaml"])
def test_a_path_without_a_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        load(tmp_path / name)
    assert caught.value.findings[0].code == "SPEC001"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_or_device_is_refused_without_reading(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    for name in ("pipe.yaml", "zero.yaml"):
        with pytest.raises(Refused) as caught:
            load(tmp_path / name)
        assert "not a regular file" in caught.value.findings[0].message
