"""SPEC050-099: the document is OpenAPI, but says something that its author can't have meant."""

from __future__ import annotations

from handfast.diagnostics.code import Code
from handfast.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        id="SPEC050",
        severity=Severity.WARNING,
        title="two operations share an operationId",
        does="An `operationId` is used more than once.",
        why="Links and clients find an operation by its id. OpenAPI requires it to be unique (3.1 §4.8.10).",
        example="/pets: {get: {operationId: list}}\n/users: {get: {operationId: list}}",
        fix="/pets: {get: {operationId: listPets}}\n/users: {get: {operationId: listUsers}}",
    ),
    Code(
        id="SPEC051",
        severity=Severity.WARNING,
        title="a path parameter is not in its path",
        does="An operation declares a path parameter that its path template does not name.",
        why="The parameter is required, and no request can carry it.",
        example="/pets/{id}:\n  parameters: [{name: petId, in: path, required: true, schema: {type: string}}]",
        fix="/pets/{petId}:\n  parameters: [{name: petId, in: path, required: true, schema: {type: string}}]",
    ),
    Code(
        id="SPEC052",
        severity=Severity.WARNING,
        title="a path names a parameter that is not declared",
        does="A path template has a name in braces without a path parameter of that name.",
        why="The handler never sees the value, and nothing says which values are right.",
        example="/pets/{petId}:\n  get: {responses: {...}}",
        fix=(
            "/pets/{petId}:\n  parameters: [{name: petId, in: path, required: true, schema: {type: string}}]\n"
            "  get: {responses: {...}}"
        ),
    ),
    Code(
        id="SPEC053",
        severity=Severity.WARNING,
        title="no answer is declared for a bad request",
        does=(
            "An operation can be sent a request that breaks the contract, but declares no 400, 422, 4XX or default, or "
            "none whose content is JSON or text."
        ),
        why=(
            "A bad request is refused all the same, with a 400 problem document that the contract does not mention; "
            "clients are not told what it looks like."
        ),
        example="get:\n  parameters: [{name: limit, in: query, schema: {type: integer}}]\n  responses: {'200': {...}}",
        fix="responses:\n  '200': {...}\n  '400': {$ref: '#/components/responses/Problem'}",
    ),
    Code(
        id="SPEC054",
        severity=Severity.NOTE,
        title="a component is never used",
        does="Nothing that the paths, the webhooks or the security requirements lead to refers to a component.",
        why="It is left over, or a reference to it is misspelt.",
        example="components: {schemas: {OldPet: {...}}}",
        fix="components: {schemas: {}}",
    ),
    Code(
        id="SPEC055",
        severity=Severity.WARNING,
        title="two operations match the same requests",
        does="The path templates of two operations with one method differ only in the names of their parameters.",
        why="Which operation answers is left to chance; OpenAPI calls such paths identical (3.1 §4.8.8).",
        example="/pets/{id}: {get: {...}}\n/pets/{name}: {get: {...}}",
        fix="/pets/{id}: {get: {...}}\n/pets/by-name/{name}: {get: {...}}",
    ),
    Code(
        id="SPEC056",
        severity=Severity.WARNING,
        title="a path can never be requested as written",
        does="A path key holds `#` or `?`, which end the path in a URL.",
        why="A client never sends what follows `#`, and what follows `?` is the query: a server sees another path.",
        example="/pets?kind=cat: {get: {...}}",
        fix="/pets:\n  get:\n    parameters: [{name: kind, in: query, schema: {const: cat}}]",
    ),
    Code(
        id="SPEC057",
        severity=Severity.ERROR,
        title="a security requirement names no scheme",
        does=(
            "A `security` requirement uses a name that `components.securitySchemes` does not have, and that is no URI "
            "of a scheme in the spec's folder (OpenAPI 3.2)."
        ),
        why="Nobody knows what a caller has to show, so the operation must refuse everybody.",
        example="security: [{bearer: []}]\ncomponents: {securitySchemes: {Bearer: {...}}}",
        fix="security: [{Bearer: []}]\ncomponents: {securitySchemes: {Bearer: {...}}}",
    ),
    Code(
        id="SPEC058",
        severity=Severity.WARNING,
        title="a reference that nothing follows is broken",
        does="A `$ref` in a part of the document that no operation uses points at nothing or at the network.",
        why="It does no harm until the part is used, and then it is an error.",
        example="components: {schemas: {Unused: {$ref: '#/components/schemas/Gone'}}}",
        fix="components: {schemas: {}}",
    ),
    Code(
        id="SPEC059",
        severity=Severity.WARNING,
        title="an object must have what it must not have",
        does=(
            "A schema with `additionalProperties: false` stands beside one that requires a property it does not "
            "declare. `additionalProperties` sees only the `properties` of its own schema, not those of other branches "
            "of an `allOf` (JSON Schema 2020-12 §10.3.2.3)."
        ),
        why="No object satisfies both, so every such request is refused and no such reply can be sent.",
        example=(
            "allOf:\n- {type: object, additionalProperties: false, properties: {name: {type: string}}}\n"
            "- {required: [id], properties: {id: {type: string}}}"
        ),
        fix=(
            "unevaluatedProperties: false\nallOf:\n- {type: object, properties: {name: {type: string}}}\n"
            "- {required: [id], properties: {id: {type: string}}}"
        ),
    ),
    Code(
        id="SPEC060",
        severity=Severity.NOTE,
        title="a schema is not enforced",
        does=(
            "A body or reply has a schema of objects or arrays in a media type that Handfast does not read: it reads "
            "JSON, XML, forms, JSON Lines and server-sent events. `multipart/mixed` and every other multipart that is "
            "no form, `prefixEncoding` and `itemEncoding`, and forms in replies are not read by their schemas either. "
            "Handlers get such a body as bytes, or as text, and give such a reply likewise."
        ),
        why="What the schema says about it holds only as far as the handler checks it.",
        example="content: {application/yaml: {schema: {type: object, required: [name]}}}",
        fix="content: {application/json: {schema: {type: object, required: [name]}}}",
    ),
    Code(
        id="SPEC061",
        severity=Severity.ERROR,
        title="two schemas share an $id",
        does=(
            "Two different schemas have the same `$id`, resolved against the schemas around them. It is a warning "
            "where nothing refers to it."
        ),
        why="A reference to it means both, and each tool takes another one (JSON Schema 2020-12 §9.1.2).",
        example="A: {$id: item, type: string}\nB: {$id: item, type: integer}",
        fix="A: {$id: name, type: string}\nB: {$id: count, type: integer}",
    ),
    Code(
        id="SPEC062",
        severity=Severity.WARNING,
        title="no answer is declared for a caller without credentials",
        does="An operation asks for credentials, but declares no 401, 4XX or default.",
        why=(
            "Whoever sends none is refused all the same, with a 401 problem document that the contract does not state; "
            "clients are not told what it looks like."
        ),
        example="get:\n  security: [{token: []}]\n  responses: {'200': {...}}",
        fix="responses:\n  '200': {...}\n  '401': {$ref: '#/components/responses/Problem'}",
    ),
    Code(
        id="SPEC063",
        severity=Severity.WARNING,
        title="no success is declared",
        does="An operation declares replies for errors, and none for when all goes well.",
        why="Handlers have nothing to return, mocks answer with an error, and clients can't know what they get.",
        example="put:\n  responses: {'400': {...}, '404': {...}}",
        fix="put:\n  responses: {'204': {description: changed}, '400': {...}, '404': {...}}",
    ),
    Code(
        id="SPEC090",
        severity=Severity.WARNING,
        title="openapi-spec-validator objects",
        does=(
            "The independent validator that is run beside our own checks calls the document invalid, for a reason that "
            "no other finding names."
        ),
        why="Other tools that read this document may refuse it, although code can be generated.",
        example="schema: {type: integer, default: ten}",
        fix="schema: {type: integer, default: 10}",
    ),
)
