"""Values of schemas: the document's own examples where they are valid, else made up, and proved by the judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from random import Random
from typing import Final

from handfast.contract import JSON, Schema
from handfast.mock import words
from handfast.mock.demand import Demand, Impossible, Reader, Taste, TooDeep
from handfast.mock.patterns import matching
from handfast.mock.scalars import fixed, kind_of, number, text
from handfast.mock.schemas import Schemas, matches
from handfast.runtime import Judge
from handfast.runtime.omit import omission

_DEEP: Final = 4
"""Below this, only what is required is made."""
_DEEPEST: Final = 24
_RICH: Final = 1_500
"""After as many parts of one value, only what is required is made."""
_MOST: Final = 20_000
"""More parts than this are not made for one value."""
_TRIES: Final = 10
_ATTEMPTS: Final = 12


class Values:
    """Makes the values of a contract's replies."""

    def __init__(self, schemas: Mapping[str, Schema], judge: Judge) -> None:
        self.schemas = Schemas(schemas)
        self.judge = judge
        self._reader = Reader(self.schemas)

    def of(self, schema: Schema, key: str, seed: str, *, name: str = "", is_dynamic: bool = False) -> JSON:
        """A value of a schema, which the judge knows as `key`; the same for the same seed.

        `is_dynamic` passes over the document's examples.

        Raises:
            Impossible: none was found that the judge accepts.
        """
        node = self.schemas.node(schema)
        for attempt in range(_ATTEMPTS):
            maker = _Maker(
                self.schemas,
                self._reader,
                Random(f"{seed}/{attempt}"),  # noqa: S311 - nothing here is secret
                is_lean=attempt % 4 >= 2,  # noqa: PLR2004 - every other pair of attempts
                has_examples=not is_dynamic and attempt < _ATTEMPTS // 2,
            )
            try:
                value = self.sent(key, maker.value([node], name, 0))
            except Impossible:
                continue
            if self.is_valid(key, value):
                return value
        raise Impossible

    def part(self, nodes: Sequence[JSON], seed: str, name: str) -> JSON:
        """A value that satisfies some schemas, proved as far as parts can be.

        Raises:
            Impossible: none was found.
        """
        random = Random(seed)  # noqa: S311 - nothing here is secret
        maker = _Maker(self.schemas, self._reader, random, is_lean=False, has_examples=False)
        return maker.value(list(nodes), name, 0)

    def fits(self, nodes: Sequence[JSON], value: JSON) -> bool:
        """Whether a value satisfies some schemas, as far as that can be told for parts."""
        return self.schemas.accepts(nodes, value)

    def sent(self, key: str, value: JSON) -> JSON:
        """A value without what only requests have."""
        omit = omission(self.judge, self.judge.schema(key), "writeOnly")
        return value if omit is None else omit(value)

    def is_valid(self, key: str, value: JSON) -> bool:
        """Whether the judge accepts a value in replies."""
        return self.judge.is_valid(key, value, "response")


