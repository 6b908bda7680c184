"""Schemas -> Python types. Every object that has properties becomes a class with a name of its own.

Names come from the document: a component's own, else where the object stands (`CreatePetBody`, `PetOwner`,
`PetTagsItem`). A number is added only when nothing in the document tells two objects apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from handfast.contract import JSON, Contract
from handfast.contract.directions import is_flagged
from handfast.diagnostics import Pointer
from handfast.emit.branches import branch_words
from handfast.emit.choices import Choice, Choices
from handfast.emit.files import is_file
from handfast.emit.fixed import as_default, can_default, values_type
from handfast.emit.names import KEYWORDS, distinct, pascal, schema_names, snake
from handfast.emit.plan import Alias, Class, Field
from handfast.emit.types import NONE, Anything, ListOf, MapOf, Named, Scalar, Type, union
from handfast.emit.views import ANNOTATIONS, View, Views, has_shape, types_of, without

RESERVED_CLASSES = frozenset(
    {"ABC", "Annotated", "Any", "AsyncIterator", "AwareDatetime", "BaseModel", "ClassVar", "ConfigDict", "False"}
    | {
        "DecimalNumber",
        "Field",
        "Generic",
        "Literal",
        "Model",
        "None",
        "Optional",
        "Principal",
        "Reply",
        "RootModel",
        "Security",
    }
    | {"True", "TypeAliasType", "UUID", "Union", "Upload", "BasicCredentials", "StrEnum", "Enum", "Self"}
)
"""Names that generated modules import or define."""
TYPE_NAMES = frozenset({"str", "int", "float", "bool", "list", "dict", "date", "datetime", "bytes"})
"""Names that annotations use: a class attribute of that name would hide the type from those that follow."""
RESERVED_FIELDS = (
    KEYWORDS
    | TYPE_NAMES
    | {"copy", "json", "dict", "schema", "validate", "construct", "parse_obj", "parse_raw", "parse_file"}
    | {"from_orm", "schema_json", "update_forward_refs", "self", "cls"}
)
"""Field names that would hide a type used in annotations, or an attribute of Pydantic's `BaseModel`."""
_FORMATS: Mapping[str, Scalar] = {"uuid": Scalar("UUID"), "date-time": Scalar("datetime"), "date": Scalar("date")}
_SCALARS: Mapping[str, Scalar] = {
    "string": Scalar("str"),
    "integer": Scalar("int"),
    "number": Scalar("float"),
    "boolean": Scalar("bool"),
    "null": NONE,
}


@dataclass(frozen=True, slots=True)
class Hint:
    """What to call a class found here. `is_settled`: the name already belongs to this place."""

    name: str
    is_settled: bool = False

    def below(self, word: str) -> Hint:
        """The hint for something inside."""
        return Hint(self.name + word)


