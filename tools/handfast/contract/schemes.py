"""Security schemes: those of the root's components, and those that a requirement names by URI (OpenAPI 3.2 §4.30)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from handfast.contract.model import JSON, Flow, Location, Requirement, SchemeUse, SecurityScheme
from handfast.contract.references import References
from handfast.diagnostics import Pointer, Refused
from handfast.document import names_schemes_by_uri

_LOCATIONS = ("query", "header", "cookie")


@dataclass(slots=True)
class Schemes:
    """The schemes of one document while it is being resolved.

    One that stands outside the root's components gets the last part of its place as its name, or the whole place
    where another scheme is called so.
    """

    references: References
    _found: dict[Pointer, SecurityScheme] = field(default_factory=dict)

    def all(self) -> tuple[SecurityScheme, ...]:
        """The declared schemes, then those that requirements have named by URI so far."""
        return (*self._declared(), *self._found.values())

    def requirement(self, value: Mapping[str, JSON], at: Pointer) -> Requirement:
        """The requirement that an object at a place states."""
        return Requirement(
            tuple(
                SchemeUse(self._name(name, at), tuple(one for one in scopes if isinstance(one, str)) if scopes else ())
                for name, scopes in value.items()
            )
        )

    def _name(self, written: str, at: Pointer) -> str:
        """What the contract calls a scheme. A component's name goes before a URI; what is neither stays as it is."""
        document = self.references.document
        if written in self._components() or not names_schemes_by_uri(document.files[document.root]):
            return written
        try:
            target = document.target(written, at)
        except Refused:
            return written  # an unknown scheme, which lets nobody in
        if target.file == document.root and target.parts[:-1] == ("components", "securitySchemes"):
            return target.parts[-1]
        if target not in self._found:
            value, place = self.references.follow(document.value(target), target)
            if not isinstance(value, Mapping) or not isinstance(value.get("type"), str):
                return written
            self._found[target] = _scheme(self._free(target), value, place)
        return self._found[target].name

    def _free(self, target: Pointer) -> str:
        taken = {*self._components(), *(scheme.name for scheme in self._found.values())}
        last = target.parts[-1] if target.parts else target.file
        return str(target) if last in taken else last

    def _declared(self) -> Iterator[SecurityScheme]:
        at = self.references.document.root_pointer() / "components" / "securitySchemes"
        for name, written in self._components().items():
            value, place = self.references.follow(written, at / name)
            yield _scheme(name, value if isinstance(value, Mapping) else {}, place)

    def _components(self) -> Mapping[str, JSON]:
        components = self.references.document.files[self.references.document.root].get("components")
        named = components.get("securitySchemes") if isinstance(components, Mapping) else None
        return named if isinstance(named, Mapping) else {}


def _scheme(name: str, value: Mapping[str, JSON], place: Pointer) -> SecurityScheme:
    location = value.get("in")
    return SecurityScheme(
        pointer=place,
        name=name,
        kind=_text(value.get("type")),
        http_scheme=_text(value.get("scheme")).lower(),
        location=Location(location) if location in _LOCATIONS else None,
        parameter_name=_text(value.get("name")),
        description=_text(value.get("description")),
        bearer_format=_text(value.get("bearerFormat")),
        flows=tuple(_flows(value.get("flows"), place / "flows")),
        open_id_connect_url=_text(value.get("openIdConnectUrl")),
        metadata_url=_text(value.get("oauth2MetadataUrl")),
        deprecated=value.get("deprecated") is True,
    )


def _flows(written: JSON, at: Pointer) -> Iterator[Flow]:
    for kind, value in written.items() if isinstance(written, Mapping) else ():
        if not kind.startswith("x-") and isinstance(value, Mapping):
            scopes = value.get("scopes")
            yield Flow(
                pointer=at / kind,
                kind=kind,
                authorization_url=_text(value.get("authorizationUrl")),
                device_authorization_url=_text(value.get("deviceAuthorizationUrl")),
                token_url=_text(value.get("tokenUrl")),
                refresh_url=_text(value.get("refreshUrl")),
                scopes=tuple(scopes) if isinstance(scopes, Mapping) else (),
            )


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
