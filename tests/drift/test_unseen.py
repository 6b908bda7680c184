"""Apps that can't be looked at: a finding that says what to do, never a traceback and never a pass."""

from __future__ import annotations

import pytest
from projects import Pets

from handfast.diagnostics import Diagnostic, Position, Refused
from handfast.export.visit import Project, visit

MAIN = "app/main.py"


def _refusal(pets: Pets, app: str = "app.main:app") -> Diagnostic:
    with pytest.raises(Refused) as refused:
        pets.drift(app)
    (finding,) = refused.value.findings
    assert finding.code == "DRIFT002"
    assert finding.help
    return finding


def _line(finding: Diagnostic) -> tuple[str, int]:
    assert isinstance(finding.at, Position)
    return finding.at.path.rpartition("/pets/")[2], finding.at.line


def test_a_module_that_does_not_exist(pets: Pets) -> None:
    assert "`app.none` can't be imported: ModuleNotFoundError" in _refusal(pets, "app.none:app").message


def test_a_module_that_fails(pets: Pets) -> None:
    pets.append(MAIN, '\nraise RuntimeError("no\\ndatabase")\n')
    finding = _refusal(pets)
    assert finding.message == "`app.main` can't be imported: RuntimeError: no database"
    assert _line(finding) == (MAIN, pets.line(MAIN, "raise RuntimeError"))


def test_a_module_that_does_not_parse(pets: Pets) -> None:
    pets.append(MAIN, "\ndef broken(:\n")
    finding = _refusal(pets)
    assert "SyntaxError" in finding.message
    assert _line(finding) == (MAIN, pets.line(MAIN, "def broken"))


def test_a_module_that_exits(pets: Pets) -> None:
    pets.append(MAIN, "\nimport sys\nsys.exit(3)\n")
    assert "SystemExit: 3" in _refusal(pets).message


def test_a_module_that_takes_the_process_down(pets: Pets) -> None:
    pets.append(MAIN, "\nimport os\nos._exit(7)\n")
    assert "ended with 7" in _refusal(pets).message


def test_a_module_that_never_ends(pets: Pets) -> None:
    pets.append(MAIN, "\nimport threading\nthreading.Event().wait()\n")
    with pytest.raises(Refused, match="took more than"):
        visit(Project(pets.root, "app.main:app"), patience=3)


def test_a_name_that_is_not_there(pets: Pets) -> None:
    finding = _refusal(pets, "app.main:application")
    assert finding.message == "`app.main` has no `application`"
    assert _line(finding) == (MAIN, 1)


def test_a_factory_that_raises(pets: Pets) -> None:
    pets.append(MAIN, '\n\ndef create_app() -> FastAPI:\n    raise ValueError("no settings")\n')
    finding = _refusal(pets, "app.main:create_app")
    assert finding.message == "the factory `app.main:create_app` failed: ValueError: no settings"
    assert _line(finding) == (MAIN, pets.line(MAIN, "raise ValueError"))


@pytest.mark.parametrize(("code", "kind"), [("thing = 3", "int"), ("def thing() -> int:\n    return 3", "int")])
def test_something_that_is_no_app(pets: Pets, code: str, kind: str) -> None:
    pets.append(MAIN, f"\n\n{code}\n")
    assert _refusal(pets, "app.main:thing").message == f"`app.main:thing` is no FastAPI app but a {kind}"


def test_an_app_without_generated_routes(pets: Pets) -> None:
    pets.append(MAIN, "\nbare = FastAPI()\n")
    assert _refusal(pets, "app.main:bare").message == "`app.main:bare` serves no operation of the contract"
