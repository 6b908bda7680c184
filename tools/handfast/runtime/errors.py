"""Error objects in somebody's own schema, filled by what the names of their fields mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from handfast.runtime.problems import phrase

if TYPE_CHECKING:
    from handfast.runtime.judge import Judge, Violation
    from handfast.runtime.shape import Shape

UNKNOWN: Final = object()
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """What an error answer says. `is_entry` is set for an entry of a list, and `violation` where it is about one."""

    status: int
    detail: str
    violations: tuple[Violation, ...]
    path: str
    violation: Violation | None = None
    is_entry: bool = False

    @property
    def message(self) -> str:
        """The message in words, never empty."""
        if self.violation is not None:
            return self.violation.message
        return self.detail or phrase(self.status)

    @property
    def code(self) -> str:
        """A short name of what went wrong."""
        if self.violation is not None:
            return self.violation.rule.rpartition("/")[2] or "invalid"
        return re.sub(r"[^a-z]+", "_", phrase(self.status).lower())


def problem_details(facts: Facts) -> dict[str, Any]:
    """A problem details object (RFC 9457 §3) with every violation."""
    body: dict[str, Any] = {"type": "about:blank", "title": phrase(facts.status), "status": facts.status}
    if facts.detail:
        body["detail"] = facts.detail
    if facts.violations:
        body["errors"] = [
            {"in": one.location, "name": one.name, "pointer": one.pointer, "rule": one.rule, "message": one.message}
            for one in facts.violations
        ]
    return body


def drafts(judge: Judge, node: Any, facts: Facts, *, is_problem: bool) -> Iterator[Any]:
    """Error values that may satisfy a schema, the most telling first. The judge decides.

    `is_problem`: the media type is that of problem details, which may have members that the schema does not name.
    A list of violations stays empty where there are none and something else says what happened.
    """
    for is_terse in (False, True):
        ways = [_Drafter(judge, is_terse, is_filling).value(node, facts) for is_filling in (False, True)]
        if not _says(ways[0], {facts.message, phrase(facts.status)}):
            ways.reverse()
        for draft in ways:
            if isinstance(draft, dict) and is_problem and not is_terse:
                yield {**problem_details(facts), **draft}
            if draft is not UNKNOWN:
                yield draft


def _says(draft: Any, words: set[str]) -> bool:
    """Whether a text in a draft is one of these."""
    match draft:
        case dict():
            return any(_says(value, words) for value in draft.values())
        case list():
            return any(_says(value, words) for value in draft)
        case _:
            return isinstance(draft, str) and draft in words


@dataclass(frozen=True, slots=True)
class _Drafter:
    """Fills a schema. `is_terse`: only with what it requires; `is_filling`: an entry where there is no violation."""

    judge: Judge
    is_terse: bool
    is_filling: bool

    def value(self, node: Any, facts: Facts, name: str = "", depth: int = 0, *, is_needed: bool = True) -> Any:
        """A value for a field called `name` (the whole body has no name); UNKNOWN when nothing fits.

        Objects that nothing needs and whose name says nothing are left alone: whole resources hang below some errors.
        """
        if depth > _DEEPEST:
            return UNKNOWN
        shape = self.judge.shape(node)
        if shape.choices:
            return _choice(shape, facts, name, is_needed=is_needed)
        word = _word(name)
        if "object" in shape.kinds and (not name or word in _OBJECTS or (is_needed and shape.properties)):
            return self._object(shape, facts, depth)
        if "array" in shape.kinds and (not name or word in _LISTS):
            return self._list(shape, facts, word, depth, is_needed=is_needed)
        return _scalar(shape, facts, name, word, is_needed=is_needed)

    def _object(self, shape: Shape, facts: Facts, depth: int) -> Any:
        if not shape.properties and isinstance(shape.additional, Mapping) and facts.violations:
            return _by_field(self.judge.shape(shape.additional).kinds, facts)
        filled: dict[str, Any] = {}
        for name, schema in shape.properties.items():
            is_required = name in shape.required
            if not is_required and (self.is_terse or _word(name) in _ONLY_IF_REQUIRED):
                continue
            value = self.value(schema, facts, name, depth + 1, is_needed=is_required)
            if value is not UNKNOWN:
                filled[name] = value
        return filled

    def _list(self, shape: Shape, facts: Facts, word: str, depth: int, *, is_needed: bool) -> Any:
        """The violations, or messages; `loc` is the path of one violation."""
        if word in _PLACES:
            if facts.violation is None:
                return UNKNOWN
            one = facts.violation
            return [part for part in (one.location, one.name, *one.pointer.split("/")[1:]) if part]
        if shape.items is None:
            return UNKNOWN
        found = facts.violations or (facts.violation,)
        if found == (None,) and word not in _OF_MESSAGES and not self.is_filling:
            return [] if is_needed else UNKNOWN
        entries = [Facts(facts.status, facts.detail, (), facts.path, one, is_entry=True) for one in found]
        values = [self.value(shape.items, entry, word, depth + 1) for entry in entries]
        return [value for value in values if value is not UNKNOWN]


def _by_field(kinds: frozenset[str], facts: Facts) -> Any:
    """`{field: message}` or `{field: [messages]}`."""
    found: dict[str, Any] = {}
    for one in facts.violations:
        place = _place(one)
        if "array" in kinds:
            found.setdefault(place, []).append(one.message)
        elif "string" in kinds:
            found.setdefault(place, one.message)
    return found


def _choice(shape: Shape, facts: Facts, name: str, *, is_needed: bool) -> Any:
    """The value of an enum that means this; the only one where there is no choice."""
    if len(shape.choices) == 1:
        return shape.choices[0]
    if facts.status in shape.choices:
        return facts.status
    words = _MEANINGS.get(facts.status, ())
    for choice in shape.choices:
        if isinstance(choice, str) and any(word in _word(choice) for word in words):
            return choice
    fitting = _scalar(shape, facts, name, _word(name), is_needed=is_needed)
    return fitting if fitting in shape.choices else UNKNOWN


def _scalar(shape: Shape, facts: Facts, name: str, word: str, *, is_needed: bool) -> Any:
    kinds = shape.kinds
    if word in _STATUSES or (word in _CODES and "integer" in kinds):
        if "integer" in kinds:
            return facts.status
        return str(facts.status) if "string" in kinds else UNKNOWN
    if "boolean" in kinds and word in _NEGATIVE:
        return False
    if "string" in kinds:
        text = _text(facts, name, word)
        if text is not None or is_needed:
            text = _formatted(shape.text_format, text, facts)
        is_whole = facts.violation is not None and word in _POINTERS  # RFC 6901 §5: "" is the whole value
        if text or (text == "" and (is_needed or is_whole)):
            return text
    if shape.has_default:
        return shape.default
    return None if "null" in kinds and name else UNKNOWN


def _formatted(text_format: str, text: str | None, facts: Facts) -> str:
    """A text as its format has it; the short code where the name of the field means nothing."""
    if text_format in _WITH_FORMAT:
        return _WITH_FORMAT[text_format](facts)
    return facts.code if text is None else text


def _text(facts: Facts, name: str, word: str) -> str | None:
    """What a text of this name says, "" where that is nothing; None when the name means nothing."""
    if facts.is_entry and word in _WHERE:
        return _WHERE[word](facts.violation) if facts.violation is not None else ""
    if not name or word in _LISTS:
        return facts.message
    texts = _TEXTS if facts.violation is None else _IN_A_LIST
    return texts[word](facts) if word in texts else None


@lru_cache(maxsize=4096)
def _word(name: str) -> str:
    """A name without case and punctuation."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


