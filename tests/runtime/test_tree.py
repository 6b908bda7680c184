"""The tree finds what asking each template finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.runtime.paths import Template, compile_template
from handfast.runtime.tree import Tree
from handfast.runtime.wire import Wire

SEGMENTS = st.sampled_from(["a", "b", "", "{x}", "{y}", "a-{x}", "{x}.{y}", "{x}{y}", "v:1", "a b", "é"])
KEYS = st.builds(
    lambda segments, query: "/" + "/".join(segments) + query,
    st.lists(SEGMENTS, min_size=1, max_size=4),
    st.sampled_from(["", "", "", "?q=1", "?q={z}", "?q=1&w"]),
).filter(lambda key: len(set(compile_template(key).names)) == len(compile_template(key).names))
PARTS = st.sampled_from(["a", "b", "", "a-1", "1.2", "v:1", "v%3A1", "a%20b", "%C3%A9", "%2F", "zz", "a-"])
PATHS = st.builds(lambda parts: "/" + "/".join(parts), st.lists(PARTS, min_size=1, max_size=4))
QUERIES = st.sampled_from([b"", b"q=1", b"q=2", b"q=1&w", b"w"])


def asked_one_by_one(templates: list[Template], path: str, query: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """The templates that match and that no other outranks, with the values of their parameters."""
    matching = {one.text: (one, values) for one in templates if (values := one.match(path, query)) is not None}
    best = [one for one, _ in matching.values() if not any(other.outranks(one) for other, _ in matching.values())]
    return {one.text: matching[one.text][1] for one in best}


@settings(max_examples=1000, deadline=None)
@given(st.lists(KEYS, min_size=1, max_size=8, unique=True), PATHS, QUERIES)
def test_one_walk_is_as_good_as_asking_each(keys: list[str], path: str, query: bytes) -> None:
    templates = [compile_template(key) for key in keys]
    tree = Tree[int]()
    for number, template in enumerate(templates):
        tree.add(template, number)
    scope = {"query_string": query, "headers": []}
    found = {match.template.text: match.values for match in tree.find(path, scope)}
    assert found == asked_one_by_one(templates, path, Wire(scope).query)


def test_payloads_stay_in_order() -> None:
    tree = Tree[str]()
    for payload in ("get", "put"):
        tree.add(compile_template("/a/{x}"), payload)
    (match,) = tree.find("/a/1", {})
    assert (list(match.payloads), match.values) == (["get", "put"], {"x": "1"})
