/** What every client shares: openapi-fetch with the contract's own spelling, bodies and security. */

import createFetchClient, { type Client, type ClientOptions, type Middleware } from "openapi-fetch";
import { cookies, escaped, inHeader, inQuery, isObject, named, type Parameter, pathOf, queryString, textOf } from "./styles.js";

/** How one field of a form is written, where the contract says so. */
export interface Encoding {
  readonly name: string;
  readonly contentType?: string;
  readonly style?: string;
  readonly explode?: boolean;
}

/** One media type that a request body may have. */
export interface Content {
  readonly mediaType: string;
  readonly encoding?: readonly Encoding[];
}

/** What the contract says about an operation. `security` is a choice of schemes that are all needed. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: readonly Content[];
  readonly accept?: string;
  readonly security?: readonly (readonly string[])[];
}

/** One security scheme. */
export interface Scheme {
  readonly name: string;
  readonly kind: string;
  readonly location?: string;
  readonly parameter?: string;
  readonly httpScheme?: string;
}

/** A user name and a password. */
export interface UserAndPassword {
  readonly username: string;
  readonly password: string;
}

type Maybe<T> = T | undefined;

/** A credential, or a function that is asked for it before each request. */
export type Credential<T = string> = T | (() => Maybe<T> | Promise<Maybe<T>>);

/** The options of a client. `auth` holds credentials by the names of their schemes. */
export interface Options<Auth extends object> extends Omit<ClientOptions, "baseUrl"> {
  /** Where the service is. */
  readonly baseUrl: string;
  readonly auth?: Auth;
}

const METHODS = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;

interface Init {
  params?: Record<string, Record<string, unknown> | undefined>;
  headers?: unknown;
  body?: unknown;
  [key: string]: unknown;
}
type Call = (path: string, init?: Init) => Promise<unknown>;

/** A client of these operations. */
export function connect<Paths extends {}, Auth extends object>(
  operations: readonly Operation[],
  schemes: readonly Scheme[],
  options: Options<Auth>,
): Client<Paths> {
  const { auth, ...rest } = options;
  const known = new Map(operations.map((one) => [`${one.method} ${one.path}`, one]));
  const client = createFetchClient<Paths>(rest);
  const calls = client as unknown as Record<string, Call>;
  for (const method of METHODS) {
    const call = calls[method];
    if (call !== undefined) {
      calls[method] = async (path, init) => call(path, spelled(known.get(`${method} ${path}`), init));
    }
  }
  const request = client.request as unknown as (method: string, path: string, init?: Init) => Promise<unknown>;
  (client as unknown as { request: typeof request }).request = async (method, path, init) =>
    request(method, path, spelled(known.get(`${method.toUpperCase()} ${path}`), init));
  client.use(presenting(known, new Map(schemes.map((one) => [one.name, one])), (auth ?? {}) as Record<string, unknown>));
  return client;
}

/** The options of one request, with the serializers that its operation needs. */
function spelled(operation: Operation | undefined, init: Init = {}): Init {
  if (operation === undefined) {
    return init;
  }
  const parameters = operation.parameters ?? [];
  const given = init.params ?? {};
  const headers = new Headers();
  for (const one of parameters.filter((parameter) => parameter.location === "header")) {
    const value = given.header?.[one.name];
    if (value !== undefined && value !== null) {
      headers.set(one.name, inHeader(one, value));
    }
  }
  const cookie = cookies(parameters, given.cookie ?? {});
  if (cookie) {
    headers.set("Cookie", cookie);
  }
  if (operation.accept) {
    headers.set("Accept", operation.accept);
  }
  const own = init.headers === undefined ? [] : [...new Headers(init.headers as HeadersInit)];
  const content = init.body === undefined ? undefined : chosen(operation, new Headers(own).get("Content-Type"));
  if (content !== undefined && !content.mediaType.startsWith("multipart/") && !content.mediaType.includes("*")) {
    headers.set("Content-Type", content.mediaType);
  }
  for (const [name, value] of own) {
    headers.set(name, value);
  }
  return {
    querySerializer: (query: Record<string, unknown>) => queryString(parameters, query),
    pathSerializer: (path: string, values: Record<string, unknown>) => pathOf(path, parameters, values),
    ...(content === undefined ? {} : { bodySerializer: (body: unknown) => encoded(content, body) }),
    ...init,
    params: { ...given, header: undefined },
    headers: Object.fromEntries(headers),
  };
}

function chosen(operation: Operation, contentType: string | null): Content | undefined {
  const wanted = contentType?.split(";")[0]?.trim().toLowerCase();
  const declared = operation.body ?? [];
  return declared.find((one) => one.mediaType.toLowerCase() === wanted) ?? (wanted ? undefined : declared[0]);
}

