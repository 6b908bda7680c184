"""Operation by operation a mocked app becomes the real one; in production nothing is mocked unless asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from mocking import MockedApp, generated

from handfast.contract import resolve
from handfast.document import load
from handfast.runtime import ContractError, Unimplemented

HERE = Path(__file__).parent


@pytest.fixture
def application(tmp_path: Path) -> Any:
    contract = resolve(load(HERE / "things.yaml")).contract
    assert contract is not None
    return generated(contract, tmp_path)


def handlers(application: Any, **own: Any) -> type:
    """A handler class that has these methods, and raises `Unimplemented` in all others."""
    interface = application.DefaultApi

    def stub(name: str) -> Any:
        async def unimplemented(self: Any, **_: Any) -> Any:
            raise Unimplemented

        unimplemented.__name__ = name
        unimplemented.__annotations__ = {"return": Any}
        return unimplemented

    methods = {name: own.get(name) or stub(name) for name in interface.__abstractmethods__}
    return type("Handlers", (interface,), methods)


async def list_things(self: Any, **_: Any) -> Any:
    module = next(sys.modules[kind.__module__] for kind in type(self).__mro__ if kind.__name__ == "DefaultApi")
    return module.ListThingsOk(body={"items": [], "total": 0}, x_total_count=0)


list_things.__annotations__["return"] = Any


def served(application: Any, **given: Any) -> MockedApp:
    app = FastAPI()
    application.include_contract(app, **given)
    return MockedApp(app, None, application.JUDGE, application)  # type: ignore[arg-type]


def test_real_handlers_answer_and_the_mock_does_the_rest(application: Any) -> None:
    given = handlers(application, list_things=list_things)
    for default in (given, given()):
        things = served(application, default=default, unimplemented="mock")
        assert things.get("/things").json() == {"items": [], "total": 0}
        assert things.get("/things/1").status_code == 200


def test_without_the_switch_nothing_is_mocked(application: Any) -> None:
    things = served(application, default=handlers(application, list_things=list_things))
    assert things.get("/things").status_code == 200
    assert things.get("/things/1").status_code == 501
    with pytest.raises(ContractError, match="no DefaultApi is given"):
        served(application)


def test_a_method_that_is_not_there_is_mocked_too(application: Any) -> None:
    partly = type("Partly", (application.DefaultApi,), {"list_things": list_things})
    things = served(application, default=partly, unimplemented="mock")
    assert things.get("/things").json()["total"] == 0
    assert things.get("/things/1").status_code == 200


def test_production_starts_only_without_mocks(application: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_ENVIRONMENT", "production")
    some = handlers(application, list_things=list_things)
    with pytest.raises(ContractError, match=r"change_thing, create_part.*HANDFAST_MOCK=yes"):
        served(application, default=some, unimplemented="mock")
    with pytest.raises(ContractError, match="list_things"):
        served(application, unimplemented="mock")
    whole = handlers(application, **dict.fromkeys(application.DefaultApi.__abstractmethods__, list_things))
    assert served(application, default=whole, unimplemented="mock").get("/things").status_code == 200
    monkeypatch.setenv("HANDFAST_MOCK", "yes")
    assert served(application, default=some, unimplemented="mock").get("/things/1").status_code == 200
