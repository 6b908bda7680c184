"""Which references count, and where they may lead."""

import json
from pathlib import Path

import pytest

from handfast.diagnostics import Pointer, Position, Refused
from handfast.document import JSON, Document, load, locate, references


def written(folder: Path, files: dict[str, JSON]) -> Path:
    """The path of the first of some files, written as JSON."""
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value))
    return folder / next(iter(files))


def schemas(**named: JSON) -> JSON:
    return {"openapi": "3.1.0", "components": {"schemas": named}}


def test_files_are_read_as_far_as_references_reach(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {
            "a.json": schemas(A={"$ref": "sub/b.json#/B"}),
            "sub/b.json": {"B": {"properties": {"c": {"$ref": "../c%20d.json"}}}, "unused": {"$ref": "gone.json"}},
            "c d.json": {"allOf": [{"$ref": "a.json#/components/schemas/A"}, {"$ref": "sub/b.json#/B"}]},
            "e.json": {},
        },
    )
    document = load(path)
    assert set(document.files) == {"a.json", "sub/b.json", "c d.json"}
    inner = Pointer("sub/b.json", ("B", "properties", "c"))
    assert document.target("../c%20d.json", inner) == Pointer("c d.json")
    assert document.target("#/B", inner) == Pointer("sub/b.json", ("B",))


