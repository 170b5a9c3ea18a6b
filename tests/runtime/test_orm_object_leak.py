"""FL210: without a model that filters, every column of a row is written out."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlmodel import Field, SQLModel

app = FastAPI()
engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    hashed_password: Mapped[str]


class Member(SQLModel, table=True):
    __tablename__ = "leaking_members"
    id: int | None = Field(default=None, primary_key=True)
    hashed_password: str


class Public(SQLModel):
    id: int


@app.get("/sqlalchemy")
def sqlalchemy():
    with Session(engine) as session:
        return session.get(User, 1)


@app.get("/sqlmodel")
def sqlmodel():
    with Session(engine) as session:
        return session.get(Member, 1)


@app.get("/table")
def table() -> Member:
    with Session(engine) as session:
        return session.get_one(Member, 1)


@app.get("/good/sqlalchemy", response_model=Public)
def good_sqlalchemy():
    return sqlalchemy()


@app.get("/good/sqlmodel", response_model=Public)
def good_sqlmodel():
    return sqlmodel()


@pytest.fixture(autouse=True)
def rows() -> Iterator[None]:
    Base.metadata.create_all(engine)
    SQLModel.metadata.tables["leaking_members"].create(engine)
    with Session(engine) as session:
        session.add_all([User(id=1, hashed_password="x"), Member(id=1, hashed_password="x")])
        session.commit()
    yield
    Base.metadata.drop_all(engine)
    SQLModel.metadata.tables["leaking_members"].drop(engine)


@pytest.mark.parametrize("path", ["/sqlalchemy", "/sqlmodel", "/table"])
def test_a_row_is_sent_with_its_secret(path: str) -> None:
    assert TestClient(app).get(path).json() == {"id": 1, "hashed_password": "x"}


@pytest.mark.parametrize("path", ["/good/sqlalchemy", "/good/sqlmodel"])
def test_a_model_keeps_it_back(path: str) -> None:
    assert TestClient(app).get(path).json() == {"id": 1}