@dataclass(slots=True)
class TypePlanner:
    """Plans types and collects the classes and aliases they need, in the order they are met.

    `request` and `response` hold the references that bodies and replies reach: a `readOnly` property is required
    only where the class never is a request, a `writeOnly` one only where it never is a reply.
    """

    contract: Contract
    request: frozenset[str]
    response: frozenset[str]
    models: dict[str, Class | Alias] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=lambda: set(RESERVED_CLASSES))
    views: Views = field(init=False)
    _choices: Choices = field(init=False)
    _chosen: dict[str, tuple[Type, Choice]] = field(default_factory=dict)
    _uses: dict[str, Type] = field(default_factory=dict)
    _optional: frozenset[str] = frozenset()
    _files: bool = False

    def __post_init__(self) -> None:
        self.views = Views(self.contract.schemas)
        self._choices = Choices(self.contract, self.views)
        self._name_references()
        for reference in self.contract.schemas:
            self._plan_reference(reference)

    def components(self) -> dict[str, str]:
        """The component that each class or alias stands for, by its name."""
        return {
            self.names[reference]: schema.pointer.parts[-1]
            for reference, schema in self.contract.schemas.items()
            if reference.startswith("#/components/schemas/")
        }

    def choices(self) -> dict[str, Choice]:
        """The choices that aliases stand for, by their names."""
        aliases = {name: model.type for name, model in self.models.items() if isinstance(model, Alias)}
        return {name: choice for name, (planned, choice) in self._chosen.items() if aliases.get(name) == planned}

    def inline(self, node: JSON, name: str, *, is_request: bool, is_form: bool = False) -> Type:
        """The type of a schema that stands in an operation. `is_form`: binary properties are uploaded files."""
        self._optional = frozenset({"readOnly"} if is_request else {"writeOnly"})
        self._files = is_form
        try:
            if is_form:
                view = self.views.of(node)
                if any(self._holds_file(one) for one in view.properties.values()):
                    return self._class(view, Hint(name), node)
            return self.type_of(node, Hint(name))
        finally:
            self._files = False

    def type_of(self, node: JSON, hint: Hint) -> Type:
        """The Python type that holds every instance the schema accepts."""
        if not isinstance(node, Mapping):
            return Anything()
        if self._files and self._is_file(node):
            return Scalar("Upload")
        if "$ref" in node:
            return self._referenced(node, hint)
        if "const" in node or "enum" in node:
            return values_type([node["const"]] if "const" in node else node["enum"], types_of(node))
        core = self._core(node)
        if core is not None:
            return union(self._class(self.views.of(core), hint, node), *self._beside_class(core))
        if node.get("allOf"):
            return self._all_of(node, hint)
        if node.get("anyOf") or node.get("oneOf"):
            return self._one_of(node, hint)
        return self._plain(node, hint)

    def _core(self, node: JSON) -> Mapping[str, JSON] | None:
        """The part of a schema that becomes a class: itself, or the one part of an `allOf` that tells anything."""
        if not isinstance(node, Mapping) or "$ref" in node or "const" in node or "enum" in node:
            return None
        own = without(node, "allOf", "anyOf", "oneOf")
        choices = [*(node.get("anyOf") or ()), *(node.get("oneOf") or ())]
        if node.get("allOf"):
            telling = _telling(node)
            if len(telling) == 1 and not choices:
                return self._core(telling[0])
        elif choices and not any(has_shape(choice) for choice in choices):
            return self._core(own)
        elif choices and "properties" not in own and not (node.get("anyOf") and node.get("oneOf")):
            return None
        elif not choices:
            is_object = not types_of(node) or "object" in types_of(node)
            return node if is_object and node.get("properties") else None
        view = self.views.of(node)
        return node if view.properties and not view.is_foreign else None

    def _beside_class(self, core: Mapping[str, JSON]) -> tuple[Type, ...]:
        """What a schema accepts besides the objects of its class."""
        if not self.views.of(core).is_typed:
            return (Anything(),)
        others = [kind for kind in _spelled_types(core) if kind not in ("object", "null")]
        beside = [ListOf(Anything()) if kind == "array" else self._typed(kind, core, Hint("")) for kind in others]
        return (*beside, NONE) if self.views.takes_null(core) else tuple(beside)

    def default_of(self, node: JSON) -> JSON:
        """The default a schema declares, itself or through references; None when it has none."""
        if isinstance(node, Mapping) and "default" in node:
            return node["default"]
        return self._target(node).get("default")

    def _target(self, node: JSON, depth: int = 8) -> Mapping[str, JSON]:
        """The schema behind references, when there is one."""
        reference = node.get("$ref") if isinstance(node, Mapping) else None
        if isinstance(reference, str) and reference in self.contract.schemas and depth:
            return self._target(self.contract.schemas[reference].node, depth - 1)
        return node if isinstance(node, Mapping) else {}

    def _holds_file(self, node: JSON) -> bool:
        """Whether a form field is a file, or a list of files."""
        return self._is_file(node) or self._is_file(self._target(node).get("items"))

    def _is_file(self, node: JSON, depth: int = 8) -> bool:
        """Whether every value of a form field is a file: its schema says so, or a part of its conjunction."""
        target = self._target(node)
        parts = target.get("allOf") or () if depth else ()
        return is_file(target) or any(self._is_file(part, depth - 1) for part in parts)

    def _name_references(self) -> None:
        """Names that already are class names keep them; the others make room (`foo_bar` beside `FooBar`)."""
        spelled = {reference: self._way(schema.pointer) for reference, schema in self.contract.schemas.items()}
        exact = [reference for reference, parts in spelled.items() if pascal(parts[-1]) == parts[-1]]
        for reference in dict.fromkeys([*exact, *spelled]):
            self.names[reference] = distinct(schema_names(spelled[reference]), self.taken)

    def _way(self, at: Pointer) -> tuple[str, ...]:
        """The words that lead to a referenced schema; the name of its file comes first when that is not the root."""
        stem = at.file.rsplit("/", 1)[-1].split(".", 1)[0]
        return at.parts if at.parts and at.file == self.contract.file else (stem, *at.parts)

    def _plan_reference(self, reference: str) -> None:
        schema, name = self.contract.schemas[reference], self.names[reference]
        asked = {"readOnly"} if reference in self.request else set()
        answered = {"writeOnly"} if reference in self.response else set()
        self._optional = frozenset(asked | answered or {"readOnly", "writeOnly"})
        planned = Anything() if self._is_circle(reference) else self.type_of(schema.node, Hint(name, is_settled=True))
        if name not in self.models:
            self.models[name] = Alias(name, planned, _description(schema.node))

    def _is_circle(self, reference: str) -> bool:
        """Whether a schema is nothing but references that lead back to it."""
        seen: set[str] = set()
        while reference in self.contract.schemas and reference not in seen:
            seen.add(reference)
            node = self.contract.schemas[reference].node
            reference = node["$ref"] if isinstance(node, Mapping) and "$ref" in node else ""
        return reference in seen

    def _referenced(self, node: Mapping[str, JSON], hint: Hint) -> Type:
        reference = node["$ref"]
        rest = without(node, "$ref")
        if reference not in self.names:
            return Anything()  # into a schema resource with an `$id` of its own
        if has_shape(rest) and ("properties" in rest or "allOf" in rest):
            return self._all_of({"allOf": [{"$ref": reference}, rest]}, hint)
        if reference not in self._uses:
            core = self._core(self.contract.schemas[reference].node)
            own = Named(self.names[reference])
            beside = self._beside_class(core) if core else ()
            self._uses[reference] = union(self._with_heirs(reference, own) if core else own, *beside)
        return self._uses[reference]

    def _with_heirs(self, reference: str, own: Named) -> Named:
        """The class of a component, or the choice between it and those that inherit from it under a discriminator."""
        heirs = [one for one in self._choices.heirs(reference) if self._core(self.contract.schemas[one].node)]
        if not heirs:
            return own
        planned = union(*(Named(self.names[one]) for one in heirs), own)
        return self._alias(Hint(f"Any{own.name}"), planned, self._choices.among(reference, [*heirs, reference]))

    def _alias(self, hint: Hint, planned: Type, choice: Choice) -> Named:
        """A name of its own for a union, by which the run-time knows its choice."""
        name = distinct((hint.name, f"{hint.name}Choice"), self.taken)
        self.models[name] = Alias(name, planned)
        self._chosen[name] = (planned, choice)
        return Named(name)

    def _all_of(self, node: Mapping[str, JSON], hint: Hint) -> Type:
        telling = _telling(node)
        if len(telling) == 1:
            return self.type_of(telling[0], hint)
        if self.views.of(node).properties:
            return Anything()  # objects among other things, told by several parts
        planned = [one for one in (self.type_of(part, hint) for part in telling) if one != Anything()]
        return planned[0] if planned else Anything()

    def _one_of(self, node: Mapping[str, JSON], hint: Hint) -> Type:
        branches = [*(node.get("anyOf") or ()), *(node.get("oneOf") or ())]
        own = without(node, "anyOf", "oneOf")
        if not any(has_shape(branch) for branch in branches):
            return self.type_of(own, hint) if own else Anything()
        if "properties" in own or (node.get("anyOf") and node.get("oneOf")):
            return Anything()
        described = [*branch_words(branches)]
        options = [self.type_of(branch, hint.below(word)) for branch, word in zip(branches, described, strict=True)]
        planned = union(*options)
        choice = self._choices.of(node, branches, options)
        if choice is None:
            return planned
        if hint.is_settled:
            self._chosen[hint.name] = (planned, choice)
            return planned
        members = [one for one in getattr(planned, "options", ()) if one != NONE]
        return union(self._alias(hint, union(*members), choice), *([NONE] if _allows_null(planned) else []))

    def _plain(self, node: Mapping[str, JSON], hint: Hint) -> Type:
        kinds = _spelled_types(node)
        return union(*(self._typed(kind, node, hint) for kind in kinds)) if kinds else Anything()

    def _typed(self, kind: str, node: Mapping[str, JSON], hint: Hint) -> Type:
        if kind == "array":
            items = node.get("items")
            return ListOf(Anything() if "prefixItems" in node else self.type_of(items, Hint(f"{hint.name}Item")))
        if kind == "object":
            values = node.get("additionalProperties")
            if isinstance(values, Mapping) and "patternProperties" not in node:
                return MapOf(self.type_of(values, Hint(f"{hint.name}Value")))
            return MapOf(Anything())
        if kind == "string":
            return _FORMATS.get(str(node.get("format")), Scalar("str"))
        if kind == "number" and _is_decimal(node):
            return Scalar("DecimalNumber")
        return _SCALARS.get(kind, Anything())

    def _class(self, view: View, hint: Hint, node: JSON) -> Named:
        name = hint.name if hint.is_settled else distinct((hint.name, f"{hint.name}Object"), self.taken)
        self.models[name] = Class(name, ())
        fields = tuple(self._fields(view, name))
        self.models[name] = Class(name, fields, _description(node), view.is_closed and not view.has_pattern)
        return Named(name)

    def _fields(self, view: View, owner: str) -> Iterator[Field]:
        names = field_names(view.properties)
        hints = self._property_words(view.properties)
        for alias, node in view.properties.items():
            kind = self.type_of(node, Hint(owner + hints[alias]))
            is_required = alias in view.required and not any(
                is_flagged(node, flag, self.contract.schemas) for flag in self._optional
            )
            default = node.get("default") if isinstance(node, Mapping) else None
            inside = self._inside(kind)
            has_default = not is_required and can_default(default, inside)
            yield Field(
                name=names[alias],
                alias=alias,
                type=kind,
                required=is_required,
                nullable=_allows_null(kind) or (isinstance(kind, Named) and self.views.takes_null(node)),
                has_default=has_default,
                default=as_default(default, inside) if has_default else None,
                description=_description(node),
            )

    def _inside(self, kind: Type) -> Type:
        """The type that an alias of scalars or fixed values stands for; any other type as it is."""
        if not isinstance(kind, Named):
            return kind
        if kind.name in self._chosen:
            return self._chosen[kind.name][0]
        node = self._target({"$ref": next((ref for ref, name in self.names.items() if name == kind.name), "")})
        is_simple = "enum" in node or "const" in node or (types_of(node) and types_of(node) <= _SCALARS.keys())
        return self.type_of(node, Hint(kind.name)) if is_simple else kind

    def _property_words(self, properties: Iterable[str]) -> dict[str, str]:
        taken: set[str] = set()
        return {name: distinct((pascal(name), f"{pascal(name)}Property"), taken) for name in properties}


