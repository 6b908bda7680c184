"""Values that look real: by the format of a text, and by what a property's name says it is."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

_FIRST: Final = (
    "Ada",
    "Grace",
    "Alan",
    "Edsger",
    "Barbara",
    "Donald",
    "Frances",
    "Ken",
    "Radia",
    "Tim",
    "Margaret",
    "Dennis",
    "Katherine",
    "Linus",
)
_LAST: Final = (
    "Lovelace",
    "Hopper",
    "Turing",
    "Dijkstra",
    "Liskov",
    "Knuth",
    "Allen",
    "Thompson",
    "Perlman",
    "Hamilton",
    "Ritchie",
    "Johnson",
)
_WORDS: Final = (
    "amber",
    "anchor",
    "birch",
    "bridge",
    "canyon",
    "cedar",
    "cobalt",
    "coral",
    "delta",
    "ember",
    "falcon",
    "fjord",
    "garnet",
    "harbor",
    "indigo",
    "juniper",
    "lantern",
    "maple",
    "meadow",
    "nimbus",
    "orchid",
    "pebble",
    "quartz",
    "river",
    "saffron",
    "summit",
    "timber",
    "velvet",
    "willow",
    "zephyr",
)
_CITIES: Final = ("Berlin", "Lisbon", "Nairobi", "Osaka", "Toronto", "Montevideo", "Tallinn", "Wellington")
_COUNTRIES: Final = ("DE", "PT", "KE", "JP", "CA", "UY", "EE", "NZ")
_COUNTRY_NAMES: Final = ("Germany", "Portugal", "Kenya", "Japan", "Canada", "Uruguay", "Estonia")
_CURRENCIES: Final = ("EUR", "USD", "JPY", "CAD", "NZD")
_EPOCH: Final = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)

Made = Callable[[Random], str]


def of_format(name: str, random: Random) -> Iterator[str]:
    """Texts of a format, the likeliest first; nothing for a format that says nothing."""
    makers = _FORMATS.get(name, ())
    yield from (make(random) for make in makers)


def of_name(name: str, random: Random) -> Iterator[str]:
    """Texts that fit what a property is called, the likeliest first."""
    words = tuple(part.lower() for part in _PARTS.findall(name))
    spelled = "_".join(words)
    for pattern, make in _NAMES:
        if pattern.search(spelled):
            yield make(random)
            return
    yield " ".join(random.sample(_WORDS, 2))


def number_of_name(name: str, random: Random) -> float:
    """A number that fits what a property is called; a whole one where the name counts something."""
    spelled = "_".join(part.lower() for part in _PARTS.findall(name))
    for pattern, low, high, digits in _NUMBERS:
        if pattern.search(spelled):
            return round(random.uniform(low, high), digits) if digits else random.randint(int(low), int(high))
    return random.randint(1, 100)


def moment(random: Random) -> datetime:
    """A moment of the year 2026."""
    return _EPOCH + timedelta(days=random.randrange(300), minutes=random.randrange(1440), seconds=random.randrange(60))


def word(random: Random) -> str:
    """One plain word."""
    return random.choice(_WORDS)


def identifier(random: Random) -> str:
    """A UUID of version 4."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def _sentence(random: Random) -> str:
    return " ".join(random.sample(_WORDS, 6)).capitalize() + "."


def _person(random: Random) -> str:
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def _email(random: Random) -> str:
    return f"{random.choice(_FIRST)}.{random.choice(_LAST)}@example.com".lower()


def _url(random: Random) -> str:
    return f"https://example.com/{word(random)}"


def _date_time(random: Random) -> str:
    return moment(random).isoformat().replace("+00:00", "Z")


def _date(random: Random) -> str:
    return moment(random).date().isoformat()


def _http_date(random: Random) -> str:
    return moment(random).strftime("%a, %d %b %Y %H:%M:%S GMT")


def _ip(random: Random) -> str:
    return f"192.0.2.{random.randint(1, 254)}"


def _ip6(random: Random) -> str:
    return f"2001:db8::{random.randint(1, 0xFFFF):x}"


def _phone(random: Random) -> str:
    return f"+1202555{random.randint(0, 9999):04}"


def _hex(digits: int) -> Made:
    return lambda random: f"{random.getrandbits(4 * digits):0{digits}x}"


def _one_of(*choices: str) -> Made:
    return lambda random: random.choice(choices)


def _base64(random: Random) -> str:
    return base64.b64encode(" ".join(random.sample(_WORDS, 3)).encode()).decode()


def _host(random: Random) -> str:
    return f"{word(random)}.example.com"


def _slug(random: Random) -> str:
    return "-".join(random.sample(_WORDS, 2))


def _title(random: Random) -> str:
    return " ".join(one.capitalize() for one in random.sample(_WORDS, 2))


def _version(random: Random) -> str:
    return f"{random.randint(1, 4)}.{random.randint(0, 12)}.{random.randint(0, 9)}"