_STATUSES = frozenset({"status", "statuscode", "httpstatus", "httpstatuscode", "httpcode"})
_CODES = frozenset({"code", "errorcode", "errcode", "errno", "errornumber"})
_NEGATIVE = frozenset({"success", "ok", "succeeded", "successful"})
_PLACES = frozenset({"loc", "location", "path"})
_OBJECTS = frozenset({"error", "errors", "fault", "problem", "fielderrors", "detail", "details", "meta"})
_LISTS = frozenset(
    {"errors", "violations", "issues", "invalidparams", "detail", "details", "fielderrors", "validationerrors"}
    | {"messages", "causes", "reasons", "error", "problems", "loc", "location", "path", "message", "errormessages"}
)
_OF_MESSAGES = frozenset({"message", "messages", "errormessages"})
_POINTERS = frozenset({"pointer", "jsonpointer", "instancepath", "instancelocation"})
_ONLY_IF_REQUIRED = frozenset(
    {"timestamp", "time", "date", "traceid", "requestid", "correlationid", "id", "errorid", "documentationurl", "help"}
)

_MEANINGS: Mapping[int, tuple[str, ...]] = {
    400: ("validation", "invalid", "badrequest", "malformed"),
    401: ("unauthorized", "unauthenticated", "authentication", "invalidtoken"),
    403: ("forbidden", "permission", "accessdenied"),
    404: ("notfound",),
    405: ("methodnotallowed", "notallowed"),
    406: ("notacceptable",),
    413: ("toolarge",),
    415: ("unsupportedmedia",),
    422: ("validation", "unprocessable", "invalid"),
    500: ("internal", "server", "unexpected"),
    501: ("notimplemented", "unimplemented", "internal", "server"),
}

