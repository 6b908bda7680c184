"""What operations do to a mock's memory: what was created is listed and fetched, changed, and gone when removed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from handfast.contract import JSON, Contract, Schema, stated
from handfast.mock.demand import Impossible
from handfast.mock.operations import Mocked
from handfast.mock.paging import Page, filtered, page_of, plain, text
from handfast.mock.resources import Act, Resource, Role, View, Views, acts, identifier, wanted_names
from handfast.mock.store import Item, Place, Store
from handfast.mock.values import Values

_SEEDS: Final = 3
"""As many items are in a collection when it is first seen."""
_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Call:
    """One request to an operation: its arguments as JSON, by the names on the wire and where they travel."""

    operation: Mocked
    path: Mapping[str, JSON]
    query: Mapping[str, JSON]
    headers: Mapping[str, JSON]
    body: JSON
    is_merge_patch: bool
    seed: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: an item, a page of items, or nothing any more. `headers` are what they can say of it.

    `status` is set where something else than a success is meant (404, 409, 412, 304).
    """

    item: Item | None = None
    page: Page | None = None
    status: int | None = None
    is_new: bool = False
    headers: Mapping[str, list[JSON]] | None = None


class State:
    """The memory of a mock and how its operations use it."""

    def __init__(self, contract: Contract, values: Values, seed: str) -> None:
        self._values = values
        self._views = Views(values.schemas)
        self._acts = acts(contract, self._views)
        self._schemas = _shown(contract, self._acts)
        self._parameters = _path_schemas(contract)
        self._seed = seed
        self._store = Store()

    def act(self, operation: Mocked) -> Act:
        """What an operation does."""
        return self._acts[operation.contract.method, operation.contract.path]

    def perform(self, call: Call) -> Outcome | None:
        """What a call does, done; None where it is about nothing that is remembered."""
        act = self.act(call.operation)
        with self._store.lock:
            for one in act.ancestors:
                place = _place(one, call)
                if self._store.is_removed(place, text(call.path.get(one.parameter))):
                    return Outcome(status=404)
            if act.role is None or act.resource is None:
                return None
            return self._done(act.role, act.resource, call)

    def shown(self, item: Item, schema: Schema, key: str, resource: Resource) -> JSON:
        """An item in the words of a schema: what is known of it, the rest made up.

        Raises:
            Impossible: the schema has no value that was found.
        """
        base = self._values.of(schema, key, item.seed)
        view = self._views.item(self._values.schemas.node(schema), wanted_names(resource))
        if view is None:
            return base
        return self._overlaid(base, view, item.value, key)

    def listed(self, page: Page, schema: Schema, key: str, resource: Resource, seed: str) -> JSON:
        """A page in the words of a schema: the list, and what an envelope around it says.

        Raises:
            Impossible: the schema has no value that was found.
        """
        base = self._values.of(schema, key, seed)
        noun = resource.path.rpartition("/")[0].rpartition("/")[2].lower()
        view = self._views.listing(self._values.schemas.node(schema), noun)
        if view is None:
            return base
        inner = self._element(schema, view)
        shown = [self._element_of(one, inner, view) for one in page.items]
        if not view.way:
            return shown if self._values.is_valid(key, shown) else base
        whole = {**base, view.way[0]: shown}
        if not self._values.is_valid(key, whole):
            return base
        for names, candidates in page.facts():
            for name in [one for one in whole if plain(one) in names and one != view.way[0]]:
                options = [{**whole, name: one} for one in candidates]
                options += [{other: whole[other] for other in whole if other != name}] if None in candidates else []
                whole = next((one for one in options if self._values.is_valid(key, one)), whole)
        return whole

    # --- roles --------------------------------------------------------------------------------------------------------

    def _done(self, role: Role, resource: Resource, call: Call) -> Outcome | None:
        place = _place(resource, call)
        self._begin(resource, place)
        match role:
            case Role.LIST:
                page = page_of(filtered(self._store.items(place), call.query), call.query)
                return Outcome(page=page)
            case Role.CREATE:
                return self._created(resource, place, call)
            case Role.FETCH:
                return self._fetched(resource, place, call)
            case Role.REPLACE | Role.CHANGE:
                return self._changed(role, resource, place, call)
            case Role.REMOVE:
                return self._removed(resource, place, call)

    def _created(self, resource: Resource, place: Place, call: Call) -> Outcome:
        own = call.body if isinstance(call.body, dict) else {}
        item = self._made(resource, place, f"{call.seed}/{len(self._store.items(place))}", own)
        if self._store.get(place, item.key) is not None and self._names_itself(resource, own):
            conflict = call.operation.of_status(409)
            if conflict is not None and conflict.status == "409":
                return Outcome(status=409)
        self._store.put(place, item)
        return Outcome(item=item, is_new=True, headers=_headers(item, resource, call))

    def _fetched(self, resource: Resource, place: Place, call: Call) -> Outcome:
        item = self._found(resource, place, call)
        if item is None:
            return Outcome(status=404)
        if _matches(call.headers.get("if-none-match"), item) and call.operation.of_status(304):
            return Outcome(item=item, status=304, headers=_headers(item, resource, call))
        return Outcome(item=item, headers=_headers(item, resource, call))

    def _changed(self, role: Role, resource: Resource, place: Place, call: Call) -> Outcome | None:
        given = call.body if isinstance(call.body, dict) else {}
        if resource.parameter not in call.path:  # PUT on the collection: the body says which
            view = View((), tuple(given))
            name = identifier(resource, view)
            if name is None:
                return None
            call = _with_key(call, resource, given[name])
        item = self._found(resource, place, call)
        wrong = self._precondition(item, call)
        if wrong is not None:
            return wrong
        if item is None:
            may_create = role is Role.REPLACE and call.operation.of_status(201) is not None
            if not may_create:
                return Outcome(status=404)
            item = self._made(resource, place, call.seed, given, key=text(call.path[resource.parameter]))
            self._store.put(place, item)
            return Outcome(item=item, is_new=True, headers=_headers(item, resource, call))
        value = _merged(item.value, given, has_removals=call.is_merge_patch)
        changed = Item(item.key, self._with_key(resource, value, item.key), item.seed, item.version + 1)
        self._store.put(place, changed)
        return Outcome(item=changed, headers=_headers(changed, resource, call))

    def _removed(self, resource: Resource, place: Place, call: Call) -> Outcome:
        item = self._found(resource, place, call)
        wrong = self._precondition(item, call)
        if wrong is not None:
            return wrong
        if item is None:
            return Outcome(status=404)
        self._store.remove(place, item.key)
        return Outcome(item=item)

    def _precondition(self, item: Item | None, call: Call) -> Outcome | None:
        """Why a change is refused (RFC 9110 §13.1), where the operation can say so."""
        if call.operation.of_status(412) is None:
            return None
        wanted, unwanted = call.headers.get("if-match"), call.headers.get("if-none-match")
        if wanted is not None and not _matches(wanted, item):
            return Outcome(status=412)
        return Outcome(status=412) if item is not None and _matches(unwanted, item) else None

    # --- items --------------------------------------------------------------------------------------------------------

    def _begin(self, resource: Resource, place: Place) -> None:
        """Put a few items into a collection that is seen for the first time."""
        if self._store.knows(place):
            return
        self._store.items(place)
        for index in range(_SEEDS if resource.is_closed else 0):
            try:
                self._store.put(place, self._made(resource, place, f"{self._seed}/{place}/{index}", {}))
            except Impossible:
                return

    def _found(self, resource: Resource, place: Place, call: Call) -> Item | None:
        """The item that a path names. Where items can't be known beforehand, there is one of every name."""
        key = text(call.path.get(resource.parameter))
        item = self._store.get(place, key)
        if item is not None or resource.is_closed or self._store.is_removed(place, key):
            return item
        item = self._made(resource, place, f"{self._seed}/{place}/{key}", {}, key=key)
        self._store.put(place, item)
        return item

    def _made(
        self, resource: Resource, place: Place, seed: str, given: Mapping[str, JSON], key: str | None = None
    ) -> Item:
        """A new item: what is given, the rest made up, with a key that no other has."""
        base: JSON = {}
        shown = self._schemas.get(resource.path)
        if shown is not None:
            try:
                base = self._values.of(shown, shown.key, seed)
            except Impossible:
                base = {}
        view = self._views.item(self._values.schemas.node(shown), wanted_names(resource)) if shown else None
        for step in view.way if view is not None else ():
            base = base.get(step, {}) if isinstance(base, dict) else {}
        value = {**(base if isinstance(base, dict) else {}), **given}
        name = identifier(resource, view or View((), tuple(value)))
        if key is None and name is not None and name in given:
            key = text(given[name])
        if key is None:
            return self._with_free_key(resource, place, Item("", value, seed))
        return Item(key, self._with_key(resource, value, key), seed)

    def _with_free_key(self, resource: Resource, place: Place, item: Item) -> Item:
        """An item under a key that its property and the path parameter both allow, and that no other item has."""
        name, node = self._key_schema(resource)
        count = len(self._store.items(place))
        value: JSON = None
        for attempt in range(_TRIES):
            number = count + 1 + attempt
            if self._values.fits(node, number):
                value = number
            else:
                value = self._values.part(node, f"{item.seed}/{attempt}", name or "id")
            key = text(value)
            is_free = self._store.get(place, key) is None and not self._store.is_removed(place, key)
            if is_free and key not in ("", ".", "..") and isinstance(value, str | int | float):
                break
        return Item(text(value), {**item.value, name: value} if name else item.value, item.seed)

    def _key_schema(self, resource: Resource) -> tuple[str | None, list[JSON]]:
        """The property that is the key of an item, and all that a key must satisfy."""
        shown = self._schemas.get(resource.path)
        parameter = self._parameters.get((resource.path, resource.parameter))
        node = [] if parameter is None else [parameter]
        if shown is None:
            return None, node
        whole = self._values.schemas.node(shown)
        view = self._views.item(whole, wanted_names(resource))
        name = identifier(resource, view) if view is not None else None
        if view is None or name is None:
            return None, node
        return name, [*self._views.member(whole, view.way, name), *node]

    def _with_key(self, resource: Resource, value: Mapping[str, JSON], key: str) -> Mapping[str, JSON]:
        """A value whose property says the key, as a number where that is what the property is."""
        name, node = self._key_schema(resource)
        if name is None or text(value.get(name)) == key:
            return value
        options: list[JSON] = [key, int(key)] if key.lstrip("-").isdecimal() and key.isascii() else [key]
        return next(({**value, name: one} for one in options if self._values.fits(node, one)), value)

    def _names_itself(self, resource: Resource, given: Mapping[str, JSON]) -> bool:
        name, _ = self._key_schema(resource)
        return name in given

    # --- in the words of a schema -------------------------------------------------------------------------------------

    def _overlaid(self, base: JSON, view: View, known: Mapping[str, JSON], key: str) -> JSON:
        """A made-up value with what is known in its place, as far as the schema allows it."""
        inner = base
        for step in view.way:
            inner = inner.get(step) if isinstance(inner, dict) else None
        if not isinstance(inner, dict):
            return base

        def placed(members: Mapping[str, JSON]) -> JSON:
            value: JSON = self._values.sent(key, {**inner, **members})
            return {**base, view.way[0]: value} if view.way else value

        fitting = {name: one for name, one in known.items() if name in view.names or name in inner}
        whole = placed(fitting)
        if self._values.is_valid(key, whole):
            return whole
        kept: dict[str, JSON] = {}
        for name, one in fitting.items():
            if self._values.is_valid(key, placed({**kept, name: one})):
                kept[name] = one
        return placed(kept)

    def _element(self, schema: Schema, view: View) -> list[JSON]:
        """The schemas of the elements of a list."""
        whole = self._values.schemas.node(schema)
        return self._views.elements(whole, view.way)

    def _element_of(self, item: Item, nodes: list[JSON], view: View) -> JSON:
        try:
            base = self._values.part(nodes, item.seed, "")
        except Impossible:
            return dict(item.value)
        if not isinstance(base, dict):
            return base
        fitting = {name: one for name, one in item.value.items() if name in view.names}
        whole = {**base, **fitting}
        if self._values.fits(nodes, whole):
            return whole
        kept = dict(base)
        for name, one in fitting.items():
            if self._values.fits(nodes, {**kept, name: one}):
                kept[name] = one
        return kept


