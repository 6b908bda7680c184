"""The typed TypeScript client of a contract: openapi-typescript's types on openapi-fetch."""

from handfast.emit.client_typescript.package import client_typescript as client_typescript
from handfast.emit.client_typescript.toolchain import Toolchain as Toolchain
from handfast.emit.client_typescript.toolchain import toolchain as toolchain
