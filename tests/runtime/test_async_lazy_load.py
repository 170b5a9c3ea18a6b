"""FL701: an async session cannot load what a look at an attribute asks for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload
from sqlalchemy.pool import NullPool


class Base(DeclarativeBase): ...


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list[Post]] = relationship()


class UserOut(BaseModel):
    id: int
    posts: list[int]


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'users.db'}", poolclass=NullPool)

    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        yield

    app = FastAPI(lifespan=lifespan)  # type: ignore[arg-type]

    @app.post("/users")
    async def create(expire: bool) -> int:
        async with async_sessionmaker(engine, expire_on_commit=expire)() as session:
            user = User()
            session.add(user)
            await session.commit()
            return user.id

    @app.get("/bad/{id}", response_model=UserOut)
    async def bad(id: int):
        async with AsyncSession(engine) as session:
            return await session.get(User, id)

    @app.get("/good/{id}", response_model=UserOut)
    async def good(id: int):
        async with AsyncSession(engine) as session:
            return await session.get(User, id, options=[selectinload(User.posts)])

    return TestClient(app, raise_server_exceptions=False)


def test_a_commit_expires_what_is_read_after_it(client):
    with client:
        assert client.post("/users", params={"expire": True}).status_code == 500
        assert client.post("/users", params={"expire": False}).status_code == 200


def test_a_response_cannot_load_a_relationship(client):
    with client:
        id = client.post("/users", params={"expire": False}).json()

        assert client.get(f"/bad/{id}").status_code == 500
        assert client.get(f"/good/{id}").json() == {"id": id, "posts": []}
