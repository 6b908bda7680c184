"""DRIFT: see the table of families."""

from __future__ import annotations

from handfast.diagnostics.code import Code
from handfast.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        id="DRIFT001",
        severity=Severity.ERROR,
        title="a generated file is not what the spec gives",
        does="The spec was generated once more, in memory, and a file differs from it, is missing, or is one too many.",
        why="An edit of generated code is lost with the next `gen`, and until then the app is not what the spec says.",
        example="generated/models.py\n    name: str | None      # edited by hand",
        fix="Change the spec, then run `handfast gen` and commit what it writes.",
    ),
    Code(
        id="DRIFT002",
        severity=Severity.ERROR,
        title="the app can't be looked at",
        does="The app can't be imported, its factory failed, it is no FastAPI app, or it serves no generated route.",
        why="Nothing can be said about an app that can't be seen, and silence would look like a pass.",
        example='[tool.handfast]\napp = "app.main:application"      # the module has `app`',
        fix='[tool.handfast]\napp = "app.main:app"',
    ),
    Code(
        id="DRIFT003",
        severity=Severity.ERROR,
        title="an operation of the spec is not served",
        does="No route of the app answers the operation's method on its path.",
        why="A client that trusts the spec gets a 404 or a 405.",
        example="include_contract(app, pets=Pets)      # and `orders` was left out by including routers one by one",
        fix="include_contract(app, pets=Pets, orders=Orders)",
    ),
    Code(
        id="DRIFT004",
        severity=Severity.ERROR,
        title="the app serves what the spec does not declare",
        does="A route answers that no operation of the spec declares. Hidden, raw and mounted routes count.",
        why="Nobody reviews, tests or documents such a route, and no client knows of it.",
        example='@app.get("/debug", include_in_schema=False)\nasync def debug() -> dict[str, str]: ...',
        fix="Declare the operation in the spec and generate again, or remove the route.",
    ),
    Code(
        id="DRIFT005",
        severity=Severity.ERROR,
        title="a part of an operation differs",
        does="A parameter, body, reply, security requirement or schema of the live app is not what the spec says.",
        why="Requests are then accepted or refused, and replies sent, in a way that no reader of the spec expects.",
        example="app.include_router(pets_router(Pets), dependencies=[Depends(tenant)])      # reads a header X-Tenant",
        fix="Declare the header in the spec, or read it from what the contract already passes.",
    ),
    Code(
        id="DRIFT006",
        severity=Severity.ERROR,
        title="a generated class is not the generated one",
        does="A DTO, a reply class or an interface was replaced or changed, in its file or while the app was imported.",
        why="It validates and prints something else than the schema it stands for.",
        example="generated.models.Pet = StrictPet",
        fix="Change the schema in the spec, or give a class of your own another name.",
    ),
    Code(
        id="DRIFT007",
        severity=Severity.ERROR,
        title="something around the operations changes what they answer",
        does="Middleware answers by itself or changes replies, or an exception handler writes what operations declare.",
        why="A client gets what no operation declares. Middleware is tried on every operation, around a stand-in.",
        example='@app.middleware("http")\nasync def gate(request, call_next):\n    return Response(status_code=418)',
        fix="Declare what it asks for and answers in the spec, and decide it in the security class or in a dependency.",
    ),
    Code(
        id="DRIFT008",
        severity=Severity.ERROR,
        title="the app says something else of itself than the spec",
        does="Its own document is not derived from what it serves, or `servers`, `root_path` or the title differ.",
        why="Whoever reads `/openapi.json` or the docs pages is told something that the contract does not say.",
        example="app.openapi = custom_openapi",
        fix="Leave it to `include_contract(app, ...)`, and say in the spec what the document should say.",
    ),
    Code(
        id="DRIFT009",
        severity=Severity.ERROR,
        title="values are judged by another schema",
        does="A schema in the document that the app judges by is not the one that the spec gives.",
        why="Requests are accepted or refused that the spec decides otherwise.",
        example='generated/schemas.json      # "minimum" edited by hand',
        fix="Change the schema in the spec, then run `handfast gen`.",
    ),
    Code(
        id="DRIFT010",
        severity=Severity.NOTE,
        title="this can't be seen in the app as it stands",
        does="A dependency takes the whole request, an exception handler or an override is the app's own business.",
        why="It may be as the spec says or not: only requests show it.",
        example="async def tenant(request: Request) -> str: ...",
        fix="async def tenant(x_tenant: Annotated[str, Header()]) -> str: ...      # and declare the header",
    ),
    Code(
        id="DRIFT011",
        severity=Severity.ERROR,
        title="the spec was not updated",
        does="`handfast drift --update-spec` writes into no file that has changed since it was read, and nothing that "
        "nobody has agreed to.",
        why="Somebody's edits would be lost, or a contract would change unseen.",
        example="handfast drift --update-spec < /dev/null",
        fix="handfast drift --update-spec --yes",
    ),
    Code(
        id="DRIFT012",
        severity=Severity.ERROR,
        title="this difference can't be written into the spec",
        does="The app differs from the spec here, and no edit of the spec's text says what the app does.",
        why="What `--update-spec` leaves is still drift.",
        example="paths:\n  /pets: {<<: *shared}      # the app serves less than what is merged in",
        fix="Change this place in the spec by hand, or the app.",
    ),
    Code(
        id="DRIFT020",
        severity=Severity.ERROR,
        title="nothing enforces what the contract says",
        does="The app's document claims what no part of the run-time decides about. It is an error where this app has "
        "lost it (replies are not judged, formats are not asserted), a warning where no app enforces it.",
        why="Clients rely on what is declared. What nothing enforces holds only as long as everybody is careful.",
        example="contract_router(JUDGE, PetsApi, Pets, operations=OPERATIONS, check_replies=False)",
        fix="contract_router(JUDGE, PetsApi, Pets, operations=OPERATIONS)\n"
        "# for a warning: handfast export --ledger, and check it in the handler, or leave it out of the spec",
    ),
)
