"""GEN: what can't be generated, and GEN090-099 files that can't be put where they belong."""

from __future__ import annotations

from handfast.diagnostics.code import Code
from handfast.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        id="GEN001",
        severity=Severity.WARNING,
        title="a pattern is not checked",
        does="The judge's regular expression engine can't compile the pattern, so values are not held to it.",
        why="Everything else of the schema still decides. A pattern that no engine but one knows is no contract.",
        example="pattern: '(?<=a{1,9}'",
        fix="pattern: '^a{1,9}$'",
    ),
    Code(
        id="GEN002",
        severity=Severity.ERROR,
        title="the judge can't compile the schemas",
        does="The document's schemas, taken together, are no JSON Schema that the judge accepts.",
        why="Without a judge no request could be decided, so nothing is generated.",
        example="$id: 'http://['",
        fix="$id: https://example.com/pet",
    ),
    Code(
        id="GEN091",
        severity=Severity.ERROR,
        title="the folder of a new project is not empty",
        does="`handfast init` was pointed at a folder that holds files, or at a file.",
        why="A new project is written as a whole, and nothing that exists is ever replaced.",
        example="handfast init .      # in a folder with files",
        fix="handfast init shop",
    ),
    Code(
        id="GEN092",
        severity=Severity.ERROR,
        title="a file name leads out of the project",
        does="A file that would be written has an absolute name, goes up with `..`, or lies behind a symbolic link.",
        why="A spec is untrusted input; it must not choose where files are written.",
        example="$ref: '..\\pet.yaml'",
        fix="$ref: 'schemas/pet.yaml'",
    ),
    Code(
        id="GEN093",
        severity=Severity.ERROR,
        title="the folder of generated code holds something else",
        does="The folder that `generated` names has files in it, and none of them says that `gen` wrote them.",
        why="`gen` replaces the folder as a whole; hand-written files in it would be lost.",
        example='[tool.handfast]\ngenerated = "src"      # hand-written code',
        fix='[tool.handfast]\ngenerated = "generated"',
    ),
    Code(
        id="GEN094",
        severity=Severity.ERROR,
        title="Node or npm is missing",
        does="The TypeScript client is made by tools that run on Node; `node` or `npm` is not there, or too old.",
        why="Its types are printed by openapi-typescript and compiled by TypeScript, which are npm packages.",
        example="handfast client typescript      # without Node",
        fix="handfast client python          # needs no Node",
    ),
    Code(
        id="GEN095",
        severity=Severity.ERROR,
        title="a tool of the TypeScript client failed",
        does="`npm ci`, openapi-typescript, the TypeScript compiler or `npm pack` ended with an error, quoted here.",
        why="Without it there is no package. The packages are pinned, and installed once into the cache folder.",
        example="handfast client typescript      # the first time, without a package registry",
        fix="npm config get registry         # can it be reached?",
    ),
    Code(
        id="GEN096",
        severity=Severity.ERROR,
        title="a folder can't be written",
        does="The operating system refused to write what was generated: no permission, no space, or a file in the way.",
        why="A project that is half written is worse than none, so everything was put back as it was.",
        example="chmod a-w . && handfast gen",
        fix="chmod u+w . && handfast gen",
    ),
)
