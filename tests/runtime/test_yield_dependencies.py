"""FL505, FL506, FL507, FL508, FL509, FL511, FL512: when the code after `yield` runs, and what it can still do."""

from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Response
from fastapi.exceptions import DependencyScopeError
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.testclient import TestClient
from starlette.background import BackgroundTask


@pytest.fixture
def events() -> list[str]:
    return []


def client_of(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


# FL505 yield-without-finally


def test_a_404_skips_what_follows_the_yield(events: list[str]) -> None:
    app = FastAPI()

    def bare() -> Iterator[None]:
        yield
        events.append("closed")

    def watched() -> Iterator[None]:
        try:
            yield
        finally:
            events.append("closed")

    @app.get("/bad", dependencies=[Depends(bare)])
    def bad() -> None:
        raise HTTPException(404)

    @app.get("/good", dependencies=[Depends(watched)])
    def good() -> None:
        raise HTTPException(404)

    assert client_of(app).get("/bad").status_code == 404
    assert events == []
    assert client_of(app).get("/good").status_code == 404
    assert events == ["closed"]


# FL506 yield-swallows-exception


def test_a_404_becomes_a_500() -> None:
    app = FastAPI()

    def swallowing() -> Iterator[None]:
        try:
            yield
        except Exception:
            pass

    def masking() -> Iterator[None]:
        try:
            yield
        except Exception as error:
            raise HTTPException(500) from error

    def raising() -> Iterator[None]:
        try:
            yield
        except Exception:
            raise

    @app.get("/swallowed", dependencies=[Depends(swallowing)])
    def swallowed() -> None:
        raise HTTPException(404)

    @app.get("/masked", dependencies=[Depends(masking)])
    def masked() -> None:
        raise HTTPException(404)

    @app.get("/raised", dependencies=[Depends(raising)])
    def raised() -> None:
        raise HTTPException(404)

    client = client_of(app)
    assert [client.get(path).status_code for path in ("/swallowed", "/masked", "/raised")] == [500, 500, 404]
    with pytest.raises(Exception, match="Response not awaited"):
        TestClient(app).get("/swallowed")


# FL507 commit-after-yield


class FailingSession:
    """A session whose commit violates a constraint."""

    def commit(self) -> None:
        raise HTTPException(409)


def get_session() -> Iterator[FailingSession]:
    session = FailingSession()
    yield session
    session.commit()


def test_a_commit_that_fails_after_the_reply_is_told_to_nobody() -> None:
    app = FastAPI()

    @app.post("/late")
    def late(session: Annotated[FailingSession, Depends(get_session)]) -> str:
        return "saved"

    @app.post("/in-time")
    def in_time(session: Annotated[FailingSession, Depends(get_session, scope="function")]) -> str:
        return "saved"

    client = client_of(app)
    assert client.post("/late").status_code == 200
    assert client.post("/late").json() == "saved"
    assert client.post("/in-time").status_code == 409


# FL509 session-in-background-task


def test_the_dependency_ends_after_the_background_task(events: list[str]) -> None:
    app = FastAPI()

    def get_db() -> Iterator[str]:
        yield "db"
        events.append("closed")

    def job(db: str) -> None:
        events.append("task")

    @app.post("/request")
    def in_request(tasks: BackgroundTasks, db: Annotated[str, Depends(get_db)]) -> None:
        tasks.add_task(job, db)

    @app.post("/function")
    def in_function(tasks: BackgroundTasks, db: Annotated[str, Depends(get_db, scope="function")]) -> None:
        tasks.add_task(job, db)

    client_of(app).post("/request")
    assert events == ["task", "closed"]
    events.clear()
    client_of(app).post("/function")
    assert events == ["closed", "task"]


# FL511 background-tasks-lost


def test_tasks_that_no_response_takes_along_never_run(events: list[str]) -> None:
    app = FastAPI()

    def audited(tasks: BackgroundTasks) -> Iterator[None]:
        yield
        tasks.add_task(events.append, "late")

    @app.get("/unattached")
    def unattached() -> None:
        tasks = BackgroundTasks()
        tasks.add_task(events.append, "unattached")

    @app.get("/replaced")
    def replaced(tasks: BackgroundTasks) -> Response:
        tasks.add_task(events.append, "replaced")
        return JSONResponse({}, background=BackgroundTask(events.append, "own"))

    @app.get("/raised")
    def raised(tasks: BackgroundTasks) -> None:
        tasks.add_task(events.append, "raised")
        raise HTTPException(404)

    @app.get("/late", dependencies=[Depends(audited)])
    def late() -> None: ...

    client = client_of(app)
    for path in ("/unattached", "/replaced", "/raised", "/late"):
        client.get(path)
    assert events == ["own"]


def test_tasks_that_the_response_takes_along_run(events: list[str]) -> None:
    app = FastAPI()

    @app.get("/attached")
    def attached() -> Response:
        tasks = BackgroundTasks()
        tasks.add_task(events.append, "attached")
        return JSONResponse({}, background=tasks)

    @app.get("/injected")
    def injected(tasks: BackgroundTasks) -> Response:
        tasks.add_task(events.append, "injected")
        return JSONResponse({})

    client = client_of(app)
    client.get("/attached")
    client.get("/injected")
    assert events == ["attached", "injected"]


# FL508 dependency-scope-conflict


def test_the_scope_of_the_function_ends_before_the_stream(events: list[str]) -> None:
    app = FastAPI()

    def get_db() -> Iterator[str]:
        try:
            yield "db"
        finally:
            events.append("closed")

    @app.get("/bad")
    def bad(db: Annotated[str, Depends(get_db, scope="function")]) -> StreamingResponse:
        def lines() -> Iterator[str]:
            events.append(f"used {db}")
            yield db

        return StreamingResponse(lines())

    @app.get("/bad/yielding")
    def yielding(db: Annotated[str, Depends(get_db, scope="function")]) -> Iterator[str]:
        events.append(f"used {db}")
        yield db

    @app.get("/good")
    def good(db: Annotated[str, Depends(get_db)]) -> StreamingResponse:
        def lines() -> Iterator[str]:
            events.append(f"used {db}")
            yield db

        return StreamingResponse(lines())

    for path, expected in (
        ("/bad", ["closed", "used db"]),
        ("/bad/yielding", ["closed", "used db"]),
        ("/good", ["used db", "closed"]),
    ):
        events.clear()
        assert client_of(app).get(path).status_code == 200
        assert events == expected, path


def test_a_dependency_of_the_request_cannot_need_one_of_the_function() -> None:
    app = FastAPI()

    def get_db() -> Iterator[str]:
        yield "db"

    def get_user(db: Annotated[str, Depends(get_db, scope="function")]) -> Iterator[str]:
        yield db

    with pytest.raises(DependencyScopeError):

        @app.get("/")
        def read(user: Annotated[str, Depends(get_user)]) -> None: ...


# FL512 dependency-cache-pitfall


def test_one_dependency_is_called_once(events: list[str]) -> None:
    app = FastAPI()

    def get_basket() -> list[str]:
        events.append("made")
        return []

    Basket = Annotated[list[str], Depends(get_basket)]
    Another = Annotated[list[str], Depends(get_basket, use_cache=False)]

    @app.get("/shared")
    def shared(mine: Basket, yours: Basket) -> bool:
        return mine is yours

    @app.get("/apart")
    def apart(mine: Basket, yours: Another) -> bool:
        return mine is yours

    @app.get("/listed", dependencies=[Depends(get_basket), Depends(get_basket, use_cache=False)])
    def listed() -> None: ...

    client = client_of(app)
    assert client.get("/shared").json() is True
    assert client.get("/apart").json() is False
    events.clear()
    client.get("/listed")
    assert events == ["made"]
