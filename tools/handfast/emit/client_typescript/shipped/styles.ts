/** How parameters are spelt: OpenAPI's table of styles (OpenAPI 3.2 §4.12.6). */

export type Style =
  | "simple"
  | "label"
  | "matrix"
  | "form"
  | "spaceDelimited"
  | "pipeDelimited"
  | "deepObject"
  | "cookie";

/** One declared parameter. `mediaType` is set for one declared with `content`. */
export interface Parameter {
  readonly name: string;
  readonly location: string;
  readonly style?: string;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  readonly mediaType?: string;
}

type Pairs = [string, string][];
type Escape = (text: string) => string;

const DELIMITERS = new Map([
  ["spaceDelimited", "%20"],
  ["pipeDelimited", "%7C"],
]);

/** Percent-encoded text: all but unreserved characters (RFC 3986 §2.3). */
export const escaped: Escape = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const escapedButReserved: Escape = (text) =>
  escaped(text).replace(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|3B)/g, (code) => decodeURIComponent(code));

const asIs: Escape = (text) => text;

/** A scalar as text, anything else as its JSON text. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
}

/** The query string of these values, in the order of the declared parameters, then of the others. */
export function queryString(parameters: readonly Parameter[], values: Record<string, unknown>): string {
  const declared = parameters.filter((one) => one.location === "query");
  const names = new Set(declared.map((one) => one.name));
  const others = Object.keys(values).filter((name) => !names.has(name));
  const all = [...declared, ...others.map((name) => ({ name, location: "query", style: "form", explode: true }))];
  const pairs = all.flatMap((one) => (isGiven(values, one.name) ? inQuery(one, values[one.name]) : []));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

/** A path with its parameters filled in. A segment that would vanish on the way is refused (RFC 3986 §5.2.4). */
export function pathOf(template: string, parameters: readonly Parameter[], values: Record<string, unknown>): string {
  const declared = new Map(parameters.filter((one) => one.location === "path").map((one) => [one.name, one]));
  return template
    .split("/")
    .map((segment) => {
      const filled = segment.replace(/\{([^{}]*)\}/g, (whole, name: string) =>
        isGiven(values, name) ? inPath(declared.get(name) ?? { name, location: "path" }, values[name]) : whole,
      );
      if (filled !== segment && ["", ".", ".."].includes(filled)) {
        throw new TypeError(`${segment} in ${template} can't be "${filled}"`);
      }
      return filled;
    })
    .join("/");
}

/** The value of a `Cookie` header (RFC 6265 §4.2.1). */
export function cookies(parameters: readonly Parameter[], values: Record<string, unknown>): string {
  const pairs = parameters
    .filter((one) => one.location === "cookie" && isGiven(values, one.name))
    .flatMap((one) => {
      const escape = one.style === "cookie" ? asIs : escaped;
      const value = values[one.name];
      if (one.mediaType !== undefined) {
        return [[one.name, escape(document(one.mediaType, value))]];
      }
      return named(one.name, value, escape, one.explode ?? false, ",");
    });
  return pairs.map(([name, value]) => `${name}=${value}`).join("; ");
}

/** The value of a header that carries a parameter; never percent-encoded (OpenAPI 3.2 §4.12.4). */
export function inHeader(parameter: Parameter, value: unknown): string {
  return parameter.mediaType === undefined
    ? simple(value, asIs, parameter.explode ?? false)
    : document(parameter.mediaType, value);
}

/** Names with values, as forms and queries have them (RFC 6570 §3.2.8). `name` is escaped already. */
export function named(name: string, value: unknown, escape: Escape, explode: boolean, delimiter: string): Pairs {
  if (Array.isArray(value) && explode) {
    return value.map((one) => [name, escape(textOf(one))]);
  }
  if (isObject(value) && explode) {
    return entries(value).flatMap(([key, one]) => named(escape(key), one, escape, true, ","));
  }
  if (Array.isArray(value) || isObject(value)) {
    return [[name, pieces(value, escape, false).join(delimiter)]];
  }
  return [[name, escape(textOf(value))]];
}

/** A value in the query, both name and value percent-encoded. */
export function inQuery(parameter: Parameter, value: unknown): Pairs {
  const escape = parameter.allowReserved ? escapedButReserved : escaped;
  const name = escaped(parameter.name);
  if (parameter.mediaType !== undefined) {
    return [[name, escape(document(parameter.mediaType, value))]];
  }
  if (parameter.style === "deepObject" && isObject(value)) {
    return deep(value, "").map(([path, text]) => [escaped(`${parameter.name}${path}`), escape(text)]);
  }
  return named(name, value, escape, parameter.explode ?? false, DELIMITERS.get(parameter.style ?? "") ?? ",");
}

function inPath(parameter: Parameter, value: unknown): string {
  if (parameter.mediaType !== undefined) {
    return escaped(document(parameter.mediaType, value));
  }
  const explode = parameter.explode ?? false;
  const isWhole = Array.isArray(value) || isObject(value);
  if (parameter.style === "label") {
    return `.${isWhole ? pieces(value, escaped, explode).join(explode ? "." : ",") : escaped(textOf(value))}`;
  }
  if (parameter.style !== "matrix") {
    return simple(value, escaped, explode);
  }
  const name = escaped(parameter.name);
  if (isWhole && explode) {
    const listed = pieces(value, escaped, true);
    return (Array.isArray(value) ? listed.map((one) => `${name}=${one}`) : listed).map((one) => `;${one}`).join("");
  }
  const text = isWhole ? pieces(value, escaped, false).join(",") : escaped(textOf(value));
  return text || isWhole ? `;${name}=${text}` : `;${name}`;
}

function simple(value: unknown, escape: Escape, explode: boolean): string {
  return Array.isArray(value) || isObject(value) ? pieces(value, escape, explode).join(",") : escape(textOf(value));
}

function pieces(value: unknown[] | object, escape: Escape, explode: boolean): string[] {
  if (Array.isArray(value)) {
    return value.map((one) => escape(textOf(one)));
  }
  return entries(value).flatMap(([key, one]) => {
    const pair = [escape(key), escape(textOf(one))];
    return explode ? [pair.join("=")] : pair;
  });
}

function deep(value: unknown, path: string): Pairs {
  if (isObject(value)) {
    return entries(value).flatMap(([key, one]) => deep(one, `${path}[${key}]`));
  }
  if (Array.isArray(value)) {
    const isNested = value.some((one) => Array.isArray(one) || isObject(one));
    return isNested
      ? value.flatMap((one, index) => deep(one, `${path}[${index}]`))
      : value.map((one) => [path, textOf(one)]);
  }
  return [[path, textOf(value)]];
}

function document(mediaType: string, value: unknown): string {
  return mediaType.includes("json") ? JSON.stringify(value) : textOf(value);
}

function entries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, one]) => one !== undefined);
}

function isGiven(values: Record<string, unknown>, name: string): boolean {
  return Object.hasOwn(values, name) && values[name] !== undefined && values[name] !== null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Blob);
}
