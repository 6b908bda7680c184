// Reads an OpenAPI document from stdin, writes its TypeScript types to stdout. Files are Blobs.
import { readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const isFile = (schema) => schema.format === "binary" || (schema.type === "string" && "contentMediaType" in schema && !("contentEncoding" in schema));

const tree = await openapiTS(JSON.parse(readFileSync(0, "utf-8")), {
  defaultNonNullable: false,
  readWriteMarkers: true,
  silent: true,
  transform: (schema) => (isFile(schema) ? ts.factory.createTypeReferenceNode("Blob") : undefined),
});
process.stdout.write(astToString(tree));
