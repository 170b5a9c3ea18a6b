"""FL103: a synchronous database driver on the event loop makes every other request wait for the query."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from .bystander import BLOCK, add_ping, expect_free, serve
from .two_colours import prove_blocking


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "slow_orders"
    id: Mapped[int] = mapped_column(primary_key=True)


# A view whose every row takes its time stands for a query over a large table.
SLOW_VIEW = f"CREATE TEMP VIEW slow_orders AS SELECT 1 AS id FROM (SELECT nap({BLOCK}))"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'orders.db'}")

    @event.listens_for(engine, "connect")
    def teach_napping(connection: Any, record: object) -> None:
        connection.create_function("nap", 1, time.sleep)
        connection.execute(SLOW_VIEW)

    yield engine
    engine.dispose()


def test_a_synchronous_driver_on_the_loop_stalls_the_bystander(engine: Engine, tmp_path: Path) -> None:
    def by_session_get() -> None:
        with Session(engine) as session:
            session.get(Order, 1)

    def by_session_query() -> None:
        with Session(engine) as session:
            session.query(Order).all()

    def by_connection() -> None:
        with engine.connect() as connection:
            connection.execute(text(f"SELECT nap({BLOCK})"))

    def by_sqlite3() -> None:
        connection = sqlite3.connect(tmp_path / "orders.db")
        connection.create_function("nap", 1, time.sleep)
        connection.execute(f"SELECT nap({BLOCK})").fetchall()
        connection.close()

    prove_blocking(
        {
            "session-get": by_session_get,
            "session-query": by_session_query,
            "connection": by_connection,
            "sqlite3": by_sqlite3,
        }
    )


def test_an_asynchronous_session_is_innocent(tmp_path: Path) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'orders.db'}")

    @event.listens_for(engine.sync_engine, "connect")
    def teach_napping(connection: Any, record: object) -> None:
        connection.run_async(lambda driver: driver.create_function("nap", 1, time.sleep))

    app = FastAPI()
    add_ping(app)

    @app.get("/good")
    async def good() -> None:
        async with AsyncSession(engine) as session:
            await session.execute(text(f"SELECT nap({BLOCK})"))
        await engine.dispose()

    with serve(app) as served:
        expect_free(served, "/good")
