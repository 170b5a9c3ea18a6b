"""FL501, FL502, FL503, FL513, FL514, FL515, FL516, FL520: what comes of dependencies that are declared wrongly."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, HTTPException, Query, Response
from fastapi.testclient import TestClient
from pydantic import BaseModel, field_validator
from pydantic_core import PydanticCustomError


class User(BaseModel):
    name: str
    is_admin: bool = False


def get_current_user() -> User:
    return User(name="ann")


def client_of(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


# FL501 depends-called


def test_the_result_of_a_call_is_no_callable() -> None:
    app = FastAPI()
    with pytest.raises(TypeError, match="not a callable object"):

        @app.get("/")
        def read(user: Annotated[User, Depends(get_current_user())]) -> None: ...


def test_a_factory_of_dependencies_is_called_rightly() -> None:
    app = FastAPI()

    def user_named(name: str) -> Any:
        return lambda: User(name=name)

    @app.get("/")
    def read(user: Annotated[User, Depends(user_named("bob"))]) -> str:
        return user.name

    assert client_of(app).get("/").json() == "bob"


# FL502 circular-dependency


def token(user: "Annotated[str, Depends(user_of)]") -> str:
    return user


def user_of(token: Annotated[str, Depends(token)]) -> str:
    return token


def test_a_circle_ends_when_the_route_is_registered() -> None:
    app = FastAPI()
    with pytest.raises(RecursionError):

        @app.get("/")
        def read(user: Annotated[str, Depends(user_of)]) -> None: ...


# FL503 missing-depends


def test_without_depends_the_client_is_whoever_it_says() -> None:
    app = FastAPI()

    @app.post("/bad")
    def bad(user: Annotated[User, get_current_user]) -> User:
        return user

    @app.post("/good")
    def good(user: Annotated[User, Depends(get_current_user)]) -> User:
        return user

    root = {"name": "root", "is_admin": True}
    assert client_of(app).post("/bad", json=root).json() == root
    assert client_of(app).post("/good", json=root).json() == {"name": "ann", "is_admin": False}


def test_a_function_in_a_list_of_dependencies_fails_at_the_import() -> None:
    app = FastAPI()
    with pytest.raises(AttributeError):

        @app.get("/", dependencies=[get_current_user])  # type: ignore[list-item]
        def read() -> None: ...


# FL513 lru-cache-on-async


@lru_cache
async def kept() -> int:
    return 1


@lru_cache
def kept_generator() -> Iterator[int]:
    yield 1


@lru_cache
def kept_value() -> int:
    return 1


def test_what_is_kept_can_be_used_once() -> None:
    app = FastAPI()

    @app.get("/coroutine")
    def coroutine(number: Annotated[int, Depends(kept)]) -> int:
        return number

    @app.get("/generator")
    def generator(number: Annotated[int, Depends(kept_generator)]) -> int:
        return number

    @app.get("/value")
    def value(number: Annotated[int, Depends(kept_value)]) -> int:
        return number

    client = client_of(app)
    assert [client.get("/coroutine").status_code for _ in range(3)] == [200, 500, 500]
    assert [client.get("/generator").status_code for _ in range(3)] == [200, 500, 500]
    assert [client.get("/value").status_code for _ in range(3)] == [200, 200, 200]


# FL514 pydantic-model-as-dependency


class Page(BaseModel):
    limit: int = 10

    @field_validator("limit")
    @classmethod
    def check_limit(cls, limit: int) -> int:
        if limit > 100:
            raise ValueError("too many")
        return limit


def test_a_validator_of_a_dependency_answers_with_a_500() -> None:
    app = FastAPI()

    @app.get("/bad")
    def bad(page: Annotated[Page, Depends()]) -> int:
        return page.limit

    @app.get("/good")
    def good(page: Annotated[Page, Query()]) -> int:
        return page.limit

    client = client_of(app)
    assert client.get("/bad?limit=3").json() == client.get("/good?limit=3").json() == 3
    assert client.get("/bad?limit=1000").status_code == 500
    assert client.get("/good?limit=1000").status_code == 422


class Refused(Exception): ...


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError("no"), 500),
        (AssertionError("no"), 500),
        (PydanticCustomError("sort", "no"), 500),
        (HTTPException(409), 409),
        (type("Made", (HTTPException,), {})(409), 409),
        (Refused(), 418),
    ],
)
def test_what_pydantic_lets_through_is_answered_as_elsewhere(error: Exception, status: int) -> None:
    app = FastAPI()
    app.add_exception_handler(Refused, lambda request, error: Response(status_code=418))

    class Params(BaseModel):
        sort: str = ""

        @field_validator("sort")
        @classmethod
        def check(cls, sort: str) -> str:
            raise error

    @app.get("/")
    def read(params: Annotated[Params, Depends()]) -> None: ...

    assert client_of(app).get("/?sort=x").status_code == status


# FL515 direct-call-of-dependant


def page_size(limit: int = Query(default=10)) -> int:
    return limit + 1


def test_a_plain_call_sees_the_marker() -> None:
    app = FastAPI()

    @app.get("/bad")
    def bad() -> int:
        return page_size()

    @app.get("/good")
    def good(size: Annotated[int, Depends(page_size)]) -> int:
        return size

    assert client_of(app).get("/bad").status_code == 500
    assert client_of(app).get("/good").json() == 11


# FL516 next-on-yield-dependency


def test_the_exit_code_runs_before_the_value_is_used() -> None:
    events: list[str] = []

    def get_db() -> Iterator[str]:
        try:
            yield "db"
        finally:
            events.append("closed")

    def use(db: str) -> None:
        events.append(f"used {db}")

    use(next(get_db()))
    assert events == ["closed", "used db"]
    events.clear()
    generator = get_db()
    use(next(generator))
    assert events == ["used db"]


def test_the_exit_code_of_an_asynchronous_one_runs_soon() -> None:
    events: list[str] = []

    async def get_db() -> AsyncIterator[str]:
        try:
            yield "db"
        finally:
            events.append("closed")

    async def job() -> None:
        db = await anext(get_db())
        for _ in range(3):
            await asyncio.sleep(0)
        events.append(f"used {db}")

    asyncio.run(job())
    assert events == ["closed", "used db"]


# FL520 depends-in-function-body


def test_nothing_resolves_a_marker_in_a_body() -> None:
    app = FastAPI()

    @app.get("/bad")
    def bad() -> str:
        user = Depends(get_current_user)
        return str(user.name)

    assert client_of(app).get("/bad").status_code == 500
