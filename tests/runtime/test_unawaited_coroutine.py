"""FL112: a coroutine that is not awaited does nothing, and as a condition it is always true."""

import pytest
from fastapi import FastAPI, HTTPException

from .bystander import serve

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

audit: list[str] = []
app = FastAPI()


async def is_admin() -> bool:
    return False


async def record(what: str) -> None:
    audit.append(what)


async def answer() -> int:
    return 42


@app.get("/bad/guard")
async def bad_guard() -> str:
    if not is_admin():
        raise HTTPException(403)
    return "the secret"


@app.get("/good/guard")
async def good_guard() -> str:
    if not await is_admin():
        raise HTTPException(403)
    return "the secret"


@app.get("/bad/statement")
async def bad_statement() -> None:
    record("bad")  # type: ignore[unused-coroutine]


@app.get("/good/statement")
async def good_statement() -> None:
    await record("good")


@app.get("/bad/return")
async def bad_return():  # type: ignore[no-untyped-def]
    return answer()


@app.get("/good/return")
async def good_return() -> int:
    return await answer()


def test_an_unawaited_guard_lets_everybody_in() -> None:
    with serve(app) as served:
        assert served.ask("/good/guard").status == 403
        reply = served.ask("/bad/guard")
        assert (reply.status, reply.text) == (200, '"the secret"')


def test_an_unawaited_statement_does_nothing() -> None:
    audit.clear()
    with serve(app) as served:
        assert served.ask("/bad/statement").status == 200
        assert served.ask("/good/statement").status == 200
    assert audit == ["good"]


def test_an_unawaited_return_value_cannot_be_sent() -> None:
    with serve(app) as served:
        assert served.ask("/bad/return").status == 500
        assert served.ask("/good/return").text == "42"