@pytest.mark.parametrize(
    ("place", "counts"),
    [
        ({"paths": {"/a": {"$ref": "x.json"}}}, True),
        ({"paths": {"x-a": {"$ref": "x.json"}}}, False),
        ({"paths": {"/a": {"get": {"parameters": [{"$ref": "x.json"}]}}}}, True),
        ({"paths": {"/a": {"get": {"responses": {"default": {"$ref": "x.json"}}}}}}, True),
        ({"paths": {"/a": {"get": {"responses": {"200": {"headers": {"x-a": {"$ref": "x.json"}}}}}}}}, True),
        ({"paths": {"/a": {"get": {"responses": {"200": {"links": {"a": {"$ref": "x.json"}}}}}}}}, True),
        ({"paths": {"/a": {"get": {"callbacks": {"a": {"$ref": "x.json"}}}}}}, True),
        ({"paths": {"/a": {"get": {"callbacks": {"a": {"{$url}": {"$ref": "x.json"}}}}}}}, True),
        ({"webhooks": {"a": {"$ref": "x.json"}}}, True),
        ({"components": {"parameters": {"a": {"examples": {"b": {"$ref": "x.json"}}}}}}, True),
        ({"components": {"parameters": {"a": {"examples": {"b": {"value": {"$ref": "x.json"}}}}}}}, False),
        ({"components": {"parameters": {"a": {"example": {"$ref": "x.json"}}}}}, False),
        ({"components": {"schemas": {"x-a": {"$ref": "x.json"}}}}, True),
        (schemas(A={"properties": {"$ref": {"type": "string"}}}), False),
        (schemas(A={"properties": {"example": {"$ref": "x.json"}}}), True),
        (schemas(A={"properties": {"properties": {"properties": {"default": {"$ref": "x.json"}}}}}), True),
        (schemas(A={"default": {"$ref": "x.json"}}), False),
        (schemas(A={"enum": [{"$ref": "x.json"}]}), False),
        (schemas(A={"const": {"$ref": "x.json"}}), False),
        (schemas(A={"example": {"$ref": "x.json"}}), False),
        (schemas(A={"examples": [{"$ref": "x.json"}]}), False),
        (schemas(A={"x-a": {"$ref": "x.json"}}), False),
        (schemas(A={"items": [{"$ref": "x.json"}]}), True),
        (schemas(A={"additionalProperties": {"not": {"$ref": "x.json"}}}), True),
        (schemas(A={"$ref": 1}), False),
        (schemas(A={"$id": "https://example.com/a", "properties": {"b": {"$ref": "x.json"}}}), False),
    ],
)
def test_only_a_reference_in_a_place_for_one_counts(place: JSON, counts: bool, tmp_path: Path) -> None:
    document = load(written(tmp_path, {"a.json": place, "x.json": {}}))
    assert ("x.json" in document.files) is counts
    assert [one.ref for one in references(document)] == (["x.json"] if counts else [])


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("../x.json", "SPEC008"),
        ("b/../../x.json", "SPEC008"),
        ("%2e%2e/x.json", "SPEC008"),
        ("/etc/passwd", "SPEC008"),
        ("%2Fetc/passwd", "SPEC008"),
        ("a%00.json", "SPEC008"),
        ("..", "SPEC008"),
        ("link.json", "SPEC008"),
        ("folder/x.json", "SPEC008"),
        ("loop.json", "SPEC001"),
        ("gone.json", "SPEC001"),
        ("bad.json", "SPEC002"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(ref: str, code: str, tmp_path: Path) -> None:
    folder = tmp_path / "spec"
    path = written(folder, {"a.json": schemas(A={"$ref": ref})})
    (tmp_path / "x.json").write_text("{}")
    (folder / "bad.json").write_text("{")
    (folder / "link.json").symlink_to(tmp_path / "x.json")
    (folder / "folder").symlink_to(tmp_path)
    (folder / "loop.json").symlink_to(folder / "loop.json")
    with pytest.raises(Refused) as caught:
        load(path)
    (finding,) = caught.value.findings
    assert finding.code == code
    if code != "SPEC002":
        assert finding.at == Pointer("a.json", ("components", "schemas", "A", "$ref"))


def test_a_symbolic_link_inside_the_folder_is_fine(tmp_path: Path) -> None:
    path = written(tmp_path, {"a.json": schemas(A={"$ref": "link.json"}), "x.json": {"type": "string"}})
    (tmp_path / "link.json").symlink_to(tmp_path / "x.json")
    assert load(path).files["link.json"] == {"type": "string"}


def test_all_missing_files_are_reported_each_once(tmp_path: Path) -> None:
    path = written(tmp_path, {"a.json": schemas(A={"$ref": "b.json"}, B={"$ref": "b.json#/x"}, C={"$ref": "c.json"})})
    with pytest.raises(Refused) as caught:
        load(path)
    assert [finding.message.split("`")[1] for finding in caught.value.findings] == ["c.json", "b.json"]


@pytest.mark.parametrize("ref", ["https://example.com/x.json", "//example.com/x", "file:///etc/passwd", "C:/x.json"])
def test_the_network_is_left_to_whoever_follows(ref: str, tmp_path: Path) -> None:
    document = load(written(tmp_path, {"a.json": schemas(A={"$ref": ref})}))
    with pytest.raises(Refused) as caught:
        document.target(ref, Pointer("a.json", ("components", "schemas", "A")))
    assert caught.value.findings[0].code == "SPEC009"


@pytest.fixture
def document() -> Document:
    value = {
        "$self": "https://example.com/api",
        "a/b": {"c~d": 1, "e f": 2, "g%20h": 3},
        "list": [{"$anchor": "here"}],
        "wheel": {"$dynamicAnchor": "node"},
    }
    return Document("a.json", Path(), {"a.json": value})


@pytest.mark.parametrize(
    ("ref", "parts"),
    [
        ("#", ()),
        ("", ()),
        ("#/a~1b/c~0d", ("a/b", "c~d")),
        ("#/a~1b/e%20f", ("a/b", "e f")),
        ("#/a~1b/e f", ("a/b", "e f")),
        ("#/a~1b/g%20h", ("a/b", "g%20h")),
        ("#/list/0", ("list", "0")),
        ("#here", ("list", "0")),
        ("#node", ("wheel",)),
        ("a.json#/wheel", ("wheel",)),
        ("https://example.com/api#/wheel", ("wheel",)),
    ],
)
def test_a_fragment_names_a_place(ref: str, parts: tuple[str, ...], document: Document) -> None:
    assert document.target(ref, Pointer("a.json")) == Pointer("a.json", parts)


@pytest.mark.parametrize("ref", ["#/gone", "#/list/1", "#/list/-", "#gone", "b.json", "#/a~1b/c~0d/x"])
def test_a_missing_place_is_refused_at_the_reference(ref: str, document: Document) -> None:
    base = Pointer("a.json", ("wheel",))
    with pytest.raises(Refused) as caught:
        document.target(ref, base)
    (finding,) = caught.value.findings
    assert (finding.code, finding.at) == ("SPEC020", base / "$ref")


@pytest.mark.parametrize("ref", ["../x.json", "/x.json", "b/../../a.json", "%2e%2e/x.json"])
def test_a_path_out_of_the_folder_is_refused_without_looking(ref: str, document: Document) -> None:
    with pytest.raises(Refused) as caught:
        document.target(ref, Pointer("a.json"))
    assert caught.value.findings[0].code == "SPEC008"


def test_a_reference_into_an_earlier_file_is_found_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("B:\n  properties:\n    c:\n      $ref: gone.yaml\n")
    (tmp_path / "a.yaml").write_text("components: {schemas: {A: {$ref: b.yaml#/B}}}\n")
    with pytest.raises(Refused) as caught:
        load(tmp_path / "a.yaml")
    at = caught.value.findings[0].at
    assert isinstance(at, Pointer)
    assert locate(tmp_path, at) == Position((tmp_path / "b.yaml").as_posix(), 4, 7, 4)
