"""FL120: a synchronous session that is injected into an `async def` endpoint makes every other request wait for it."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session
from sqlmodel import Session as SQLModelSession

from .bystander import BLOCK, Served, add_ping, expect_free, expect_stall, serve

QUERY = text(f"SELECT nap({BLOCK})")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    engine = create_engine(f"sqlite:///{tmp_path / 'orders.db'}")

    @event.listens_for(engine, "connect")
    def teach_napping(connection: Any, record: object) -> None:
        connection.create_function("nap", 1, time.sleep)

    def get_db() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    def get_sqlmodel_db() -> Iterator[SQLModelSession]:
        with SQLModelSession(engine) as session:
            yield session

    app = FastAPI()
    add_ping(app)

    @app.get("/bad")
    async def bad(db: Annotated[Session, Depends(get_db)]) -> None:
        db.execute(QUERY)

    @app.get("/bad/sqlmodel")
    async def bad_sqlmodel(db: Annotated[SQLModelSession, Depends(get_sqlmodel_db)]) -> None:
        db.execute(QUERY)

    async def current_user(db: Annotated[Session, Depends(get_db)]) -> str:
        db.execute(QUERY)
        return "ann"

    @app.get("/bad/dependency")
    def below_bad_dependency(user: Annotated[str, Depends(current_user)]) -> None:
        pass

    @app.get("/good")
    def good(db: Annotated[Session, Depends(get_db)]) -> None:
        db.execute(QUERY)

    @app.get("/good/handed-over")
    async def handed_over(db: Annotated[Session, Depends(get_db)]) -> None:
        await run_in_threadpool(db.execute, QUERY)

    with serve(app) as running:
        yield running
    engine.dispose()


def test_an_injected_session_stalls_the_bystander(served: Served) -> None:
    expect_stall(served, "/bad")
    expect_stall(served, "/bad/sqlmodel")
    expect_stall(served, "/bad/dependency")


def test_used_in_a_thread_it_is_innocent(served: Served) -> None:
    expect_free(served, "/good", "/good/handed-over")