def _shown(contract: Contract, known: Mapping[tuple[str, str], Act]) -> dict[str, Schema]:
    """The schema that shows an item best, by the path of the item: as fetched, else as created or changed."""
    found: dict[str, tuple[int, Schema]] = {}
    rank = {Role.FETCH: 0, Role.CREATE: 1, Role.REPLACE: 2, Role.CHANGE: 3}
    for operation in contract.operations:
        act = known[operation.method, operation.path]
        if act.resource is None or act.role not in rank:
            continue
        for reply in operation.replies:
            if not (reply.status.startswith("2") or reply.status == "default"):
                continue
            schemas = [one.schema for one in reply.content if one.schema is not None and "json" in one.name.lower()]
            if schemas and rank[act.role] < found.get(act.resource.path, (9, None))[0]:
                found[act.resource.path] = (rank[act.role], schemas[0])
    return {path: schema for path, (_, schema) in found.items()}


def _path_schemas(contract: Contract) -> dict[tuple[str, str], JSON]:
    """The schema of each path parameter, by the path and its name."""
    return {
        (operation.path, one.name): schema.node
        for operation in contract.operations
        for one in operation.parameters
        if one.location == "path" and (schema := stated(one.schema, one.content)) is not None
    }


def _place(resource: Resource, call: Call) -> Place:
    return (resource.path, *(text(call.path.get(name)) for name in resource.above))


