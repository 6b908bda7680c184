from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import SPEC, Handfast

SECURED = SPEC.replace("      operationId", "      security: [{key: []}]\n      operationId") + (
    "  securitySchemes:\n    key: {type: apiKey, in: header, name: X-Key}\n"
)


def gen_after(handfast: Handfast, project: Path, text: str) -> str:
    assert handfast("gen").exit_code == 0
    (project / "spec" / "openapi.yaml").write_text(text)
    result = handfast("gen")
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_tag_that_took_the_place_of_another_is_told_by_line(handfast: Handfast, project: Path) -> None:
    said = gen_after(handfast, project, SPEC.replace("tags: [pets]", "tags: [cats]"))
    assert "  add to app/main.py: from app.handlers.cats import Cats\n" in said
    assert "  add to include_contract() in app/main.py: cats=Cats()\n" in said
    assert "  delete app/handlers/pets.py: the contract has no such tag\n" in said
    assert "  drop from include_contract() in app/main.py: pets, and its import\n" in said
    main = project / "app" / "main.py"
    main.write_text(main.read_text().replace("pets", "cats").replace("Pets()", "Cats()"))
    (project / "app" / "handlers" / "pets.py").unlink()
    again = handfast("gen").stdout
    assert not {"add", "drop", "delete"} & set(again.split())


def test_a_first_security_scheme_gets_a_stub_once_and_is_told(handfast: Handfast, project: Path) -> None:
    said = gen_after(handfast, project, SECURED)
    assert "+ app/security.py (stubs, yours from now on)" in said
    assert "  add to app/main.py: from app.security import AppSecurity\n" in said
    assert "  add to include_contract() in app/main.py: security=AppSecurity()\n" in said
    (project / "app" / "security.py").write_text("# mine\n")
    handfast("gen")
    assert (project / "app" / "security.py").read_text() == "# mine\n"


def test_security_that_lives_elsewhere_gets_no_stub(handfast: Handfast, project: Path) -> None:
    (project / "spec" / "openapi.yaml").write_text(SECURED)
    handfast("gen")
    (project / "app" / "security.py").rename(project / "app" / "guard.py")
    main = project / "app" / "main.py"
    main.write_text(main.read_text().replace("app.security", "app.guard"))
    said = handfast("gen").stdout
    assert not (project / "app" / "security.py").exists()
    assert "add to" not in said


@pytest.mark.parametrize("text", ["def (", "\0", "include_contract(app, **handlers)\n", "x = 1\n"])
def test_a_main_module_that_says_nothing_is_told_nothing(handfast: Handfast, project: Path, text: str) -> None:
    handfast("gen")
    (project / "app" / "main.py").write_text(text)
    said = gen_after(handfast, project, SPEC.replace("tags: [pets]", "tags: [cats]"))
    assert "include_contract" not in said
    assert "  delete app/handlers/pets.py: the contract has no such tag\n" in said
