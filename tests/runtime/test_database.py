"""FL702, FL703, FL704, FL706 and FL711: what SQLAlchemy and SQLModel do with the bad code, and with the good."""

import asyncio
import warnings

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import MetaData, create_engine, select, text
from sqlalchemy.exc import (
    ArgumentError,
    InvalidRequestError,
    LegacyAPIWarning,
    MovedIn20Warning,
    ObjectNotExecutableError,
)
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlmodel import Field, SQLModel

engine = create_engine("sqlite://")


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class HeroBase(SQLModel):
    age: int = Field(gt=0)


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class HeroCreate(HeroBase): ...


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_async_session_is_no_session():
    async def use() -> None:
        async with AsyncSession(create_async_engine("sqlite+aiosqlite://")) as session:
            with pytest.raises(AttributeError, match="query"):
                session.query(User)  # type: ignore[attr-defined]
            with pytest.raises(AttributeError, match="coroutine"):
                session.execute(text("select 1")).scalars()  # type: ignore[attr-defined]
            with pytest.raises(ArgumentError, match="text"):
                await session.execute("select 1")  # type: ignore[call-overload]
            assert (await session.execute(text("select 1"))).scalars().all() == [1]

    asyncio.run(use())


def test_concurrent_coroutines_cannot_share_a_session():
    async def count(session: AsyncSession) -> int | None:
        return await session.scalar(text("select 1"))

    async def alone() -> int | None:
        async with AsyncSession(create_async_engine("sqlite+aiosqlite://")) as session:
            return await count(session)

    async def shared() -> list[object]:
        async with AsyncSession(create_async_engine("sqlite+aiosqlite://")) as session:
            return await asyncio.gather(count(session), count(session), count(session), return_exceptions=True)

    async def apart() -> list[object]:
        return await asyncio.gather(alone(), alone(), alone())

    assert any(isinstance(each, InvalidRequestError) for each in asyncio.run(shared()))
    assert asyncio.run(apart()) == [1, 1, 1]


def test_a_table_class_validates_nothing():
    app = FastAPI()

    @app.post("/bad")
    def bad(hero: Hero) -> str:
        return f"{hero.id} {hero.age}"

    @app.post("/good")
    def good(hero: HeroCreate) -> str:
        return f"{hero.age}"

    client = TestClient(app)

    assert client.post("/bad", json={"age": -5, "id": 1}).json() == "1 -5"
    assert client.post("/good", json={"age": -5}).status_code == 422


def test_what_sqlalchemy_2_refuses():
    with pytest.raises(AttributeError, match="execute"):
        engine.execute(text("select 1"))  # type: ignore[attr-defined]
    with pytest.raises(ArgumentError):
        select([User.id])  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="bind"):
        MetaData(bind=engine)  # type: ignore[call-arg]
    with pytest.raises(ArgumentError, match="autocommit"):
        sessionmaker(engine, autocommit=True)()
    with Session(engine) as session, pytest.raises(ArgumentError, match="text"):
        session.execute("select 1")  # type: ignore[call-overload]
    with engine.connect() as connection, pytest.raises(ObjectNotExecutableError):
        connection.execute("select 1")  # type: ignore[call-overload]


def test_what_sqlalchemy_2_warns_of():
    from sqlalchemy.ext.declarative import declarative_base

    Base.metadata.create_all(engine)
    with Session(engine) as session, pytest.warns(LegacyAPIWarning):
        session.query(User).get(1)
    with pytest.warns(MovedIn20Warning):
        declarative_base()
    with Session(engine) as session, warnings.catch_warnings():
        warnings.simplefilter("error")
        session.get(User, 1)


def test_what_is_not_committed_is_not_stored(tmp_path):
    database = create_engine(f"sqlite:///{tmp_path / 'users.db'}")
    Base.metadata.create_all(database)
    app = FastAPI()

    @app.post("/users")
    def create(commit: bool) -> str:
        with Session(database) as session:
            session.add(User())
            if commit:
                session.commit()
        return "created"

    @app.get("/users")
    def users() -> int:
        with Session(database) as session:
            return len(session.scalars(select(User)).all())

    client = TestClient(app)

    assert client.post("/users", params={"commit": False}).json() == "created"
    assert client.get("/users").json() == 0
    client.post("/users", params={"commit": True})
    assert client.get("/users").json() == 1