Text = Callable[[Facts], str]


def _detail(facts: Facts) -> str:
    return facts.message


def _title(facts: Facts) -> str:
    return phrase(facts.status)


def _code(facts: Facts) -> str:
    return facts.code


def _path(facts: Facts) -> str:
    return facts.path


def _now(_: Facts) -> str:
    return datetime.now(UTC).isoformat()


def _id(_: Facts) -> str:
    return str(uuid4())


def _blank(_: Facts) -> str:
    return "about:blank"


def _today(_: Facts) -> str:
    return datetime.now(UTC).date().isoformat()


_WITH_FORMAT: Mapping[str, Text] = {"uuid": _id, "date-time": _now, "date": _today}
"""What texts of these formats say, whatever their names are."""

_MESSAGES: Mapping[str, Text] = dict.fromkeys(
    (
        *("detail", "details", "message", "msg", "errormessage", "description", "errordescription", "reason"),
        *("summary", "developermessage", "usermessage", "errormsg", "text", "error", "cause", "explanation"),
    ),
    _detail,
)
_SHARED: Mapping[str, Text] = {
    **_MESSAGES,
    **dict.fromkeys(("code", "errorcode", "errcode", "errortype", "kind", "key", "keyword", "slug"), _code),
    **dict.fromkeys(("timestamp", "time", "date"), _now),
    **dict.fromkeys(("traceid", "requestid", "correlationid", "id", "errorid"), _id),
}
_TEXTS: Mapping[str, Text] = {
    **_SHARED,
    **dict.fromkeys(("title", "name", "statustext", "statusmessage"), _title),
    **dict.fromkeys(("instance", "path", "uri", "url", "resource"), _path),
    "type": _blank,
}
_IN_A_LIST: Mapping[str, Text] = {**_SHARED, **dict.fromkeys(("title", "type"), _code)}


def _location(one: Violation) -> str:
    """The part of the request, in the words that every version of OpenAPI has."""
    return "query" if one.location == "querystring" else one.location


def _pointer(one: Violation) -> str:
    return one.pointer


def _parameter(one: Violation) -> str:
    return one.name


def _place(one: Violation) -> str:
    return one.name + one.pointer or one.location


def _rule(one: Violation) -> str:
    return one.rule


_WHERE: Mapping[str, Callable[[Violation], str]] = {
    **dict.fromkeys(_POINTERS, _pointer),
    **dict.fromkeys(("in", "location", "loc"), _location),
    **dict.fromkeys(("name", "parametername", "paramname"), _parameter),
    **dict.fromkeys(
        ("path", "field", "param", "parameter", "property", "fieldname", "target", "source", "propertyname"), _place
    ),
    "attribute": _place,
    **dict.fromkeys(("rule", "schema"), _rule),
}
"""What a text in an entry of a list says about where the violation is."""
