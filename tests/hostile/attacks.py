"""What hostile clients send, byte for byte, and what may come back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NOTHING = 0
"""The server ends the connection without an answer."""
BAD = frozenset({400})
UNREAD = frozenset({400, NOTHING})
"""A request that is none: the server says so, or hangs up."""


@dataclass(frozen=True)
class Attack:
    """One exchange on one connection. `is_last`: the client closes its side after sending."""

    name: str
    sent: bytes
    expected: frozenset[int]
    answers: int = 1
    method: str = "GET"
    is_last: bool = False
    says: str = ""


def lines(*head: str | bytes, body: bytes = b"") -> bytes:
    """A request of these lines."""
    raw = [line if isinstance(line, bytes) else line.encode("latin-1") for line in head]
    return b"\r\n".join(raw) + b"\r\n\r\n" + body


def asked(target: str | bytes, *headers: str | bytes, method: str = "GET", body: bytes | None = None) -> bytes:
    """A request as it should be, but for what is given."""
    raw = target if isinstance(target, bytes) else target.encode("latin-1")
    length = () if body is None else (f"Content-Length: {len(body)}",)
    head = (method.encode() + b" " + raw + b" HTTP/1.1", "Host: test", *length, *headers)
    return lines(*head, body=body or b"")


def get(name: str, target: str | bytes, *statuses: int, headers: Iterable[str | bytes] = (), says: str = "") -> Attack:
    return Attack(name, asked(target, *headers), frozenset(statuses), says=says)


def post(name: str, target: str, body: bytes, *statuses: int, headers: Iterable[str] = (), kind: str = "") -> Attack:
    content_type = (f"Content-Type: {kind or 'application/json'}",)
    return Attack(
        name, asked(target, *content_type, *headers, method="POST", body=body), frozenset(statuses), method="POST"
    )


def json(name: str, body: bytes, *statuses: int, kind: str = "", headers: Iterable[str] = ()) -> Attack:
    return post(name, "/anything", body, *statuses, kind=kind, headers=headers)


PARAMETERS = [
    get("int64 overflow", "/numbers?big=9223372036854775808", 400),
    get("int64 edge", "/numbers?big=-9223372036854775808", 204),
    get("int32 overflow", "/numbers?small=2147483648", 400),
    get("huge digits", "/numbers?whole=" + "9" * 5000, 400),
    get("many digits", "/numbers?whole=" + "9" * 4000, 204),
    get("huge exponent", "/numbers?whole=1e999999999", 400),
    get("tiny exponent", "/numbers?whole=1e-999999999", 400),
    get("1e400", "/numbers?ratio=1e400", 400),
    get("a number too large for a float", "/numbers?ratio=" + "9" * 400, 204),
    get("NaN", "/numbers?ratio=NaN", 400),
    get("Infinity", "/numbers?ratio=-Infinity", 400),
    get("underscore", "/numbers?big=1_000", 400),
    get("plus is a space", "/numbers?big=+1", 400),
    get("Arabic digits", "/numbers?big=%D9%A1", 400),
    get("scalar twice", "/numbers?big=1&big=2", 400),
    get("header twice", "/words/a", 400, headers=["X-Word: a", "X-Word: b"]),
    get("cookie twice", "/words/a", 400, headers=["Cookie: session=a; session=b"]),
    get("cookie lines", "/words/a", 400, headers=["Cookie: session=a", "Cookie: session=b"]),
    get("cookie broken escape", "/words/a", 400, headers=["Cookie: session=%zz"]),
    get("cookie of nothing", "/words/a", 200, headers=["Cookie: ;;;=;session;" + ";" * 5000]),
    get("header is no UTF-8", "/words/a", 400, headers=[b"X-Word: \xff\xfe"]),
    get("header is UTF-8", "/words/a", 200, headers=["X-Word: é".encode()], says="a é"),
    get("broken escape in the query", "/words/a?q=%zz", 400),
    get("half an escape in the query", "/words/a?q=%", 400),
    get("no UTF-8 in the query", "/words/a?q=%FF", 400),
    get("overlong UTF-8 in the query", "/words/a?q=%C0%AF", 400),
    get("surrogate in the query", "/words/a?q=%ED%A0%80", 400),
    get("NUL in the query", "/words/a?q=%00", 400),
    get("no UTF-8 in a query name", "/words/a?%FF=1", 400),
    get("decoded once", "/words/a?q=%2525", 200, says="a %25"),
    get("broken escape in the path", "/words/%zz", 400),
    get("half an escape in the path", "/words/a%", 400),
    get("no UTF-8 in the path", "/words/%FF", 400),
    get("overlong UTF-8 in the path", "/words/%C0%AE%C0%AE", 400),
    get("surrogate in the path", "/words/%ED%A0%80", 400),
    get("NUL in the path", "/words/a%00b", 400),
    get("encoded slash", "/words/a%2F..%2Fb", 200, says="a/../b"),
    get("dot segment", "/words/..", 200, says=".."),
    get("encoded dot segment", "/words/%2e%2e", 200, says=".."),
    get("dot segments in between", "/words/../numbers", 404),
    get("empty segment", "/words//a", 404),
    get("doubled slash", "//words/a", 404),
    get("dot segment first", "/./words/a", 404),
    get("encoded way up", "/%2e%2e/words/a", 404),
    get("no value", "/words/", 404, 307),
    get("several in a segment", "/a-x.y.1", 400),
    get("dashes", "/a-" + "." * 5000, 400),
    get("huge query", "/words/a?q=" + "x" * 50_000, 200, 400, NOTHING),
    get("10,000 parameters", "/numbers?" + "&".join(["ids=1"] * 10_000), 204, 400, 431),
    get("3,000 elements", "/numbers?" + "&".join(["ids=1"] * 3_000), 204),
    get("3,000 wrong elements", "/numbers?" + "&".join(["ids=x"] * 3_000), 400),
    get("3,000 names", "/free?" + "&".join(f"n{index}=x" for index in range(3_000)), 400),
    get("deepObject of 100 levels", "/where?where" + "[a]" * 100 + "=1", 400),
    get("deepObject key twice", "/where?where[a]=1&where[a]=2", 400),
    get("deepObject value and object", "/where?where[a]=1&where[a][b]=2", 400),
    get("deepObject index", "/where?where[list][" + "9" * 5000 + "]=1", 400),
    get("deepObject negative index", "/where?where[list][-1]=1", 400),
    get("deepObject brackets", "/where?where" + "[" * 5000 + "=1", 204),
    get("undeclared is ignored", "/numbers?other=%FF", 204),
]

DEEP = 100_000
JSON = [
    json("100,000 deep", b"[" * DEEP + b"]" * DEEP, 400),
    json("100,000 deep objects", b'{"a":' * DEEP + b"1" + b"}" * DEEP, 400),
    json("100,000 open", b"[" * DEEP, 400),
    json("3,000 deep", b"[" * 3000 + b"]" * 3000, 400),
    json("member twice", b'{"a":1,"a":2}', 400),
    json("member twice, escaped", b'{"a":1,"\\u0061":2}', 400),
    json("NaN in JSON", b'{"a":NaN}', 400),
    json("Infinity in JSON", b"[-Infinity]", 400),
    json("1e400 in JSON", b"[1e400]", 400),
    json("5,000 digits in JSON", b"9" * 5000, 204, 400),
    json("lone surrogate", b'"\\ud800"', 400),
    json("surrogates in the wrong order", b'"\\udc00\\ud800"', 400),
    json("no UTF-8 in JSON", b'"\xff"', 400),
    json("overlong UTF-8 in JSON", b'"\xc0\xaf"', 400),
    json("encoded surrogate in JSON", b'"\xed\xa0\x80"', 400),
    json("raw NUL in JSON", b'"\x00"', 400),
    json("escaped NUL in JSON", b'"\\u0000"', 204),
    json("byte order mark", b"\xef\xbb\xbf{}", 400),
    json("UTF-16", '{"a":1}'.encode("utf-16"), 400),
    json("UTF-16 said so", '{"a":1}'.encode("utf-16"), 415, kind="application/json; charset=utf-16"),
    json("rubbish after JSON", b"{}{}", 400),
    json("comment", b"/**/{}", 400),
    json("half of JSON", b'{"a":', 400),
    json("gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00", 400, 415, headers=["Content-Encoding: gzip"]),
    json("unknown coding", b"{}", 400, 415, 204, headers=["Content-Encoding: rot13"]),
    json("no media type at all", b"{}", 415, kind=";;;"),
    json("another media type", b"<a/>", 415, kind="application/xml"),
    json("type with rubbish", b"{}", 204, 415, kind="application/json;;=;a=b;" + "x" * 1000),
    post("int64 in JSON", "/things", b'{"name":"a","count":9223372036854775808}', 400),
    post("int32 in JSON", "/things", b'{"name":"a","small":2147483648}', 400),
    post("10,000 wrong members", "/things", b"{" + b",".join(b'"%d":1' % n for n in range(10_000)) + b"}", 400),
    post("JSON missing", "/things", b"", 400),
    post("null", "/things", b"null", 400),
    Attack("two content types", asked("/anything", "Content-Type: application/json", "Content-Type: text/plain",
        method="POST", body=b"{}"), frozenset({400, 415}), method="POST"),
    Attack("no content type", asked("/things", method="POST", body=b"{}"), frozenset({400, 415}), method="POST"),
]  # fmt: skip

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"


def parts(*headers: str, end: bytes = b"--b--\r\n") -> bytes:
    """A multipart body with one small part for each line of part headers."""
    return b"".join(b"--b\r\n" + one.encode("latin-1") + b"\r\n\r\nx\r\n" for one in headers) + end


FILE = 'Content-Disposition: form-data; name="file"; filename="f"'
NOTE = 'Content-Disposition: form-data; name="note"'
FORMS = [
    post("form broken escape", "/form", b"name=%zz", 400, kind=FORM),
    post("form no UTF-8", "/form", b"name=%FF", 400, kind=FORM),
    post("form raw bytes", "/form", b"name=\xff", 400, kind=FORM),
    post("form name no UTF-8", "/form", b"name=a&%FF=1", 400, kind=FORM),
    post("form field twice", "/form", b"name=a&name=b", 400, kind=FORM),
    post("form 10,000 fields", "/form", b"name=a&" + b"&".join(b"n%d=1" % n for n in range(10_000)), 204, kind=FORM),
    post("form of nothing", "/form", b"&&&===&", 400, kind=FORM),
    post("form empty", "/form", b"", 400, kind=FORM),
    post("upload", "/upload", parts(FILE), 204, kind=MULTIPART),
    post("multipart without boundary", "/upload", parts(FILE), 400, 415, kind="multipart/form-data"),
    post("multipart empty boundary", "/upload", parts(FILE), 400, 415, kind="multipart/form-data; boundary="),
    post("multipart long boundary", "/upload", parts(FILE), 400, kind="multipart/form-data; boundary=" + "b" * 5000),
    post("multipart odd boundary", "/upload", parts(FILE), 400, kind='multipart/form-data; boundary="\xff"'),
    post("multipart other boundary", "/upload", parts(FILE), 400, kind="multipart/form-data; boundary=c"),
    post("multipart truncated", "/upload", parts(FILE, end=b""), 400, kind=MULTIPART),
    post("multipart cut in a header", "/upload", b"--b\r\nContent-Dis", 400, kind=MULTIPART),
    post("multipart 10,000 parts", "/upload", parts(*[NOTE] * 10_000), 400, 413, kind=MULTIPART),
    post("part without a name", "/upload", parts("Content-Disposition: form-data", FILE), 400, kind=MULTIPART),
    post("part without headers", "/upload", b"--b\r\n\r\nx\r\n--b--\r\n", 400, kind=MULTIPART),
    post("part with a huge header", "/upload", parts("X: " + "x" * 50_000, FILE), 204, 400, 413, kind=MULTIPART),
    post("part with 10,000 headers", "/upload", parts("\r\n".join(["X: y"] * 10_000)), 400, 413, kind=MULTIPART),
    post("part no UTF-8", "/upload", parts(FILE, end=b"--b\r\n" + NOTE.encode() + b"\r\n\r\n\xff\r\n--b--\r\n"), 400,
         kind=MULTIPART),
    post("file twice", "/upload", parts(FILE, FILE), 400, kind=MULTIPART),
    post("file name with a way up", "/upload", parts(FILE.replace('"f"', '"../../f\x00"')), 204, 400, kind=MULTIPART),
    post("multipart of rubbish", "/upload", b"\x00" * 10_000, 400, kind=MULTIPART),
    post("text too long", "/text", b"x" * 101, 400, kind="text/plain"),
    post("text no UTF-8", "/text", b"\xff", 400, kind="text/plain"),
    post("text in no charset", "/text", b"x", 415, kind="text/plain; charset=nonsense"),
    post("text in a codec of bytes", "/text", b"x", 400, 415, kind="text/plain; charset=zlib"),
    post("text in punycode", "/text", b"x-" + b"9" * 90, 204, 400, 415, kind="text/plain; charset=punycode"),
]  # fmt: skip

HELLO = asked("/health")
CHUNKED = ("Content-Type: application/json", "Transfer-Encoding: chunked")


def chunked(name: str, body: bytes, *statuses: int, headers: tuple[str, ...] = (), is_last: bool = False) -> Attack:
    sent = asked("/anything", *CHUNKED, *headers, method="POST") + body
    return Attack(name, sent, frozenset(statuses), method="POST", is_last=is_last)


def raw(name: str, sent: bytes, *statuses: int, is_last: bool = False, method: str = "GET", answers: int = 1) -> Attack:
    return Attack(name, sent, frozenset(statuses), answers, method, is_last)


PROTOCOL = [
    chunked("chunk size is no number", b"zz\r\n{}\r\n0\r\n\r\n", 400, NOTHING),
    chunked("negative chunk size", b"-1\r\n{}\r\n0\r\n\r\n", 400, NOTHING),
    chunked("huge chunk size", b"f" * 40 + b"\r\n{}\r\n0\r\n\r\n", 400, NOTHING, is_last=True),
    chunked("chunk longer than said", b"1\r\n{}\r\n0\r\n\r\n", 400, NOTHING),
    chunked("chunks that end early", b"5\r\n{}", 400, NOTHING, is_last=True),
    chunked("chunk extension", b"2;a=" + b"x" * 100 + b"\r\n{}\r\n0\r\n\r\n", 204, 400),
    chunked("trailers", b"2\r\n{}\r\n0\r\nX: y\r\n\r\n", 204, 400),
    chunked("length and chunks", b"2\r\n{}\r\n0\r\n\r\n", 204, 400, NOTHING, headers=("Content-Length: 2",)),
    chunked("5,000 chunks", b"1\r\n \r\n" * 5_000 + b"2\r\n{}\r\n0\r\n\r\n", 204),
    raw("chunked twice", asked("/anything", *CHUNKED, "Transfer-Encoding: chunked", method="POST") + b"0\r\n\r\n",
        204, 400, 501, NOTHING, method="POST"),
    raw("unknown transfer coding", asked("/anything", "Transfer-Encoding: rot13", method="POST") + b"0\r\n\r\n",
        400, 501, NOTHING, method="POST", is_last=True),
    raw("two lengths", asked("/anything", "Content-Length: 2", "Content-Length: 3", method="POST") + b"{}",
        400, NOTHING, method="POST", is_last=True),
    raw("length is no number", asked("/anything", "Content-Length: x", method="POST"), 400, method="POST"),
    raw("negative length", asked("/anything", "Content-Length: -1", method="POST"), 400, method="POST"),
    raw("huge length", asked("/anything", "Content-Type: application/json", "Content-Length: " + "9" * 19,
        method="POST"), 400, 413, method="POST", is_last=True),
    raw("length too long", asked("/anything", "Content-Type: application/json", "Content-Length: 10",
        method="POST") + b"{}", 400, NOTHING, method="POST", is_last=True),
    raw("length too short", asked("/anything", "Content-Type: application/json", "Content-Length: 1",
        method="POST") + b"{}", 400, NOTHING, method="POST", is_last=True),
    raw("no length", asked("/things", "Content-Type: application/json", method="POST"), 400, method="POST"),
    raw("body on GET", asked("/health", body=b"{}"), 204),
    raw("header flood", asked("/health", *[f"X-{n}: y" for n in range(5_000)]), 204, 400, 431, NOTHING),
    raw("long header", asked("/health", "X: " + "x" * 200_000), 204, 400, 431, NOTHING),
    raw("long target", asked("/" + "x" * 200_000), 404, 400, 414, 431, NOTHING),
    raw("long method", asked("/health", method="X" * 10_000), 400, 405, 501, NOTHING),
    raw("absolute form", asked("http://test/health"), 204, 400, 404),
    raw("asterisk form", asked("*", method="OPTIONS"), 200, 204, 400, 404, 405, method="OPTIONS"),
    raw("authority form", asked("test:80", method="CONNECT"), 400, 404, 405, NOTHING, method="CONNECT"),
    raw("empty target", asked(""), 400, NOTHING),
    raw("target of raw bytes", asked(b"/words/\xff\xfe"), 400, NOTHING),
    raw("target with a NUL", asked(b"/words/a\x00b"), 400, NOTHING),
    raw("target with a fragment", asked("/words/a#b"), 200, 400, 404, NOTHING),
    raw("unknown method", asked("/health", method="BREW"), 405, 400, NOTHING, method="BREW"),
    raw("lower case", asked("/health", method="get"), 405, 400, NOTHING, method="get"),
    raw("bare line feeds", asked("/health").replace(b"\r\n", b"\n"), 204, 400, NOTHING),
    raw("bare carriage return", asked("/health", "X: a\rb"), 400, NOTHING),
    raw("NUL in a header", asked("/health", "X: a\x00b"), 204, 400, NOTHING),
    raw("folded header", asked("/health", "X: a\r\n b"), 204, 400, NOTHING),
    raw("blank before the colon", asked("/health", "X : a"), 204, 400, NOTHING),
    raw("header without a colon", asked("/health", "rubbish"), 400, NOTHING),
    raw("no host", lines("GET /health HTTP/1.1"), 400, 204),
    raw("two hosts", asked("/health", "Host: other"), 400, 204),
    raw("host of rubbish", lines("GET /health HTTP/1.1", "Host: a b/c?d"), 400, 204),
    raw("HTTP/1.0", lines("GET /health HTTP/1.0"), 204),
    raw("HTTP/0.9", b"GET /health\r\n\r\n", 204, 400, NOTHING, is_last=True),
    raw("HTTP/9.9", lines("GET /health HTTP/9.9", "Host: test"), 204, 400, 505, NOTHING),
    raw("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 404, 405, NOTHING, is_last=True),
    raw("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100, 400, NOTHING, is_last=True),
    raw("rubbish", bytes(range(256)) * 10, 400, NOTHING, is_last=True),
    raw("nothing", b"", NOTHING, is_last=True),
    raw("half a line", b"GET /hea", 400, NOTHING, is_last=True),
    raw("half of the headers", b"GET /health HTTP/1.1\r\nHost: te", 400, NOTHING, is_last=True),
    raw("expects to go on", asked("/things", "Content-Type: application/json", "Expect: 100-continue", method="POST",
        body=b'{"name":"a"}'), 204, method="POST"),
    raw("expects a miracle", asked("/health", "Expect: miracle"), 204, 400, 417),
    raw("upgrade", asked("/health", "Connection: Upgrade", "Upgrade: h2c", "HTTP2-Settings: x"), 204),
    raw("websocket", asked("/health", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), 204, 400, 403, 404, 426),
    raw("HEAD", asked("/words/a", method="HEAD"), 200, method="HEAD"),
    raw("HEAD of nothing", asked("/nothing", method="HEAD"), 404, method="HEAD"),
    raw("HEAD refused", asked("/words/%FF", method="HEAD"), 400, method="HEAD"),
    raw("OPTIONS", asked("/words/a", method="OPTIONS"), 204, 200, 405, method="OPTIONS"),
    raw("TRACE", asked("/words/a", method="TRACE"), 405, method="TRACE"),
    raw("range", asked("/words/a", "Range: bytes=0-0,5-,-1,9999999999999999999-"), 200),
    raw("nothing is accepted", asked("/words/a", "Accept: image/png;q=x, */*;q=0"), 406, 200),
    raw("10,000 accepted", asked("/words/a", "Accept: " + ",".join(["a/b;q=0.1"] * 5_000)), 200, 406),
    raw("conditions", asked("/words/a", 'If-None-Match: "\xff', "If-Modified-Since: never", "If-Match: *"), 200),
    raw("no credentials", asked("/secure"), 401),
    raw("two authorizations", asked("/secure", "Authorization: Bearer known", "Authorization: Bearer x"), 401),
    raw("authorization no UTF-8", asked("/secure", b"Authorization: Bearer \xff"), 401),
    raw("long authorization", asked("/secure", "Authorization: Bearer " + "x" * 20_000), 401),
    raw("basic instead", asked("/secure", "Authorization: Basic !!!"), 401),
    raw("pipelined", HELLO * 3, 204, answers=3),
    raw("pipelined with a bad one", asked("/words/%FF") + HELLO, 400, 204, answers=2),
    raw("smuggled", asked("/anything", "Content-Type: application/json", method="POST", body=b"{}") + HELLO, 204,
        answers=2, method="POST"),
    raw("closed at once", asked("/words/a", "Connection: close"), 200),
    raw("slow body cut off", asked("/upload", f"Content-Type: {MULTIPART}", "Content-Length: 1000", method="POST")
        + parts(FILE, end=b""), 400, NOTHING, method="POST", is_last=True),
]  # fmt: skip

ATTACKS = [*PARAMETERS, *JSON, *FORMS, *PROTOCOL]
