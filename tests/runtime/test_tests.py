"""What tests do that seem to do something else: FL801, FL802, FL803, FL804, FL807, FL808, FL809, FL810, FL811."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from unittest.mock import AsyncMock, MagicMock, patch

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient


def user() -> str:
    return "ann"


User = Annotated[str, Depends(user)]


def make_app() -> FastAPI:
    app = FastAPI()

    @app.get("/me")
    def me(name: User) -> str:
        return name

    return app


def answer(app: FastAPI) -> Any:
    return TestClient(app, raise_server_exceptions=False).get("/me")


def run_pytest(folder: Path, files: dict[str, str]) -> str:
    """The report of a run of pytest of its own."""
    for name, text in files.items():
        (folder / name).write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header", "-rA"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    return done.stdout


LEAK = """
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()

def user():
    return "ann"

@app.get("/me")
def me(name=Depends(user)):
    return name

def test_override():
    app.dependency_overrides[user] = lambda: "bob"
    assert TestClient(app).get("/me").json() == "bob"

def test_after():
    assert TestClient(app).get("/me").json() == "ann"
"""


def test_an_override_stays_for_the_next_test(tmp_path):
    assert "1 failed, 1 passed" in run_pytest(tmp_path, {"test_leak.py": LEAK})


def test_an_override_that_is_cleared_does_not(tmp_path):
    cured = LEAK.replace('"bob"\n\ndef', '"bob"\n    app.dependency_overrides.clear()\n\ndef')

    assert "2 passed" in run_pytest(tmp_path, {"test_leak.py": cured})


def require(role: str):
    def check() -> str:
        return role

    return check


def other() -> str:
    return "other"


@pytest.mark.parametrize("key", [User, require("admin"), partial(user), other])
def test_another_key_has_no_effect(key):
    app = make_app()
    app.dependency_overrides[key] = lambda: "bob"

    assert answer(app).json() == "ann"

    app.dependency_overrides[user] = lambda: "bob"
    assert answer(app).json() == "bob"


def test_patching_the_name_changes_nothing():
    app = make_app()

    with patch(f"{__name__}.user", return_value="bob"):
        assert user() == "bob"
        assert answer(app).json() == "ann"


def untyped(token):
    return token


@pytest.mark.parametrize("value", [MagicMock(), AsyncMock(), lambda *args: "bob", lambda token: "bob", untyped])
def test_an_override_is_asked_for_its_parameters(value):
    app = make_app()
    app.dependency_overrides[user] = value

    assert answer(app).status_code == 422


def test_an_override_must_be_callable():
    app = make_app()
    app.dependency_overrides[user] = "bob"  # type: ignore[assignment]

    assert answer(app).status_code == 500


def test_a_test_client_stops_the_loop_of_an_async_test():
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.001)

    async def slow() -> str:
        await asyncio.sleep(0.05)
        return "slow"

    app = FastAPI()
    app.add_api_route("/", slow)

    async def ticks_during(client: Any) -> int:
        task = asyncio.create_task(tick())
        await asyncio.sleep(0)
        before = ticks
        result = client.get("/")
        if asyncio.iscoroutine(result):
            await result
        task.cancel()
        return ticks - before

    transport = httpx.ASGITransport(app=app)

    assert asyncio.run(ticks_during(TestClient(app))) == 0
    assert asyncio.run(ticks_during(httpx.AsyncClient(transport=transport, base_url="http://test"))) > 2


def test_an_async_test_fails_without_a_plugin(tmp_path):
    text = "import pytest\n\nasync def test_bare(): ...\n\n@pytest.mark.anyio\nasync def test_marked(): ...\n"
    report = run_pytest(tmp_path, {"test_async.py": text, "pytest.ini": "[pytest]\n"})

    assert "FAILED test_async.py::test_bare" in report
    assert "natively supported" in report
    assert "PASSED test_async.py::test_marked" in report


def test_the_fixture_event_loop_is_gone(tmp_path):
    text = "def test_loop(event_loop): ...\n"

    assert "fixture 'event_loop' not found" in run_pytest(tmp_path, {"test_loop.py": text})


def test_without_the_lifespan_the_state_is_empty():
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.title = "shop"
        yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/title")
    def title(request: Request) -> str:
        return request.app.state.title

    assert TestClient(app, raise_server_exceptions=False).get("/title").status_code == 500
    with TestClient(app) as client:
        assert client.get("/title").json() == "shop"


def test_what_clients_no_longer_take():
    client = TestClient(make_app())

    with pytest.raises(TypeError, match="app"):
        httpx.AsyncClient(app=make_app())  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="json"):
        client.delete("/me", json={})  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="data"):
        client.get("/me", data={})  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="allow_redirects"):
        client.post("/me", allow_redirects=False)  # type: ignore[call-arg]
    assert client.request("DELETE", "/me", json={}).status_code == 405
