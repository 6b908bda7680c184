"""What the client accepts: which media type is sent, and a 406 before anything is done."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from replying import (
    PET,
    Bare,
    Gone,
    Several,
    app,
    broken,
    content,
)
from single import judge, serve

from handfast.runtime import Operation, Parameter, Response
from handfast.runtime.accept import accepted
from handfast.runtime.media import parse
from handfast.runtime.problems import NotAcceptable
from handfast.runtime.replies import Replies
from handfast.runtime.wire import Wire

OFFERED = ("text/html", "application/json", "image/*", "text/plain;format=flowed")


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        ([], "text/html"),
        ([""], "text/html"),
        ([",,;"], "text/html"),
        (["*/*"], "text/html"),
        (["application/json"], "application/json"),
        (["APPLICATION/JSON"], "application/json"),
        (["application/*"], "application/json"),
        (["text/html;q=0.5, application/json;q=0.6"], "application/json"),
        (["text/html;q=0.5", "application/json;q=0.6"], "application/json"),
        (["text/html;q=0, */*;q=0.1"], "application/json"),
        (["text/*, text/html;q=0.1, application/json;q=0.5"], "text/plain;format=flowed"),
        (["text/plain;q=0.2, text/plain;format=flowed, text/html;q=0.3"], "text/plain;format=flowed"),
        (["text/plain;format=fixed, application/json;q=0.1"], "application/json"),
        (["image/png"], "image/*"),
        (["image/*;q=0, text/html;q=0.1"], "text/html"),
        (["image/webp;q=0.9, application/json;q=0.8"], "image/*"),
        (["text/html;Q=0.001, application/json;q=0.000"], "text/html"),
        (['text/html;a="b,application/json;q=1";q=0.4, application/json;q=0.3'], "application/json"),
        (["application/json;q=2, text/html;q=0.1"], "text/html"),
        (["application/json;q=0.5;ext=1, text/html;q=0.1"], "application/json"),
        (["application/xml"], None),
        (["text/html;q=0"], None),
        (["*/*;q=0"], None),
        (["text/html;level=1"], None),
    ],
)
def test_accept(lines: list[str], chosen: str | None) -> None:
    offered = [parse(name) for name in OFFERED]
    accept = accepted(lines)
    index = 0 if accept is None else accept.preferred([one for one in offered if one is not None])
    assert (None if index is None else OFFERED[index]) == chosen


def test_a_hostile_accept_is_read_in_no_time() -> None:
    started = time.process_time()
    for text in ('"\\' * 30_000, 'a/b;"' + '\\"' * 30_000, "," * 60_000, "a/b;q=" + "0" * 60_000, "a/b," * 15_000):
        accepted([text])
    assert time.process_time() - started < 2


def replies_of(folder: Path, *responses: Any) -> Replies:
    operation = Operation(pointer="#/o", id="o", method="GET", path="/x", handler="o", responses=responses)
    return Replies(judge(folder, {"#/pet": PET}), operation)


def wire(accept: str | None) -> Wire:
    return Wire({"headers": [] if accept is None else [(b"accept", accept.encode())]})


TWO = content("application/json", "text/csv", reply=Several)[0]
ONE = content("application/json")[0]
EMPTY = Response(status="410", reply=Gone)


@pytest.mark.parametrize(
    ("responses", "accept", "is_refused"),
    [
        ((TWO,), "image/png", True),
        ((TWO,), "text/csv;q=0, application/json;q=0, */*", True),
        ((TWO,), "text/csv;q=0.1", False),
        ((TWO,), None, False),
        ((TWO, EMPTY), "image/png", True),
        ((ONE,), "image/png", False),
        ((TWO, replace(ONE, status="201")), "image/png", False),
        ((TWO, replace(EMPTY, status="204")), "image/png", False),
        ((TWO, replace(EMPTY, status="303")), "image/png", False),
        ((TWO, replace(EMPTY, status="304")), "image/png", True),
        ((replace(TWO, status="2XX"),), "image/png", True),
        ((replace(TWO, status="default"),), "image/png", False),
        ((), "image/png", False),
    ],
)
def test_406_before_anything_is_done(tmp_path: Path, responses: Any, accept: str | None, is_refused: bool) -> None:
    replies = replies_of(tmp_path, *responses)
    if not is_refused:
        replies.refuse_unacceptable(wire(accept))
        return
    with pytest.raises(NotAcceptable) as caught:
        replies.refuse_unacceptable(wire(accept))
    assert caught.value.status == 406


@pytest.mark.parametrize(
    ("body", "accept", "media_type"),
    [
        ({"a": 1}, None, "application/json"),
        ("a,b", "text/csv", "text/csv; charset=utf-8"),
        ({"a": 1}, "text/csv", "application/json"),
        ("a,b", "application/json;q=0.1, text/csv;q=0.2", "text/csv; charset=utf-8"),
        (b"a,b", "text/csv", "text/csv"),
    ],
)
def test_a_reply_that_names_no_media_type_leaves_it_to_the_client(
    tmp_path: Path, body: Any, accept: str | None, media_type: str
) -> None:
    result = Several(body=body, media_type=None)  # type: ignore[arg-type]
    single = app(tmp_path, result, content("application/json", "text/csv", reply=Several), Several)
    answer = single.ask("GET", "/x", headers={"accept": accept} if accept else {})
    assert (answer.status, answer.headers["content-type"]) == (200, media_type)


def test_a_range_must_be_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken(app(tmp_path / "a", b"x", content("image/*"), Bare), caplog, "without saying its media type")
    for name in ("image/*", "*/*", "image/png\r\nx:y", "image/png\x7f", "text/html", "nonsense"):
        caplog.clear()
        result = Several(body=b"x", media_type=name)  # type: ignore[arg-type]
        folder = tmp_path / str(abs(hash(name)))
        broken(app(folder, result, content("image/*", reply=Several), Several), caplog, "which is not declared")


@pytest.mark.parametrize(
    ("sent", "given"),
    [
        ({}, "application/json"),
        ({"accept": "text/csv"}, "text/csv"),
        ({"accept": "text/csv;q=0.5, application/json;q=0.4"}, "text/csv"),
        ({"accept": "text/*"}, "text/csv"),
        ({"accept": "*/*"}, "application/json"),
    ],
)
def test_the_handler_learns_what_the_client_likes_best(tmp_path: Path, sent: dict[str, str], given: str) -> None:
    (declared,) = content("application/json", "text/csv", schema="#/any", reply=Several)
    operation = Operation(
        pointer="#/o", id="o", method="GET", path="/x", handler="o", responses=(declared,), success=Several
    )
    hints = {"accept": Literal["application/json", "text/csv"]}
    single = serve(judge(tmp_path, {"#/any": True}), operation, hints, result=Several(body="a", media_type=given))
    assert single.given("GET", "/x", headers=sent) == {"accept": given}
    assert single.ask("GET", "/x", headers=sent).headers["content-type"].startswith(given)
    assert single.ask("GET", "/x", headers={"accept": "image/png"}).status == 406


def test_a_parameter_of_that_name_is_a_parameter(tmp_path: Path) -> None:
    (declared,) = content("application/json", "text/csv", schema="#/any", reply=Several)
    operation = Operation(
        pointer="#/o",
        id="o",
        method="GET",
        path="/x",
        handler="o",
        parameters=(Parameter(name="accept", into="accept", location="query", style="form"),),
        responses=(declared,),
        success=Several,
    )
    single = serve(judge(tmp_path, {"#/any": True}), operation, {"accept": str | None}, result=Several(body=None))
    assert single.given("GET", "/x?accept=a", headers={"accept": "text/csv"}) == {"accept": "a"}
