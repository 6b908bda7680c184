"""`models.py`: the DTO classes, printed by datamodel-code-generator.

It is given a typing document of ours, not the spec: every class already has its name and every type is planned, so
nothing is left for it to decide.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Mapping
from decimal import Decimal

from handfast.contract import JSON
from handfast.emit.plan import Alias, Class, Field, Plan
from handfast.emit.text import WIDTH, docstring, lines
from handfast.emit.types import Anything, ListOf, LiteralOf, MapOf, Named, Scalar, StreamOf, Type, UnionOf

_SCALARS: Mapping[str, Mapping[str, str]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "None": {"type": "null"},
    "UUID": {"type": "string", "format": "uuid"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "bytes": {"type": "string", "format": "binary"},
    "Upload": {"type": "string"},
    "DecimalNumber": {"type": "number"},
}
RUNTIME = "handfast.runtime"
_NULLABLE = "In a field with `x-nullable`, None that was set is null. In any other optional field, None means absent."
_DOCSTRING = re.compile(r'^( +)"""\n(.*?)\n\1"""$', re.MULTILINE | re.DOTALL)
DECIMAL = "handfast-decimal:"
"""What stands before the digits of a decimal that is the default of a field, where only text can be said."""
_DECIMAL_DEFAULT = re.compile(rf"""^(    \w+: .*\bDecimalNumber\b.* = )['"]{DECIMAL}([-+.0-9E]+)['"]$""", re.MULTILINE)
_ARBITRARY = re.compile(r"^ +arbitrary_types_allowed=True,\n", re.MULTILINE)
_EMPTY_CONFIG = re.compile(r"^    model_config = ConfigDict\(\n    \)\n", re.MULTILINE)
_CONFIG_IMPORT = re.compile(r"^from pydantic import ConfigDict\n|, ConfigDict\b|\bConfigDict, ", re.MULTILINE)


def models(plan: Plan, spec: str, base: str = RUNTIME) -> str:
    """The text of `models.py`. Its classes build on `Model` and `Upload` of the module `base`."""
    about = f"Data types of {plan.contract.title} {plan.contract.version}."
    origin = f"Generated from {spec}. Do not edit; run `make gen`."
    fields = [field for model in plan.models if isinstance(model, Class) for field in model.fields]
    header = docstring(about, f"{origin}\n\n{_NULLABLE}" if any(map(_says_nullable, fields)) else origin)
    if not plan.models:
        return header + "\n"
    return _printed(plan.models, header, base)


def typing_document(models: Iterable[Class | Alias], base: str = RUNTIME) -> JSON:
    """The JSON Schema that datamodel-code-generator prints: one definition for each class or alias."""
    return {"$defs": {model.name: _definition(model, base) for model in models}}


def _definition(model: Class | Alias, base: str) -> JSON:
    about = {"description": lines(model.description)} if model.description else {}
    if isinstance(model, Alias):
        return {**schema_of(model.type, base), **about}
    return {
        "type": "object",
        **about,
        "properties": {field.alias: _property(field, base) for field in model.fields},
        "required": [field.alias for field in model.fields if field.required],
        **({"additionalProperties": False} if model.is_closed else {}),
    }


def _property(field: Field, base: str) -> JSON:
    schema = schema_of(field.type, base)
    if field.has_default:
        is_decimal = isinstance(field.default, Decimal)
        return {**schema, "default": f"{DECIMAL}{field.default}" if is_decimal else field.default}
    return {**schema, "x-nullable": True} if _says_nullable(field) else schema


def _says_nullable(field: Field) -> bool:
    return not field.required and field.nullable and not field.has_default


def schema_of(one: Type, base: str = RUNTIME) -> dict[str, JSON]:
    """A type as the JSON Schema that datamodel-code-generator prints as that type."""
    match one:
        case Scalar("Upload" | "DecimalNumber" as name):
            return {**_SCALARS[name], "customTypePath": f"{base}.{name}"}
        case Scalar(name):
            return dict(_SCALARS[name])
        case Named(name):
            return {"$ref": f"#/$defs/{name}"}
        case ListOf(item) | StreamOf(item):
            return {"type": "array", "items": schema_of(item, base)}
        case MapOf(value):
            return {"type": "object", "additionalProperties": schema_of(value, base) or True}
        case LiteralOf(values):
            return {"enum": list(values)}
        case UnionOf(options):
            return {"anyOf": [schema_of(option, base) for option in options]}
        case Anything():
            return {}


def _printed(models: tuple[Class | Alias, ...], header: str, base: str) -> str:
    # Imported here: it takes a second, and most verbs print nothing.
    from datamodel_code_generator import InputFileType, LiteralType, generate  # noqa: PLC0415
    from datamodel_code_generator.enums import DataModelType  # noqa: PLC0415
    from datamodel_code_generator.format import DatetimeClassType, PythonVersion  # noqa: PLC0415

    aliases = {
        f"{model.name}.{field.alias}": field.name
        for model in models
        if isinstance(model, Class)
        for field in model.fields
        if field.name != field.alias
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = generate(
            json.dumps(typing_document(models, base)),
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.PydanticV2BaseModel,
            base_class=f"{base}.Model",
            target_python_version=PythonVersion.PY_311,
            formatters=[],
            custom_file_header=header,
            skip_root_model=True,
            aliases=aliases,
            use_annotated=True,
            use_union_operator=True,
            use_standard_collections=True,
            use_schema_description=True,
            use_double_quotes=True,
            use_type_alias=True,
            use_title_as_name=False,
            strict_nullable=True,
            enum_field_as_literal=LiteralType.All,
            output_datetime_class=DatetimeClassType.Datetime,
            field_extra_keys={"x-nullable"},
            disable_future_imports=True,
            disable_timestamp=True,
        )
    return _mended(str(text), header).rstrip("\n") + "\n"


def _opened(docstring: re.Match[str]) -> str:
    """A docstring whose first line stands at its quotes; its only line between them."""
    indent, text = docstring[1], docstring[2].removeprefix(docstring[1])
    fits = "\n" not in text and not text.endswith('"') and len(indent) + len(text) <= WIDTH - 6
    return f'{indent}"""{text}"""' if fits else f'{indent}"""{text}\n{indent}"""'


def _mended(text: str, header: str) -> str:
    """The text as a colleague would write it: docstrings begin where they open, decimals are such in defaults too.

    What the printer says of custom types, Pydantic knows of them.
    """
    text = _DOCSTRING.sub(_opened, text)
    text = _EMPTY_CONFIG.sub("", _ARBITRARY.sub("", text))
    if "ConfigDict(" not in text:
        text = _CONFIG_IMPORT.sub("", text)
    decimals = _DECIMAL_DEFAULT.sub(r'\1Decimal("\2")', text)
    return decimals if decimals == text else decimals.replace(header, f"{header}\n\nfrom decimal import Decimal", 1)