_FORMATS: Final[Mapping[str, tuple[Made, ...]]] = {
    "date-time": (_date_time,),
    "date": (_date,),
    "time": (lambda random: f"{moment(random):%H:%M:%S}Z",),
    "duration": (lambda random: f"P{random.randint(1, 30)}D",),
    "email": (_email, lambda _: "a@b.co"),
    "idn-email": (_email,),
    "hostname": (_host, lambda _: "a.co"),
    "idn-hostname": (_host,),
    "ipv4": (_ip,),
    "ipv6": (_ip6,),
    "uri": (_url, lambda random: f"https://{_host(random)}", lambda _: "http://a.co", lambda _: "urn:a:b"),
    "uri-reference": (_url, lambda random: f"/{word(random)}"),
    "iri": (_url, lambda _: "http://a.co"),
    "iri-reference": (_url,),
    "uri-template": (lambda _: "https://example.com/{id}",),
    "url": (_url,),
    "uuid": (identifier,),
    "json-pointer": (lambda random: f"/{word(random)}",),
    "relative-json-pointer": (lambda random: f"0/{word(random)}",),
    "regex": (lambda _: "^[a-z]+$",),
    "byte": (_base64,),
    "binary": (_base64,),
    "phone": (_phone,),
    "password": (lambda random: f"{word(random)}-{random.randint(1000, 9999)}",),
    "decimal": (lambda random: f"{random.randint(1, 900)}.{random.randint(10, 99)}",),
    "http-date": (_http_date,),
}

_NAME_TABLE: Final[tuple[tuple[str, Made], ...]] = (
    (r"e_?mail", _email),
    (r"(^|_)(uuid|guid)$", identifier),
    (r"(^|_)first_?name$|given_name", _one_of(*_FIRST)),
    (r"(^|_)(last_?name|surname)$|family_name", _one_of(*_LAST)),
    (r"(^|_)(user_?name|login|handle)$", lambda random: random.choice(_FIRST).lower()),
    (r"(full|display|contact|author|owner|customer|holder)_?name$|(^|_)(author|assignee)$", _person),
    (r"(avatar|image|photo|picture|logo|icon|thumbnail)_(url|uri)$", lambda r: f"https://example.com/{word(r)}.png"),
    (r"(^|_)(url|uri|href|link|website|homepage|endpoint|callback)$", _url),
    (r"(host|domain)(_?name)?$", _host),
    (r"(^|_)ip(v4)?(_?address)?$", _ip),
    (r"ipv6", _ip6),
    (r"phone|mobile|fax|msisdn", _phone),
    (r"(country|region)_?code$|(^|_)country_iso", _one_of(*_COUNTRIES)),
    (r"country", _one_of(*_COUNTRY_NAMES)),
    (r"currency", _one_of(*_CURRENCIES)),
    (r"(^|_)city$|town", _one_of(*_CITIES)),
    (r"street|address", lambda r: f"{r.randint(1, 200)} {word(r).capitalize()} Street"),
    (r"zip|postal|post_?code", lambda random: f"{random.randint(10000, 99999)}"),
    (r"locale", _one_of("en-GB", "de-DE", "pt-PT")),
    (r"(^|_)lang(uage)?$", _one_of("en", "de", "pt", "ja")),
    (r"time_?zone", _one_of("Europe/Berlin", "UTC", "America/Toronto")),
    (r"(_at|timestamp|date_?time|(^|_)(created|updated|modified|deleted|expires)(_on)?)$", _date_time),
    (r"(^|_)date$|birthday|(^|_)dob$", _date),
    (r"colou?r", lambda random: f"#{random.getrandbits(24):06x}"),
    (r"etag", _hex(16)),
    (r"sha_?256", _hex(64)),
    (r"(^|_)(sha|sha_?1|commit)$", _hex(40)),
    (r"(token|secret|api_?key|hash|checksum|md5|digest|fingerprint|cursor)$", _hex(32)),
    (r"mime|(media|content)_type", _one_of("text/plain", "image/png", "application/json")),
    (r"file_?name", lambda random: f"{word(random)}.txt"),
    (r"(^|_)path$", lambda random: f"/{word(random)}/{word(random)}"),
    (r"version", _version),
    (r"slug|(^|_)key$", _slug),
    (r"(price|amount|total|cost|balance)$", lambda r: f"{r.randint(1, 900)}.{r.randint(10, 99)}"),
    (r"description|summary|comment|message|body|text|note|content|bio|detail|reason", _sentence),
    (r"title|subject|headline|label", _title),
    (r"(company|organi[sz]ation|brand|vendor)(_name)?$", lambda r: f"{word(r).capitalize()} Ltd"),
    (r"(^|_)status$|(^|_)state$", _one_of("active", "pending", "done")),
    (r"(^|_)tags?$|categor", word),
    (r"name$", _title),
    (r"(^|_)id$", _hex(12)),
)
_NAMES: Final = tuple((re.compile(pattern), make) for pattern, make in _NAME_TABLE)
_PARTS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_NUMBERS: Final = tuple(
    (re.compile(pattern), low, high, digits)
    for pattern, low, high, digits in (
        (r"(^|_)lat(itude)?$", -60, 60, 5),
        (r"(^|_)(lng|lon|long|longitude)$", -170, 170, 5),
        (r"price|amount|cost|balance|fee|tax", 1, 500, 2),
        (r"rating|score", 1, 5, 1),
        (r"percent|ratio|rate$", 0, 1, 2),
        (r"(^|_)year$", 2020, 2026, 0),
        (r"(^|_)month$", 1, 12, 0),
        (r"(^|_)day$", 1, 28, 0),
        (r"(^|_)age$", 18, 80, 0),
        (r"(^|_)port$", 1024, 49151, 0),
        (r"width|height|size|length|bytes", 100, 4000, 0),
        (r"timestamp|(_at|_time)$|^(created|updated|expires)$", 1767259800, 1790000000, 0),
        (r"quantity|count|total|number|page|offset", 1, 50, 0),
        (r"(^|_)id$", 1, 9999, 0),
    )
)
