"""A spec made to say what the app does: what differs is written, and every other byte of its text stays."""

from __future__ import annotations

import copy
import difflib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from projects import SPEC, Pets
from typer.testing import CliRunner

from handfast.cli.program import program
from handfast.compare import Level, compare
from handfast.contract import Contract, resolve
from handfast.diagnostics import Refused
from handfast.document import Document, load
from handfast.drift.revise import Revision, revise, write_revision

TEXT = """\
# The contract of the shop. Käse & Brötchen.
openapi: 3.1.0
info: {title: "Shop", version: '1.0'}   # bumped by hand

security:
- token: []   # everybody

paths:
  /cheeses:
    # what people look at first
    get:
      operationId: listCheeses
      parameters:
        - name: limit     # page size
          in: query
          schema: &limit {type: integer, minimum: 1, maximum: 100}   # see RFC
        - {name: after, in: query, schema: {type: string}}
      responses:
        "200":
          description: >-
            All the cheeses
            there are.
          content:
            application/json:
              schema:
                type: array
                items: {$ref: '#/components/schemas/Cheese'}
        "404": {description: none}   # never seen
    post:
      operationId: makeCheese
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cheese'}}}}
      responses: {"201": {description: made}}

  /ages:
    get:
      operationId: listAges
      parameters:
        - {name: limit, in: query, schema: *limit}
      responses:
        "200": {description: fine}


components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: X-Key}
  schemas:
    Cheese:
      type: object
      required: [name]
      properties:
        name:
          type: string   # as printed
          description: |
            The name.

            As printed.
        age: {type: integer}
# the end
"""


class Spec:
    """A spec on disk, and the same as an app would export it."""

    def __init__(self, folder: Path, text: str = TEXT, name: str = "openapi.yaml", **others: str) -> None:
        self.folder, self.name = folder, name
        (folder / name).write_bytes(text.encode())
        for other, content in others.items():
            (folder / f"{other}.yaml").write_bytes(content.encode())
        self.document = load(folder / name)
        self.contract = self._resolved(self.document)
        self.live: Any = json.loads(json.dumps(self.contract.source))

    def _resolved(self, document: Document) -> Contract:
        contract = resolve(document).contract
        assert contract is not None
        return contract

    def revise(self, level: Level = Level.WIRE) -> Revision:
        return revise(self.document, self.contract, self.live, level)

    def update(self, level: Level = Level.WIRE) -> list[str]:
        """The lines that the update took away and added; drift is clean afterwards."""
        before = {name: (self.folder / name).read_bytes() for name in self.document.files}
        revision = self.revise(level)
        assert revision.left == ()
        write_revision(revision)
        live = Document(self.name, Path(), {self.name: self.live})
        assert compare(self._resolved(load(self.folder / self.name)), self._resolved(live), level) == ()
        lines: list[str] = []
        for name, raw in before.items():
            after = (self.folder / name).read_bytes().decode().splitlines()
            found = difflib.unified_diff(raw.decode().splitlines(), after, lineterm="", n=0)
            lines += [line for line in found if not line.startswith(("---", "+++", "@@"))]
        return lines


def _operation(live: Any, method: str = "get") -> Any:
    return live["paths"]["/cheeses"][method]


def _set(*way: str | int, to: object) -> Callable[[Any], None]:
    def edit(live: Any) -> None:
        for step in way[:-1]:
            live = live[step]
        live[way[-1]] = to

    return edit


def _drop(*way: str | int) -> Callable[[Any], None]:
    def edit(live: Any) -> None:
        for step in way[:-1]:
            live = live[step]
        del live[way[-1]]

    return edit


def _parameter(live: Any) -> None:
    _operation(live)["parameters"].append({"name": "X-Trace", "in": "header", "schema": {"type": "string"}})


def _inline(live: Any) -> None:
    schema = copy.deepcopy(live["components"]["schemas"]["Cheese"])
    schema["properties"]["age"] = {"type": "string"}
    _operation(live, "post")["requestBody"]["content"]["application/json"]["schema"] = schema


def _model(live: Any) -> None:
    live["components"]["schemas"]["Wine"] = {"type": "object", "properties": {"year": {"type": "integer"}}}
    _operation(live, "post")["responses"]["201"]["content"] = {
        "application/json": {"schema": {"$ref": "#/components/schemas/Wine"}}
    }


REQUIRED = (
    "+      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cheese'}}}, required: true}"
)
INLINED = (
    '+      requestBody: {content: {application/json: {schema: {"type": "object", "required": ["name"], "properties": '
    '{"name": {"type": "string", "description": "The name.\\n\\nAs printed.\\n"}, "age": {"type": "string"}}}}}}'
)
MODELLED = (
    '+      responses: {"201": {description: made, content: {"application/json": {"schema": '
    '{"$ref": "#/components/schemas/Wine"}}}}}'
)
GET = ("paths", "/cheeses", "get")
CHEESE = ("components", "schemas", "Cheese")