def field_names(aliases: Iterable[str]) -> dict[str, str]:
    """A Python name for every property: snake case; one that already is spelled so keeps it."""
    spelled = list(aliases)
    taken: set[str] = set()
    chosen: dict[str, str] = {}
    for alias in sorted(spelled, key=lambda one: _field_name(one) != one):
        name = _field_name(alias)
        chosen[alias] = distinct((name, f"{name}_", f"{name}__"), taken)
    return chosen


def _field_name(alias: str) -> str:
    name = snake(alias) or "field"
    return f"{name}_" if name in RESERVED_FIELDS or name.startswith("model_") else name


def _allows_null(kind: Type) -> bool:
    return kind == Anything() or NONE in getattr(kind, "options", (kind,)) or Anything() in getattr(kind, "options", ())


def _telling(node: Mapping[str, JSON]) -> list[JSON]:
    """The parts of a conjunction that say more than a type and what is required.

    A part that requires properties of another one counts too, so that the class knows of it.
    """
    own = without(node, "allOf")
    shaped = [part for part in (*node["allOf"], own) if has_shape(part)]
    telling = [part for part in shaped if part.keys() - ANNOTATIONS - {"type", "required"}] or shaped[:1]
    if len(telling) == 1 and "properties" in telling[0] and "$ref" not in telling[0] and _requires(node):
        return [*telling, own]
    return telling


def _spelled_types(node: Mapping[str, JSON]) -> list[str]:
    kind = node.get("type")
    return [kind] if isinstance(kind, str) else [one for one in kind or () if isinstance(one, str)]


def _requires(node: Mapping[str, JSON]) -> bool:
    """Whether a conjunction requires properties beside the part that declares them."""
    parts = [part for part in (node, *node["allOf"]) if isinstance(part, Mapping)]
    return any("required" in part and "properties" not in part for part in parts)


def _is_decimal(node: Mapping[str, JSON]) -> bool:
    """Whether a number is a decimal fraction by intent: of that format, or a multiple of one (`0.01`)."""
    step = node.get("multipleOf")
    return node.get("format") == "decimal" or (isinstance(step, float) and not step.is_integer())


def _description(node: JSON) -> str:
    text = node.get("description") if isinstance(node, Mapping) else None
    return text.strip() if isinstance(text, str) else ""