function encoded(content: Content, body: unknown): unknown {
  const kind = (content.mediaType.split(";")[0] ?? "").trim().toLowerCase();
  if (body instanceof Blob || body instanceof FormData || body instanceof URLSearchParams) {
    return body;
  }
  if (kind === "application/x-www-form-urlencoded" && isObject(body)) {
    return fields(body).flatMap(([name, value]) => urlencoded(name, value, encodingOf(content, name))).join("&");
  }
  if (kind.startsWith("multipart/") && isObject(body)) {
    const form = new FormData();
    for (const [name, value] of fields(body)) {
      append(form, name, value, encodingOf(content, name));
    }
    return form;
  }
  if (kind === "*/*" || kind === "application/*" || kind.endsWith("/json") || kind.endsWith("+json")) {
    return JSON.stringify(body);
  }
  return typeof body === "string" || body instanceof ArrayBuffer || ArrayBuffer.isView(body) ? body : JSON.stringify(body);
}

function encodingOf(content: Content, name: string): Encoding {
  return content.encoding?.find((one) => one.name === name) ?? { name };
}

function fields(body: Record<string, unknown>): [string, unknown][] {
  return Object.entries(body).filter(([, value]) => value !== undefined);
}

function urlencoded(name: string, value: unknown, encoding: Encoding): string[] {
  if (encoding.style !== undefined || encoding.explode !== undefined) {
    const style = encoding.style ?? "form";
    const explode = encoding.explode ?? style === "form";
    return inQuery({ name, location: "query", style, explode }, value).map(([key, text]) => `${key}=${text}`);
  }
  const isRepeated = Array.isArray(value) && !(encoding.contentType ?? "").includes("json");
  const written = isRepeated ? named(escaped(name), value, escaped, true, ",") : [[escaped(name), escaped(textOf(value))]];
  return written.map(([key, text]) => `${key}=${text}`);
}

function append(form: FormData, name: string, value: unknown, encoding: Encoding): void {
  const declared = (encoding.contentType ?? "").split(",")[0]?.trim() ?? "";
  if (Array.isArray(value) && !declared.includes("json")) {
    for (const one of value) {
      append(form, name, one, encoding);
    }
  } else if (value instanceof Blob) {
    form.append(name, value);
  } else if (isObject(value) || Array.isArray(value) || declared.includes("json")) {
    form.append(name, new Blob([JSON.stringify(value)], { type: declared || "application/json" }));
  } else {
    form.append(name, textOf(value));
  }
}

/** Sends credentials to the operations that ask for them: those of the first requirement that all are known for. */
function presenting(
  operations: ReadonlyMap<string, Operation>,
  schemes: ReadonlyMap<string, Scheme>,
  auth: Record<string, unknown>,
): Middleware {
  return {
    async onRequest({ request, schemaPath }) {
      let presented = request;
      for (const requirement of operations.get(`${request.method} ${schemaPath}`)?.security ?? []) {
        const needed = requirement.map((name) => schemes.get(name)).filter((one) => one?.kind !== "mutualTLS");
        const known = await Promise.all(needed.map(async (one) => [one, one && (await asked(auth, one.name))] as const));
        if (known.length > 0 && known.every(([, credential]) => credential !== undefined)) {
          for (const [scheme, credential] of known) {
            presented = scheme === undefined ? presented : present(presented, scheme, credential);
          }
          break;
        }
      }
      return presented;
    },
  };
}

async function asked(auth: Record<string, unknown>, name: string): Promise<unknown> {
  const credential = Object.hasOwn(auth, name) ? auth[name] : undefined;
  return typeof credential === "function" ? ((await credential()) as unknown) : credential;
}

function present(request: Request, scheme: Scheme, credential: unknown): Request {
  if (scheme.kind === "apiKey" && scheme.location === "query") {
    const url = new URL(request.url);
    url.searchParams.append(scheme.parameter ?? "", String(credential));
    return new Request(url, request);
  }
  if (scheme.kind === "apiKey" && scheme.location === "cookie") {
    const before = request.headers.get("Cookie");
    const pair = `${scheme.parameter}=${escaped(String(credential))}`;
    request.headers.set("Cookie", before ? `${before}; ${pair}` : pair);
  } else if (scheme.kind === "apiKey") {
    request.headers.set(scheme.parameter ?? "", String(credential));
  } else if (scheme.kind === "basic") {
    const { username, password } = credential as UserAndPassword;
    const bytes = new TextEncoder().encode(`${username}:${password}`);
    request.headers.set("Authorization", `Basic ${btoa(String.fromCharCode(...bytes))}`);
  } else {
    const word = scheme.kind === "bearer" ? "Bearer" : (scheme.httpScheme ?? "");
    request.headers.set("Authorization", `${word} ${String(credential)}`);
  }
  return request;
}