CASES: dict[str, tuple[Callable[[Any], None], list[str]]] = {
    "a bound": (
        _set(*GET, "parameters", 0, "schema", "maximum", to=50),
        [
            "-          schema: &limit {type: integer, minimum: 1, maximum: 100}   # see RFC",
            "+          schema: &limit {type: integer, minimum: 1, maximum: 50}   # see RFC",
            "-        - {name: limit, in: query, schema: *limit}",
            '+        - {name: limit, in: query, schema: {"type": "integer", "minimum": 1, "maximum": 100}}',
        ],
    ),
    "a parameter added": (
        _parameter,
        ["+        - name: X-Trace", "+          in: header", "+          schema:", "+            type: string"],
    ),
    "a parameter removed": (
        _drop(*GET, "parameters", 1),
        ["-        - {name: after, in: query, schema: {type: string}}"],
    ),
    "a parameter required": (
        _set(*GET, "parameters", 0, "required", to=True),
        ["+          required: true"],
    ),
    "a reply removed": (
        _drop(*GET, "responses", "404"),
        ['-        "404": {description: none}   # never seen'],
    ),
    "a reply added": (
        _set(*GET, "responses", "410", to={"description": "weg: früher"}),
        ['+        "410":', '+          description: "weg: früher"'],
    ),
    "a property's type": (
        _set(*CHEESE, "properties", "name", "type", to="integer"),
        ["-          type: string   # as printed", "+          type: integer   # as printed"],
    ),
    "a property added": (
        _set(*CHEESE, "properties", "from", to={"type": "string", "enum": ["FR", "CH"]}),
        ["+        from:", "+          type: string", "+          enum:", "+            - FR", "+            - CH"],
    ),
    "a property removed": (_drop(*CHEESE, "properties", "age"), ["-        age: {type: integer}"]),
    "what is required": (
        _set(*CHEESE, "required", to=["name", "age"]),
        ["-      required: [name]", '+      required: [name, "age"]'],
    ),
    "a body required": (
        _set("paths", "/cheeses", "post", "requestBody", "required", to=True),
        [
            "-      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cheese'}}}}",
            REQUIRED,
        ],
    ),
    "an operation added": (
        _set("paths", "/cheeses", "delete", to={"responses": {"204": {"description": "gone"}}}),
        ["+    delete:", "+      responses:", '+        "204":', "+          description: gone"],
    ),
    "an operation's path": (
        _set("paths", "/wines", to={"get": {"responses": {"204": {"description": "none"}}}}),
        ["+  /wines:", "+    get:", "+      responses:", '+        "204":', "+          description: none"],
    ),
    "operations removed": (
        _drop("paths", "/ages"),
        [
            "-  /ages:",
            "-    get:",
            "-      operationId: listAges",
            "-      parameters:",
            "-        - {name: limit, in: query, schema: *limit}",
            "-      responses:",
            '-        "200": {description: fine}',
        ],
    ),
    "security of one operation": (
        _set(*GET, "security", to=[{"key": []}]),
        ["+      security:", "+        - key: []"],
    ),
    "security of all": (_set("security", to=[{"token": []}, {"key": []}]), ["+- key: []"]),
    "a security scheme": (
        _set("components", "securitySchemes", "key", "in", to="query"),
        [
            "-    key: {type: apiKey, in: header, name: X-Key}",
            "+    key: {type: apiKey, in: query, name: X-Key}",
        ],
    ),
    "servers": (_set("servers", to=[{"url": "https://shop.example"}]), ["+servers:", "+  - url: https://shop.example"]),
    "a reference that the app does not make": (
        _inline,
        [
            "-      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cheese'}}}}",
            INLINED,
        ],
    ),
    "a component that the spec does not have": (
        _model,
        [
            '-      responses: {"201": {description: made}}',
            MODELLED,
            "+    Wine:",
            "+      type: object",
            "+      properties:",
            "+        year:",
            "+          type: integer",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_only_what_differs_is_written(name: str, tmp_path: Path) -> None:
    edit, lines = CASES[name]
    spec = Spec(tmp_path)
    edit(spec.live)
    assert spec.update() == lines


@pytest.mark.parametrize("name", CASES)
def test_lines_that_end_as_on_windows_still_do(name: str, tmp_path: Path) -> None:
    spec = Spec(tmp_path, TEXT.replace("\n", "\r\n"))
    CASES[name][0](spec.live)
    assert spec.update()
    text = (tmp_path / spec.name).read_bytes()
    assert text.count(b"\n") == text.count(b"\r\n")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("indent", [2, 4, None])
def test_a_json_spec_keeps_its_layout(name: str, indent: int | None, tmp_path: Path) -> None:
    text = json.dumps(Spec(tmp_path).live, indent=indent, ensure_ascii=False)
    spec = Spec(tmp_path, text, "openapi.json")
    CASES[name][0](spec.live)
    assert spec.update()
    written = (tmp_path / spec.name).read_text(encoding="utf-8")
    assert written == json.dumps(json.loads(written), indent=indent, ensure_ascii=False)


def test_words_are_written_at_the_full_level_only(tmp_path: Path) -> None:
    spec = Spec(tmp_path)
    _set(*GET, "description", to="All of them.\nIn one list.\n")(spec.live)
    assert spec.revise().files == ()
    assert spec.update(Level.FULL) == ["+      description: |", "+        All of them.", "+        In one list."]


def test_what_is_wrong_elsewhere_stays_out_of_it(tmp_path: Path) -> None:
    """Differences in words are no drift on the wire, so they are not written along with one that is."""
    spec = Spec(tmp_path)
    _set("info", "title", to="Another")(spec.live)
    _set(*CHEESE, "properties", "age", "minimum", to=0)(spec.live)
    assert spec.update() == ["-        age: {type: integer}", "+        age: {type: integer, minimum: 0}"]


@pytest.mark.parametrize(
    ("written", "lived", "line"),
    [("true", 1, "1"), ("0", False, "false"), ("[true]", [1], "[1]"), ("{a: 1}", {"a": True}, "{a: true}")],
)
def test_a_number_is_no_flag(written: str, lived: Any, line: str, tmp_path: Path) -> None:
    spec = Spec(tmp_path, TEXT.replace("age: {type: integer}", f"age: {{default: {written}}}"))
    _set(*CHEESE, "properties", "age", "default", to=lived)(spec.live)
    assert spec.update() == [f"-        age: {{default: {written}}}", f"+        age: {{default: {line}}}"]


def test_a_number_that_became_a_flag_meanwhile_is_a_change(tmp_path: Path) -> None:
    text = TEXT.replace("age: {type: integer}", "age: {default: 1}")
    spec = Spec(tmp_path, text)
    _drop(*GET, "responses", "404")(spec.live)
    (tmp_path / spec.name).write_bytes(text.replace("default: 1", "default: true").encode())
    with pytest.raises(Refused, match="has changed since it was read"):
        spec.revise()


@pytest.mark.parametrize(
    ("text", "is_right"),
    [("type: integer, default: 1", True), ("default: 1, type: integer", True), ("type: integer, default: true", False)],
)
def test_what_is_proposed_has_been_read_again(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_right: bool
) -> None:
    """A text that says something else than it was to say is no proposal, be it a flag in place of a number."""
    spec = Spec(tmp_path)
    _set(*CHEESE, "properties", "age", "default", to=1)(spec.live)
    new = TEXT.replace("type: integer}\n#", text + "}\n#")
    monkeypatch.setattr(import_module("handfast.drift.revise.revise"), "patched", lambda *_, **__: new)
    revision = spec.revise()
    assert [one.after.decode() for one in revision.files] == [new] * is_right
    assert [change.what for change in revision.left] == ["`Cheese`: property `age`: default"] * (not is_right)


@pytest.mark.parametrize("name", ["openapi.yaml", "openapi.json"])
def test_what_no_file_can_hold_is_left(name: str, tmp_path: Path) -> None:
    text = json.dumps(Spec(tmp_path).live)
    spec = Spec(tmp_path, text if name.endswith(".json") else TEXT, name)
    _set(*GET, "summary", to="half a pair: \ud800")(spec.live)
    revision = spec.revise(Level.FULL)
    assert revision.files == ()
    assert [change.what for change in revision.left] == ["summary"]


COMMON = "# shared\nLimit:   # of a page\n  name: limit\n  in: query\n  schema: {type: integer, maximum: 9}\n"


def test_a_change_is_written_into_the_file_where_it_belongs(tmp_path: Path) -> None:
    parameters = "      parameters:\n        - $ref: 'common.yaml#/Limit'\n      responses: {}\n"
    text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n" + parameters
    spec = Spec(tmp_path, text, common=COMMON)
    spec.live["x-files"]["common.yaml"]["Limit"]["schema"]["maximum"] = 10
    assert spec.update() == ["-  schema: {type: integer, maximum: 9}", "+  schema: {type: integer, maximum: 10}"]


def test_tags_are_put_into_another_order_and_nothing_else_is_written(tmp_path: Path) -> None:
    tags = "tags: [{name: a}, {name: b}]\n"
    parameters = "      parameters:\n        - $ref: 'common.yaml#/Limit'\n      responses: {}\n"
    text = f"openapi: 3.1.0\n{tags}info: {{title: t, version: '1'}}\npaths:\n  /a:\n    get:\n{parameters}"
    spec = Spec(tmp_path, text, common=COMMON)
    spec.live["tags"] = [{"name": "b"}, {"name": "c"}, {"name": "a"}]
    assert spec.update(Level.FULL) == [f"-{tags.strip()}", '+tags: [{name: b}, {name: c}, {"name": "a"}]']


def test_merge_keys_are_overridden_and_what_they_hold_can_not_be_taken_away(tmp_path: Path) -> None:
    text = TEXT.replace(
        "        age: {type: integer}\n",
        "        age: &age\n          type: integer\n        weight:\n          <<: *age\n          minimum: 1\n",
    )
    spec = Spec(tmp_path, text)
    _set(*CHEESE, "properties", "weight", "type", to="number")(spec.live)
    assert spec.update() == ["+          type: number"]
    spec = Spec(tmp_path, text)
    _drop(*CHEESE, "properties", "weight", "type")(spec.live)
    revision = spec.revise()
    assert [change.what for change in revision.left] == ["`Cheese`: property `weight`: type"]
    assert revision.files == ()


def test_a_spec_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    spec = Spec(tmp_path)
    _drop(*GET, "responses", "404")(spec.live)
    revision = spec.revise()
    changed = (TEXT + "x-new: 1\n").encode()
    (tmp_path / spec.name).write_bytes(changed)
    with pytest.raises(Refused, match="has changed since it was read"):
        write_revision(revision)
    with pytest.raises(Refused, match="has changed since it was read"):
        spec.revise()
    assert (tmp_path / spec.name).read_bytes() == changed


def test_the_files_mode_and_byte_order_mark_stay(tmp_path: Path) -> None:
    spec = Spec(tmp_path, "\ufeff" + TEXT)
    (tmp_path / spec.name).chmod(0o640)
    _drop(*GET, "responses", "404")(spec.live)
    write_revision(spec.revise())
    assert (tmp_path / spec.name).read_bytes().startswith("\ufeff#".encode())
    assert (tmp_path / spec.name).stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == [spec.name]


def _command(pets: Pets, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    monkeypatch.chdir(pets.root)
    (pets.root / "pyproject.toml").touch()
    result = CliRunner().invoke(program, ["drift", "--update-spec", *arguments])
    return result.exit_code, result.output


PLANTED = '\n\n@app.delete("/debug")\nasync def debug(verbose: bool = False) -> None: ...\n'


def test_the_command_asks_shows_and_writes(pets: Pets, monkeypatch: pytest.MonkeyPatch) -> None:
    pets.append("app/main.py", PLANTED)
    before = (pets.root / SPEC).read_text(encoding="utf-8")
    code, output = _command(pets, monkeypatch)
    assert code == 2
    assert "there is no terminal" in output
    assert "+  /debug:" in output
    assert (pets.root / SPEC).read_text(encoding="utf-8") == before
    code, output = _command(pets, monkeypatch, "--yes")
    assert code == 0, output
    written = load(pets.root / SPEC)
    assert "delete" in written.files["openapi.yaml"]["paths"]["/debug"]
    code, output = _command(pets, monkeypatch, "--yes")
    assert (code, "DRIFT001" in output) == (2, True)  # it is time for `handfast gen`


def _answered(pets: Pets, answer: str) -> tuple[int, str]:
    """The exit code, and what a person at a terminal is told who types an answer."""
    (pets.root / "pyproject.toml").touch()
    command = [sys.executable, "-c", "from handfast.cli import main; main()", "drift", "--update-spec"]
    keyboard, terminal = os.openpty()
    try:
        os.write(keyboard, answer.encode())
        done = subprocess.run(
            command, cwd=pets.root, stdin=terminal, capture_output=True, text=True, timeout=120, check=False
        )
    finally:
        os.close(keyboard)
        os.close(terminal)
    return done.returncode, done.stderr


@pytest.mark.parametrize(("answer", "is_agreed"), [("y\n", True), ("\n", False)], ids=["yes", "no answer"])
def test_the_command_writes_what_a_person_agrees_to(answer: str, pets: Pets, *, is_agreed: bool) -> None:
    pets.append("app/main.py", PLANTED)
    before = (pets.root / SPEC).read_bytes()
    code, output = _answered(pets, answer)
    shown, asked, told = output.partition("write this? [y/N]:")
    assert "+  /debug:" in shown
    assert asked
    assert ("`openapi.yaml` written" in told) is is_agreed
    assert ((pets.root / SPEC).read_bytes() != before) is is_agreed
    assert code == 0 or not is_agreed


def test_the_command_writes_nothing_where_nothing_differs(pets: Pets, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (pets.root / SPEC).read_bytes()
    code, output = _command(pets, monkeypatch, "--yes")
    assert (code, "nothing to write" in output) == (0, True)
    assert (pets.root / SPEC).read_bytes() == before