def _with_key(call: Call, resource: Resource, value: JSON) -> Call:
    return replace(call, path={**call.path, resource.parameter: value})


def _headers(item: Item, resource: Resource, call: Call) -> dict[str, list[JSON]]:
    """What headers can say of an item: where it is and which version this is."""
    values = {**call.path, resource.parameter: item.key}
    where = resource.path
    for name, value in values.items():
        where = where.replace("{" + name + "}", quote(text(value), safe=""))
    return {"location": [where, f"https://example.com{where}"], "etag": [etag(item)]}


def etag(item: Item) -> str:
    """The entity tag of an item as it is now (RFC 9110 §8.8.3)."""
    return f'"{hashlib.sha256(item.seed.encode()).hexdigest()[:12]}-{item.version}"'


def _matches(condition: JSON, item: Item | None) -> bool:
    """Whether `If-Match` or `If-None-Match` names an item as it is now."""
    if condition is None or item is None:
        return False
    tags = [one.strip().removeprefix("W/") for one in str(condition).split(",")]
    return "*" in tags or etag(item) in tags


def _merged(value: Mapping[str, JSON], given: Mapping[str, JSON], *, has_removals: bool) -> dict[str, JSON]:
    """What is given over what was there. With `has_removals` null takes a member away (RFC 7396)."""
    merged: dict[str, Any] = dict(value)
    for name, one in given.items():
        if one is None and has_removals:
            merged.pop(name, None)
        elif isinstance(one, dict) and isinstance(merged.get(name), dict):
            merged[name] = _merged(merged[name], one, has_removals=has_removals)
        else:
            merged[name] = one
    return merged
