"""The judge: the contract's own schemas decide every value, in requests and in replies."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, unquote

import jsonschema_rs
from pydantic_core import from_json

from handfast.runtime import settings, sizes
from handfast.runtime.shape import Shape, shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from handfast.runtime.building import Builder

Direction = Literal["request", "response"]

BACKTRACK_LIMIT = 100_000
MOST_VIOLATIONS = 50
LARGE = 10_000
"""Values with more nodes than this are refused without a list of reasons: collecting those costs seconds."""

_COMPONENTS = "#/components/schemas/"
_NAMES_SHOWN = 5
_MESSAGE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a value breaks the contract.

    `location` is `body`, `reply` or a parameter location, `name` the parameter's name, `pointer` a JSON pointer into
    the value, `rule` the pointer into the spec. The message never holds the value.
    """

    location: str
    name: str
    pointer: str
    rule: str
    message: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.location, self.name, self.pointer) if part)
        return f"{where}: {self.message}"


class Judge:
    """Decides values by the schemas in `generated/schemas.json`. Reads and compiles them when first asked.

    `builders` are kept here by those who make the values that it has decided, one for each type.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._loaded: Mapping[str, Any] | None = None
        self._counts_files = False
        self._compiled: dict[str, jsonschema_rs.Validator] = {}
        self._by_reference: dict[str, str] = {}
        self.builders: dict[Any, Builder] = {}
        self._shapes: dict[int, tuple[Any, Shape]] = {}  # the node is kept so that its id stays its own

    def is_valid(self, key: str, instance: Any, direction: Direction = "request") -> bool:
        """Whether `instance` satisfies the schema named `key`. KeyError when there is none."""
        return self._validator(direction).is_valid({key: instance}) if key in self else self._missing(key)

    def checker(self, key: str, direction: Direction = "request") -> Callable[[Any], bool]:
        """`is_valid` for one schema. Compiles the judge's document; KeyError when there is no such schema."""
        if key not in self:
            self._missing(key)
        is_valid = self._validator(direction).is_valid
        return lambda instance: is_valid({key: instance})

    def key_of(self, reference: str) -> str | None:
        """The key of the schema that a `$ref` inside the judge's document points at; None where it has none."""
        if not self._by_reference:
            self._by_reference = {place: key for key, place in self._keys.items()}
        return self._by_reference.get(reference)

    def checker_of(self, node: Any) -> Callable[[Any], bool]:
        """`is_valid` for a schema of the judge's document that leads to no other: it is compiled alone."""
        is_valid: Callable[[Any], bool] = self._compiled_of(node).is_valid
        return is_valid

    def check(
        self, key: str, instance: Any, direction: Direction = "request", *, location: str = "body", name: str = ""
    ) -> tuple[Violation, ...]:
        """Every way in which `instance` breaks the schema named `key`, at most 50; empty when it is valid."""
        if self.is_valid(key, instance, direction):
            return ()
        if _is_large(instance):
            message = "does not match the schema; it is too large to say where"
            return (Violation(location, name, "", key, message),)
        found: list[Violation] = []
        for error in self._validator(direction).iter_errors({key: instance}):
            pointer = "".join(f"/{_escape(str(part))}" for part in error.instance_path[1:])
            found.append(Violation(location, name, pointer, _rule(error.schema_path), _message(error)))
            if len(found) == MOST_VIOLATIONS:
                break
        return tuple(found)

    def choice(self, name: str) -> Mapping[str, Any] | None:
        """What tells the branches of the type `name` apart; None when its Python type does, or it is no choice."""
        found: Mapping[str, Any] | None = (self._loaded or self._load())["choices"].get(name)
        return found

    @property
    def document(self) -> Mapping[str, Any]:
        """What is decided by: the schemas of each direction, `choices`, and by which reference a key is reached."""
        return self._loaded or self._load()

    def broken(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Those of `keys` that the judge does not know. Compiles both directions.

        Raises:
            ValueError: the schemas can't be compiled; the message names the place.
        """
        for direction in ("request", "response"):
            self._validator(direction)
        return tuple(key for key in keys if key not in self)

    def schema(self, key: str) -> Any:
        """The schema named `key`, as it is judged in requests. KeyError when there is none."""
        root = self._root()
        if key.startswith(_COMPONENTS):
            name = _unescape(key[len(_COMPONENTS) :])
            if name in root.get("components", {}).get("schemas", {}):
                return root["components"]["schemas"][name]
        return root["$defs"][key]

    def shape(self, node: Any) -> Shape:
        """What can be said about a value of this schema without judging it. `node` belongs to this judge."""
        known = self._shapes.get(id(node))
        if known is None:
            known = self._shapes[id(node)] = (node, shape_of(node, self.target))
        return known[1]

    def target(self, reference: str) -> Any:
        """The schema that a `$ref` inside the judge's document points at; `True` when it points elsewhere."""
        if not reference.startswith("#"):
            return True
        node: Any = self._root()
        for token in reference[1:].split("/")[1:]:
            part = _unescape(unquote(token))
            try:
                node = node[int(part)] if isinstance(node, list) else node[part]
            except (KeyError, IndexError, ValueError, TypeError):
                return True
        return node

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    @property
    def _keys(self) -> Mapping[str, str]:
        return (self._loaded or self._load())["keys"]  # type: ignore[no-any-return]

    def _root(self) -> Any:
        return (self._loaded or self._load())["request"]

    def _load(self) -> Mapping[str, Any]:
        with self._lock:
            if self._loaded is None:
                text = self._path.read_bytes()
                document = from_json(text)
                roots = {"request": document["schemas"], "response": document["schemas"]}
                if document.get("response") or document.get("request"):
                    roots["response"] = from_json(text)["schemas"]
                    _replace(roots["request"], document.get("request", {}))
                    _replace(roots["response"], document.get("response", {}))
                self._counts_files = sizes.count_files(text, *roots.values())
                choices = document.get("choices", {})
                branches = {at: at for one in choices.values() for option in one["options"] for at in option}
                keys = branches | _references(document["schemas"])
                self._loaded = {**roots, "keys": keys, "choices": choices}
            return self._loaded

    def _validator(self, direction: str) -> jsonschema_rs.Validator:
        compiled = self._compiled.get(direction)
        return self._compile(direction) if compiled is None else compiled

    def _compile(self, direction: str) -> jsonschema_rs.Validator:
        loaded = self._loaded or self._load()
        with self._lock:
            if loaded["request"] is loaded["response"] and self._compiled:
                self._compiled[direction] = next(iter(self._compiled.values()))
            if direction not in self._compiled:
                # One root for the whole document: a validator per schema costs hundreds of megabytes on large specs.
                properties = {key: {"$ref": reference} for key, reference in loaded["keys"].items()}
                self._compiled[direction] = self._compiled_of({**loaded[direction], "properties": properties})
            return self._compiled[direction]

    def _compiled_of(self, schema: Any) -> jsonschema_rs.Validator:
        return jsonschema_rs.Draft202012Validator(
            schema,
            validate_formats=settings.assert_formats(),
            ignore_unknown_formats=True,
            mask="value",
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT),
            keywords=sizes.KEYWORDS if self._counts_files else None,
            offline=True,
        )

    def _missing(self, key: str) -> bool:
        raise KeyError(f"{self._path.name} has no schema {key}")


