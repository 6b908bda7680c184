"""Apps that can't be looked at: a finding that says what to do, never a traceback and never a pass."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

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


def _shown(pets: Pets, finding: Diagnostic) -> str:
    """What the command that the help names writes to stderr."""
    (code,) = re.findall("^`python -c '(.+)'` in the project's folder shows", finding.help or "")
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=pets.root, capture_output=True, text=True, check=False).stderr


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
    assert _shown(pets, finding).endswith("RuntimeError: no\ndatabase\n")


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


def test_a_module_that_forks_and_leaves_a_process_behind(pets: Pets) -> None:
    code = "import os, threading\nif os.fork() == 0:\n    threading.Event().wait()\n"
    (pets.root / MAIN).write_text(code + (pets.root / MAIN).read_text(encoding="utf-8"), encoding="utf-8")
    assert pets.drift() == ()


def test_a_module_that_prints(pets: Pets) -> None:
    pets.append(MAIN, "\nimport sys\nprint('{' * 100_000)\nsys.stderr.write('noise')\nsys.stdout.close()\n")
    assert pets.drift() == ()


def test_a_module_that_needs_the_environment(pets: Pets) -> None:
    pets.append(MAIN, "\nimport os\nos.environ['PETS_DATABASE_URL']\n")
    finding = _refusal(pets)
    assert "KeyError: 'PETS_DATABASE_URL'" in finding.message
    assert finding.help == "set 'PETS_DATABASE_URL' in the environment that `handfast` runs in"
    assert _line(finding) == (MAIN, pets.line(MAIN, "os.environ["))


def test_handlers_that_do_not_fit(pets: Pets) -> None:
    pets.edit(MAIN, "async def health(self)", "async def healthy(self)")
    finding = _refusal(pets)
    assert "ContractError" in finding.message
    assert "handlers" in finding.help
    assert _line(finding) == (MAIN, pets.line(MAIN, "include_contract(app"))


def test_generated_code_that_is_not_there(pets: Pets) -> None:
    shutil.rmtree(pets.root / "generated")
    with pytest.raises(Refused) as refused:
        pets.drift()
    stale, unseen = refused.value.findings
    assert (stale.code, stale.message) == ("DRIFT001", "`generated/` does not exist")
    assert "No module named 'generated'" in unseen.message
    assert unseen.help == "run `handfast gen`: it writes what the app imports"


def test_generated_code_that_is_half_there(pets: Pets) -> None:
    (pets.root / "generated/models.py").unlink()
    with pytest.raises(Refused) as refused:
        pets.drift()
    assert [one.message for one in refused.value.findings] == [
        "`models.py` is missing",
        "`app.main` can't be imported: ModuleNotFoundError: No module named 'generated.models'",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "openapi: 3.1.0",
            "openapi: 3.0.3",
            "was generated from Pets 1.0 (OpenAPI 3.1.0), and the spec is Pets 1.0 (OpenAPI 3.0.3)",
        ),
        (
            "title: Pets",
            "title: Cats",
            "was generated from Pets 1.0 (OpenAPI 3.1.0), and the spec is Cats 1.0 (OpenAPI 3.1.0)",
        ),
    ],
)
def test_a_spec_that_is_another_one(pets: Pets, old: str, new: str, message: str) -> None:
    pets.edit("spec/openapi.yaml", old, new)
    with pytest.raises(Refused) as refused:
        pets.drift()
    (finding,) = refused.value.findings
    assert finding.message == f"`generated/` {message}"
    assert finding.help.startswith("run `handfast gen`")


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
    assert _shown(pets, finding).endswith("ValueError: no settings\n")


@pytest.mark.parametrize(("code", "kind"), [("thing = 3", "int"), ("def thing() -> int:\n    return 3", "int")])
def test_something_that_is_no_app(pets: Pets, code: str, kind: str) -> None:
    pets.append(MAIN, f"\n\n{code}\n")
    assert _refusal(pets, "app.main:thing").message == f"`app.main:thing` is no FastAPI app but a {kind}"


def test_a_factory_that_wants_arguments(pets: Pets) -> None:
    pets.append(MAIN, "\n\ndef create_app(settings: object, *, debug: bool) -> FastAPI:\n    return app\n")
    finding = _refusal(pets, "app.main:create_app")
    assert finding.message == "the factory `app.main:create_app` wants arguments: settings, debug"
    assert _line(finding) == (MAIN, pets.line(MAIN, "def create_app"))


def test_a_factory_that_is_asynchronous(pets: Pets) -> None:
    pets.append(MAIN, "\n\nasync def create_app() -> FastAPI:\n    return app\n")
    assert _refusal(pets, "app.main:create_app").message == "the factory `app.main:create_app` is asynchronous"


@pytest.mark.parametrize("name", ["app.main:create_app()", "app.main", ":app", "app.main:", "app.main:a b"])
def test_a_name_that_is_none(pets: Pets, name: str) -> None:
    finding = _refusal(pets, name)
    assert finding.message == f"`{name}` names no app"
    assert "app.main:create_app" in finding.help


def test_a_name_inside_something(pets: Pets) -> None:
    pets.append(MAIN, "\n\nclass Service:\n    app = app\n")
    assert pets.drift("app.main:Service.app") == ()


def test_the_verb_exits_2_and_prints_no_traceback(pets: Pets, root: Path) -> None:
    pets.append(MAIN, '\nraise RuntimeError("no database")\n')
    command = [sys.executable, "-c", "from handfast.cli import main; main()", "drift"]
    environment = {**os.environ, "PYTHONPATH": str(root / "tools")}
    done = subprocess.run(command, cwd=pets.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "error[DRIFT002]: `app.main` can't be imported: RuntimeError: no database" in done.stdout
    assert f"app/main.py:{pets.line(MAIN, 'raise RuntimeError')}" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_an_app_without_generated_routes(pets: Pets) -> None:
    pets.append(MAIN, "\nbare = FastAPI()\n")
    assert _refusal(pets, "app.main:bare").message == "`app.main:bare` serves no operation of the contract"