class _Maker:
    """Makes one value."""

    def __init__(self, schemas: Schemas, reader: Reader, random: Random, *, is_lean: bool, has_examples: bool) -> None:
        self._schemas = schemas
        self._reader = reader
        self._random = random
        self._is_lean = is_lean
        self._has_examples = has_examples
        self._made = 0
        self._hopeless: dict[tuple[int, ...], Sequence[JSON]] = {}

    def value(self, nodes: Sequence[JSON], name: str, depth: int) -> JSON:
        """A value that satisfies all of `nodes`; `name` is what it is called.

        Raises:
            Impossible: none was found.
        """
        self._made += 1
        key = tuple(map(id, nodes))
        if depth > _DEEPEST or self._made > _MOST:
            raise TooDeep
        if key in self._hopeless:
            raise Impossible
        for sample in self._samples(nodes) if self._has_examples else ():
            if self._schemas.accepts(nodes, sample):
                return deepcopy(sample)
        is_deep = False
        for attempt in range(_TRIES):
            is_late = attempt > _TRIES // 2
            try:
                demand = self._reader.read(nodes, Taste(self._random, self._is_short(depth), is_late))
                made = self._of(demand, nodes, name, depth)
            except TooDeep:
                is_deep = True
                continue
            except Impossible:
                continue
            if not demand.is_risky or self._schemas.accepts(nodes, made):
                return made
        if is_deep:
            raise TooDeep
        self._hopeless[key] = nodes
        raise Impossible

    def _is_short(self, depth: int) -> bool:
        return self._is_lean or depth >= _DEEP or self._made > _RICH

    def _samples(self, nodes: Sequence[JSON]) -> Iterator[JSON]:
        """The examples that the document gives for a value, and its default, in random order."""
        found: list[JSON] = []
        defaults: list[JSON] = []
        waiting = list(nodes)
        seen: set[int] = set()
        while waiting:
            node = waiting.pop(0)
            if not isinstance(node, Mapping) or id(node) in seen:
                continue
            seen.add(id(node))
            found += [node["example"]] if "example" in node else []
            found += node["examples"] if isinstance(node.get("examples"), list) else []
            defaults += [node["default"]] if node.get("default") is not None else []
            if isinstance(node.get("$ref"), str):
                waiting.append(self._schemas.target(node["$ref"]))
            elif len(node.get("allOf", ())) == 1:
                waiting.append(node["allOf"][0])
        self._random.shuffle(found)
        yield from found
        yield from defaults

    def _of(self, demand: Demand, nodes: Sequence[JSON], name: str, depth: int) -> JSON:
        if demand.values() is not None:
            return deepcopy(fixed(demand, self._random))
        match demand.kind():
            case "object":
                return self._object(demand, nodes, depth)
            case "array":
                return self._array(demand, name, depth)
            case "string":
                return text(demand, name, self._random)
            case "integer":
                return number(demand, name, self._random, is_whole=True)
            case "number":
                return number(demand, name, self._random, is_whole=False)
            case "boolean":
                return self._random.random() < 0.5  # noqa: PLR2004 - one of two
            case _:
                return None

    # --- objects ------------------------------------------------------------------------------------------------------

    def _object(self, demand: Demand, nodes: Sequence[JSON], depth: int) -> JSON:
        required = dict.fromkeys(name for names in demand.said("required") for name in names)
        declared = dict.fromkeys(name for named in demand.said("properties") for name in named)
        most = demand.lowest("maxProperties", 1_000)
        made: dict[str, JSON] = {}
        needed = self._with_dependents(demand, required)
        for name in needed:
            made[name] = self._member(demand, name, depth)
        if not self._is_short(depth):
            self._fill(demand, made, [name for name in declared if name not in made], most, depth)
            self._fill(demand, made, self._free_names(demand, 2) if not declared else [], most, depth)
        least = demand.highest("minProperties")
        self._fill(demand, made, [name for name in declared if name not in made], min(least, most), depth)
        self._fill(demand, made, self._free_names(demand, least + 2), min(least, most), depth)
        if len(made) > most or len(made) < least:
            raise Impossible
        ordered = {name: made[name] for name in declared if name in made} | made
        return self._with_dependent_schemas(demand, nodes, ordered, depth)

    def _with_dependents(self, demand: Demand, names: Mapping[str, None]) -> list[str]:
        """The names that must be there, with those that they bring along (JSON Schema 2020-12 §6.5.4)."""
        found = dict(names)
        waiting = list(found)
        while waiting:
            name = waiting.pop()
            for dependents in demand.said("dependentRequired"):
                for other in dependents.get(name, ()):
                    if other not in found:
                        found[other] = None
                        waiting.append(other)
        return [name for name in found if not self._schemas.is_left_out(self._parts(demand, name))]

    def _fill(self, demand: Demand, made: dict[str, JSON], names: Sequence[str], most: int, depth: int) -> None:
        """Add optional members, as long as there are fewer than `most`; those that can't be made are left out."""
        for name in names:
            if len(made) >= most:
                return
            if name in made or self._schemas.is_left_out(self._parts(demand, name)):
                continue
            together = self._with_dependents(demand, {name: None})
            if len(made) + len(together) > most:
                continue
            try:
                added = {one: self._member(demand, one, depth) for one in together if one not in made}
            except Impossible:
                continue
            made.update(added)

    def _member(self, demand: Demand, name: str, depth: int) -> JSON:
        if name in demand.forbidden:
            raise Impossible
        named = demand.said("propertyNames")
        if named and not self._schemas.accepts(named, name):
            raise Impossible
        return self.value(self._parts(demand, name), name, depth + 1)

    def _parts(self, demand: Demand, name: str) -> list[JSON]:
        """Every schema that a property must satisfy (JSON Schema 2020-12 §10.3.2, §11.3)."""
        parts: list[JSON] = []
        rest: list[JSON] = []
        for node in demand.nodes:
            own = [node["properties"][name]] if name in node.get("properties", {}) else []
            own += [one for pattern, one in node.get("patternProperties", {}).items() if matches(pattern, name)]
            parts += own or ([node["additionalProperties"]] if "additionalProperties" in node else [])
            rest += [node["unevaluatedProperties"]] if "unevaluatedProperties" in node else []
        return parts or rest

    def _free_names(self, demand: Demand, count: int) -> list[str]:
        """Names of properties that no schema names but that may be there."""
        patterns = [one for named in demand.said("patternProperties") for one in named]
        is_spoken_of = patterns or demand.said("additionalProperties") or demand.said("minProperties")
        names: list[str | None] = []
        for _ in range(count * 2 if is_spoken_of else 0):
            if demand.said("propertyNames"):
                names.append(self._name_for(demand))
            names += [matching(one, self._random) for one in patterns] or [words.word(self._random)]
        known = dict.fromkeys(name for name in names if name)
        return [name for name in known if name not in demand.forbidden][:count]

    def _name_for(self, demand: Demand) -> str | None:
        try:
            found = self.value([{"type": "string"}, *demand.said("propertyNames")], "key", _DEEP)
        except Impossible:
            return None
        return found if isinstance(found, str) else None

    def _with_dependent_schemas(self, demand: Demand, nodes: Sequence[JSON], made: dict[str, JSON], depth: int) -> JSON:
        """The object, or another one where the presence of a property asks for more (§10.2.2.4)."""
        added = [one for named in demand.said("dependentSchemas") for name, one in named.items() if name in made]
        extra = [one for one in added if not any(one is other for other in nodes)]
        if not extra or self._schemas.accepts(extra, made):
            return made
        return self.value([*nodes, *extra], "", depth + 1)

    # --- arrays -------------------------------------------------------------------------------------------------------

    def _array(self, demand: Demand, name: str, depth: int) -> JSON:
        contained = demand.said("contains")
        sought = max((int(node.get("minContains", 1)) for node in demand.nodes if "contains" in node), default=0)
        most = demand.lowest("maxItems", 1_000)
        prefix = max(map(len, demand.said("prefixItems")), default=0)
        least = max(demand.highest("minItems"), sought)
        usual = 0 if self._is_short(depth) else max(2 if depth <= 1 else 1, prefix)
        count = max(least, min(most, usual))
        if least > most:
            raise Impossible
        made: list[JSON] = []
        for index in range(count):
            parts = [*self._element(demand, index), *(contained if index >= count - sought else ())]
            try:
                self._append(made, parts, _singular(name), depth, is_unique=True in demand.said("uniqueItems"))
            except Impossible:
                if len(made) < least:
                    raise
                break
        return made

    def _append(self, made: list[JSON], parts: Sequence[JSON], name: str, depth: int, *, is_unique: bool) -> None:
        for _ in range(_TRIES if is_unique else 1):
            one = self.value(parts, name, depth + 1)
            if not is_unique or not any(kind_of(one) == kind_of(other) and one == other for other in made):
                made.append(one)
                return
        raise Impossible

    def _element(self, demand: Demand, index: int) -> list[JSON]:
        """Every schema that an element must satisfy (JSON Schema 2020-12 §10.3.1)."""
        parts: list[JSON] = []
        for node in demand.nodes:
            prefix = node.get("prefixItems", ())
            if index < len(prefix):
                parts.append(prefix[index])
            elif "items" in node:
                parts.append(node["items"])
        return parts or demand.said("unevaluatedItems")


def _singular(name: str) -> str:
    """What one of several is called."""
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name
