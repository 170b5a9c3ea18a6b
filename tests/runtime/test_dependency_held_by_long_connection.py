"""FL510: an idle WebSocket keeps the database connection of its session, until none is left for others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, WebSocket
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool


@pytest.fixture
def sessions(tmp_path: Path) -> sessionmaker[Session]:
    engine = create_engine(
        f"sqlite:///{tmp_path / 'shop.db'}",
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=0.05,
        connect_args={"check_same_thread": False},
    )
    return sessionmaker(engine)


def test_an_idle_websocket_takes_the_last_connection(sessions: sessionmaker[Session]) -> None:
    app = FastAPI()

    def get_db() -> Iterator[Session]:
        with sessions() as db:
            yield db

    Database = Annotated[Session, Depends(get_db)]

    @app.websocket("/held")
    async def held(websocket: WebSocket, db: Database) -> None:
        await websocket.accept()
        db.execute(text("SELECT 1"))
        await websocket.send_text("ready")
        await websocket.receive_text()

    @app.websocket("/unused")
    async def unused(websocket: WebSocket, db: Database) -> None:
        await websocket.accept()
        await websocket.send_text("ready")
        await websocket.receive_text()

    @app.websocket("/given-back")
    async def given_back(websocket: WebSocket, db: Database) -> None:
        await websocket.accept()
        db.execute(text("SELECT 1"))
        db.commit()
        await websocket.send_text("ready")
        await websocket.receive_text()

    @app.get("/users")
    def users(db: Database) -> int:
        return int(db.execute(text("SELECT 1")).scalar_one())

    with TestClient(app, raise_server_exceptions=False) as client:
        for path, status in (("/held", 500), ("/unused", 200), ("/given-back", 200)):
            with client.websocket_connect(path) as websocket:
                assert websocket.receive_text() == "ready"
                assert client.get("/users").status_code == status
                websocket.send_text("done")