@lru_cache(maxsize=1024)
def knows_format(name: str) -> bool:
    """Whether the judge decides about a format of text; any other is a description for it."""
    try:
        jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True, ignore_unknown_formats=False)
    except ValueError:
        return False
    return True


def _references(schemas: Mapping[str, Any]) -> dict[str, str]:
    """The key of every schema, and the reference that reaches it."""
    names = schemas.get("components", {}).get("schemas", {})
    found = {key: f"#/$defs/{quote(_escape(key), safe='~')}" for key in schemas.get("$defs", {})}
    for name in names:
        found[_COMPONENTS + _escape(name)] = f"{_COMPONENTS}{quote(_escape(name), safe='~')}"
    return found


def _replace(root: Any, patches: Mapping[str, list[str]]) -> None:
    for pointer, names in patches.items():
        *parents, last = [_unescape(token) for token in pointer.removeprefix("#").split("/")[1:]]
        node = root
        for part in parents:
            node = node[int(part)] if isinstance(node, list) else node[part]
        node[last] = names


def _is_large(instance: Any) -> bool:
    """Whether a value has more than `LARGE` nodes; stops counting there."""
    left = LARGE
    waiting = [instance]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            left -= len(value)
            children: Iterable[Any] = value.values()
        elif isinstance(value, list):
            left -= len(value)
            children = value
        else:
            continue
        if left < 0:
            return True
        waiting.extend(children)
    return False


def _rule(schema_path: list[str | int]) -> str:
    """The pointer into the spec of a place in the judge's document."""
    parts = [sizes.plain_keyword(str(part)) for part in schema_path]
    if len(parts) > 1 and parts[0] == "$defs":
        return parts[1] + "".join(f"/{_escape(part)}" for part in parts[2:])
    return "#" + "".join(f"/{_escape(part)}" for part in parts)


def _message(error: jsonschema_rs.ValidationError) -> str:
    """What is wrong, without the value; names that the client chose are shown, a few and shortened."""
    unexpected = getattr(error.kind, "unexpected", None)
    if unexpected and isinstance(unexpected[0], str):
        names = ", ".join(repr(name[:64]) for name in unexpected[:_NAMES_SHOWN])
        rest = len(unexpected) - _NAMES_SHOWN
        return f"has properties that are not allowed: {names}" + (f" and {rest} more" if rest > 0 else "")
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.FalseSchema):
        return "is not allowed"
    return error.message[:_MESSAGE_LENGTH]


def _escape(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")


def _unescape(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")
